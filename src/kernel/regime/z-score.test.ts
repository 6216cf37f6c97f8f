import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import type { Regime } from '../../domain/decision.ts';
import {
  addRegimeCandle,
  createRegime,
  type HourlyCandle,
  regimeEffect,
  zScore,
} from './regime.ts';

const defaults = kernelConfig().breakers.volatility;

describe('ATR as per cent of close', () => {
  /** `[high, low, close]` of one hour after the other. */
  const candles = [
    // First: high - low = 10. Second: 112 - 105 = 7 beats the range of 4. Third: 110 - 98 = 12.
    [110, 100, 105],
    [112, 108, 110],
    [104, 98, 100],
    // Range 3, and 3 and 0 from the close of 100.
    [103, 100, 102],
    // Range 8 beats 106 - 102 = 4 and 102 - 98 = 4.
    [106, 98, 99],
  ] as const;
  const seed = 29 / 3;
  const fourth = (seed * 2 + 3) / 3;
  const fifth = (fourth * 2 + 8) / 3;
  const table = [
    { name: 'nothing while it is seeded', given: 2, expected: [] },
    { name: 'the mean of the first true ranges', given: 3, expected: [seed] },
    { name: 'then smoothed by Wilder', given: 4, expected: [seed, (fourth / 102) * 100] },
    { name: 'hour by hour', given: 5, expected: [seed, (fourth / 102) * 100, (fifth / 99) * 100] },
  ];
  const fed = (count: number, more: Partial<typeof defaults> = {}) => {
    const state = createRegime();
    candles.slice(0, count).forEach(([high, low, close], i) => {
      addRegimeCandle(
        state,
        { openTime: i, high, low, close },
        { ...defaults, atrPeriod: 3, ...more },
      );
    });
    return state;
  };
  it.each(table)('MON-4 $name', ({ given, expected }) => {
    const { values, lastOpenTime, z, aboveHigh, belowHigh, belowExtreme } = fed(given);
    expect(values).toHaveLength(expected.length);
    expected.forEach((value, i) => {
      expect(values[i]).toBeCloseTo(value, 12);
    });
    expect(lastOpenTime).toBe(given - 1);
    // 168 values are needed; until then no close counts for anything.
    expect(z).toBeNull();
    expect([aboveHigh, belowHigh, belowExtreme]).toEqual([0, 0, 0]);
  });

  it('keeps the newest of its window, and has a z from its least number of values on', () => {
    const last = (fifth / 99) * 100;
    expect(fed(5, { window: 2 }).values.map((value) => value.toFixed(9))).toEqual(
      [(fourth / 102) * 100, last].map((value) => value.toFixed(9)),
    );
    expect(fed(5, { window: 3 }).values).toHaveLength(3);
    expect(fed(4, { minSamples: 3 }).z).toBeNull();
    // Of two values the lower is one deviation below their mean.
    expect(fed(4, { minSamples: 2 }).z).toBeCloseTo(-1, 12);
  });

  it('begins with nothing measured', () => {
    expect(createRegime()).toEqual({
      regime: 'normal',
      measured: 'normal',
      z: null,
      lastOpenTime: -1,
      previousClose: 0,
      seeded: 0,
      atr: 0,
      values: [],
      aboveHigh: 0,
      belowHigh: 0,
      belowExtreme: 0,
    });
  });
});

describe('z of the newest value', () => {
  // Population deviation: mean 1, deviations -1 and n - 1, root of the mean of their squares.
  const table = [
    { name: 'the higher of two', given: [1, 3], expected: 1 },
    { name: 'the lower of two', given: [3, 1], expected: -1 },
    { name: 'one of five: (5 - 1) / 2', given: [0, 0, 0, 0, 5], expected: 2 },
    { name: 'one of ten: (10 - 1) / 3', given: [0, 0, 0, 0, 0, 0, 0, 0, 0, 10], expected: 3 },
    { name: 'an old peak: (0 - 1) / 2', given: [5, 0, 0, 0, 0], expected: -0.5 },
    { name: 'no variation', given: [2, 2, 2], expected: 0 },
    { name: 'no range at all', given: [0, 0, 0], expected: 0 },
    { name: 'variation by rounding only', given: [1, 1, 1 + 4e-13], expected: 0 },
    { name: 'a small real variation', given: [1, 1 + 2e-11], expected: 1 },
  ];
  it.each(table)('MON-4 $name', ({ given, expected }) => {
    expect(zScore(given)).toBeCloseTo(expected, 5);
  });
});

