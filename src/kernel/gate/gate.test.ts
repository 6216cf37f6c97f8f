import { describe, expect, it } from 'vitest';
import { BTC, S2, S3, S4 } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import {
  CLOSURE_CAUSES,
  type Closure,
  type ClosureCause,
  type ClosureScope,
  PORTFOLIO,
} from '../../domain/closure.ts';
import { DAY_MS, SECOND_MS } from '../../domain/time.ts';
import { nextWake } from '../kernel.ts';
import { isActive, openOwnClosure, releaseClosure } from './gate.ts';

const OF_S3: ClosureScope = { strategy: S3, symbol: null };
function closure(more: Partial<Closure> = {}): Closure {
  return {
    id: 'test',
    cause: 'override',
    scope: PORTFOLIO,
    since: T0,
    until: null,
    reason: 'test',
    ...more,
  };
}
const close = (scenario: Scenario, more: Partial<Closure> = {}) =>
  scenario.feed({ kind: 'close', at: scenario.at, closure: closure(more) });

describe('a closure opens', () => {
  it('closure, gate, cancellation, in that order: the executor refuses before it cancels', () => {
    const scenario = Scenario.ready();
    const opened = closure({ cause: 'operator_halt' });
    const outputs = close(scenario, opened);
    expect(outputs.slice(0, 3)).toEqual([
      { kind: 'closure_opened', at: T0, closure: opened, epoch: 2 },
      { kind: 'gate', at: T0, gate: { epoch: 2, writer: 1, closures: [opened] } },
      { kind: 'cancel_entries', at: T0, scope: PORTFOLIO, cause: 'operator_halt' },
    ]);
  });

  const graces = CLOSURE_CAUSES.map((cause) => ({
    cause,
    seconds: cause === 'stale_data' || cause === 'no_lease' ? 5 : 0,
  }));
  it.each(graces)('$cause cancels resting entries after $seconds s', ({ cause, seconds }) => {
    const scenario = Scenario.ready();
    const outputs = only(close(scenario, { cause }), 'cancel_entries');
    expect(outputs).toEqual([
      { kind: 'cancel_entries', at: T0 + seconds * SECOND_MS, scope: PORTFOLIO, cause },
    ]);
  });

  it('one of the kernel’s own is named after cause, scope and detail', () => {
    const { state } = Scenario.ready();
    openOwnClosure(state, T0, 'playbook', OF_S3, T0 + 9, 'why', 'first_hours');
    openOwnClosure(state, T0, 'symbol_cooldown', { strategy: null, symbol: BTC }, null, 'why');
    expect([...state.closures.all.values()]).toEqual([
      {
        id: 'playbook:S3:*:first_hours',
        cause: 'playbook',
        scope: OF_S3,
        since: T0,
        until: T0 + 9,
        reason: 'why',
      },
      {
        id: `symbol_cooldown:*:${BTC}`,
        cause: 'symbol_cooldown',
        scope: { strategy: null, symbol: BTC },
        since: T0,
        until: null,
        reason: 'why',
      },
    ]);
  });

  it('its end is the next timer, and is taken back when it is released before', () => {
    const scenario = Scenario.ready();
    close(scenario, { until: T0 + 5 });
    expect(nextWake(scenario.state)).toBe(T0 + 5);
    scenario.wait(1).release('test');
    expect(nextWake(scenario.state)).toBe(T0 + DAY_MS);
  });
});

describe('a closure is released', () => {
  it('closure and gate are told, and who released it', () => {
    const scenario = Scenario.ready();
    close(scenario);
    close(scenario, { id: 'other' });
    const outputs = scenario.wait(1).release('test');
    expect(outputs).toEqual([
      { kind: 'closure_released', at: T0 + 1, closure: closure(), by: 'operator' },
      {
        kind: 'gate',
        at: T0 + 1,
        gate: { epoch: 3, writer: 1, closures: [closure({ id: 'other' })] },
      },
    ]);
  });

  it('one that is not in force cannot be released', () => {
    const { state } = Scenario.ready();
    state.out = [];
    expect([releaseClosure(state, T0, 'test', 'operator'), state.out]).toEqual([false, []]);
    openOwnClosure(state, T0, 'journal', PORTFOLIO, null, 'why');
    expect(releaseClosure(state, T0, 'journal:*:*', 'operator')).toBe(true);
  });
});

