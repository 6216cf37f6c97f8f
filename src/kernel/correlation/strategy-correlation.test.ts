import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import type { CorrelationConfig } from '../../domain/config.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { closeHours, createStrategyPnl, type StrategyPnlState } from './strategy-correlation.ts';

const { correlation } = kernelConfig();

/** Marks of one strategy, as `takeMark` takes them: minutes since T0 and PnL since inception. */
type Marks = readonly (readonly [minute: number, pnl: number])[];

function marked(marks: Marks): StrategyPnlState {
  const state = createStrategyPnl(1);
  for (const [minute, pnl] of marks) {
    closeHours(state, T0 + minute * MINUTE_MS, correlation);
    state.last[0] = pnl;
  }
  return state;
}

describe('hourly PnL', () => {
  const tables: {
    name: string;
    given: Marks;
    expected: { hours: readonly number[]; end: number };
  }[] = [
    {
      name: 'no hour is closed by the first mark: its own hour is running',
      given: [[30, 0]],
      expected: { hours: [], end: 60 },
    },
    {
      name: 'a mark at the end of an hour belongs to it, and does not close it yet',
      given: [
        [30, 0],
        [60, 10],
      ],
      expected: { hours: [], end: 60 },
    },
    {
      name: 'the first mark after it closes the hour with the change up to its last mark',
      given: [
        [30, 0],
        [60, 10],
        [61, 15],
      ],
      expected: { hours: [10], end: 120 },
    },
    {
      name: 'each hour counts from the last mark of the hour before',
      given: [
        [30, 0],
        [60, 10],
        [90, 7],
        [121, 20],
        [181, 20],
      ],
      expected: { hours: [10, -3, 13], end: 240 },
    },
    {
      name: 'a first mark on the hour begins the hour after it: nothing was seen of the one before',
      given: [
        [0, 0],
        [1, 5],
        [61, 5],
      ],
      expected: { hours: [5], end: 120 },
    },
    {
      name: 'hours without a mark count as zero',
      given: [
        [30, 0],
        [45, 7],
        [180, 9],
        [181, 20],
      ],
      // 7 until 60, nothing until 120, the mark at 180 (+2) until 180.
      expected: { hours: [7, 0, 2], end: 240 },
    },
  ];
  it.each(tables)('$name', ({ given, expected }) => {
    const state = marked(given);
    expect(state.hours[0]).toEqual(expected.hours);
    expect(state.hourEnd).toBe(T0 + expected.end * MINUTE_MS);
  });

  it('says whether an hour closed, so that throttles are looked at again', () => {
    const state = createStrategyPnl(1);
    const at = (minute: number) => closeHours(state, T0 + minute * MINUTE_MS, correlation);
    expect([at(30), at(60), at(61), at(120), at(121)]).toEqual([false, false, true, false, true]);
  });

  it('a first mark at 1970-01-01 00:00 is a first mark like any other', () => {
    const state = createStrategyPnl(1);
    const closed = [0, 1, 2].map((at) => closeHours(state, at, correlation));
    expect([closed, state.hourEnd]).toEqual([[false, false, false], HOUR_MS]);
  });

  it('MON-3 keeps the last 7 days: 168 hours, the oldest leaving first', () => {
    // Hour h earns h.
    const state = marked(
      Array.from({ length: 171 }, (_, h) => [30 + h * 60, (h * (h + 1)) / 2] as const),
    );
    expect(state.hours[0]).toEqual(Array.from({ length: 168 }, (_, i) => i + 2));
  });

  const silences = [
    { name: 'of 168 hours leaves the change before it as the oldest', passed: 168, first: 7 },
    { name: 'of 169 hours leaves nothing but zeros', passed: 169, first: 0 },
    { name: 'of a year leaves nothing but zeros', passed: 8_760, first: 0 },
  ];
  it.each(silences)('a silence $name', ({ passed, first }) => {
    // The change of 7 is in the hour until 60; `passed` hours end before the next mark's own.
    const state = marked([
      [30, 0],
      [45, 7],
      [60 + passed * 60, 9],
    ]);
    expect(state.hours[0]).toEqual([first, ...new Array(167).fill(0)]);
    expect(state.hourEnd).toBe(T0 + (1 + passed) * HOUR_MS);
  });
});

