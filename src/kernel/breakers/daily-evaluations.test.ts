import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { createDaily, type DailyState, evaluateDaily, startDay } from './daily.ts';
import { countTrade } from './loss-streak.ts';

const config = kernelConfig().breakers;
/** Names of the transitions that are true. */
const names = (moved: object) =>
  Object.entries(moved).flatMap(([name, is]) => (is === true ? [name] : []));

describe('daily loss, one evaluation after the other', () => {
  /** `[PnL, realised PnL of a doubtful mark, or null for a good one]`, and what each one does. */
  type Mark = readonly [pnl: number, realised: number | null, moved: string[]];
  const table: { name: string; given?: Partial<DailyState>; when: Mark[] }[] = [
    { name: 'nothing above the soft limit', when: [[-0.0199, null, []]] },
    {
      name: 'the soft limit is reached within 1e-9',
      when: [[-0.02 + 0.9e-9, null, ['softTripped']]],
    },
    { name: 'and not beyond 1e-9', when: [[-0.02 + 1.1e-9, null, []]] },
    {
      name: 'the hard limit is reached within 1e-9',
      when: [[-0.03 + 0.9e-9, null, ['softTripped', 'hardTripped']]],
    },
    {
      name: 'both fire once',
      when: [
        [-0.03, null, ['softTripped', 'hardTripped']],
        [-0.04, null, []],
      ],
    },
    {
      name: 'the soft limit does not arm again at exactly -1.5 %',
      when: [
        [-0.02, null, ['softTripped']],
        [-0.015, null, []],
        [-0.02, null, []],
      ],
    },
    {
      name: 'nor within 1e-9 above it',
      when: [
        [-0.02, null, ['softTripped']],
        [-0.015 + 0.9e-9, null, []],
      ],
    },
    {
      name: 'it arms beyond, and fires again',
      when: [
        [-0.02, null, ['softTripped']],
        [-0.015 + 1.1e-9, null, ['softRearmed']],
        [-0.02, null, ['softTripped']],
      ],
    },
    { name: 'an armed one has nothing to arm', when: [[0, null, []]] },
    {
      name: 'a hard trip never arms within the day',
      when: [
        [-0.03, null, ['softTripped', 'hardTripped']],
        [0, null, ['softRearmed']],
        [-0.03, null, ['softTripped']],
      ],
    },
    {
      name: 'a doubtful mark never arms',
      when: [
        [-0.02, null, ['softTripped']],
        [0, 0, []],
        [-0.02, null, []],
      ],
    },
    {
      name: 'the third doubtful mark in a row trips',
      when: [
        [-0.02, 0, []],
        [-0.02, 0, []],
        [-0.02, 0, ['softTripped']],
      ],
    },
    {
      name: 'each limit counts its own',
      when: [
        [-0.02, 0, []],
        [-0.03, 0, []],
        [-0.03, 0, ['softTripped']],
        [-0.03, 0, ['hardTripped']],
      ],
    },
    {
      name: 'a doubtful mark above the limit starts over',
      when: [
        [-0.02, 0, []],
        [-0.02, 0, []],
        [-0.019, 0, []],
        [-0.02, 0, []],
        [-0.02, 0, []],
        [-0.02, 0, ['softTripped']],
      ],
    },
    {
      name: 'a good mark above the limit starts over',
      when: [
        [-0.02, 0, []],
        [-0.02, 0, []],
        [-0.019, null, []],
        [-0.02, 0, []],
        [-0.02, 0, []],
        [-0.02, 0, ['softTripped']],
      ],
    },
    {
      name: 'realised money alone trips at its limit',
      when: [
        [0, -0.02, ['softTripped']],
        [0, -0.03, ['hardTripped']],
      ],
    },
    { name: 'and not above it', when: [[0, -0.0199, []]] },
  ];
  it.each(table)('ALR-1 $name', ({ when }) => {
    const state = createDaily();
    for (const [pnl, realised, moved] of when) {
      const reading = { pnl, realised: realised ?? -1, good: realised === null };
      expect(names(evaluateDaily(state, reading, config, -0.03))).toEqual(moved);
    }
  });

  it('00:00 UTC arms both and forgets what was doubtful', () => {
    const state: DailyState = {
      softArmed: false,
      hardTripped: true,
      softDoubtful: 2,
      hardDoubtful: 1,
    };
    startDay(state);
    expect(state).toEqual(createDaily());
    expect(state).toEqual({
      softArmed: true,
      hardTripped: false,
      softDoubtful: 0,
      hardDoubtful: 0,
    });
  });
});

describe('loss streak, one trade after the other', () => {
  const table = [
    {
      name: 'every rung once, then each loss',
      given: '----------',
      expected: [
        'none',
        'none',
        'none',
        'warning',
        'none',
        'critical',
        'none',
        'severe',
        'severe_again',
        'severe_again',
      ],
    },
    {
      name: 'a win below the first rung is no news',
      given: '---+',
      expected: ['none', 'none', 'none', 'none'],
    },
    {
      name: 'a win from the first rung on ends it',
      given: '----+-',
      expected: ['none', 'none', 'none', 'warning', 'reset', 'none'],
    },
    { name: 'a win with nothing to end', given: '++', expected: ['none', 'none'] },
    {
      name: 'exactly 0 neither extends nor breaks',
      given: '---0-0',
      expected: ['none', 'none', 'none', 'none', 'warning', 'none'],
    },
  ];
  it.each(table)('ALR-3 $name', ({ given, expected }) => {
    const state = { losses: 0 };
    const pnl = { '-': -0.01, '+': 0.01, '0': 0 } as Record<string, number>;
    expect([...given].map((trade) => countTrade(state, pnl[trade]!, config))).toEqual(expected);
  });
});
