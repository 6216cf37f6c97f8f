import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SymbolId, symbolId } from '../../src/domain/ids.ts';
import type { Candle } from '../../src/domain/market.ts';
import { MINUTE_MS } from '../../src/domain/time.ts';
import { CandleAggregator } from '../../src/market/candle-aggregator.ts';
import {
  CALM,
  type Conditions,
  EPOCH,
  type LiveRun,
  runLive,
  type Window,
} from '../support/live-venue.ts';

const BTC = symbolId('BTC/USDT:USDT');
const ETH = symbolId('ETH/USDT:USDT');
const SYMBOLS = [BTC, ETH];

const run = (conditions: Partial<Conditions>): LiveRun =>
  runLive(SYMBOLS, { ...CALM, ...conditions });
const closedOf = (live: LiveRun, symbol: SymbolId, timeframe: string): Candle[] =>
  live.closed
    .filter((event) => event.symbol === symbol && event.timeframe === timeframe)
    .map((event) => event.candle);
const rounded = (candles: readonly Candle[]) =>
  candles.map((candle) => ({ ...candle, volume: Math.round(candle.volume * 1e3) }));

/** Every minute of the venue, in order and exactly, but for those that have just ended. */
function expectVenueCandles(live: LiveRun): void {
  for (const symbol of SYMBOLS) {
    const venue = live.venue.get(symbol)!;
    const own = closedOf(live, symbol, '1m');
    expect(own.length).toBeGreaterThanOrEqual(venue.length - 2);
    expect(rounded(own)).toEqual(rounded(venue.slice(0, own.length)));
    for (const timeframe of ['3m', '5m'] as const) {
      const expected: Candle[] = [];
      const aggregator = new CandleAggregator(symbol, '1m', [timeframe]);
      for (const minute of venue.slice(0, own.length)) {
        aggregator.add(minute, (event) => {
          if (event.timeframe === timeframe) expected.push(event.candle);
        });
      }
      expect(rounded(closedOf(live, symbol, timeframe))).toEqual(rounded(expected));
    }
  }
}

/** The steps of a symbol follow each other without overlap, and none crosses a minute. */
function expectSoundSteps(live: LiveRun): void {
  for (const symbol of SYMBOLS) {
    let last = live.startsAt;
    for (const step of live.steps.filter((each) => each.symbol === symbol)) {
      const from = step.at - step.length;
      expect(from).toBeGreaterThanOrEqual(last);
      expect(Math.floor(from / MINUTE_MS)).toBe(Math.floor((step.at - 1) / MINUTE_MS));
      expect(step.low).toBeLessThanOrEqual(Math.min(step.open, step.close));
      expect(step.high).toBeGreaterThanOrEqual(Math.max(step.open, step.close));
      expect(step.volume).toBeGreaterThanOrEqual(0);
      last = step.at;
    }
  }
}

describe('the core of a live market', () => {
  it('makes steps of a second from the running minute, and its candle is the venue’s', () => {
    const live = run({});
    expectVenueCandles(live);
    expectSoundSteps(live);
    const btc = live.steps.filter((step) => step.symbol === BTC);
    expect(btc.length).toBeGreaterThan(500);
    expect(Math.max(...btc.slice(0, 300).map((step) => step.length))).toBeLessThanOrEqual(4_000);
    expect(live.core.figures()).toMatchObject({ repaired: 0, late: 0, contradicted: 0 });
  });

  it('a reader that starts in the middle of a minute has the whole of it', () => {
    const live = run({ startOffset: 2 * MINUTE_MS + 37_250 });
    expect(live.startsAt).toBe(EPOCH + 2 * MINUTE_MS);
    expectVenueCandles(live);
  });

  it('minutes lost in an outage come from REST, in order, before anything newer', () => {
    const live = run({ outages: [[90_000, 215_000]] });
    expectVenueCandles(live);
    expectSoundSteps(live);
    expect(live.core.figures().repaired).toBeGreaterThanOrEqual(2);
    const lengths = live.steps.filter((step) => step.symbol === BTC).map((step) => step.length);
    expect(lengths.filter((length) => length === MINUTE_MS)).toHaveLength(1);
  });

  it('while REST is down no minute is closed that may lack something', () => {
    const live = run({ outages: [[110_000, 125_000]], restDown: [[100_000, 280_000]] });
    expectVenueCandles(live);
    const second = live.closed.findIndex(
      ({ timeframe, candle }) => timeframe === '1m' && candle.openTime === EPOCH + MINUTE_MS,
    );
    expect(live.closedAt[second]).toBeGreaterThanOrEqual(EPOCH + 280_000);
  });

  it('a symbol that falls silent holds the others up for 20 s, and is whole when it is back', () => {
    const live = run({ silent: [[70_000, 230_000]], restDown: [[70_000, 230_000]] });
    expectVenueCandles(live);
    const at = (symbol: SymbolId, openTime: number): number => {
      const index = live.closed.findIndex(
        (event) =>
          event.symbol === symbol && event.timeframe === '1m' && event.candle.openTime === openTime,
      );
      return live.closedAt[index]! - openTime - MINUTE_MS;
    };
    expect(at(ETH, EPOCH + 2 * MINUTE_MS)).toBeLessThan(5_000);
    expect(at(BTC, EPOCH + 2 * MINUTE_MS)).toBeGreaterThan(50_000);
  });

  it('candles do not depend on the clock of the machine, slow or fast', () => {
    for (const skew of [-20_000, 20_000]) {
      const live = run({ skew, loss: 0.1, outages: [[100_000, 130_000]] });
      expectVenueCandles(live);
    }
  });

  it('a reader of prices only does not wait for a missing minute longer than it will', () => {
    const live = run({ outages: [[110_000, 125_000]], restDown: [[0, 300_000]], patience: 5_000 });
    expectSoundSteps(live);
    const after = live.steps.find(
      (step) => step.symbol === BTC && step.at > EPOCH + 2 * MINUTE_MS,
    )!;
    expect(after.at).toBeLessThanOrEqual(EPOCH + 140_000);
    expect(live.core.figures().skipped).toBeGreaterThan(0);
  });

  it('whatever is lost, repeated, late, overtaken or silent, candles are the venue’s own', () => {
    const window = fc
      .tuple(fc.nat(300_000), fc.nat(150_000))
      .map(([from, length]): Window => [from, Math.min(from + length, 355_000)]);
    const windows = fc.array(window, { maxLength: 2 });
    const conditions = fc.record({
      seed: fc.nat(),
      startOffset: fc.nat({ max: 100_000 }),
      activity: fc.constantFrom([4, 1], [2, 0.02], [0.05, 3]),
      loss: fc.constantFrom(0, 0.1, 0.5),
      repeat: fc.constantFrom(0, 0.3),
      late: fc.constantFrom(0, 0.2),
      outages: windows,
      silent: windows,
      restDown: windows,
      skew: fc.integer({ min: -15_000, max: 15_000 }),
      tellsEmpty: fc.boolean(),
    });
    fc.assert(
      fc.property(conditions, (given) => {
        const live = run(given);
        expectVenueCandles(live);
        expectSoundSteps(live);
        expect(live.core.figures()).toMatchObject({ contradicted: 0, absent: 0, skipped: 0 });
      }),
      { numRuns: 60 },
    );
  });
});