describe('weights', () => {
  // Equal raws: EVENT at its cap 0.20, the others 0.80 / 3; S3 and S4 halve theirs: 0.8 / 6.
  // Without S3, S4 gets what its cap lets it have of 0.26667: 0.18.
  const SHARED = [0.8 / 6, 0.8 / 6];
  const WITHOUT = [0, 0.18];
  const moving: ReadonlySet<ClosureCause> = new Set(['override', 'playbook', 'volatility_extreme']);
  const tables = [
    ...CLOSURE_CAUSES.map((cause) => ({
      name: `${cause} of a strategy ${moving.has(cause) ? 'moves' : 'leaves'} the weights`,
      given: { cause, scope: OF_S3 },
      expected: moving.has(cause) ? WITHOUT : SHARED,
    })),
    {
      name: 'an override of the portfolio leaves the weights',
      given: { scope: PORTFOLIO },
      expected: SHARED,
    },
    {
      name: 'an override of a pair leaves the weights',
      given: { scope: { strategy: S3, symbol: BTC } },
      expected: SHARED,
    },
    {
      name: 'an override of a symbol leaves the weights',
      given: { scope: { strategy: null, symbol: BTC } },
      expected: SHARED,
    },
  ];
  const weights = ({ state }: Scenario) => state.allocation.weights.slice(2, 4);
  const expectWeights = (scenario: Scenario, expected: readonly number[]) =>
    expect(weights(scenario).map((weight) => weight.toFixed(9))).toEqual(
      expected.map((weight) => weight.toFixed(9)),
    );
  it.each(tables)('$name, and its release brings back what was', ({ given, expected }) => {
    const scenario = Scenario.ready();
    const told = only(close(scenario, given), 'weights');
    expectWeights(scenario, expected);
    expect(told.map(({ reason }) => reason)).toEqual(
      expected === WITHOUT ? [`closures of S3 changed (${closure(given).cause})`] : [],
    );
    expect(only(scenario.release('test'), 'weights').length).toBe(told.length);
    expectWeights(scenario, SHARED);
  });

  const replacements = [
    { name: 'of the portfolio', given: { scope: PORTFOLIO } },
    { name: 'of another strategy', given: { scope: { strategy: S2, symbol: null } } },
    {
      name: 'of a cause that leaves the weights',
      given: { scope: OF_S3, cause: 'launch' as const },
    },
  ];
  it.each(replacements)(
    'a closure $name that takes the id of an override frees its strategy',
    ({ given }) => {
      const scenario = Scenario.ready();
      close(scenario, { scope: OF_S3 });
      expectWeights(scenario, WITHOUT);
      close(scenario, given);
      expectWeights(scenario, SHARED);
    },
  );

  it('a strategy is active while enabled and not closed by override, playbook or regime', () => {
    const scenario = Scenario.ready();
    const active = () => [2, 3].map((s) => isActive(scenario.state, s));
    expect(active()).toEqual([true, true]);
    close(scenario, { id: 'phase', cause: 'launch', scope: OF_S3 });
    expect(active()).toEqual([true, true]);
    close(scenario, { id: 'override', scope: OF_S3 });
    expect(active()).toEqual([false, true]);
    scenario.state.allocation.enabled[3] = 0;
    expect(active()).toEqual([false, false]);
    scenario.release('override');
    expect(active()).toEqual([true, false]);
  });
});

describe('days that count for a strategy', () => {
  /** S3 and S4 of a day that began with everything closed. */
  const tables: {
    name: string;
    given: (scenario: Scenario) => void;
    expected: readonly [number, number];
  }[] = [
    { name: 'closed all day: none', given: () => {}, expected: [0, 0] },
    { name: 'the portfolio opens: all', given: (s) => s.release('halt'), expected: [1, 1] },
    {
      name: 'the portfolio opens, S3 does not',
      given: (s) => {
        close(s, { cause: 'launch', scope: OF_S3 });
        s.release('halt');
      },
      expected: [0, 1],
    },
    {
      name: 'S3 opens while the portfolio is closed',
      given: (s) => {
        close(s, { cause: 'launch', scope: OF_S3 });
        s.release('test');
      },
      expected: [0, 0],
    },
    {
      name: 'S4 is not enabled when the portfolio opens',
      given: (s) => {
        s.state.allocation.enabled[3] = 0;
        s.release('halt');
      },
      expected: [1, 0],
    },
    {
      name: 'only a symbol is closed when the portfolio opens',
      given: (s) => {
        close(s, { cause: 'launch', scope: { strategy: null, symbol: BTC } });
        close(s, { id: 'pair', cause: 'launch', scope: { strategy: S4, symbol: BTC } });
        s.release('halt');
      },
      expected: [1, 1],
    },
  ];
  it.each(tables)('$name', ({ given, expected }) => {
    const scenario = Scenario.ready();
    scenario.close('operator_halt', 'halt');
    const { dayActive } = scenario.state.allocation;
    dayActive.fill(0);
    given(scenario);
    expect(dayActive.slice(2, 4)).toEqual(expected);
    expect(dayActive.length).toBe(7);
  });
});