describe('correlation of strategies', () => {
  /** Hourly PnL of 24 hours by strategy, repeated from its pattern. */
  function correlated(patterns: readonly (readonly number[])[], config = correlation) {
    const state = createStrategyPnl(patterns.length);
    for (let hour = 0; hour <= 24; hour += 1) {
      closeHours(state, T0 + 1 + hour * HOUR_MS, config);
      patterns.forEach((pattern, s) => {
        state.last[s]! += pattern[hour % pattern.length]!;
      });
    }
    return state;
  }
  const UP = [1, -1];
  const DOWN = [-1, 1];
  /** Shares nothing with UP: (1 - 1 - 1 + 1) in each four hours. */
  const SLOW = [1, 1, -1, -1];
  const FLAT = [1];
  /** Earns in 23 of the 24 hours. */
  const IDLE = [0, ...new Array(23).fill(1).map((_, i) => (i % 2 === 0 ? -1 : 1))];
  const needs = (guard: Partial<CorrelationConfig['guard']>): CorrelationConfig => ({
    ...correlation,
    guard: { ...correlation.guard, ...guard },
  });
  const tables: {
    name: string;
    given: readonly (readonly number[])[];
    config?: CorrelationConfig;
    expected: { pairs: number; mean: number | null };
  }[] = [
    {
      name: 'three alike: 1, 1, 1',
      given: [UP, UP, UP],
      expected: { pairs: 3, mean: 1 },
    },
    {
      name: 'two alike and their opposite: (1 - 1 - 1) / 3',
      given: [UP, UP, DOWN],
      expected: { pairs: 3, mean: -1 / 3 },
    },
    {
      name: 'two alike and one apart: (1 + 0 + 0) / 3',
      given: [UP, UP, SLOW],
      expected: { pairs: 3, mean: 1 / 3 },
    },
    {
      name: 'four: UP-UP, UP-DOWN and UP-SLOW twice each but the first: (1 - 1 - 1 + 0 + 0 + 0) / 6',
      given: [UP, UP, DOWN, SLOW],
      expected: { pairs: 6, mean: -1 / 6 },
    },
    { name: 'one pair is too few', given: [UP, UP], expected: { pairs: 1, mean: null } },
    {
      name: 'a strategy with 23 hours of PnL is in no pair',
      given: [UP, UP, IDLE],
      expected: { pairs: 1, mean: null },
    },
    {
      name: 'a strategy that earns the same every hour varies with nobody',
      given: [UP, DOWN, FLAT],
      expected: { pairs: 1, mean: null },
    },
    {
      name: 'exactly as many pairs as are needed are enough',
      given: [UP, UP, UP],
      config: needs({ minPairs: 3 }),
      expected: { pairs: 3, mean: 1 },
    },
    {
      name: 'exactly as many hours with PnL as are needed are enough',
      given: [UP, UP, IDLE],
      config: needs({ minActiveHours: 23 }),
      // IDLE is 0, then UP 23 times: covariance 23, variances 24 and 23 - 1/24.
      expected: { pairs: 3, mean: (1 + 2 * (23 / Math.sqrt(24 * (23 - 1 / 24)))) / 3 },
    },
  ];
  it.each(tables)('MON-3 $name', ({ given, config, expected }) => {
    const state = correlated(given, config);
    expect(state.pairs).toBe(expected.pairs);
    if (expected.mean === null) expect(state.mean).toBeNull();
    else expect(state.mean).toBeCloseTo(expected.mean, 9);
  });
});
