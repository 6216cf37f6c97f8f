import { describe, expect, it } from 'vitest';
import { kernelConfig, S2, S7 } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { kernelStatus } from '../status.ts';

const breakers = (outputs: Parameters<typeof only>[0]): string[] =>
  only(outputs, 'breaker').map((output) => `${output.breaker} ${output.transition}`);

describe('daily loss', () => {
  const boundary = [
    { name: 'just above the soft limit nothing happens', equity: 98_001, expected: [] },
    {
      name: 'at exactly -2.0 % the soft limit fires',
      equity: 98_000,
      expected: ['daily_soft tripped'],
    },
    {
      name: 'within 1e-9 of the limit counts as at it',
      equity: 98_000.00005,
      expected: ['daily_soft tripped'],
    },
    {
      name: 'just above the hard limit only the soft one fires',
      equity: 97_001,
      expected: ['daily_soft tripped'],
    },
    {
      name: 'at exactly -3.0 % the hard limit fires too',
      equity: 97_000,
      expected: ['daily_soft tripped', 'daily_hard tripped'],
    },
  ];
  it.each(boundary)('ALR-1 $name', ({ equity, expected }) => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS);
    expect(breakers(scenario.mark(equity))).toEqual(expected);
  });

  it('freezes 2 h while t < end, and fires again only after PnL was above -1.5 %', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS);
    scenario.mark(98_000);
    expect(scenario.closed).toEqual(['freeze_daily_soft:*:*']);
    expect(scenario.state.core.riskState).toBe('FROZEN');
    scenario.wait(2 * HOUR_MS - 1).mark(98_000);
    expect(scenario.closed).toContain('freeze_daily_soft:*:*');
    scenario.wait(1).mark(98_000);
    expect(scenario.closed).not.toContain('freeze_daily_soft:*:*');
    expect(breakers(scenario.wait(MINUTE_MS).mark(97_900))).toEqual([]);
    expect(breakers(scenario.wait(MINUTE_MS).mark(98_500))).toEqual([]);
    expect(breakers(scenario.wait(MINUTE_MS).mark(98_501))).toEqual(['daily_soft rearmed']);
    expect(breakers(scenario.wait(MINUTE_MS).mark(98_000))).toEqual(['daily_soft tripped']);
  });

  it('arms the soft limit again at midnight, without a rise in between', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(98_000);
    scenario.at = T0 + DAY_MS;
    scenario.mark(98_000);
    expect(breakers(scenario.wait(MINUTE_MS).mark(96_040))).toEqual(['daily_soft tripped']);
  });

  it('with a freeze of 0 warns only', () => {
    const base = kernelConfig().breakers;
    const scenario = Scenario.ready({
      breakers: { ...base, dailySoft: { ...base.dailySoft, freeze: 0 } },
    });
    expect(breakers(scenario.wait(MINUTE_MS).mark(98_000))).toEqual(['daily_soft tripped']);
    expect(scenario.closed).toEqual([]);
  });

  it('measures against the last mark at or before 00:00, and the mark at 00:00 is the day’s', () => {
    const scenario = Scenario.ready();
    scenario.at = T0 + DAY_MS - MINUTE_MS;
    scenario.mark(99_500);
    scenario.at = T0 + DAY_MS;
    const outputs = scenario.mark(96_000);
    expect(breakers(outputs).filter((text) => text.startsWith('daily'))).toEqual([]);
    expect(kernelStatus(scenario.state, scenario.at).dailyPnl).toBe(0);
    scenario.wait(MINUTE_MS).mark(94_080);
    expect(kernelStatus(scenario.state, scenario.at).dailyPnl).toBeCloseTo(-0.02, 12);
  });

  it('OPS-3 a withdrawal moves neither day nor drawdown', () => {
    const scenario = Scenario.ready();
    const transfers = -50_000;
    expect(breakers(scenario.wait(MINUTE_MS).mark(50_000, { transfers }))).toEqual([]);
    scenario.wait(MINUTE_MS).mark(49_500, { transfers });
    const status = kernelStatus(scenario.state, scenario.at);
    expect(status.dailyPnl).toBeCloseTo(-0.01, 12);
    expect(status.drawdown).toBeCloseTo(0.01, 12);
  });

  it('INC-1 PB-A hard loss: closed until 00:00, conservative next session, S2 and S7 closed 4 h more', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(97_000);
    expect(scenario.state.core.riskState).toBe('HALTED');
    expect(scenario.state.closures.all.get('daily_hard:*:*')?.until).toBe(T0 + DAY_MS);
    expect(kernelStatus(scenario.state, scenario.at).profile).toBe('balanced');
    scenario.at = T0 + DAY_MS;
    const outputs = scenario.mark(97_000);
    expect(only(outputs, 'profile').map((output) => output.to)).toEqual(['conservative']);
    const playbook = [`playbook:${S2}:*:hard_daily_loss`, `playbook:${S7}:*:hard_daily_loss`];
    expect(scenario.closed).toEqual(playbook);
    const opened = outputs.findIndex((output) => output.kind === 'closure_opened');
    const released = outputs.findIndex(
      (output) => output.kind === 'closure_released' && output.closure.cause === 'daily_hard',
    );
    expect(opened).toBeLessThan(released);
    expect(scenario.state.allocation.weights[1]).toBe(0);
    scenario.wait(4 * HOUR_MS).time();
    expect(scenario.closed.filter((id) => id.startsWith('playbook'))).toEqual([]);
    expect(scenario.state.allocation.weights[1]).toBeGreaterThan(0);
  });

  it('PB-A the ceiling refuses a higher profile until the end of the next session and raises nothing itself', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(97_000);
    scenario.at = T0 + DAY_MS;
    scenario.mark(97_000);
    const choose = () =>
      scenario.feed({
        kind: 'set_profile',
        at: scenario.at,
        profile: 'balanced',
        actor: 'a',
        reason: 'r',
      });
    expect(only(choose(), 'rejected_input')[0]?.code).toBe('PROFILE_ABOVE_CEILING');
    scenario.at = T0 + 2 * DAY_MS;
    scenario.mark(97_000);
    expect(kernelStatus(scenario.state, scenario.at).profile).toBe('conservative');
    expect(only(choose(), 'profile')[0]?.to).toBe('balanced');
  });

  it('a step-down within the day does not tighten the hard limit of that day', () => {
    const scenario = Scenario.ready();
    scenario.feed({
      kind: 'set_profile',
      at: scenario.at,
      profile: 'conservative',
      actor: 'a',
      reason: 'r',
    });
    expect(breakers(scenario.wait(MINUTE_MS).mark(97_500))).toEqual(['daily_soft tripped']);
    expect(breakers(scenario.wait(MINUTE_MS).mark(97_000))).toEqual(['daily_hard tripped']);
  });
});

