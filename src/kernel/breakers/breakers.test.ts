import { describe, expect, it } from 'vitest';
import { BTC, kernelConfig, S2, S7 } from '../../../tests/support/kernel-config.ts';
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

describe('volatility regime', () => {
  /** Calm hours with a little variation, then the ranges given. */
  function hours(ranges: readonly number[]): Scenario {
    const scenario = Scenario.ready();
    for (let i = 0; i < 200; i += 1) {
      scenario.wait(HOUR_MS);
      scenario.candle(i % 2 === 0 ? 0.01 : 0.011);
    }
    for (const range of ranges) {
      scenario.wait(HOUR_MS);
      scenario.candle(range);
    }
    return scenario;
  }

  it('says nothing below 168 values', () => {
    const scenario = Scenario.ready();
    for (let i = 0; i < 180; i += 1) {
      scenario.wait(HOUR_MS);
      scenario.candle(i === 150 ? 0.2 : 0.01);
      if (i < 180 - 1) expect(scenario.state.regime.z).toBeNull();
    }
    scenario.wait(HOUR_MS).candle(0.01);
    expect(scenario.state.regime.z).not.toBeNull();
  });

  it('MON-4 goes to extreme at once, closes S2 and S7, and falls back by three calm closes', () => {
    const scenario = hours([0.2]);
    expect(scenario.state.regime.regime).toBe('extreme');
    expect(scenario.closed).toEqual([`volatility_extreme:${S2}:*`, `volatility_extreme:${S7}:*`]);
    expect(scenario.state.allocation.weights[1]).toBe(0);
    expect(kernelStatus(scenario.state, scenario.at).openTrades.limit).toBe(6);
    scenario.mark(100_000);
    expect(kernelStatus(scenario.state, scenario.at).exposure.gross).toBe(125_000);
    let closes = 0;
    while (scenario.state.regime.regime === 'extreme' && closes < 200) {
      scenario.wait(HOUR_MS).candle(0.01);
      closes += 1;
    }
    expect(scenario.state.regime.belowExtreme).toBe(3);
    expect(scenario.state.regime.regime).toBe('high');
    expect(scenario.closed).toEqual([]);
    while (scenario.state.regime.regime === 'high' && closes < 400) {
      scenario.wait(HOUR_MS).candle(0.01);
      closes += 1;
    }
    expect(scenario.state.regime.belowHigh).toBeGreaterThanOrEqual(3);
    expect(scenario.state.core.riskState).toBe('NORMAL');
  });

  it('an override releases one risky strategy by its closure', () => {
    const scenario = hours([0.2]);
    scenario.release(`volatility_extreme:${S2}:*`);
    expect(scenario.closed).toEqual([`volatility_extreme:${S7}:*`]);
    expect(scenario.state.allocation.weights[1]).toBeGreaterThan(0);
  });

  it('a candle out of order, unclosed or impossible never changes it', () => {
    const scenario = hours([]);
    const before = JSON.stringify(scenario.state.regime);
    const openTime = scenario.at - 2 * HOUR_MS;
    const candle = {
      kind: 'candle_1h',
      at: scenario.at,
      symbol: BTC,
      open: 1,
      high: 9,
      low: 1,
      close: 2,
    } as const;
    const code = (event: Parameters<Scenario['feed']>[0]) =>
      only(scenario.feed(event), 'rejected_input')[0]?.code;
    expect(code({ ...candle, openTime })).toBe('CANDLE_OUT_OF_ORDER');
    expect(code({ ...candle, openTime: scenario.at })).toBe('CANDLE_NOT_CLOSED');
    expect(code({ ...candle, openTime: scenario.at - HOUR_MS, high: 0.5 })).toBe('INVALID');
    expect(JSON.stringify(scenario.state.regime)).toBe(before);
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
