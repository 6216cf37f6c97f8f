import { describe, expect, it } from 'vitest';
import { Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { NO_NUMBERS, refusalOf } from '../../../tests/support/refusals.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { KernelEvent } from '../events.ts';
import { step } from '../step.ts';

const cases: readonly {
  readonly name: string;
  readonly when: unknown;
  readonly expected: string | null;
}[] = [
  { name: 'the same instant again', when: { kind: 'time', at: T0 }, expected: null },
  { name: 'a millisecond later', when: { kind: 'time', at: T0 + 1 }, expected: null },
  { name: 'a millisecond earlier', when: { kind: 'time', at: T0 - 1 }, expected: 'TIME_BACKWARDS' },
  { name: 'a year later', when: { kind: 'time', at: T0 + 366 * DAY_MS }, expected: null },
  {
    name: 'more than a year later',
    when: { kind: 'time', at: T0 + 366 * DAY_MS + 1 },
    expected: 'TIME_JUMP',
  },
  { name: 'half a millisecond', when: { kind: 'time', at: T0 + 0.5 }, expected: 'TIME_INVALID' },
  ...NO_NUMBERS.map((at) => ({
    name: `time ${String(at)}`,
    when: { kind: 'time', at },
    expected: 'TIME_INVALID',
  })),
  { name: 'a kind of tomorrow', when: { kind: 'dividend', at: T0 }, expected: 'UNKNOWN_EVENT' },
  { name: 'no kind', when: { at: T0 }, expected: 'UNKNOWN_EVENT' },
  {
    name: 'a kind every object has',
    when: { kind: 'toString', at: T0 },
    expected: 'UNKNOWN_EVENT',
  },
  { name: 'nothing', when: null, expected: 'EVENT_INVALID' },
  { name: 'nothing at all', when: undefined, expected: 'EVENT_INVALID' },
  { name: 'a text', when: 'book', expected: 'EVENT_INVALID' },
  { name: 'a number', when: 7, expected: 'EVENT_INVALID' },
  { name: 'a list', when: [], expected: 'TIME_INVALID' },
];

describe('events and their time', () => {
  it.each(cases)('AUD-2 $name: $expected', ({ when, expected }) => {
    expect(refusalOf(Scenario.ready(), when)).toBe(expected);
  });

  const kinds = [
    ['book', 'book'],
    ['set_strictness', 'set_strictness'],
    ['dividend', 'unknown'],
    ['toString', 'unknown'],
    [undefined, 'unknown'],
    [7, 'unknown'],
    [{ toString: () => 'book' }, 'unknown'],
  ] as const;
  it.each(kinds)('AUD-2 the journal names the kind %o of what was refused as %s', (kind, named) => {
    const event = { kind, at: Number.NaN } as unknown as KernelEvent;
    expect(step(Scenario.ready().state, event)).toMatchObject([
      { kind: 'rejected_input', at: T0, event: named, code: 'TIME_INVALID' },
    ]);
  });

  it('AUD-2 refusals are counted by code', () => {
    const scenario = Scenario.ready();
    for (const when of ['a', 'b', { kind: 'x', at: T0 }]) refusalOf(scenario, when);
    const { rejectedInputs, byRejection } = scenario.state.counters;
    expect(rejectedInputs).toBe(3);
    expect([...byRejection]).toEqual([
      ['EVENT_INVALID', 2],
      ['UNKNOWN_EVENT', 1],
    ]);
  });
});