describe('regime, one hourly close after the other', () => {
  // Exact z by construction (see above): `.` is z 0, `h` is z 2, `x` is z 3.
  const config = { ...defaults, atrPeriod: 1, window: 10, minSamples: 5, high: 2, extreme: 3 };
  const SHAPES = { '.': [9, 0], h: [4, 5], x: [9, 10] } as const;
  const candle = (range: number): HourlyCandle => {
    return { openTime: 0, high: 100 + range, low: 100, close: 100 };
  };
  function measured(letters: string, limits: Partial<typeof defaults> = {}): string {
    const state = createRegime();
    addRegimeCandle(state, candle(0), config);
    const short = { normal: 'n', high: 'h', extreme: 'x' };
    return [...letters]
      .map((letter) => {
        const [zeros, range] = SHAPES[letter as keyof typeof SHAPES];
        state.values = new Array(zeros).fill(0);
        return short[addRegimeCandle(state, candle(range), { ...config, ...limits })];
      })
      .join('');
  }
  const table = [
    { name: 'two high closes are not enough', given: 'hh.', expected: 'nnn' },
    { name: 'three in a row are high', given: 'hhh', expected: 'nnh' },
    { name: 'a calm one in between starts over', given: 'hh.hhh', expected: 'nnnnnh' },
    { name: 'high ends at the third calm close', given: 'hhh...', expected: 'nnhhhn' },
    { name: 'a high one in between starts over', given: 'hhh..h..', expected: 'nnhhhhhh' },
    { name: 'and three after it end it', given: 'hhh..h...', expected: 'nnhhhhhhn' },
    { name: 'high again needs three anew', given: 'hhh...hhh', expected: 'nnhhhnnnh' },
    { name: 'one extreme close is extreme at once', given: 'x', expected: 'x' },
    { name: 'from high too', given: 'hhhx', expected: 'nnhx' },
    { name: 'an extreme close counts as high', given: 'hhxhhh', expected: 'nnxxxh' },
    { name: 'extreme falls to high at the third close below it', given: 'xhhh', expected: 'xxxh' },
    { name: 'never straight to normal, however calm', given: 'x...', expected: 'xxxh' },
    { name: 'the same calm closes count for leaving high', given: 'x....', expected: 'xxxhn' },
    { name: 'only those below high', given: 'xh...', expected: 'xxxhn' },
    { name: 'high closes on the way do not', given: 'xhhh..', expected: 'xxxhhh' },
    { name: 'an extreme one in between starts over', given: 'xhhxhh', expected: 'xxxxxx' },
    { name: 'and so after three', given: 'xhhxhhh', expected: 'xxxxxxh' },
  ];
  it.each(table)('MON-4 $name', ({ given, expected }) => {
    expect(measured(given)).toBe(expected);
  });

  // Against z = 2 and z = 3 exactly; the tolerance is 1e-9.
  const limits = [
    { name: 'high within 1e-9', given: 'hhh', when: { high: 2 + 0.9e-9 }, expected: 'nnh' },
    { name: 'high beyond 1e-9', given: 'hhh', when: { high: 2 + 1.1e-9 }, expected: 'nnn' },
    { name: 'extreme within 1e-9', given: 'x', when: { extreme: 3 + 0.9e-9 }, expected: 'x' },
    { name: 'extreme beyond 1e-9', given: 'x', when: { extreme: 3 + 1.1e-9 }, expected: 'n' },
    { name: 'one confirmation', given: 'h.', when: { confirmations: 1 }, expected: 'hn' },
  ];
  it.each(limits)('MON-4 limits are inclusive: $name', ({ given, when, expected }) => {
    expect(measured(given, when)).toBe(expected);
  });

  // Specification 1.8: multipliers of leverage, open trades and slippage limits.
  const effects: { name: Regime; expected: number[] }[] = [
    { name: 'normal', expected: [1, 1, 1] },
    { name: 'high', expected: [0.7, 0.8, 0.8] },
    { name: 'extreme', expected: [0.5, 0.6, 0.8] },
  ];
  it.each(effects)('MON-4 effect of $name', ({ name, expected }) => {
    const { leverage, maxOpenTrades, slippage } = regimeEffect(name, defaults);
    expect([leverage, maxOpenTrades, slippage]).toEqual(expected);
  });
});
