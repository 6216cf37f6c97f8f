import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { symbolId } from '../../domain/ids.ts';
import { TIMEFRAMES } from '../../domain/timeframe.ts';
import type { FeedOutput } from '../feed.ts';
import { TapeDamaged } from './tape-files.ts';
import { readTapeHead, tapeHead, writeTapeHead } from './tape-head.ts';
import type { TapeGroup } from './tape-line.ts';
import { TapeReader } from './tape-reader.ts';
import { TapeWriter } from './tape-writer.ts';

const BTC = symbolId('BTC/USDT:USDT');
const SMALL = { maxBytes: 1_000_000, segmentBytes: 2_000 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'septet-tape-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const price = (at: number, close = 100.5): FeedOutput => ({
  kind: 'price',
  step: {
    ...{ symbol: BTC, at, length: 5_000, open: 100, high: 101, low: 99.1, close, mark: close },
    volume: 0.1 + 0.2,
    book: { bids: [100, 1.5], asks: [100.1, 0.25] },
  },
});
const group = (at: number): TapeGroup => ({ at, filled: false, outputs: [price(at)] });

/** Everything on the tape, read `most` groups at a time. */
function read(most = 1_000): TapeGroup[] {
  const reader = new TapeReader(folder);
  const groups: TapeGroup[] = [];
  for (let next = reader.next(most); next.length > 0; next = reader.next(most)) {
    groups.push(...next);
  }
  return groups;
}

function write(groups: readonly TapeGroup[]): void {
  const writer = new TapeWriter(folder, SMALL);
  for (const each of groups) expect(writer.append(each)).toBe(true);
  writer.close();
}

/** The file in writing, by its path. */
const openSegment = (): string =>
  join(
    folder,
    readdirSync(folder)
      .filter((name) => name.endsWith('.ndjson'))
      .sort()
      .at(-1) ?? '',
  );

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const anyOutput: fc.Arbitrary<FeedOutput> = fc.oneof(
  fc
    .record({ at: fc.nat(), close: finite, markAt: fc.option(fc.nat(), { nil: undefined }) })
    .map(({ at, close, markAt }): FeedOutput => {
      const { step } = price(at, close) as Extract<FeedOutput, { kind: 'price' }>;
      return { kind: 'price', step: markAt === undefined ? step : { ...step, markAt } };
    }),
  fc
    .record({ openTime: fc.nat(), close: finite, timeframe: fc.constantFrom(...TIMEFRAMES) })
    .map(({ openTime, close, timeframe }): FeedOutput => {
      const candle = { openTime, open: 1, high: 2, low: 0.5, close, volume: 3 };
      return { kind: 'candle', event: { symbol: BTC, timeframe, candle } };
    }),
  fc.record({ at: fc.nat(), rate: finite }).map(({ at, rate }): FeedOutput => {
    const info = { symbol: BTC, at, rate, nextFundingTime: at + 1, interval: 28_800_000 };
    return { kind: 'funding', info };
  }),
);

