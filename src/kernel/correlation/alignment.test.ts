import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS } from '../../domain/time.ts';
import {
  type AlignmentState,
  alignmentOf,
  createAlignment,
  expireVotes,
  majorityOf,
  nextVoteExpiry,
  vote,
} from './alignment.ts';

const { correlation } = kernelConfig();
/** Most votes the queue holds, superseded ones included. */
const BOUND = 65_536;
/** Strategy, asset, side, and when, in ms since T0. */
type Vote = readonly [strategy: number, asset: number, side: 'long' | 'short', after: number];

/** Seven strategies on three assets. */
function voted(list: readonly Vote[]): AlignmentState {
  const state = createAlignment(7, 3);
  for (const [strategy, asset, side, after] of list)
    vote(state, strategy, asset, side === 'long', T0 + after);
  return state;
}
const counts = ({ long, short, perAsset, assetsWithVotes }: AlignmentState) => ({
  long,
  short,
  perAsset: [...perAsset],
  assetsWithVotes,
});

describe('votes', () => {
  const tables: {
    name: string;
    given: readonly Vote[];
    /** Clock, ms since T0. */
    when: number;
    expected: ReturnType<typeof counts>;
  }[] = [
    {
      name: 'MON-3 a vote counts for its side and its asset',
      given: [
        [0, 0, 'long', 0],
        [1, 2, 'short', 0],
        [2, 2, 'short', 0],
      ],
      when: 0,
      expected: { long: 1, short: 2, perAsset: [1, 0, 2], assetsWithVotes: 2 },
    },
    {
      name: 'a strategy that turns replaces its own vote on that asset and no other',
      given: [
        [0, 0, 'long', 0],
        [0, 1, 'long', 0],
        [1, 0, 'long', 0],
        [0, 0, 'short', 1],
      ],
      when: 1,
      expected: { long: 2, short: 1, perAsset: [2, 1, 0], assetsWithVotes: 2 },
    },
    {
      name: 'a vote lasts to the last millisecond of its 24 h',
      given: [
        [0, 0, 'long', 0],
        [1, 1, 'short', 1],
      ],
      when: DAY_MS - 1,
      expected: { long: 1, short: 1, perAsset: [1, 1, 0], assetsWithVotes: 2 },
    },
    {
      name: 'the window is (t - 24 h, t]: a vote of exactly 24 h ago is over, a younger one is not',
      given: [
        [0, 0, 'long', 0],
        [1, 1, 'short', 1],
      ],
      when: DAY_MS,
      expected: { long: 0, short: 1, perAsset: [0, 1, 0], assetsWithVotes: 1 },
    },
    {
      name: 'a renewed vote outlives the one it replaced',
      given: [
        [0, 0, 'long', 0],
        [0, 0, 'long', 5],
      ],
      when: DAY_MS + 4,
      expected: { long: 1, short: 0, perAsset: [1, 0, 0], assetsWithVotes: 1 },
    },
    {
      name: 'two votes of one strategy in one millisecond are one vote, and end as one',
      given: [
        [0, 0, 'long', 0],
        [0, 0, 'short', 0],
        [0, 1, 'long', 7],
      ],
      when: DAY_MS,
      expected: { long: 1, short: 0, perAsset: [0, 1, 0], assetsWithVotes: 1 },
    },
    {
      name: 'when all votes are over, none is left on any side',
      given: [
        [0, 0, 'long', 0],
        [1, 1, 'short', 1],
      ],
      when: DAY_MS + 1,
      expected: { long: 0, short: 0, perAsset: [0, 0, 0], assetsWithVotes: 0 },
    },
  ];
  it.each(tables)('$name', ({ given, when, expected }) => {
    const state = voted(given);
    expireVotes(state, T0 + when, correlation);
    expect(counts(state)).toEqual(expected);
  });

  it('the next expiry is 24 h after the oldest vote, never without votes', () => {
    expect(nextVoteExpiry(createAlignment(7, 3), correlation)).toBe(Number.POSITIVE_INFINITY);
    const state = voted([
      [0, 0, 'long', 3],
      [1, 0, 'long', 9],
    ]);
    expect(nextVoteExpiry(state, correlation)).toBe(T0 + 3 + DAY_MS);
  });
});

