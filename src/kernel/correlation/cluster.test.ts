import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, MINUTE_MS } from '../../domain/time.ts';
import { updateThrottles, worstStrategy } from './cluster.ts';
import { addEdge } from './edge-percentile.ts';

/** What the throttles rest on: votes, and the mean correlation of strategies over its pairs. */
interface Given {
  readonly after: number;
  readonly votes: readonly [long: number, short: number];
  readonly mean: number | null;
  readonly pairs?: number;
}
type Report = readonly [text: string, active: boolean, value: number];

/** Looks at the throttles once per step and returns what each look reported. */
function looks(steps: readonly Given[]): { reports: Report[][]; scenario: Scenario } {
  const scenario = new Scenario();
  const { state } = scenario;
  const reports = steps.map(({ after, votes: [long, short], mean, pairs = 3 }) => {
    Object.assign(state.alignment, { long, short, assetsWithVotes: 2 });
    Object.assign(state.strategyPnl, { mean, pairs });
    state.out = [];
    updateThrottles(state, T0 + after);
    return only(state.out, 'throttle').map(({ text, active, value, at, throttle }): Report => {
      expect([at, text.startsWith(`${throttle} `)]).toEqual([T0 + after, true]);
      return [text, active, value];
    });
  });
  return { reports, scenario };
}

describe('throttles', () => {
  const tables: { name: string; given: readonly Given[]; expected: readonly Report[][] }[] = [
    {
      name: 'level 1 begins at 6 of 8 = 0.75 and ends below it',
      given: [
        { after: 0, votes: [5, 2], mean: null },
        { after: 1, votes: [6, 2], mean: null },
        { after: 2, votes: [6, 2], mean: null },
        { after: 3, votes: [6, 3], mean: null },
      ],
      expected: [
        [],
        [['alignment begins: alignment 0.7500 (6 long, 2 short)', true, 0.75]],
        [],
        [['alignment ends: alignment 0.6667 (6 long, 3 short)', false, 6 / 9]],
      ],
    },
    {
      name: 'level 1 ends when too few votes are left for a score',
      given: [
        { after: 0, votes: [1, 5], mean: null },
        { after: 1, votes: [1, 4], mean: null },
      ],
      expected: [
        [['alignment begins: alignment 0.8333 (1 long, 5 short)', true, 5 / 6]],
        [['alignment ends: alignment undefined (1 long, 4 short)', false, -1]],
      ],
    },
    {
      name: 'the guard begins at a mean of 0.65 and ends when the mean is undefined',
      given: [
        { after: 0, votes: [0, 0], mean: 0.6499 },
        { after: 1, votes: [0, 0], mean: 0.65 },
        { after: 2, votes: [0, 0], mean: 0.7 },
        { after: 3, votes: [0, 0], mean: null, pairs: 1 },
      ],
      expected: [
        [],
        [['correlation_guard begins: mean strategy correlation 0.6500 over 3 pairs', true, 0.65]],
        [],
        [['correlation_guard ends: mean strategy correlation 0.0000 over 1 pairs', false, 0]],
      ],
    },
    {
      name: 'PB-C a cluster event begins at 9 of 10 = 0.90, not at 8 of 9',
      given: [
        { after: 0, votes: [1, 8], mean: null },
        { after: 1, votes: [1, 9], mean: null },
      ],
      expected: [
        [['alignment begins: alignment 0.8889 (1 long, 8 short)', true, 8 / 9]],
        [['cluster begins: alignment 0.9000 (1 long, 9 short)', true, 0.9]],
      ],
    },
    {
      name: 'PB-C a cluster with the guard is joint extreme until the guard ends',
      given: [
        { after: 0, votes: [6, 0], mean: 0.8 },
        { after: 1, votes: [6, 0], mean: 0.1 },
      ],
      expected: [
        [
          ['alignment begins: alignment 1.0000 (6 long, 0 short)', true, 1],
          ['correlation_guard begins: mean strategy correlation 0.8000 over 3 pairs', true, 0.8],
          ['cluster begins: alignment 1.0000 (6 long, 0 short)', true, 1],
          ['joint_extreme begins: alignment 1.0000 (6 long, 0 short)', true, 1],
        ],
        [
          ['correlation_guard ends: mean strategy correlation 0.1000 over 3 pairs', false, 0.1],
          ['joint_extreme ends: alignment 1.0000 (6 long, 0 short)', false, 1],
        ],
      ],
    },
    {
      name: 'PB-C joint extreme ends with the cluster, after A was below 0.80 for 30 min',
      given: [
        { after: 0, votes: [9, 1], mean: 0.8 },
        { after: 1, votes: [7, 2], mean: 0.8 },
        { after: 30 * MINUTE_MS, votes: [7, 2], mean: 0.8 },
        { after: 1 + 30 * MINUTE_MS, votes: [7, 2], mean: 0.8 },
      ],
      expected: [
        [
          ['alignment begins: alignment 0.9000 (9 long, 1 short)', true, 0.9],
          ['correlation_guard begins: mean strategy correlation 0.8000 over 3 pairs', true, 0.8],
          ['cluster begins: alignment 0.9000 (9 long, 1 short)', true, 0.9],
          ['joint_extreme begins: alignment 0.9000 (9 long, 1 short)', true, 0.9],
        ],
        [],
        [],
        [
          ['cluster ends: alignment 0.7778 (7 long, 2 short)', false, 7 / 9],
          ['joint_extreme ends: alignment 0.7778 (7 long, 2 short)', false, 7 / 9],
        ],
      ],
    },
    {
      name: 'PB-C A of exactly 0.80 is not below it: the 30 min start over',
      given: [
        { after: 0, votes: [6, 0], mean: null },
        { after: 1, votes: [7, 2], mean: null },
        { after: 2, votes: [8, 2], mean: null },
        { after: 3, votes: [7, 2], mean: null },
        { after: 2 + 30 * MINUTE_MS, votes: [7, 2], mean: null },
        { after: 3 + 30 * MINUTE_MS, votes: [7, 2], mean: null },
      ],
      expected: [
        [
          ['alignment begins: alignment 1.0000 (6 long, 0 short)', true, 1],
          ['cluster begins: alignment 1.0000 (6 long, 0 short)', true, 1],
        ],
        [],
        [],
        [],
        [],
        [['cluster ends: alignment 0.7778 (7 long, 2 short)', false, 7 / 9]],
      ],
    },
  ];
  it.each(tables)('$name', ({ given, expected }) => {
    expect(looks(given).reports).toEqual(expected);
  });

  it('a cluster event remembers when it began, a second one its own beginning', () => {
    const first: Given[] = [
      { after: 5, votes: [6, 0], mean: null },
      { after: 9, votes: [6, 0], mean: null },
    ];
    expect(looks(first).scenario.state.cluster.since).toBe(T0 + 5);
    const second: Given[] = [
      ...first,
      { after: 10, votes: [3, 3], mean: null },
      { after: 10 + 30 * MINUTE_MS, votes: [3, 3], mean: null },
      { after: 11 + 30 * MINUTE_MS, votes: [6, 0], mean: null },
    ];
    const { cluster } = looks(second).scenario.state;
    expect([cluster.active, cluster.since, cluster.belowSince]).toEqual([
      true,
      T0 + 11 + 30 * MINUTE_MS,
      null,
    ]);
  });
});

