import { describe, expect, it } from 'vitest';
import { BTC, S3 } from '../../../tests/support/kernel-config.ts';
import { Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { type Garbled, NO_NUMBERS, refusalOf } from '../../../tests/support/refusals.ts';
import type { Closure } from '../../domain/closure.ts';
import { EXTERNAL } from '../../domain/ids.ts';
import { stateTexts } from '../snapshot.ts';

const closure: Closure = {
  id: 'x',
  cause: 'operator_halt',
  scope: { strategy: null, symbol: null },
  since: T0,
  until: null,
  reason: 'test',
};

const closures: readonly {
  readonly name: string;
  readonly when: Garbled<Closure>;
  readonly expected: string | null;
}[] = [
  { name: 'of the portfolio', when: {}, expected: null },
  { name: 'of a pair', when: { scope: { strategy: S3, symbol: BTC } }, expected: null },
  {
    name: 'of an unknown strategy',
    when: { scope: { strategy: 'S9', symbol: null } },
    expected: 'UNKNOWN_STRATEGY',
  },
  {
    name: 'of nobody here',
    when: { scope: { strategy: EXTERNAL, symbol: null } },
    expected: 'UNKNOWN_STRATEGY',
  },
  {
    name: 'of an unknown symbol',
    when: { scope: { strategy: null, symbol: 'XYZ' } },
    expected: 'UNKNOWN_SYMBOL',
  },
  { name: 'of a scope without fields', when: { scope: {} }, expected: 'UNKNOWN_STRATEGY' },
  { name: 'without a scope', when: { scope: null }, expected: 'CLOSURE_INVALID' },
  { name: 'with a scope as a text', when: { scope: 'BTC' }, expected: 'CLOSURE_INVALID' },
  { name: 'without an id', when: { id: '' }, expected: 'CLOSURE_INVALID' },
  { name: 'with a number as its id', when: { id: 7 }, expected: 'CLOSURE_INVALID' },
  { name: 'with an id of 200 characters', when: { id: 'x'.repeat(200) }, expected: null },
  { name: 'with an id of 201', when: { id: 'x'.repeat(201) }, expected: 'CLOSURE_INVALID' },
  { name: 'of an unknown cause', when: { cause: 'mood' }, expected: 'CLOSURE_INVALID' },
  { name: 'without a reason', when: { reason: null }, expected: 'CLOSURE_INVALID' },
  { name: 'that begins at no time', when: { since: Number.NaN }, expected: 'CLOSURE_INVALID' },
  {
    name: 'that ends at half a millisecond',
    when: { until: T0 + 0.5 },
    expected: 'CLOSURE_INVALID',
  },
  { name: 'without saying how it ends', when: { until: undefined }, expected: 'CLOSURE_INVALID' },
  { name: 'that ends a millisecond later', when: { until: T0 + 1 }, expected: null },
  { name: 'that ends as it begins', when: { until: T0 }, expected: 'CLOSURE_OVER' },
];

describe('closures from outside', () => {
  it.each(closures)('HALT-1 a closure $name: $expected', ({ when, expected }) => {
    const event = { kind: 'close', at: T0, closure: { ...closure, ...when } };
    expect(refusalOf(Scenario.ready(), event)).toBe(expected);
  });

  it('HALT-1 a closure that is none at all closes nothing and says so', () => {
    for (const value of [null, undefined, 'halt', 1]) {
      const event = { kind: 'close', at: T0, closure: value };
      expect(refusalOf(Scenario.ready(), event)).toBe('CLOSURE_INVALID');
    }
  });
});

const ceilingEvent = {
  kind: 'set_ceiling',
  profile: 'conservative',
  from: T0,
  until: T0 + 1,
  actor: 'a',
  reason: 'r',
};

const commands = [
  {
    name: 'a release of a closure in force',
    when: { kind: 'release', closureId: 'x', by: 'a' },
    expected: null,
  },
  {
    name: 'a release of another one',
    when: { kind: 'release', closureId: 'y', by: 'a' },
    expected: 'UNKNOWN_CLOSURE',
  },
  {
    name: 'a release by nobody',
    when: { kind: 'release', closureId: 'x' },
    expected: 'COMMAND_INVALID',
  },
  {
    name: 'a release of nothing',
    when: { kind: 'release', closureId: null, by: 'a' },
    expected: 'COMMAND_INVALID',
  },
  {
    name: 'a profile',
    when: { kind: 'set_profile', profile: 'aggressive', actor: 'a', reason: '' },
    expected: null,
  },
  {
    name: 'an unknown profile',
    when: { kind: 'set_profile', profile: 'bold', actor: 'a', reason: 'r' },
    expected: 'UNKNOWN_PROFILE',
  },
  {
    name: 'no profile',
    when: { kind: 'set_profile', actor: 'a', reason: 'r' },
    expected: 'UNKNOWN_PROFILE',
  },
  {
    name: 'a profile chosen by nobody',
    when: { kind: 'set_profile', profile: 'balanced', actor: '', reason: 'r' },
    expected: 'COMMAND_INVALID',
  },
  {
    name: 'a profile without a reason',
    when: { kind: 'set_profile', profile: 'balanced', actor: 'a' },
    expected: 'COMMAND_INVALID',
  },
  {
    name: 'a strategy switched off',
    when: { kind: 'set_strategy_enabled', strategy: S3, enabled: false, actor: 'a', reason: 'r' },
    expected: null,
  },
  {
    name: 'a strategy switched to yes',
    when: { kind: 'set_strategy_enabled', strategy: S3, enabled: 'yes', actor: 'a', reason: 'r' },
    expected: 'COMMAND_INVALID',
  },
  {
    name: 'a strategy switched off by nobody',
    when: { kind: 'set_strategy_enabled', strategy: S3, enabled: false, reason: 'r' },
    expected: 'COMMAND_INVALID',
  },
  {
    name: 'an unknown strategy switched off',
    when: { kind: 'set_strategy_enabled', strategy: 'S9', enabled: false, actor: 'a', reason: 'r' },
    expected: 'UNKNOWN_STRATEGY',
  },
  {
    name: 'nobody here switched off',
    when: {
      kind: 'set_strategy_enabled',
      strategy: EXTERNAL,
      enabled: false,
      actor: 'a',
      reason: 'r',
    },
    expected: 'UNKNOWN_STRATEGY',
  },
  ...[0, 1, 2, 3].map((strictness) => ({
    name: `strictness ${strictness}`,
    when: { kind: 'set_strictness', strictness },
    expected: null,
  })),
  ...[-1, 0.5, 4, ...NO_NUMBERS].map((strictness) => ({
    name: `strictness ${String(strictness)}`,
    when: { kind: 'set_strictness', strictness },
    expected: 'COMMAND_INVALID',
  })),
  ...(['trip_drawdown', 'start_cluster'] as const).flatMap((kind) => [
    { name: `${kind} by somebody`, when: { kind, actor: 'a', reason: '' }, expected: null },
    { name: `${kind} by nobody`, when: { kind, reason: '' }, expected: 'COMMAND_INVALID' },
    { name: `${kind} for no reason`, when: { kind, actor: 'a' }, expected: 'COMMAND_INVALID' },
  ]),
  ...[
    { name: 'from now', when: {}, expected: null },
    { name: 'for 7 days', when: { until: T0 + 604_800_000 }, expected: null },
    { name: 'for more', when: { until: T0 + 604_800_001 }, expected: 'COMMAND_INVALID' },
    { name: 'that is over', when: { from: T0 - 2, until: T0 }, expected: 'COMMAND_INVALID' },
    {
      name: 'that ends as it begins',
      when: { from: T0 + 9, until: T0 + 9 },
      expected: 'COMMAND_INVALID',
    },
    { name: 'from no time', when: { from: null }, expected: 'COMMAND_INVALID' },
    { name: 'until no time', when: { until: T0 + 0.5 }, expected: 'COMMAND_INVALID' },
    { name: 'of no profile', when: { profile: 'bold' }, expected: 'UNKNOWN_PROFILE' },
    { name: 'by nobody', when: { actor: '' }, expected: 'COMMAND_INVALID' },
  ].map(({ name, when, expected }) => ({
    name: `a ceiling ${name}`,
    when: { ...ceilingEvent, ...when },
    expected,
  })),
];

describe('commands', () => {
  it.each(commands)('AUD-2 $name: $expected', ({ when, expected }) => {
    const scenario = Scenario.ready();
    scenario.close('operator_halt', 'x');
    expect(refusalOf(scenario, { at: T0, ...when })).toBe(expected);
  });

  it('PRE-4 a profile above the ceiling is refused, at and below it taken, until the ceiling ends', () => {
    const scenario = Scenario.ready();
    const ceiling = { profile: 1, from: T0, until: T0 + 60_000, cause: 'loss_streak' } as const;
    scenario.state.profile.ceilings.push(ceiling);
    const choose = (profile: string) =>
      refusalOf(scenario, {
        kind: 'set_profile',
        at: scenario.at,
        profile,
        actor: 'a',
        reason: '',
      });
    expect(choose('aggressive')).toBe('PROFILE_ABOVE_CEILING');
    expect(choose('balanced')).toBeNull();
    expect(choose('conservative')).toBeNull();
    scenario.wait(60_000);
    expect(choose('aggressive')).toBeNull();
  });

  it('AUD-2 a command about what is not there does what its time does, and nothing more', () => {
    const [told, twin] = [Scenario.ready(), Scenario.ready()];
    for (const scenario of [told, twin]) {
      scenario.feed({ kind: 'close', at: T0, closure: { ...closure, until: T0 + 1_000 } });
      scenario.wait(5_000);
    }
    const outputs = told.release('x');
    const { counters: _, ...after } = stateTexts(told.state);
    expect(outputs.map((output) => output.kind)).toContain('closure_released');
    expect(outputs.at(-1)).toMatchObject({ kind: 'rejected_input', code: 'UNKNOWN_CLOSURE' });
    twin.time();
    const { counters: __, ...expected } = stateTexts(twin.state);
    expect(after).toEqual(expected);
  });
});
