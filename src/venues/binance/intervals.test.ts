import { describe, expect, it } from 'vitest';
import { buildCandles, isInterval, openingOf } from './intervals.ts';

const HOUR = 3_600_000;
const candle = (hour: number, close: number) => ({
  openTime: hour * HOUR,
  open: close - 1,
  high: close + 2,
  low: close - 2,
  close,
  volume: 1,
});

describe('intervals built from shorter candles', () => {
  it('join them, and leave out a first one that misses its beginning', () => {
    const parts = [candle(1, 10), candle(2, 20), candle(3, 30), candle(4, 40)];
    expect(buildCandles('2h', parts)).toEqual([
      { openTime: 2 * HOUR, open: 19, high: 32, low: 18, close: 30, volume: 2 },
      { openTime: 4 * HOUR, open: 39, high: 42, low: 38, close: 40, volume: 1 },
    ]);
  });

  it('begin weeks on Monday', () => {
    const thursday = Date.UTC(2024, 0, 4, 13);
    expect(new Date(openingOf('1w', thursday)).toISOString()).toBe('2024-01-01T00:00:00.000Z');
    expect(openingOf('8h', thursday)).toBe(Date.UTC(2024, 0, 4, 8));
  });

  it('are known by name alone', () => {
    expect(['30m', '12h', '1w', '1m'].every(isInterval)).toBe(true);
    expect(['2m', '1M', 'constructor', ''].some(isInterval)).toBe(false);
  });
});
