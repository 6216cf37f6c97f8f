import { describe, expect, it } from 'vitest';
import { only, Scenario } from '../../../tests/support/kernel-scenario.ts';
import { CLOSURE_CAUSES } from '../../domain/closure.ts';
import { riskStateOf } from './risk-state.ts';

type Cause = (typeof CLOSURE_CAUSES)[number];

const OF_BREAKER = 'incident:1:drawdown_breaker';

describe('risk state', () => {
  // Specification 1.8: HALTED before FROZEN before WARNING before NORMAL.
  const halts: Cause[] = ['operator_halt', 'daily_hard', 'incident'];
  const freezes: Cause[] = ['freeze_daily_soft', 'freeze_drawdown', 'freeze_loss_streak'];
  const stateBy = (cause: Cause) => {
    if (halts.includes(cause)) return 'HALTED';
    return freezes.includes(cause) ? 'FROZEN' : 'NORMAL';
  };
  it.each(CLOSURE_CAUSES.map((name) => ({ name, expected: stateBy(name) })))(
    'a closure of the portfolio by $name alone is $expected',
    ({ name, expected }) => {
      const scenario = Scenario.ready();
      scenario.close(name);
      expect(riskStateOf(scenario.state)).toBe(expected);
      expect(scenario.state.core.riskState).toBe(expected);
    },
  );

  const together: { name: string; given: [Cause, string?][]; expected: string }[] = [
    {
      name: 'a halt beside a freeze',
      given: [['freeze_daily_soft'], ['operator_halt']],
      expected: 'HALTED',
    },
    {
      name: 'the drawdown breaker’s incident in its freeze',
      given: [['freeze_drawdown'], ['incident', OF_BREAKER]],
      expected: 'FROZEN',
    },
    {
      name: 'that incident after the freeze',
      given: [['incident', OF_BREAKER]],
      expected: 'HALTED',
    },
    {
      name: 'that incident in another breaker’s freeze',
      given: [['freeze_loss_streak'], ['incident', OF_BREAKER]],
      expected: 'HALTED',
    },
    {
      name: 'another incident in the freeze',
      given: [['freeze_drawdown'], ['incident']],
      expected: 'HALTED',
    },
    {
      name: 'both incidents in the freeze',
      given: [['freeze_drawdown'], ['incident', OF_BREAKER], ['incident']],
      expected: 'HALTED',
    },
    {
      name: 'a halt whose id looks like the breaker’s',
      given: [['freeze_drawdown'], ['operator_halt', OF_BREAKER]],
      expected: 'HALTED',
    },
    {
      name: 'a hard loss whose id looks like it',
      given: [['freeze_drawdown'], ['daily_hard', OF_BREAKER]],
      expected: 'HALTED',
    },
    {
      name: 'stale data beside a freeze',
      given: [['stale_data'], ['freeze_loss_streak']],
      expected: 'FROZEN',
    },
  ];
  it.each(together)('$name is $expected', ({ given, expected }) => {
    const scenario = Scenario.ready();
    for (const [cause, id] of given) scenario.close(cause, id);
    expect(riskStateOf(scenario.state)).toBe(expected);
  });

  const tiers = [
    { name: 'no tier', given: {}, regime: 'normal', expected: 'NORMAL' },
    {
      name: 'the drawdown warning',
      given: { warning: true },
      regime: 'normal',
      expected: 'WARNING',
    },
    {
      name: 'the recovery after a freeze',
      given: { recovering: true },
      regime: 'normal',
      expected: 'WARNING',
    },
    { name: 'high volatility', given: {}, regime: 'high', expected: 'WARNING' },
    { name: 'extreme volatility', given: {}, regime: 'extreme', expected: 'WARNING' },
  ];
  it.each(tiers)(
    '$name is $expected, also while entries are closed by data',
    ({ given, regime, expected }) => {
      const scenario = Scenario.ready();
      Object.assign(scenario.state.drawdown, given);
      Object.assign(scenario.state.regime, { regime });
      expect(riskStateOf(scenario.state)).toBe(expected);
      scenario.close('stale_data');
      expect(riskStateOf(scenario.state)).toBe(expected);
    },
  );

  it('a warning below a rung that reduces no size changes nothing', () => {
    const scenario = Scenario.ready();
    for (let i = 0; i < 4; i += 1) scenario.trade(-1);
    expect(riskStateOf(scenario.state)).toBe('NORMAL');
  });

  it('each change is told once, from what to what', () => {
    const scenario = Scenario.ready();
    const told = (outputs: ReturnType<Scenario['close']>) =>
      only(outputs, 'risk_state').map(({ from, to }) => `${from} ${to}`);
    expect(told(scenario.close('freeze_daily_soft'))).toEqual(['NORMAL FROZEN']);
    expect(told(scenario.close('freeze_loss_streak'))).toEqual([]);
    expect(told(scenario.close('operator_halt'))).toEqual(['FROZEN HALTED']);
    expect(told(scenario.release('freeze_daily_soft'))).toEqual([]);
    expect(told(scenario.release('operator_halt'))).toEqual(['HALTED FROZEN']);
    expect(told(scenario.release('freeze_loss_streak'))).toEqual(['FROZEN NORMAL']);
  });
});
