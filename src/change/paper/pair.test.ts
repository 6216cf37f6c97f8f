import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import { symbolId } from '../../domain/ids.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { TIMEFRAMES } from '../../domain/timeframe.ts';
import { Feed } from '../../market/feed.ts';
import { GeneratedMarket } from '../../market/generated-market.ts';
import { type TapeHead, tapeHead } from '../../market/tape/tape-head.ts';
import type { TapeGroup } from '../../market/tape/tape-line.ts';
import { TapeReader } from '../../market/tape/tape-reader.ts';
import { TapeRecorder } from '../../market/tape/tape-recorder.ts';
import { TapeWriter } from '../../market/tape/tape-writer.ts';
import { assembleSimulation } from '../../simulation/assemble.ts';
import type { SimulatedFeed } from '../../simulation/parts.ts';
import { PaperPair } from './pair.ts';
import { SideRecorder } from './side-recorder.ts';

/** Generated candles of a minute: hours of the whole stack in a second. */
const START = Date.UTC(2025, 3, 4);
const HOURS = 8;
/** Before the first settlement, whose rate a tape knows as it was announced last. */
const UNSETTLED = 7;
const SOL = symbolId('SOL/USDT:USDT');

let folder: string;
let config: SeptetConfig;
let head: TapeHead;
let liveHashes: Readonly<Record<string, string>>;
const live = new SideRecorder();

function configured(changes: Parameters<typeof loadConfig>[1] = {}): SeptetConfig {
  const options = { marketCadence: MINUTE_MS, ...changes };
  const loaded = loadConfig(join(process.cwd(), 'config'), options);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const market = { ...loaded.config.market, startsAt: START, stepLength: MINUTE_MS };
  return { ...loaded.config, market };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'septet-pair-'));
  config = configured();
  const market = new GeneratedMarket(config.market);
  const feed = new Feed(market);
  feed.start();
  const candles = Object.fromEntries(
    market.symbols.map((symbol) => [
      symbol,
      Object.fromEntries(TIMEFRAMES.map((each) => [each, feed.history(symbol, each, 2_000)])),
    ]),
  );
  const { symbols, stepLength } = market;
  head = tapeHead({ startsAt: START, stepLength, symbols, equity: '10000', candles });
  const writer = new TapeWriter(folder, { maxBytes: 1e9, segmentBytes: 200_000 });
  const recorder = new TapeRecorder(writer);
  const recorded: SimulatedFeed = {
    symbols,
    start: () => {},
    history: (...asked) => feed.history(...asked),
    ready: (now) => feed.ready(now),
    staleSymbols: (now) => feed.staleSymbols(now),
    advance: (now) => {
      const outputs = feed.advance(now);
      for (const output of outputs) recorder.take(output);
      return outputs;
    },
  };
  // The stack on the market itself, for comparison; until the first settlement.
  const parts = assembleSimulation({
    config: { ...config, attended: false, venue: { ...config.venue, initialBalance: '10000' } },
    configFiles: 12,
    build: 'test',
    market,
    feed: recorded,
    observer: { decision: (record) => live.decision(record), fact: (fact) => live.fact(fact) },
  });
  parts.simulation.start();
  for (let at = START + MINUTE_MS; at <= START + UNSETTLED * HOUR_MS; at += MINUTE_MS) {
    parts.simulation.advance(at);
  }
  liveHashes = parts.orchestrator.stateHashes();
  for (let hour = UNSETTLED; hour < HOURS; hour += 1) {
    for (const output of feed.advance(START + (hour + 1) * HOUR_MS)) recorder.take(output);
  }
  recorder.flush();
  writer.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const side = (of: SeptetConfig) => ({ config: of, configFiles: 12, build: 'test', head });
const pairOf = (
  candidate: SeptetConfig,
  reader: Pick<TapeReader, 'next'> = new TapeReader(folder),
) => new PaperPair({ inForce: side(config), candidate: side(candidate), reader });

