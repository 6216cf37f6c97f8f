import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import {
  createGuards,
  entriesLastMinute,
  guardFailed,
  guardsPassed,
  identicalRun,
  rememberEntry,
} from './guard-state.ts';

const { guards: defaults } = kernelConfig();

describe('entry orders of the last minute', () => {
  /** At most three a minute. */
  const config = { ...defaults, maxEntriesPerMinute: 3 };
  const tables: {
    name: string;
    /** Entry orders, ms after T0. */
    given: readonly number[];
    when: number;
    expected: number;
  }[] = [
    { name: 'none before the first', given: [], when: 0, expected: 0 },
    { name: 'one at its own instant', given: [0], when: 0, expected: 1 },
    {
      name: 'still a millisecond before its minute is over',
      given: [0],
      when: MINUTE_MS - 1,
      expected: 1,
    },
    { name: 'not when its minute is over', given: [0], when: MINUTE_MS, expected: 0 },
    { name: 'all of them while there are three at most', given: [0, 1, 2], when: 5, expected: 3 },
    {
      name: 'the oldest leaves first when there are more',
      given: [0, 1, 2, MINUTE_MS, MINUTE_MS + 1],
      // Kept: 2, 60,000 and 60,001; that of 2 is over at 60,002.
      when: MINUTE_MS + 1,
      expected: 3,
    },
    {
      name: 'one after the other, round and round',
      given: [0, 1, 2, 3, 4, 5, 6],
      // Kept: 4, 5 and 6; those of 4 and 5 are over at 60,005.
      when: MINUTE_MS + 5,
      expected: 1,
    },
  ];
  it.each(tables)('$name', ({ given, when, expected }) => {
    const state = createGuards(2, 1);
    for (const after of given) rememberEntry(state, 1, 0, true, 1, 1, T0 + after, config);
    expect(entriesLastMinute(state, 1, T0 + when)).toBe(expected);
    expect(entriesLastMinute(state, 0, T0 + when)).toBe(0);
    expect(state.entryTimes[1]!.length).toBeLessThanOrEqual(3);
  });
});

describe('identical entry orders in a row', () => {
  type Order = readonly [symbol: number, isLong: boolean, lots: number, ticks: number];
  const ORDER: Order = [1, true, 26, 1_000_100];
  const tables: { name: string; given: readonly Order[]; expected: number }[] = [
    { name: 'the first of all is one', given: [], expected: 1 },
    { name: 'the second is two', given: [ORDER], expected: 2 },
    { name: 'the fourth is four', given: [ORDER, ORDER, ORDER], expected: 4 },
    {
      name: 'after another symbol it is one',
      given: [ORDER, [0, true, 26, 1_000_100]],
      expected: 1,
    },
    {
      name: 'after another side it is one',
      given: [ORDER, [1, false, 26, 1_000_100]],
      expected: 1,
    },
    {
      name: 'after another quantity it is one',
      given: [ORDER, [1, true, 25, 1_000_100]],
      expected: 1,
    },
    {
      name: 'after another price it is one',
      given: [ORDER, [1, true, 26, 1_000_101]],
      expected: 1,
    },
    {
      name: 'a different one in between starts the count over',
      given: [ORDER, ORDER, [0, true, 1, 1], ORDER],
      expected: 2,
    },
  ];
  it.each(tables)('$name', ({ given, expected }) => {
    const state = createGuards(2, 2);
    for (const order of given) rememberEntry(state, 1, ...order, T0, defaults);
    expect(identicalRun(state, 1, ...ORDER)).toBe(expected);
    expect(identicalRun(state, 0, ...ORDER)).toBe(1);
  });

  it('shorts are told apart from longs, and count among themselves', () => {
    const state = createGuards(1, 1);
    rememberEntry(state, 0, 0, false, 1, 1, T0, defaults);
    expect([identicalRun(state, 0, 0, false, 1, 1), identicalRun(state, 0, 0, true, 1, 1)]).toEqual(
      [2, 1],
    );
  });

  it('no strategy has a last order at first: not even one of nothing is its second', () => {
    const state = createGuards(2, 1);
    expect(identicalRun(state, 0, 0, false, 0, 0)).toBe(1);
    expect(state).toMatchObject({
      entryTimes: [[], []],
      lastSymbol: [-1, -1],
      inARow: [0, 0],
      failures: [[]],
    });
  });
});

describe('guard failures in a row', () => {
  const tables: {
    name: string;
    failures: number;
    /** Failures, ms after T0; null is a pass. */
    given: readonly (number | null)[];
    expected: readonly boolean[];
  }[] = [
    {
      name: 'two within 10 min put the symbol on the list, and the count starts over',
      failures: 2,
      given: [0, 10 * MINUTE_MS - 1, 10 * MINUTE_MS, 10 * MINUTE_MS + 1],
      expected: [false, true, false, true],
    },
    {
      name: 'two exactly 10 min apart do not: the window is (t - 10 min, t]',
      failures: 2,
      given: [0, 10 * MINUTE_MS, 20 * MINUTE_MS - 1],
      expected: [false, false, true],
    },
    {
      name: 'not with a pass in between',
      failures: 2,
      given: [0, null, 1, 2],
      expected: [false, false, true],
    },
    {
      name: 'three where three are asked for',
      failures: 3,
      given: [0, 1, 10 * MINUTE_MS, 10 * MINUTE_MS],
      // The first is 10 min old at the third; the last three lie within 10 min.
      expected: [false, false, false, true],
    },
    { name: 'the first where one is enough', failures: 1, given: [0, 0], expected: [true, true] },
  ];
  it.each(tables)('$name', ({ failures, given, expected }) => {
    const state = createGuards(1, 2);
    const config = { ...defaults.cooldown, failures };
    const told: boolean[] = [];
    for (const after of given) {
      if (after === null) guardsPassed(state, 1);
      else told.push(guardFailed(state, 1, T0 + after, config));
      expect(state.failures[1]!.length).toBeLessThanOrEqual(failures);
    }
    expect(told).toEqual(expected);
    expect(state.failures[0]).toEqual([]);
  });
});
