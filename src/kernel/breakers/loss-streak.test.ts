import { describe, expect, it } from 'vitest';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { kernelStatus } from '../status.ts';

const breakers = (outputs: Parameters<typeof only>[0]): string[] =>
  only(outputs, 'breaker').map((output) => `${output.breaker} ${output.transition}`);

describe('loss streak', () => {
  const lose = (scenario: Scenario, times: number) => {
    for (let i = 0; i < times; i += 1) scenario.trade(-1);
  };

  it('ALR-3 4: warning, 6: freeze 90 min, 7: nothing, 8: freeze 6 h and one profile down', () => {
    const scenario = Scenario.ready();
    lose(scenario, 3);
    expect(breakers(scenario.outputs)).toEqual([]);
    expect(only(scenario.trade(-1), 'breaker')[0]?.severity).toBe('warning');
    expect(scenario.closed).toEqual([]);
    lose(scenario, 1);
    expect(only(scenario.trade(-1), 'breaker')[0]?.until).toBe(T0 + 90 * MINUTE_MS);
    expect(breakers(scenario.trade(-1))).toEqual([]);
    const outputs = scenario.trade(-1);
    expect(only(outputs, 'breaker')[0]?.until).toBe(T0 + 6 * HOUR_MS);
    expect(only(outputs, 'profile')[0]?.to).toBe('conservative');
  });

  it('losses beyond 8 repeat the freeze, not the step-down', () => {
    const scenario = Scenario.ready({ profile: 'aggressive' });
    lose(scenario, 8);
    scenario.wait(HOUR_MS);
    const outputs = scenario.trade(-1);
    expect(breakers(outputs)).toEqual(['loss_streak renewed']);
    expect(scenario.state.closures.all.get('freeze_loss_streak:*:*')?.until).toBe(
      scenario.at + 6 * HOUR_MS,
    );
    expect(kernelStatus(scenario.state, scenario.at).profile).toBe('balanced');
  });

  it('exactly 0 neither extends nor breaks it, any win resets it', () => {
    const scenario = Scenario.ready();
    lose(scenario, 3);
    scenario.trade(0);
    expect(breakers(scenario.trade(-1))).toEqual(['loss_streak tripped']);
    expect(breakers(scenario.trade(0.01))).toEqual(['loss_streak cleared']);
    expect(scenario.state.lossStreak.losses).toBe(0);
  });

  it('its ceiling ends with the next session', () => {
    const scenario = Scenario.ready();
    lose(scenario, 8);
    const ceiling = (at: number) => kernelStatus(scenario.state, at).profileCeiling;
    expect(ceiling(T0 + 2 * DAY_MS - 1)).toBe('conservative');
    expect(ceiling(T0 + 2 * DAY_MS)).toBeNull();
  });
});

describe('breakers together', () => {
  it('freeze independently, and each release removes only its own closure', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(98_000);
    for (let i = 0; i < 6; i += 1) scenario.trade(-1);
    expect(scenario.closed).toEqual(['freeze_daily_soft:*:*', 'freeze_loss_streak:*:*']);
    scenario.close('operator_halt');
    expect(scenario.state.core.riskState).toBe('HALTED');
    scenario.wait(90 * MINUTE_MS).time();
    expect(scenario.closed).toEqual(['freeze_daily_soft:*:*', 'operator_halt']);
    scenario.release('operator_halt');
    expect(scenario.state.core.riskState).toBe('FROZEN');
  });
});
