import fc from 'fast-check';
import { ADX } from 'trading-signals';
import { describe, expect, it } from 'vitest';
import { wander } from '../testing/candles.ts';
import { Adx, type Bar } from './adx.ts';
import { Ema } from './ema.ts';
import { RollingQuantile } from './rolling-quantile.ts';
import { Atr, Rsi } from './wilder.ts';
import { Window } from './window.ts';

const windowOf = (size: number, values: readonly number[]): Window => {
  const window = new Window(size);
  for (const value of values) window.push(value);
  return window;
};

describe('EMA', () => {
  it('is seeded with the simple mean of its first values, then moves by 2 / (n + 1)', () => {
    const ema = new Ema(3);
    expect([1, 2, 6, 7, 5].map((value) => ema.update(value))).toEqual([NaN, NaN, 3, 5, 5]);
  });
});

describe('Wilder averages', () => {
  it('RSI: mean of the first n changes, then smoothed; hand calculation', () => {
    const rsi = new Rsi(2);
    // Changes +2 -1: gain 1, loss 0.5 -> 66.67. Then +3: gain 2, loss 0.25 -> 88.89.
    const values = [10, 12, 11, 14].map((close) => rsi.update(close));
    expect(values.slice(0, 2)).toEqual([NaN, NaN]);
    expect(values[2]).toBeCloseTo(100 - 100 / 3, 12);
    expect(values[3]).toBeCloseTo(100 - 100 / 9, 12);
  });

  it('RSI(14) has its first value at the 15th close', () => {
    const rsi = new Rsi(14);
    const values = Array.from({ length: 15 }, (_, index) => rsi.update(100 + (index % 3)));
    expect(values.findIndex((value) => !Number.isNaN(value))).toBe(14);
  });

  it('ATR: mean of the first n true ranges, gaps to the previous close included', () => {
    const atr = new Atr(2);
    const bars: Bar[] = [
      { high: 10, low: 8, close: 9 }, // 2
      { high: 13, low: 12, close: 12 }, // 13 - 9 = 4
      { high: 12, low: 11, close: 11 }, // 1
    ];
    expect(bars.map((bar) => atr.update(bar))).toEqual([NaN, 3, 2]);
  });
});

/** ADX written out from its definition, over whole series. */
function adxByDefinition(bars: readonly Bar[], n: number): number {
  const up: number[] = [];
  const down: number[] = [];
  for (let i = 1; i < bars.length; i += 1) {
    const rise = bars[i]!.high - bars[i - 1]!.high;
    const fall = bars[i - 1]!.low - bars[i]!.low;
    up.push(rise > fall && rise > 0 ? rise : 0);
    down.push(fall > rise && fall > 0 ? fall : 0);
  }
  const wilder = (values: readonly number[]): number[] => {
    const result = [values.slice(0, n).reduce((a, b) => a + b, 0) / n];
    for (const value of values.slice(n)) result.push((result.at(-1)! * (n - 1) + value) / n);
    return result;
  };
  const ups = wilder(up);
  const downs = wilder(down);
  const dx = ups.map((u, i) =>
    u + downs[i]! === 0 ? 0 : (100 * Math.abs(u - downs[i]!)) / (u + downs[i]!),
  );
  return wilder(dx).at(-1)!;
}

describe('ADX', () => {
  it('equals its definition on wandering prices', () => {
    const bars = wander(5, 200, 60_000, 0.002);
    const adx = new Adx(14);
    bars.forEach((bar, index) => {
      const value = adx.update(bar);
      if (index < 27) expect(value).toBeNaN();
      else if (index % 20 === 0 || index === 27) {
        expect(value).toBeCloseTo(adxByDefinition(bars.slice(0, index + 1), 14), 9);
      }
    });
  });

  it('agrees with the indicator library where no bar reaches equally far both ways', () => {
    const adx = new Adx(14);
    const library = new ADX(14);
    let difference = Number.NaN;
    for (const bar of wander(6, 1_000, 60_000, 0.002)) {
      difference = Math.abs(adx.update(bar) - (library.add(bar) ?? Number.NaN));
    }
    expect(difference).toBeLessThan(1e-9);
  });

  it('counts a bar that reaches equally far up and down in neither direction', () => {
    const adx = new Adx(2);
    for (let step = 0; step < 8; step += 1) {
      adx.update({ high: 110 + step, low: 90 - step, close: 100 });
    }
    expect(adx.value).toBe(0);
  });

  it('is 100 in a market that only rises and 0 in one that stands still', () => {
    const rising = new Adx(3);
    const still = new Adx(3);
    for (let step = 0; step < 10; step += 1) {
      rising.update({ high: 11 + step, low: 10 + step, close: 10.5 + step });
      still.update({ high: 10, low: 10, close: 10 });
    }
    expect(rising.value).toBeCloseTo(100, 9);
    expect(still.value).toBe(0);
  });
});

describe('windows', () => {
  it('mean, sample deviation, highest, lowest and past values by hand', () => {
    const window = windowOf(4, [9, 2, 4, 4, 6]);
    expect(window.mean()).toBe(4);
    expect(window.sampleDeviation()).toBeCloseTo(Math.sqrt(8 / 3), 12);
    expect([window.highest(), window.lowest()]).toEqual([6, 2]);
    expect([0, 1, 3, 4].map((candles) => window.ago(candles))).toEqual([6, 4, 2, NaN]);
  });

  it('knows nothing until it is full', () => {
    const window = windowOf(3, [1, 2]);
    const all = [window.mean(), window.sampleDeviation(), window.highest(), window.lowest()];
    expect(all).toEqual([NaN, NaN, NaN, NaN]);
  });

  it('quantile with linear interpolation: 0.85 of 1..5 is 4.4', () => {
    const quantile = new RollingQuantile(5, 0.85);
    for (const value of [3, 1, 5, 2]) quantile.update(value);
    expect(quantile.value).toBeNaN();
    quantile.update(4);
    expect(quantile.value).toBeCloseTo(4.4, 12);
  });

  it('rolling quantile equals sorting the window anew, for any values', () => {
    const quantileOf = (values: readonly number[], q: number): number => {
      const sorted = [...values].sort((a, b) => a - b);
      const position = q * (sorted.length - 1);
      const low = Math.floor(position);
      const high = Math.min(low + 1, sorted.length - 1);
      return sorted[low]! + (position - low) * (sorted[high]! - sorted[low]!);
    };
    const value = fc.integer({ min: -20, max: 20 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0, 0.3, 0.85, 0.9, 1),
        (values, size, q) => {
          const rolling = new RollingQuantile(size, q);
          values.forEach((next, index) => {
            rolling.update(next);
            const window = values.slice(Math.max(0, index + 1 - size), index + 1);
            if (window.length < size) expect(rolling.value).toBeNaN();
            else expect(rolling.value).toBeCloseTo(quantileOf(window, q), 9);
          });
        },
      ),
    );
  });
});
