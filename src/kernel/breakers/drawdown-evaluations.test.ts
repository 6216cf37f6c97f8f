import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import { HOUR_MS } from '../../domain/time.ts';
import {
  createDrawdown,
  type DrawdownReading,
  type DrawdownState,
  evaluateDrawdown,
  resumeDrawdown,
} from './drawdown.ts';

const config = kernelConfig().breakers;
/** Names of the transitions that are true. */
const names = (moved: object) =>
  Object.entries(moved).flatMap(([name, is]) => (is === true ? [name] : []));

describe('drawdown, one evaluation after the other', () => {
  type Mark = readonly [drawdown: number, realised: number | null, moved: string[]];
  const warned = { warning: true };
  const frozen = { warning: true, frozen: true };
  const raised = { warning: true, fireLevel: 0.12 };
  const table: { name: string; given?: Partial<DrawdownState>; when: Mark[] }[] = [
    {
      name: 'the warning comes within 1e-9 of 6 %',
      when: [[0.06 - 0.9e-9, null, ['warningTripped']]],
    },
    { name: 'and not before', when: [[0.06 - 1.1e-9, null, []]] },
    {
      name: 'once',
      when: [
        [0.06, null, ['warningTripped']],
        [0.07, null, []],
      ],
    },
    { name: 'it stays at exactly 5 %', given: warned, when: [[0.05, null, []]] },
    { name: 'and within 1e-9 below it', given: warned, when: [[0.05 - 0.9e-9, null, []]] },
    {
      name: 'it ends beyond, once, and comes again',
      given: warned,
      when: [
        [0.05 - 1.1e-9, null, ['warningCleared']],
        [0.04, null, []],
        [0.06, null, ['warningTripped']],
      ],
    },
    {
      name: 'a doubtful mark never ends it',
      given: warned,
      when: [
        [0.01, 0, []],
        [0.01, null, ['warningCleared']],
      ],
    },
    {
      name: 'the breaker fires within 1e-9 of 9 %',
      given: warned,
      when: [[0.09 - 0.9e-9, null, ['breakerTripped']]],
    },
    { name: 'and not before', given: warned, when: [[0.09 - 1.1e-9, null, []]] },
    {
      name: 'not again while frozen',
      given: frozen,
      when: [
        [0.2, null, []],
        [0.2, -1, []],
      ],
    },
    {
      name: 'a raised level holds at 9 %',
      given: raised,
      when: [
        [0.11, null, []],
        [0.12, null, ['breakerTripped']],
      ],
    },
    {
      name: 'it comes down to 9 % below 8 %, and at exactly 8 % not',
      given: raised,
      when: [
        [0.08, null, []],
        [0.08 - 0.9e-9, null, []],
        [0.08 - 1.1e-9, null, ['rearmed']],
        [0.09, null, ['breakerTripped']],
      ],
    },
    {
      name: 'a doubtful mark brings no level down',
      given: raised,
      when: [
        [0.07, 0, []],
        [0.07, null, ['rearmed']],
      ],
    },
    {
      name: 'nor does anything while frozen',
      given: { ...raised, frozen: true },
      when: [[0.07, null, []]],
    },
    { name: 'nor is there anything to bring down at 9 %', given: warned, when: [[0.07, null, []]] },
    {
      name: 'the third doubtful mark in a row trips both',
      when: [
        [0.09, 0, []],
        [0.09, 0, []],
        [0.09, 0, ['warningTripped', 'breakerTripped']],
      ],
    },
    {
      name: 'each limit counts its own',
      when: [
        [0.06, 0, []],
        [0.09, 0, []],
        [0.09, 0, ['warningTripped']],
        [0.09, 0, ['breakerTripped']],
      ],
    },
    {
      name: 'a doubtful mark below the limit starts over',
      when: [
        [0.06, 0, []],
        [0.06, 0, []],
        [0.05, 0, []],
        [0.06, 0, []],
        [0.06, 0, []],
      ],
    },
    {
      name: 'a good mark below the limit starts over',
      when: [
        [0.06, 0, []],
        [0.06, 0, []],
        [0.05, null, []],
        [0.06, 0, []],
        [0.06, 0, []],
      ],
    },
    {
      name: 'realised money alone trips at its limit',
      when: [
        [0, 0.06, ['warningTripped']],
        [0, 0.09, ['breakerTripped']],
      ],
    },
    { name: 'and not below it', when: [[0, 0.0599, []]] },
    { name: 'a good mark is judged by itself', when: [[0.059, null, []]] },
    {
      name: 'realised money counts against a raised level too',
      given: raised,
      when: [
        [0, 0.11, []],
        [0, 0.12, ['breakerTripped']],
      ],
    },
  ];
  it.each(table)('ALR-2 $name', ({ given, when }) => {
    const state: DrawdownState = { ...createDrawdown(config), ...given };
    for (const [drawdown, realised, moved] of when) {
      const good = realised === null;
      const reading = { at: T0, drawdown, realised: realised ?? 1, index: 1, good };
      expect(names(evaluateDrawdown(state, reading, config))).toEqual(moved);
    }
  });

  it('a kernel begins unwarned, unfrozen, not recovering, to fire at 9 %', () => {
    expect(createDrawdown(config)).toEqual({
      warning: false,
      frozen: false,
      fireLevel: 0.09,
      recovering: false,
      resumeIndex: 0,
      nonNegativeSince: null,
      warningDoubtful: 0,
      breakerDoubtful: 0,
    });
  });

  // Specification 1.11: the higher of 9 % and drawdown + 2 points; 9 % when it was below 8 %.
  const resumes = [
    { name: 'at 10 % of drawdown', given: 0.1, expected: 0.12 },
    { name: 'at exactly 8 %', given: 0.08, expected: 0.1 },
    { name: 'below 8 %', given: 0.0799, expected: 0.09 },
    { name: 'at 0', given: 0, expected: 0.09 },
  ];
  it.each(resumes)('PB-B the resume $name sets the next level', ({ given, expected }) => {
    const state: DrawdownState = { ...createDrawdown(config), frozen: true, breakerDoubtful: 2 };
    resumeDrawdown(state, T0, given, 0.9, config);
    expect(state.fireLevel).toBeCloseTo(expected, 12);
    expect(state).toMatchObject({
      frozen: false,
      recovering: true,
      resumeIndex: 0.9,
      nonNegativeSince: T0,
      breakerDoubtful: 0,
    });
  });

  it('PB-B where the re-arm level lies lower, 9 % stays the least', () => {
    const low = { ...config, drawdown: { ...config.drawdown, rearmBelow: 0.05 } };
    const state = createDrawdown(low);
    // 6 % + 2 points = 8 %, below 9 %.
    resumeDrawdown(state, T0, 0.06, 0.94, low);
    expect(state.fireLevel).toBe(0.09);
  });
});