describe('strategy that a cluster event refuses', () => {
  const { correlation } = kernelConfig();
  const needing = (minStrategies: number) => ({
    correlation: { ...correlation, cluster: { ...correlation.cluster, minStrategies } },
  });
  /** Raw edges: each strategy has fewer than 20 signals. */
  const tables: {
    name: string;
    given: readonly (readonly [strategy: number, edge: number])[];
    after?: number;
    needs?: number;
    expected: number;
  }[] = [
    { name: 'is nobody when nobody signalled', given: [], expected: -1 },
    {
      name: 'is nobody when nobody signalled, though none need to',
      given: [],
      needs: 0,
      expected: -1,
    },
    { name: 'is nobody when only one signalled', given: [[3, 0.1]], expected: -1 },
    {
      name: 'is the lower of two, wherever it stands',
      given: [
        [1, 0.4],
        [5, 0.3],
      ],
      expected: 5,
    },
    {
      name: 'is the lowest mean, not the lowest edge',
      given: [
        // Means 0.5 and 0.4.
        [1, 0.1],
        [1, 0.9],
        [5, 0.4],
      ],
      expected: 5,
    },
    {
      name: 'an edge of 0 is an edge',
      given: [
        [2, 0.4],
        [4, 0],
      ],
      expected: 4,
    },
    {
      name: 'is the first in order on a tie',
      given: [
        [6, 0.3],
        [2, 0.3],
        [3, 0.9],
      ],
      expected: 2,
    },
    {
      name: 'a difference below 1e-9 is a tie',
      given: [
        [2, 0.3],
        [6, 0.3 - 1e-10],
      ],
      expected: 2,
    },
    {
      name: 'is nobody when all but one signalled 24 h ago',
      given: [
        [2, 0.3],
        [6, 0.4],
      ],
      after: DAY_MS,
      expected: -1,
    },
  ];
  it.each(tables)('$name', ({ given, after = 0, needs = 2, expected }) => {
    const { state } = new Scenario(needing(needs));
    given.forEach(([strategy, edge], i) => {
      // The last one signals a millisecond later than the others.
      addEdge(state.edges[strategy]!, edge, i === given.length - 1 ? T0 + 1 : T0, correlation);
    });
    expect(worstStrategy(state, T0 + after)).toBe(expected);
  });
});