describe('places of votes', () => {
  it('there is one for each strategy and asset, empty at first', () => {
    const { votedAt, votedLong, perAsset } = createAlignment(2, 3);
    expect([votedAt, votedLong, perAsset]).toEqual([
      [-1, -1, -1, -1, -1, -1],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0],
    ]);
  });

  const tables: { name: string; given: (state: AlignmentState) => void }[] = [
    {
      name: 'is taken again after its vote is over',
      given: (state) => {
        vote(state, 0, 0, true, T0);
        expireVotes(state, T0 + DAY_MS, correlation);
        vote(state, 0, 0, false, T0 + DAY_MS);
      },
    },
    {
      name: 'is taken at 1970-01-01 00:00 as at any time',
      given: (state) => {
        vote(state, 0, 0, true, 0);
        vote(state, 0, 0, false, 0);
      },
    },
  ];
  it.each(tables)('one $name', ({ given }) => {
    const state = createAlignment(1, 1);
    given(state);
    expect(counts(state)).toEqual({ long: 0, short: 1, perAsset: [1], assetsWithVotes: 1 });
  });
});

describe('the score', () => {
  const six = (longs: number): Vote[] =>
    [0, 1, 2, 3, 4, 5].map((s) => [s, s % 2, s < longs ? 'long' : 'short', 0] as const);
  const tables: { name: string; given: readonly Vote[]; expected: readonly [number, 0 | 1 | 2] }[] =
    [
      { name: 'six longs: A = 6 / 6, majority long', given: six(6), expected: [1, 1] },
      { name: 'four of six short: A = 4 / 6, majority short', given: six(2), expected: [4 / 6, 2] },
      { name: 'three against three: A = 3 / 6, no majority', given: six(3), expected: [0.5, 0] },
      { name: 'five votes: undefined', given: six(6).slice(1), expected: [-1, 1] },
      {
        name: 'six votes on one asset: undefined',
        given: six(6).map(([s]) => [s, 0, 'long', 0] as const),
        expected: [-1, 1],
      },
      { name: 'no votes: undefined, no majority', given: [], expected: [-1, 0] },
    ];
  it.each(tables)('MON-3 $name', ({ given, expected }) => {
    const state = voted(given);
    expect([alignmentOf(state, correlation), majorityOf(state)]).toEqual(expected);
  });
});

describe('more votes within 24 h than the queue holds', () => {
  const FIRST: readonly Vote[] = [
    [0, 0, 'long', 0],
    [1, 1, 'short', 0],
  ];
  /** FIRST at T0, then one strategy that turns over and over, `apart` ms between its votes. */
  function flooded(turns: number, apart: number): AlignmentState {
    const state = voted(FIRST);
    for (let i = 0; i < turns; i += 1) vote(state, 6, 2, i % 2 === 0, T0 + i * apart);
    return state;
  }
  const tables = [
    { name: 'the queue is full to the last place', turns: BOUND - 2, apart: 1 },
    { name: 'one vote more', turns: BOUND - 1, apart: 1 },
    { name: 'one vote more, all in one millisecond', turns: BOUND - 1, apart: 0 },
    { name: 'twice as many', turns: 2 * BOUND, apart: 1 },
    { name: 'twice as many, all in one millisecond', turns: 2 * BOUND, apart: 0 },
  ];
  it.each(tables)(
    'MON-3 $name: no latest vote is forgotten, and each is over after its 24 h',
    ({ turns, apart }) => {
      const state = flooded(turns, apart);
      // Two of FIRST and the last of the turns, which is long when their number is odd.
      const odd = turns % 2 === 1;
      expect(counts(state)).toEqual({
        long: odd ? 2 : 1,
        short: odd ? 1 : 2,
        perAsset: [1, 1, 1],
        assetsWithVotes: 3,
      });
      expect(state.queue.size).toBeLessThanOrEqual(BOUND);
      expireVotes(state, T0 + DAY_MS - 1, correlation);
      expect(state.long + state.short).toBe(3);
      expireVotes(state, T0 + DAY_MS, correlation);
      expect(state.long + state.short).toBe(apart);
      const last = T0 + (turns - 1) * apart;
      expireVotes(state, last + DAY_MS - 1, correlation);
      expect(state.long + state.short).toBe(apart);
      expireVotes(state, last + DAY_MS, correlation);
      expect(counts(state)).toEqual({ long: 0, short: 0, perAsset: [0, 0, 0], assetsWithVotes: 0 });
      expect(nextVoteExpiry(state, correlation)).toBe(Number.POSITIVE_INFINITY);
    },
  );

  it('places taken by superseded votes are free again, so that the next vote fits at once', () => {
    // Two of FIRST, the latest turn before the bound and the one that came at it.
    expect(flooded(BOUND - 1, 0).queue.size).toBe(4);
    // An older turn is superseded by the one that comes: no place for it.
    expect(flooded(BOUND - 1, 1).queue.size).toBe(3);
  });
});
