import { describe, expect, it } from 'vitest';
import { BTC, S3 } from '../../../tests/support/kernel-config.ts';
import { Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { type Garbled, NO_NUMBERS, refusalOf } from '../../../tests/support/refusals.ts';
import { EXTERNAL } from '../../domain/ids.ts';
import type { ExitPlan, Signal } from '../../domain/signal.ts';
import { DAY_MS } from '../../domain/time.ts';

const exitPlan: ExitPlan = {
  stop: 0.035,
  trailing: { offset: 0.018, distance: 0.01 },
  minimalReturn: [
    [0, 0.025],
    [90, 0.008],
    [360, 0],
  ],
  baseTimeframe: 900_000,
};

const signal: Signal = {
  id: 'a',
  strategy: S3,
  symbol: BTC,
  side: 'long',
  edge: 0.6,
  stopDistance: 0.035,
  referencePrice: 100_000,
  at: T0,
  expectedHoldingHours: 6,
  requestedNotional: null,
  capitalMultiplier: 1,
  leverageCeiling: 3,
  onset: true,
  paused: false,
  veto: null,
  exitPlan,
};

interface Case {
  readonly name: string;
  readonly when: Garbled<Signal>;
  readonly expected: string | null;
}

const BAD = 'SIGNAL_INVALID';
const good = (name: string, when: Garbled<Signal>): Case => ({ name, when, expected: null });
const bad = (name: string, when: Garbled<Signal>): Case => ({ name, when, expected: BAD });
const plan = (change: Garbled<ExitPlan>): Garbled<Signal> => ({
  exitPlan: { ...exitPlan, ...change },
});
const rows = (count: number): [number, number][] =>
  Array.from({ length: count }, (_, minutes) => [minutes, 0]);

const NUMBERS = [
  'edge',
  'stopDistance',
  'referencePrice',
  'at',
  'expectedHoldingHours',
  'requestedNotional',
  'capitalMultiplier',
  'leverageCeiling',
] as const;

const cases: readonly Case[] = [
  good('sound figures', {}),
  good('a short', { side: 'short' }),
  bad('no side', { side: undefined }),
  bad('both sides', { side: 'both' }),
  bad('no id', { id: '' }),
  bad('a number as its id', { id: 5 }),
  good('an id of 200 characters', { id: 'x'.repeat(200) }),
  bad('an id of 201', { id: 'x'.repeat(201) }),
  { name: 'an unknown strategy', when: { strategy: 'S9' }, expected: 'UNKNOWN_STRATEGY' },
  { name: 'no strategy', when: { strategy: undefined }, expected: 'UNKNOWN_STRATEGY' },
  { name: 'nobody here as strategy', when: { strategy: EXTERNAL }, expected: 'UNKNOWN_STRATEGY' },
  { name: 'an unknown symbol', when: { symbol: 'XYZ' }, expected: 'UNKNOWN_SYMBOL' },
  good('edge 0', { edge: 0 }),
  good('edge 1', { edge: 1 }),
  bad('edge above 1', { edge: 1.0001 }),
  bad('edge below 0', { edge: -0.0001 }),
  good('a stop at the whole price', { stopDistance: 1 }),
  good('a stop on the venue as far as the one it is sized by', { stopDistance: exitPlan.stop }),
  good('a nearer one on the venue', { stopDistance: exitPlan.stop * 2 }),
  bad('a wider one: it would risk more than it is sized by', {
    stopDistance: exitPlan.stop * 0.99,
  }),
  bad('a stop beyond it', { stopDistance: 1.0001 }),
  good('the nearest stop', { stopDistance: 1e-6, ...plan({ stop: 1e-6 }) }),
  bad('a nearer one', { stopDistance: 9e-7 }),
  bad('a stop at the entry', { stopDistance: 0 }),
  bad('a stop on the wrong side', { stopDistance: -0.01 }),
  bad('a price of zero', { referencePrice: 0 }),
  bad('a negative price', { referencePrice: -1 }),
  bad('a negative time', { at: -1 }),
  bad('half a millisecond', { at: T0 + 0.5 }),
  good('a hold of a year', { expectedHoldingHours: 24 * 366 }),
  bad('a longer hold', { expectedHoldingHours: 24 * 366 + 1 }),
  bad('no hold', { expectedHoldingHours: 0 }),
  good('a trillion requested', { requestedNotional: 1e12 }),
  bad('more requested', { requestedNotional: 1.1e12 }),
  bad('nothing requested', { requestedNotional: 0 }),
  bad('a negative request', { requestedNotional: -1 }),
  bad('a multiplier of zero', { capitalMultiplier: 0 }),
  bad('a multiplier above 1', { capitalMultiplier: 1.0001 }),
  bad('no leverage', { leverageCeiling: 0 }),
  good('leverage 1,000', { leverageCeiling: 1_000 }),
  bad('more leverage', { leverageCeiling: 1_001 }),
  ...[0, null, 'true', undefined].flatMap((value) => [
    bad(`onset ${String(value)}`, { onset: value }),
    bad(`paused ${String(value)}`, { paused: value }),
  ]),
  good('a cooldown', { veto: 'cooldown' }),
  good('a position already', { veto: 'holding' }),
  bad('another veto', { veto: 'mood' }),
  bad('a veto that is missing', { veto: undefined }),
  ...NO_NUMBERS.flatMap((value) =>
    NUMBERS.filter((field) => !(field === 'requestedNotional' && value === null)).map((field) =>
      bad(`${field} ${String(value)}`, { [field]: value }),
    ),
  ),
  bad('no exit plan', { exitPlan: null }),
  bad('an exit plan as a text', { exitPlan: 'stop' }),
  good('a plan with a stop only', plan({ trailing: null, minimalReturn: [] })),
  good('a plan that stops at the whole price', { stopDistance: 1, ...plan({ stop: 1 }) }),
  bad('a plan that stops beyond it', plan({ stop: 1.01 })),
  bad('a plan that stops at once', plan({ stop: 0 })),
  bad('a plan with too near a stop', plan({ stop: 9e-7 })),
  bad('a plan without a base timeframe', plan({ baseTimeframe: 0 })),
  bad('a base timeframe of half a millisecond', plan({ baseTimeframe: 0.5 })),
  good('a base timeframe of a year', plan({ baseTimeframe: 366 * DAY_MS })),
  bad('a longer base timeframe', plan({ baseTimeframe: 366 * DAY_MS + 1 })),
  bad('a missing trailing stop', plan({ trailing: undefined })),
  good('a trailing stop at its limits', plan({ trailing: { offset: 1, distance: 1 } })),
  bad('a trailing stop without a distance', plan({ trailing: { offset: 0.01 } })),
  bad('a trailing stop without an offset', plan({ trailing: { distance: 0.01 } })),
  bad('a trailing stop that never arms', plan({ trailing: { offset: 1.01, distance: 0.01 } })),
  bad('a trailing stop at zero', plan({ trailing: { offset: 0.01, distance: 1.01 } })),
  bad('minimal returns that are no table', plan({ minimalReturn: { 0: 0.01 } })),
  bad('a row that is no row', plan({ minimalReturn: [5] })),
  bad('an empty row', plan({ minimalReturn: [[]] })),
  good('a row of one return', plan({ minimalReturn: [[0, 1]] })),
  good('a row of one loss', plan({ minimalReturn: [[0, -1]] })),
  bad('a row of a larger return', plan({ minimalReturn: [[0, 1.01]] })),
  bad('a row of a larger loss', plan({ minimalReturn: [[0, -1.01]] })),
  bad('a row before the entry', plan({ minimalReturn: [[-1, 0.01]] })),
  bad(
    'rows at the same minute',
    plan({
      minimalReturn: [
        [0, 0.02],
        [0, 0.01],
      ],
    }),
  ),
  bad(
    'rows that go back',
    plan({
      minimalReturn: [
        [10, 0.02],
        [5, 0.01],
      ],
    }),
  ),
  good('a hundred rows', plan({ minimalReturn: rows(100) })),
  bad('a hundred and one', plan({ minimalReturn: rows(101) })),
  ...NO_NUMBERS.flatMap((value) => [
    bad(`a plan's stop ${String(value)}`, plan({ stop: value })),
    bad(`a base timeframe ${String(value)}`, plan({ baseTimeframe: value })),
    bad(`a row after ${String(value)} minutes`, plan({ minimalReturn: [[value, 0.01]] })),
    bad(`a row of profit ${String(value)}`, plan({ minimalReturn: [[0, value]] })),
  ]),
];

describe('signals', () => {
  it.each(cases)('AUD-2 with $name: $expected', ({ when, expected }) => {
    const event = { kind: 'signal', at: T0, signal: { ...signal, ...when } };
    expect(refusalOf(Scenario.ready(), event)).toBe(expected);
  });

  it('AUD-2 what is no signal at all is refused', () => {
    for (const value of [null, undefined, 'buy', 1]) {
      expect(refusalOf(Scenario.ready(), { kind: 'signal', at: T0, signal: value })).toBe(BAD);
    }
  });

  it('AUD-2 the same id again is refused, also when all else differs', () => {
    const scenario = Scenario.ready();
    expect(refusalOf(scenario, { kind: 'signal', at: T0, signal })).toBeNull();
    const again = { ...signal, side: 'short', edge: 0.9 };
    expect(refusalOf(scenario, { kind: 'signal', at: T0, signal: again })).toBe('SIGNAL_DUPLICATE');
  });
});