describe('a tape of the market', () => {
  it('CHG-2 gives back what was recorded to the last digit, whatever it was and however it is read', () => {
    const groups = fc.array(fc.array(anyOutput, { maxLength: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(groups, fc.integer({ min: 1, max: 7 }), (outputs, most) => {
        rmSync(folder, { recursive: true, force: true });
        const tape = outputs.map((each, at) => ({ at, filled: at % 2 === 1, outputs: each }));
        write(tape);
        // -0 is written as 0: a price has no sign of zero.
        const normal = JSON.parse(JSON.stringify(tape)) as unknown;
        expect(JSON.parse(JSON.stringify(read(most)))).toEqual(normal);
      }),
      { numRuns: 40 },
    );
  });

  it('CHG-2 is read while it is written, over segments that are compressed meanwhile', () => {
    const writer = new TapeWriter(folder, SMALL);
    const reader = new TapeReader(folder);
    const seen: number[] = [];
    for (let at = 1; at <= 120; at += 1) {
      writer.append(group(at));
      // A reader that is behind at times, and in the middle of a segment when it is compressed.
      if (at % 7 === 0) seen.push(...reader.next(3).map((each) => each.at));
    }
    for (let next = reader.next(3); next.length > 0; next = reader.next(3)) {
      seen.push(...next.map((each) => each.at));
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.gz')).length).toBeGreaterThan(3);
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    writer.close();
  });

  it('CHG-2 a torn last line is dropped, and recording goes on behind the last whole one', () => {
    write([group(1), group(2)]);
    for (let cut = 1; cut < 60; cut += 7) {
      const whole = readFileSync(openSegment());
      writeFileSync(openSegment(), whole.subarray(0, whole.length - cut));
      const writer = new TapeWriter(folder, SMALL);
      expect(writer.last).toBe(1);
      writer.append(group(2));
      writer.close();
      expect(read().map(({ at }) => at)).toEqual([1, 2]);
    }
  });

  it('CHG-2 what was changed since is named, and nothing of it is run', () => {
    write([group(1), group(2), group(3)]);
    const text = readFileSync(openSegment(), 'utf8');
    writeFileSync(openSegment(), text.replace('100.5', '900.5'));
    expect(() => read()).toThrow(TapeDamaged);
    expect(() => new TapeWriter(folder, SMALL)).toThrow(/is damaged at line 1/);
  });

  it('CHG-2 a full tape records nothing more and says so', () => {
    const writer = new TapeWriter(folder, { maxBytes: 1_000, segmentBytes: 100_000 });
    let at = 0;
    while (writer.append(group(at))) at += 1;
    expect(writer.full).toBe(true);
    expect(read()).toHaveLength(at);
    expect(writer.append(group(at))).toBe(false);
    writer.close();
  });

  it('CHG-2 a crash between compressing a segment and removing it leaves each group once', () => {
    write(Array.from({ length: 20 }, (_, at) => group(at)));
    const packed = readdirSync(folder).find((name) => name.endsWith('.gz')) ?? '';
    appendFileSync(join(folder, packed.replace('.gz', '')), 'left over');
    appendFileSync(join(folder, `${packed}.tmp`), 'half');
    expect(read().map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, at) => at));
    new TapeWriter(folder, SMALL).close();
    expect(readdirSync(folder)).not.toContain(`${packed}.tmp`);
    expect(read()).toHaveLength(20);
  });

  it('CHG-2 its head is given back whole, and a damaged one or one of another schema is told', () => {
    expect(readTapeHead(folder)).toBeUndefined();
    const candle = { openTime: 0, open: 1, high: 2, low: 0.5, close: 1.5, volume: 3 };
    const candles = { [BTC]: { '1m': [candle] } };
    const about = { startsAt: 60_000, stepLength: 5_000, symbols: [BTC], equity: '10000', candles };
    writeTapeHead(folder, tapeHead(about));
    expect(readTapeHead(folder)).toEqual(tapeHead(about));
    const path = join(folder, 'tape-head.json.gz');
    writeFileSync(path, gzipSync('{"schema":"septet.tape/9"}'));
    expect(() => readTapeHead(folder)).toThrow(/is of "septet.tape\/9", this build reads/);
    writeFileSync(path, 'torn');
    expect(() => readTapeHead(folder)).toThrow(/is damaged .*: begin the paper validation anew/);
  });

  it('CHG-2 knows its end also when the last segment has just been closed', () => {
    const writer = new TapeWriter(folder, { maxBytes: 1_000_000, segmentBytes: 1 });
    writer.append(group(7));
    writer.close();
    const again = new TapeWriter(folder, SMALL);
    expect(again.last).toBe(7);
    expect(again.tail).toEqual([group(7)]);
    // Time never goes back on a tape: what comes late is of the instant it is consumed at.
    again.append(group(5));
    again.close();
    expect(read().map(({ at }) => at)).toEqual([7, 7]);
  });
});