describe('recovery after a drawdown freeze', () => {
  /** `[hours since the resume, index, quality]`; the resume was at index 0.9. */
  type Mark = readonly [hours: number, index: number, doubtful?: true];
  const H12 = 12;
  const table: { name: string; given?: Partial<DrawdownState>; when: Mark[]; expected: boolean }[] =
    [
      { name: 'twelve hours at exactly 0', when: [[H12, 0.9]], expected: true },
      { name: 'a millisecond less', when: [[H12 - 1 / 3_600_000, 0.9]], expected: false },
      {
        name: 'within 1e-9 of 0 counts as 0',
        when: [
          [6, 0.9 * (1 - 0.9e-9)],
          [H12, 0.9],
        ],
        expected: true,
      },
      {
        name: 'beyond it is negative',
        when: [
          [6, 0.9 * (1 - 1.1e-9)],
          [H12, 0.9],
        ],
        expected: false,
      },
      {
        name: 'a negative mark starts the twelve hours anew, from the next that is not',
        when: [
          [6, 0.89],
          [7, 0.9],
          [19, 0.9],
        ],
        expected: true,
      },
      {
        name: 'and a millisecond before they are over it is not restored',
        when: [
          [6, 0.89],
          [7, 0.9],
          [19 - 1 / 3_600_000, 0.9],
        ],
        expected: false,
      },
      {
        name: 'the second negative mark counts too',
        when: [
          [1, 0.89],
          [2, 0.9],
          [3, 0.89],
          [4, 0.9],
          [15.9, 0.9],
        ],
        expected: false,
      },
      { name: 'a negative mark at the end restores nothing', when: [[H12, 0.89]], expected: false },
      { name: 'a doubtful mark restores nothing', when: [[H12, 0.9, true]], expected: false },
      {
        name: 'nor does it break the twelve hours',
        when: [
          [6, 0.8, true],
          [H12, 0.9],
        ],
        expected: true,
      },
      {
        name: 'frozen again it does not recover',
        given: { frozen: true },
        when: [[H12, 0.9]],
        expected: false,
      },
      {
        name: 'what is not recovering cannot recover',
        given: { recovering: false },
        when: [[H12, 0.9]],
        expected: false,
      },
    ];
  it.each(table)('PB-B $name: restored $expected', ({ given, when, expected }) => {
    const state = createDrawdown(config);
    resumeDrawdown(state, T0, 0.1, 0.9, config);
    Object.assign(state, given);
    const { recovering } = state;
    const reading = ([hours, index, doubtful]: Mark): DrawdownReading => {
      return {
        at: T0 + hours * HOUR_MS,
        drawdown: 0.1,
        realised: 0,
        index,
        good: doubtful !== true,
      };
    };
    const moved = when.map((mark) => evaluateDrawdown(state, reading(mark), config).recovered);
    expect(moved).toEqual([...when.slice(1).map(() => false), expected]);
    expect(state.recovering).toBe(recovering && !expected);
    // Restored, it does not happen again.
    if (expected) {
      expect(state.nonNegativeSince).toBeNull();
      expect(evaluateDrawdown(state, reading([30, 0.9]), config).recovered).toBe(false);
    }
  });
});