/** The whole tape. */
function tape(): TapeGroup[] {
  const reader = new TapeReader(folder);
  const groups: TapeGroup[] = [];
  for (let next = reader.next(500); next.length > 0; next = reader.next(500)) groups.push(...next);
  return groups;
}

/** These groups as a tape. */
const played = (groups: readonly TapeGroup[]): Pick<TapeReader, 'next'> => {
  let position = 0;
  return {
    next: (most) => {
      const next = groups.slice(position, position + most);
      position += next.length;
      return next;
    },
  };
};

function runAll(pair: PaperPair, slice = 500): ReturnType<PaperPair['figures']> {
  while (pair.advance(slice) > 0);
  return pair.figures();
}

describe('the candidate and the version in force over one tape', () => {
  it('CHG-2 the version in force on the tape does what the stack does on the market', () => {
    const end = START + UNSETTLED * HOUR_MS;
    const until = tape().filter(({ at }) => at <= end);
    const { inForce } = runAll(pairOf(config, played(until)));
    expect(inForce.decisions.allowed).toBeGreaterThan(0);
    const { decisions, trades } = live.figures(inForce, inForce.equity.toFixed(8));
    expect(inForce.decisions).toEqual(decisions);
    expect(inForce.trades).toEqual(trades);
    expect(inForce.ledgerExact).toBe(true);
    expect(inForce.stateHashes).toEqual(liveHashes);
  }, 60_000);

  it('CHG-2 a candidate that changes nothing does the same to the last digit', () => {
    const { inForce, candidate } = runAll(pairOf(config));
    expect(candidate).toEqual(inForce);
    expect(inForce.points).toHaveLength(HOURS - 1);
  }, 60_000);

  it('CHG-2 killed in the middle and run again over the tape, it comes to the same figures', () => {
    const bolder = configured({ profile: 'aggressive' });
    const once = runAll(pairOf(bolder));
    const killed = pairOf(bolder);
    for (let slices = 0; slices < 4; slices += 1) killed.advance(113);
    const again = runAll(pairOf(bolder), 37);
    expect(again).toEqual(once);
    expect(again.candidate.return).not.toBe(again.inForce.return);
  }, 60_000);

  it('CHG-2 a candidate with fewer symbols and other strategies runs beside it', () => {
    const symbols = config.kernel.instruments.map(({ symbol }) => symbol);
    const smaller = configured({
      symbols: symbols.filter((symbol) => symbol !== SOL),
      strategies: ['S1', 'S3', 'S4'],
    });
    const { inForce, candidate } = runAll(pairOf(smaller));
    expect(candidate.symbols).not.toContain(SOL);
    expect(candidate.strategies).toEqual(['S1', 'S3', 'S4']);
    expect(candidate.points.map(({ at }) => at)).toEqual(inForce.points.map(({ at }) => at));
    expect(candidate.ledgerExact && inForce.ledgerExact).toBe(true);
  }, 60_000);

  it('CHG-2 a symbol that the tape has not is left out by name, and the rest goes on', () => {
    const symbols = head.symbols.filter((symbol) => symbol !== SOL);
    const reader = played(tape());
    const without = { ...side(config), head: { ...head, symbols } };
    const pair = new PaperPair({ inForce: without, candidate: without, reader });
    pair.advance(100);
    expect(pair.figures().candidate.symbols).not.toContain(SOL);
    expect(pair.steps.all).toBe(100 * head.symbols.length);
  }, 60_000);

  it('CHG-2 over a hole in the tape time passes for both, and what is open keeps its last mark', () => {
    const reader = played(tape().filter((_, index) => index < 200 || index >= 400));
    const { inForce } = runAll(pairOf(config, reader));
    expect(inForce.points).toHaveLength(HOURS - 1);
    expect(inForce.ledgerExact).toBe(true);
    const hole = inForce.points.filter(
      ({ at }) => at > START + 4 * HOUR_MS && at < START + 6 * HOUR_MS,
    );
    expect(new Set(hole.map(({ equity }) => equity)).size).toBe(1);
  }, 60_000);
});
