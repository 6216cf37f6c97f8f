import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle, CandleClosed } from '../domain/market.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { TIMEFRAMES, type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { CandleAggregator } from './candle-aggregator.ts';
import { BTC, DAY } from './testing-data.ts';

/** What the aggregator must give, computed from scratch for each interval. */
function bruteForce(base: readonly Candle[], timeframe: Timeframe, now: number): Candle[] {
  const length = timeframeMs(timeframe);
  const result: Candle[] = [];
  const first = base[0]?.openTime ?? 0;
  for (let start = first - (first % length); start + length <= now; start += length) {
    const inside = base.filter((one) => one.openTime >= start && one.openTime < start + length);
    if (inside.length === 0 || start < first) continue;
    result.push({
      openTime: start,
      open: inside[0]!.open,
      high: Math.max(...inside.map((one) => one.high)),
      low: Math.min(...inside.map((one) => one.low)),
      close: inside.at(-1)!.close,
      volume: inside.reduce((sum, one) => sum + one.volume, 0),
    });
  }
  return result;
}

const minutes = fc
  .record({
    start: fc.integer({ min: 0, max: 1440 }),
    rows: fc.array(
      fc.record({
        skip: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 300 })),
        price: fc.integer({ min: 10, max: 1000 }),
        range: fc.integer({ min: 0, max: 5 }),
        volume: fc.integer({ min: 0, max: 1000 }),
      }),
      { minLength: 1, maxLength: 400 },
    ),
  })
  .map(({ start, rows }) => {
    let openTime = DAY + (start - 1) * MINUTE_MS;
    return rows.map(({ skip, price, range, volume }): Candle => {
      openTime += (1 + skip) * MINUTE_MS;
      const [open, close] = [price, price + range];
      return { openTime, open, high: close + 1, low: open - 1, close, volume };
    });
  });

function run(base: readonly Candle[], now: number): CandleClosed[] {
  const aggregator = new CandleAggregator(BTC);
  const events: CandleClosed[] = [];
  for (const candle of base) aggregator.add(candle, (event) => events.push(event));
  aggregator.flush(now, (event) => events.push(event));
  return events;
}

describe('candle aggregator', () => {
  it('gives the candles that each interval gives from scratch, gaps and late starts included', () => {
    fc.assert(
      fc.property(minutes, (base) => {
        const now = base.at(-1)!.openTime + 2 * timeframeMs('1d');
        const events = run(base, now);
        for (const timeframe of TIMEFRAMES) {
          const mine = events.filter((event) => event.timeframe === timeframe);
          const wanted = timeframe === '1m' ? base : bruteForce(base, timeframe, now);
          expect(mine.map((event) => event.candle)).toEqual(wanted);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('emits at the close, the longest timeframe first and the base candle last', () => {
    const base = Array.from({ length: 1440 }, (_, index): Candle => {
      const openTime = DAY + index * MINUTE_MS;
      return { openTime, open: 1, high: 2, low: 1, close: 1, volume: 1 };
    });
    const aggregator = new CandleAggregator(BTC);
    const last: Timeframe[] = [];
    for (const candle of base) {
      last.length = 0;
      aggregator.add(candle, (event) => {
        last.push(event.timeframe);
        const close = event.candle.openTime + timeframeMs(event.timeframe);
        expect(close).toBe(candle.openTime + MINUTE_MS);
      });
    }
    expect(last).toEqual(['1d', '4h', '1h', '15m', '5m', '3m', '1m']);
  });

  it('takes the day in progress from longer candles, and drops what begins in the hole after them', () => {
    const hour: Candle = { openTime: DAY, open: 5, high: 9, low: 4, close: 6, volume: 60 };
    const quarter = { ...hour, openTime: DAY + 3_600_000, high: 11, volume: 15 };
    const aggregator = new CandleAggregator(BTC);
    aggregator.prime('1h', hour);
    aggregator.prime('15m', quarter);
    const events: CandleClosed[] = [];
    // The minutes 01:15 to 01:19 are unknown.
    for (let minute = 80; minute < 120; minute += 1) {
      const candle = { ...hour, openTime: DAY + minute * MINUTE_MS, high: 7, volume: 1 };
      aggregator.add(candle, (event) => events.push(event));
    }
    const of = (timeframe: Timeframe): Candle[] =>
      events.filter((event) => event.timeframe === timeframe).map((event) => event.candle);
    expect(of('1h')).toEqual([{ ...hour, openTime: DAY + 3_600_000, high: 11, volume: 55 }]);
    expect(of('15m').map((candle) => candle.openTime)).toEqual(
      [90, 105].map((minute) => DAY + minute * MINUTE_MS),
    );
    expect(of('5m')[0]!.openTime).toBe(DAY + 80 * MINUTE_MS);
  });

  it('refuses candles off the grid, twice, or backwards', () => {
    const aggregator = new CandleAggregator(BTC);
    const candle: Candle = { openTime: DAY, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    const add = (openTime: number) => () =>
      aggregator.add({ ...candle, openTime }, () => undefined);
    add(DAY)();
    expect(add(DAY)).toThrow(RangeError);
    expect(add(DAY - MINUTE_MS)).toThrow(RangeError);
    expect(add(DAY + MINUTE_MS + 1)).toThrow(RangeError);
  });
});
