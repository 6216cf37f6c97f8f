import { describe, expect, it } from 'vitest';
import { pearson } from './pearson.ts';

describe('pearson', () => {
  const tables: {
    name: string;
    given: readonly [readonly number[], readonly number[]];
    expected: number | null;
  }[] = [
    {
      // Deviations (-1, 0, 1) and (-1, 1, 0): 1 / sqrt(2 x 2).
      name: 'is covariance over the root of the variances',
      given: [
        [1, 2, 3],
        [4, 6, 5],
      ],
      expected: 0.5,
    },
    {
      // Deviations (-2, -1, 1, 2) and (1, -1, -1, 1): (-2 + 1 - 1 + 2) / ... = 0.
      name: 'is 0 where nothing is shared',
      given: [
        [1, 2, 4, 5],
        [3, 1, 1, 3],
      ],
      expected: 0,
    },
    {
      // Deviations (-3, 1, 2) and (2, 1, -3): (-6 + 1 - 6) / sqrt(14 x 14) = -11 / 14.
      name: 'is negative where one falls when the other rises',
      given: [
        [0, 4, 5],
        [7, 6, 2],
      ],
      expected: -11 / 14,
    },
    {
      name: 'is the same for another scale and another origin',
      given: [
        [1_000_010, 1_000_020, 1_000_030],
        [0.4, 0.6, 0.5],
      ],
      expected: 0.5,
    },
    { name: 'is undefined without values', given: [[], []], expected: null },
    { name: 'is undefined for one value', given: [[1], [2]], expected: null },
    {
      name: 'is undefined when the first does not vary',
      given: [
        [2, 2, 2],
        [1, 2, 3],
      ],
      expected: null,
    },
    {
      name: 'is undefined when the second does not vary',
      given: [
        [1, 2, 3],
        [2, 2, 2],
      ],
      expected: null,
    },
    {
      // 24 x 0.1 / 24 is not 0.1 in binary: rounding must not pass for variation.
      name: 'is undefined when neither varies, whatever its binary fraction',
      given: [new Array(24).fill(0.1), new Array(24).fill(0.3)],
      expected: null,
    },
  ];
  it.each(tables)('$name', ({ given: [a, b], expected }) => {
    const value = pearson(a, b);
    if (expected === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(expected, 9);
  });

  // Rounding carries these beyond 1 and -1, which they equal by definition.
  const ends = [
    { name: 'with itself doubled it is 1, never above', factor: 2, expected: 1 },
    { name: 'with its opposite doubled it is -1, never below', factor: -2, expected: -1 },
  ];
  it.each(ends)('$name', ({ factor, expected }) => {
    const series = [1, 2, 3, 4, 8];
    const other = series.map((value) => value * factor);
    expect(pearson(series, other)).toBe(expected);
  });
});