describe('doubtful marks', () => {
  const stale = { quality: 'stale', walletBalance: 100_000 } as const;

  it('close entries, and trip a breaker only at the third evaluation in a row', () => {
    const scenario = Scenario.ready();
    expect(breakers(scenario.wait(MINUTE_MS).mark(97_000, stale))).toEqual([]);
    expect(scenario.closed).toEqual(['equity_degraded:*:*']);
    expect(breakers(scenario.wait(MINUTE_MS).mark(97_000, stale))).toEqual([]);
    expect(breakers(scenario.wait(MINUTE_MS).mark(97_000, stale))).toEqual([
      'daily_soft tripped',
      'daily_hard tripped',
    ]);
  });

  it('start over when one evaluation in between does not confirm', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(97_000, stale);
    scenario.wait(MINUTE_MS).mark(97_000, stale);
    scenario.wait(MINUTE_MS).mark(99_000, stale);
    expect(breakers(scenario.wait(MINUTE_MS).mark(97_000, stale))).toEqual([]);
  });

  it('trip at once when realised PnL alone breaches', () => {
    const scenario = Scenario.ready();
    const outputs = scenario
      .wait(MINUTE_MS)
      .mark(97_000, { quality: 'implausible', walletBalance: 97_000 });
    expect(breakers(outputs)).toEqual(['daily_soft tripped', 'daily_hard tripped']);
  });

  it('never clear a latch, set a day, a peak or the opening equity', () => {
    const scenario = new Scenario();
    scenario.mark(500_000, { quality: 'implausible' });
    expect(kernelStatus(scenario.state, scenario.at).equity).toBeNull();
    scenario.wait(MINUTE_MS).mark(100_000);
    scenario.wait(MINUTE_MS).mark(94_000);
    expect(scenario.state.drawdown.warning).toBe(true);
    scenario.wait(MINUTE_MS).mark(200_000, { quality: 'implausible' });
    expect(scenario.state.drawdown.warning).toBe(true);
    scenario.at = T0 + DAY_MS;
    scenario.mark(300_000, { quality: 'implausible' });
    scenario.wait(MINUTE_MS).mark(94_000);
    expect(kernelStatus(scenario.state, scenario.at).dailyPnl).toBe(0);
    expect(kernelStatus(scenario.state, scenario.at).drawdown).toBeCloseTo(0.06, 12);
  });

  it('entries open again after three good marks in a row', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(100_000, stale);
    scenario.wait(MINUTE_MS).mark(100_000);
    scenario.wait(MINUTE_MS).mark(100_000);
    expect(scenario.closed).toEqual(['equity_degraded:*:*']);
    scenario.wait(MINUTE_MS).mark(100_000);
    expect(scenario.closed).toEqual([]);
  });

  it('a mark that does not come is a stale one after three times its cadence', () => {
    const scenario = Scenario.ready({ guards: kernelConfig().guards });
    scenario.wait(3 * MINUTE_MS).time();
    expect(scenario.closed).toEqual([]);
    scenario.wait(1).time();
    expect(scenario.closed).toEqual(['equity_degraded:*:*']);
  });
});
