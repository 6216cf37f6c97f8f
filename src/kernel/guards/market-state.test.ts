import { describe, expect, it } from 'vitest';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import { HOUR_MS } from '../../domain/time.ts';
import { createMarket, settlementsWithin } from './market-state.ts';

describe('funding settlements within a holding, (at, at + holding]', () => {
  /** Every 8 h; hours from now. */
  const tables = [
    { name: 'none before the next one', next: 1, holding: 0.5, expected: 0 },
    {
      name: 'none long before a first one that is further away than an interval',
      next: 10,
      holding: 1,
      expected: 0,
    },
    { name: 'none before it, whatever the interval', next: 10, holding: 3, expected: 0 },
    { name: 'one that falls on the end of the holding', next: 1, holding: 1, expected: 1 },
    { name: 'one until just before the second', next: 1, holding: 8.999, expected: 1 },
    { name: 'two with the second on the end', next: 1, holding: 9, expected: 2 },
    { name: 'three in a day', next: 1, holding: 24, expected: 3 },
    {
      name: 'one that settles now is over, the next comes in 8 h',
      next: 0,
      holding: 7.999,
      expected: 0,
    },
    {
      name: 'one that settles now is over, the next is on the end',
      next: 0,
      holding: 8,
      expected: 1,
    },
    {
      name: 'a schedule told an hour ago goes on: the next in 7 h',
      next: -1,
      holding: 7,
      expected: 1,
    },
    { name: 'and not before', next: -1, holding: 6.999, expected: 0 },
    { name: 'one told 20 h ago goes on too: the next in 4 h', next: -20, holding: 4, expected: 1 },
    { name: 'and the one after it in 12 h', next: -20, holding: 12, expected: 2 },
    {
      name: 'one told exactly two intervals ago: the next in 8 h',
      next: -16,
      holding: 8,
      expected: 1,
    },
  ];
  it.each(tables)('$name', ({ next, holding, expected }) => {
    const funding = {
      status: 'ok' as const,
      rate: 0.0001,
      nextFundingTime: T0 + next * HOUR_MS,
      interval: 8 * HOUR_MS,
      degradedSince: 0,
      alerted: false,
    };
    expect(settlementsWithin(funding, T0, holding * HOUR_MS)).toBe(expected);
  });
});

describe('the market before anything is known of it', () => {
  it('has no book, no mark and no funding of any symbol', () => {
    expect(createMarket(2)).toEqual({
      bookAt: [-1, -1],
      marks: [0, 0],
      bids: [[], []],
      asks: [[], []],
      funding: [null, null],
      unalerted: 0,
    });
  });
});
