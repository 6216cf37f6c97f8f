import { describe, expect, it } from 'vitest';
import { averageTakePrice, midPrice, slippageBps, spreadBps } from './order-book.ts';

describe('average price of an order that takes the book', () => {
  const tables: {
    name: string;
    levels: readonly number[];
    quantity: number;
    expected: number;
  }[] = [
    {
      name: 'the best price when the first level is enough',
      levels: [100, 5],
      quantity: 3,
      expected: 100,
    },
    {
      name: 'the best price when it takes all of the first level',
      levels: [100, 5, 900, 1],
      quantity: 5,
      expected: 100,
    },
    {
      // (5 x 100 + 3 x 104) / 8 = 101.5.
      name: 'walks into the second level for the rest',
      levels: [100, 5, 104, 5],
      quantity: 8,
      expected: 101.5,
    },
    {
      // (1 x 100 + 2 x 101 + 1 x 106) / 4 = 102.
      name: 'walks through as many as it needs',
      levels: [100, 1, 101, 2, 106, 9],
      quantity: 4,
      expected: 102,
    },
    { name: 'an empty level costs nothing', levels: [100, 0, 104, 5], quantity: 2, expected: 104 },
    {
      name: 'what lies behind the levels that are needed is not looked at',
      levels: [100, 5, Number.NaN, 1],
      quantity: 5,
      expected: 100,
    },
    {
      name: 'no price when the book is too thin',
      levels: [100, 5, 104, 5],
      quantity: 10.5,
      expected: Number.POSITIVE_INFINITY,
    },
    {
      name: 'no price when there are no levels',
      levels: [],
      quantity: 1,
      expected: Number.POSITIVE_INFINITY,
    },
    {
      name: 'a price without its quantity is no level',
      levels: [100, 1, 104],
      quantity: 2,
      expected: Number.POSITIVE_INFINITY,
    },
    {
      name: 'unknown when a price is not a number',
      levels: [Number.NaN, 5],
      quantity: 1,
      expected: Number.NaN,
    },
    { name: 'unknown when a price is 0', levels: [0, 5], quantity: 1, expected: Number.NaN },
    {
      name: 'unknown when a quantity is not a number',
      levels: [100, Number.NaN],
      quantity: 1,
      expected: Number.NaN,
    },
    {
      name: 'unknown when a quantity is below 0',
      levels: [100, -1, 104, 9],
      quantity: 1,
      expected: Number.NaN,
    },
  ];
  it.each(tables)('$name', ({ levels, quantity, expected }) => {
    expect(averageTakePrice(levels, quantity)).toBe(expected);
  });
});

describe('figures in basis points of mid', () => {
  it('mid lies halfway, the spread is bid to ask: 20 of 10,000 are 20 bps', () => {
    expect([midPrice(9_990, 10_010), spreadBps(9_990, 10_010)]).toEqual([10_000, 20]);
  });

  const { POSITIVE_INFINITY, NaN: UNKNOWN } = Number;
  const tables: { name: string; average: number; isLong: boolean; expected: number }[] = [
    { name: 'a long pays more than mid', average: 10_030, isLong: true, expected: 30 },
    { name: 'a long pays less than mid', average: 9_990, isLong: true, expected: -10 },
    { name: 'a short gets less than mid', average: 9_990, isLong: false, expected: 10 },
    { name: 'a short gets more than mid', average: 10_030, isLong: false, expected: -30 },
    {
      name: 'too thin a book costs a long without bound',
      average: POSITIVE_INFINITY,
      isLong: true,
      expected: POSITIVE_INFINITY,
    },
    {
      name: 'too thin a book is no gain for a short',
      average: POSITIVE_INFINITY,
      isLong: false,
      expected: POSITIVE_INFINITY,
    },
    { name: 'an unknown price stays unknown', average: UNKNOWN, isLong: true, expected: UNKNOWN },
  ];
  it.each(tables)('$name: $expected', ({ average, isLong, expected }) => {
    expect(slippageBps(average, 10_000, isLong)).toBe(expected);
  });
});
