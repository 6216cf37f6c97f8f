import { describe, expect, it } from 'vitest';
import { above, atLeast, atMost, below } from './tolerance.ts';

describe('limits are inclusive within 1e-9', () => {
  // Against a limit of 0, so that the value is the exact distance from it: no rounding in between.
  const table = [
    { name: 'at the limit', given: 0, atLeast: true, atMost: true, above: false, below: false },
    {
      name: '1e-9 above counts as at it',
      given: 1e-9,
      atLeast: true,
      atMost: true,
      above: false,
      below: false,
    },
    {
      name: '1e-9 below counts as at it',
      given: -1e-9,
      atLeast: true,
      atMost: true,
      above: false,
      below: false,
    },
    {
      name: '1.1e-9 above is above',
      given: 1.1e-9,
      atLeast: true,
      atMost: false,
      above: true,
      below: false,
    },
    {
      name: '1.1e-9 below is below',
      given: -1.1e-9,
      atLeast: false,
      atMost: true,
      above: false,
      below: true,
    },
  ];
  it.each(table)('$name', ({ given, ...expected }) => {
    expect({
      atLeast: atLeast(given, 0),
      atMost: atMost(given, 0),
      above: above(given, 0),
      below: below(given, 0),
    }).toEqual({
      atLeast: expected.atLeast,
      atMost: expected.atMost,
      above: expected.above,
      below: expected.below,
    });
  });
});
