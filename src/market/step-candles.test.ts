import { describe, expect, it } from 'vitest';
import type { Candle } from '../domain/market.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { StepCandles } from './step-candles.ts';
import { BTC, DAY, priceStep } from './testing-data.ts';

describe('1m candles from price steps', () => {
  const collect = (
    steps: readonly [second: number, price: number][],
    flushAt?: number,
  ): Candle[] => {
    const candles: Candle[] = [];
    const builder = new StepCandles();
    for (const [second, price] of steps) {
      builder.add(priceStep(BTC, DAY + second * 1000, price), (candle) => candles.push(candle));
    }
    if (flushAt !== undefined) builder.flush(DAY + flushAt * 1000, (one) => candles.push(one));
    return candles;
  };
  const minute = Array.from({ length: 12 }, (_, index): [number, number] => [
    5 * (index + 1),
    100 + index,
  ]);

  it('close with the step that ends the minute', () => {
    expect(collect(minute)).toEqual([
      { openTime: DAY, open: 100, high: 112, low: 99, close: 111.5, volume: 24 },
    ]);
    expect(collect(minute.slice(0, 11))).toEqual([]);
  });

  it('drop the minute in which the stream began', () => {
    expect(collect(minute.slice(3))).toEqual([]);
    const next = minute.map(([second, price]): [number, number] => [second + 60, price]);
    expect(collect([...minute.slice(3), ...next]).map((candle) => candle.openTime)).toEqual([
      DAY + MINUTE_MS,
    ]);
  });

  it('close a minute whose last steps never came with the next step or a flush', () => {
    const cut = minute.slice(0, 5);
    expect(collect(cut, 59)).toEqual([]);
    expect(collect(cut, 60)).toHaveLength(1);
    expect(collect([...cut, [185, 90]])).toMatchObject([{ openTime: DAY, close: 104.5 }]);
  });

  it('keep both candles when a whole minute in one step follows a cut one', () => {
    const candles: Candle[] = [];
    const builder = new StepCandles();
    builder.add(priceStep(BTC, DAY + 5_000, 100), (one) => candles.push(one));
    builder.add(priceStep(BTC, DAY + 120_000, 101, MINUTE_MS), (one) => candles.push(one));
    expect(candles.map((one) => one.openTime)).toEqual([DAY, DAY + MINUTE_MS]);
  });

  it('refuse steps that cross a minute or run backwards', () => {
    const builder = new StepCandles();
    const add = (at: number, length: number) => () =>
      builder.add(priceStep(BTC, at, 1, length), () => undefined);
    expect(add(DAY + 62_000, 5_000)).toThrow(RangeError);
    add(DAY + 120_000, 5_000)();
    expect(add(DAY + 60_000, 5_000)).toThrow(RangeError);
  });
});
