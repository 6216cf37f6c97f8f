import { describe, expect, it } from 'vitest';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { kernelStatus } from '../status.ts';

const breakers = (outputs: Parameters<typeof only>[0]): string[] =>
  only(outputs, 'breaker').map((output) => `${output.breaker} ${output.transition}`);

describe('drawdown', () => {
  /** A drawdown that builds over days, so that the daily limits stay out of the way. */
  function fallen(equity: number): Scenario {
    const scenario = Scenario.ready();
    for (let level = 98_500; level > equity; level -= 1_500) {
      scenario.at += DAY_MS;
      scenario.mark(level);
      scenario.at += MINUTE_MS;
      scenario.mark(level);
    }
    scenario.at += DAY_MS;
    scenario.mark(equity);
    return scenario;
  }

  it('ALR-2 warns at 6 % and halves sizes until below 5 %', () => {
    const scenario = fallen(94_001);
    expect(scenario.state.drawdown.warning).toBe(false);
    expect(breakers(scenario.wait(MINUTE_MS).mark(94_000))).toEqual(['drawdown_warning tripped']);
    expect(scenario.state.core.riskState).toBe('WARNING');
    scenario.books();
    expect(scenario.decide().multipliers.size['drawdown_warning']).toBe(0.5);
    expect(breakers(scenario.wait(MINUTE_MS).mark(95_000))).toEqual([]);
    expect(breakers(scenario.wait(MINUTE_MS).mark(95_001))).toEqual(['drawdown_warning cleared']);
  });

  it('INC-2 PB-B at 9 % freezes 24 h, then reduces risk until 12 h of non-negative PnL', () => {
    const scenario = fallen(91_000);
    expect(scenario.closed).toEqual(['freeze_drawdown:*:*']);
    const end = scenario.at + 24 * HOUR_MS;
    expect(scenario.state.closures.all.get('freeze_drawdown:*:*')?.until).toBe(end);
    scenario.at = end;
    expect(breakers(scenario.mark(91_000))).toContain('drawdown_breaker recovering');
    expect(scenario.closed).toEqual([]);
    expect(scenario.state.core.riskState).toBe('WARNING');
    scenario.books();
    const record = scenario.decide();
    expect(record.multipliers.risk['drawdown_recovery']).toBe(0.6);
    expect(record.multipliers.size['drawdown_warning']).toBe(0.5);
    // A negative hour starts the twelve hours anew.
    scenario.wait(6 * HOUR_MS).mark(90_900);
    scenario.wait(HOUR_MS).mark(91_000);
    scenario.wait(12 * HOUR_MS - 1).mark(91_000);
    expect(scenario.state.drawdown.recovering).toBe(true);
    expect(breakers(scenario.wait(1).mark(91_000))).toContain('drawdown_breaker recovered');
  });

  it('shows FROZEN while the freeze runs and HALTED after it until its incident is resumed', () => {
    const scenario = fallen(91_000);
    scenario.close('incident', 'incident:*:*:drawdown_breaker');
    expect(scenario.state.core.riskState).toBe('FROZEN');
    scenario.wait(24 * HOUR_MS).mark(91_000);
    expect(scenario.state.core.riskState).toBe('HALTED');
    expect(scenario.state.drawdown.recovering).toBe(false);
    const outputs = scenario.release('incident:*:*:drawdown_breaker');
    expect(breakers(outputs)).toEqual(['drawdown_breaker recovering']);
    expect(scenario.state.core.riskState).toBe('WARNING');
  });

  it('fires again at drawdown at resume + 2 points, or at 9 % after it was below 8 %', () => {
    const scenario = fallen(91_000);
    scenario.wait(24 * HOUR_MS).mark(90_500);
    expect(scenario.state.drawdown.fireLevel).toBeCloseTo(0.115, 12);
    scenario.wait(DAY_MS).mark(90_500);
    expect(breakers(scenario.wait(MINUTE_MS).mark(88_501))).toEqual(['daily_soft tripped']);
    expect(breakers(scenario.wait(MINUTE_MS).mark(88_500))).toEqual(['drawdown_breaker tripped']);
    scenario.wait(24 * HOUR_MS).mark(88_500);
    expect(breakers(scenario.wait(MINUTE_MS).mark(92_000))).not.toContain(
      'drawdown_breaker rearmed',
    );
    expect(breakers(scenario.wait(MINUTE_MS).mark(92_001))).toContain('drawdown_breaker rearmed');
    expect(scenario.state.drawdown.fireLevel).toBe(0.09);
  });

  it('forgets a peak that is 30 days old: the window is (t - 30 d, t]', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(95_000);
    scenario.at = T0 + 30 * DAY_MS - 1;
    scenario.mark(95_000);
    expect(kernelStatus(scenario.state, scenario.at).drawdown).toBeCloseTo(0.05, 12);
    scenario.wait(1).mark(95_000);
    expect(kernelStatus(scenario.state, scenario.at).drawdown).toBe(0);
  });
});
