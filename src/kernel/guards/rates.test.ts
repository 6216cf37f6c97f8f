import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { addSample, allRates, createRates, rateOf } from './rates.ts';

const { rates: config } = kernelConfig();
/** Numerator, denominator, ms after T0. */
type Sample = readonly [number, number, number];

function sampled(samples: readonly Sample[], length = HOUR_MS) {
  const { fills } = createRates();
  for (const [numerator, denominator, after] of samples)
    addSample(fills, T0 + after, numerator, denominator, length);
  return fills;
}

describe('a rate over a trailing window', () => {
  const tables: {
    name: string;
    given: readonly Sample[];
    when: number;
    minimum: number;
    expected: { value: number | null; samples: number };
  }[] = [
    {
      name: 'is insufficient without samples',
      given: [],
      when: 0,
      minimum: 0,
      expected: { value: null, samples: 0 },
    },
    {
      // (1 + 2) / (4 + 8).
      name: 'is the sum of numerators over the sum of denominators',
      given: [
        [1, 4, 0],
        [2, 8, 5],
      ],
      when: 5,
      minimum: 2,
      expected: { value: 0.25, samples: 2 },
    },
    {
      name: 'is insufficient below the minimum of samples',
      given: [
        [1, 4, 0],
        [2, 8, 5],
      ],
      when: 5,
      minimum: 3,
      expected: { value: null, samples: 2 },
    },
    {
      name: 'holds a sample to the last millisecond of its hour',
      given: [
        [1, 4, 0],
        [2, 8, 5],
      ],
      when: HOUR_MS - 1,
      minimum: 1,
      expected: { value: 0.25, samples: 2 },
    },
    {
      // The window is (t - 1 h, t]: 2 / 8 are left, then 6 / 8 with the last one.
      name: 'leaves out a sample that is an hour old',
      given: [
        [0, 24, 0],
        [2, 8, 5],
      ],
      when: HOUR_MS,
      minimum: 1,
      expected: { value: 0.25, samples: 1 },
    },
    {
      name: 'is undefined without a denominator',
      given: [
        [0, 0, 0],
        [0, 0, 1],
      ],
      when: 1,
      minimum: 1,
      expected: { value: null, samples: 2 },
    },
    {
      // Ten of a half: the sums go past the first eight places.
      name: 'takes all samples of the window, however many',
      given: Array.from({ length: 10 }, (_, i) => [1, 2, i] as const),
      when: 9,
      minimum: 10,
      expected: { value: 0.5, samples: 10 },
    },
  ];
  it.each(tables)('$name', ({ given, when, minimum, expected }) => {
    expect(rateOf(sampled(given), T0 + when, HOUR_MS, minimum)).toEqual(expected);
  });

  it('forgets samples that have left when a new one comes, and keeps numerators with denominators', () => {
    // Nine samples of 1 / 1 leave one after the other; those of 3 / 4 stay.
    const old = Array.from({ length: 9 }, (_, i) => [1, 1, i] as const);
    const window = sampled([...old, [3, 4, HOUR_MS + 7], [3, 4, HOUR_MS + 8]]);
    expect([window.numerators.size, window.denominators.size]).toEqual([2, 2]);
    expect(rateOf(window, T0 + HOUR_MS + 8, HOUR_MS, 1)).toEqual({ value: 0.75, samples: 2 });
  });

  it('goes on round the ring after older samples have left', () => {
    const steps = Array.from({ length: 20 }, (_, i) => [i, 10, i * 10 * MINUTE_MS] as const);
    // The last six: 14 to 19 of 10 each; 99 / 60.
    expect(rateOf(sampled(steps), T0 + 190 * MINUTE_MS, HOUR_MS, 1)).toEqual({
      value: 99 / 60,
      samples: 6,
    });
  });
});

describe('the four rates', () => {
  it('MON-5 each has its own samples; rejects are counted over 30 min, the others over 1 h', () => {
    const rates = createRates();
    const enough = { ...config, minSamples: 2 };
    const windows = [rates.rejected, rates.timeouts, rates.fills, rates.slippage];
    for (const [i, window] of windows.entries()) {
      addSample(window, T0, 1, 1, HOUR_MS);
      addSample(window, T0 + 30 * MINUTE_MS, i, 1, HOUR_MS);
      addSample(window, T0 + 30 * MINUTE_MS, i, 1, HOUR_MS);
    }
    // Rejects: (0 + 0) / 2 without the one of half an hour ago; the others (1 + 2i) / 3.
    expect(allRates(rates, T0 + 30 * MINUTE_MS, enough)).toEqual({
      rejected: { value: 0, samples: 2 },
      timeouts: { value: 1, samples: 3 },
      fillRatio: { value: 5 / 3, samples: 3 },
      slippageBps: { value: 7 / 3, samples: 3 },
    });
    expect(allRates(rates, T0 + 90 * MINUTE_MS, enough).fillRatio).toEqual({
      value: null,
      samples: 0,
    });
  });

  it('fewer than 20 samples are insufficient', () => {
    const rates = createRates();
    for (let i = 0; i < 19; i += 1) addSample(rates.fills, T0, 1, 1, HOUR_MS);
    expect(allRates(rates, T0, config).fillRatio).toEqual({ value: null, samples: 19 });
    addSample(rates.fills, T0, 1, 1, HOUR_MS);
    expect(allRates(rates, T0, config).fillRatio).toEqual({ value: 1, samples: 20 });
  });
});
