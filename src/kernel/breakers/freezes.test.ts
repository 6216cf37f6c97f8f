import { describe, expect, it } from 'vitest';
import { kernelConfig, S3 } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { EXTERNAL } from '../../domain/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import type { KernelOutput } from '../events.ts';

const STREAK = 'freeze_loss_streak:*:*';
const lose = (scenario: Scenario, times: number) => {
  for (let i = 0; i < times; i += 1) scenario.trade(-1);
};
const end = (scenario: Scenario, id: string) => {
  const until = scenario.state.closures.all.get(id)?.until;
  return until === undefined || until === null ? until : until - T0;
};
const reports = (outputs: readonly KernelOutput[]) =>
  only(outputs, 'breaker').map(({ kind: _kind, at: _at, ...report }) => report);

describe('one breaker', () => {
  it('keeps its later end: a shorter freeze within a longer one opens nothing anew', () => {
    const scenario = Scenario.ready();
    lose(scenario, 8);
    expect(end(scenario, STREAK)).toBe(6 * HOUR_MS);
    const { epoch } = scenario.state.closures;
    scenario.wait(HOUR_MS).trade(1);
    lose(scenario, 5);
    // 90 min from 01:00 end at 02:30, before 06:00.
    const outputs = scenario.trade(-1);
    expect(reports(outputs)).toMatchObject([{ transition: 'tripped', until: T0 + 6 * HOUR_MS }]);
    expect(only(outputs, 'closure_opened')).toEqual([]);
    expect(end(scenario, STREAK)).toBe(6 * HOUR_MS);
    expect(scenario.state.closures.epoch).toBe(epoch);
  });

  it('a freeze that ends as late as the running one opens nothing anew', () => {
    const scenario = Scenario.ready();
    lose(scenario, 8);
    expect(only(scenario.trade(-1), 'closure_opened')).toEqual([]);
    // A millisecond later it does: the gate moves to the new end.
    const [opened] = only(scenario.wait(1).trade(-1), 'closure_opened');
    expect(opened?.closure.until).toBe(T0 + 6 * HOUR_MS + 1);
    expect(opened?.closure.reason).toBe('10 losing closed trades in a row');
  });

  it('a longer freeze within a shorter one moves its end', () => {
    const scenario = Scenario.ready();
    lose(scenario, 6);
    expect(end(scenario, STREAK)).toBe(90 * MINUTE_MS);
    scenario.wait(30 * MINUTE_MS);
    lose(scenario, 1);
    expect(end(scenario, STREAK)).toBe(90 * MINUTE_MS);
    lose(scenario, 1);
    expect(end(scenario, STREAK)).toBe(6.5 * HOUR_MS);
  });

  // Every freeze holds while t < its end.
  const ends = [
    {
      name: 'daily soft 2 h',
      given: 98_000,
      trades: 0,
      id: 'freeze_daily_soft:*:*',
      expected: 2 * HOUR_MS,
    },
    { name: 'six losses 90 min', given: 100_000, trades: 6, id: STREAK, expected: 90 * MINUTE_MS },
    { name: 'eight losses 6 h', given: 100_000, trades: 8, id: STREAK, expected: 6 * HOUR_MS },
    {
      name: 'drawdown 24 h',
      given: 91_000,
      trades: 0,
      id: 'freeze_drawdown:*:*',
      expected: 24 * HOUR_MS,
    },
    {
      name: 'daily hard to 00:00 UTC',
      given: 97_000,
      trades: 0,
      id: 'daily_hard:*:*',
      expected: DAY_MS - MINUTE_MS,
    },
  ];
  it.each(ends)(
    '$name: closed to the last millisecond and no longer',
    ({ given, trades, id, expected }) => {
      const scenario = Scenario.ready();
      scenario.wait(MINUTE_MS).mark(given);
      lose(scenario, trades);
      expect(end(scenario, id)).toBe(MINUTE_MS + expected);
      scenario.wait(expected - 1).time();
      expect(scenario.closed).toContain(id);
      scenario.wait(1).time();
      expect(scenario.closed).not.toContain(id);
    },
  );

  it('lengths are configuration: a drawdown freeze of 48 h, a soft one of a millisecond', () => {
    const base = kernelConfig().breakers;
    const scenario = Scenario.ready({
      breakers: {
        ...base,
        dailySoft: { ...base.dailySoft, freeze: 1 },
        drawdown: { ...base.drawdown, freeze: 48 * HOUR_MS },
      },
    });
    scenario.mark(91_000, { at: T0 + 5 } as object);
    expect(end(scenario, 'freeze_drawdown:*:*')).toBe(48 * HOUR_MS + 5);
    expect(end(scenario, 'freeze_daily_soft:*:*')).toBe(6);
  });
});

describe('loss streak in words', () => {
  it('ALR-3 each rung: its severity, its limit, its end', () => {
    const scenario = Scenario.ready();
    lose(scenario, 10);
    scenario.trade(2);
    const breaker = 'loss_streak';
    const text = (losses: number, until = '') => `${losses} losing closed trades in a row${until}`;
    const six = '; until 2025-05-04 06:00:00 UTC';
    expect(reports(scenario.outputs)).toEqual([
      {
        breaker,
        transition: 'tripped',
        severity: 'warning',
        value: 4,
        limit: 4,
        until: null,
        text: text(4),
      },
      {
        breaker,
        transition: 'tripped',
        severity: 'critical',
        value: 6,
        limit: 6,
        until: T0 + 90 * MINUTE_MS,
        text: text(6, '; until 2025-05-04 01:30:00 UTC'),
      },
      {
        breaker,
        transition: 'tripped',
        severity: 'critical',
        value: 8,
        limit: 8,
        until: T0 + 6 * HOUR_MS,
        text: text(8, six),
      },
      {
        breaker,
        transition: 'renewed',
        severity: 'critical',
        value: 9,
        limit: 8,
        until: T0 + 6 * HOUR_MS,
        text: text(9, six),
      },
      {
        breaker,
        transition: 'renewed',
        severity: 'critical',
        value: 10,
        limit: 8,
        until: T0 + 6 * HOUR_MS,
        text: text(10, six),
      },
      {
        breaker,
        transition: 'cleared',
        severity: 'info',
        value: 0,
        limit: 4,
        until: null,
        text: 'a winning trade ended the losing streak',
      },
    ]);
  });

  it('a win ends the streak, not the freeze; the next rung needs a new loss', () => {
    const scenario = Scenario.ready();
    lose(scenario, 6);
    scenario.trade(1);
    expect(scenario.closed).toEqual([STREAK]);
    scenario.wait(90 * MINUTE_MS).time();
    expect(scenario.closed).toEqual([]);
  });

  it('what nobody here opened is nobody’s streak', () => {
    const scenario = Scenario.ready();
    lose(scenario, 3);
    const trade = { kind: 'trade_closed', at: scenario.at, symbol: 'BTC/USDT:USDT', side: 'long' };
    scenario.feed({ ...trade, strategy: EXTERNAL, netPnl: -1 } as never);
    expect(scenario.state.lossStreak.losses).toBe(3);
    scenario.feed({ ...trade, strategy: S3, netPnl: -1 } as never);
    expect(scenario.state.lossStreak.losses).toBe(4);
  });
});

describe('breakers beside each other', () => {
  it('the end of another freeze resumes no drawdown, and nothing recovers that was not frozen', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(98_000);
    const soft = scenario.wait(2 * HOUR_MS).time();
    expect(only(soft, 'closure_released')).toHaveLength(1);
    expect(reports(soft)).toEqual([]);
    expect(scenario.state.drawdown.recovering).toBe(false);
    // Now a drawdown freeze of 24 h with another soft one in it.
    scenario.wait(MINUTE_MS).mark(91_000);
    scenario.close('operator_halt');
    scenario.release('operator_halt');
    expect(scenario.state.drawdown).toMatchObject({ frozen: true, recovering: false });
  });

  it('the resume waits for the incident, and for the freeze when the incident is resumed first', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(91_000);
    scenario.close('incident');
    expect(reports(scenario.release('incident'))).toEqual([]);
    expect(scenario.state.drawdown.frozen).toBe(true);
    scenario.wait(DAY_MS).mark(90_000);
    // Resumed with the mark of that very instant: drawdown 10 %.
    expect(scenario.state.drawdown).toMatchObject({ frozen: false, recovering: true });
    expect(scenario.state.drawdown.fireLevel).toBeCloseTo(0.12, 12);
    expect(scenario.state.drawdown.resumeIndex).toBeCloseTo(0.9, 12);
  });

  it('warning and recovery both reduce: size x0.5, risk x0.6', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(91_000);
    scenario.wait(DAY_MS).mark(91_000);
    scenario.books();
    const { multipliers } = scenario.decide();
    expect(multipliers.size['drawdown_warning']).toBe(0.5);
    expect(multipliers.risk['drawdown_recovery']).toBe(0.6);
  });

  it('a midnight in a drawdown freeze ends the day’s breakers and not the freeze', () => {
    const scenario = Scenario.ready();
    scenario.wait(HOUR_MS).mark(91_000);
    scenario.at = T0 + DAY_MS;
    const told = reports(scenario.mark(91_000)).map((each) => `${each.breaker} ${each.transition}`);
    expect(told).toEqual(['daily_hard cleared', 'daily_soft rearmed']);
    expect(scenario.closed).toContain('freeze_drawdown:*:*');
    expect(scenario.closed).not.toContain('daily_hard:*:*');
    expect(end(scenario, 'freeze_drawdown:*:*')).toBe(DAY_MS + HOUR_MS);
  });

  it('a soft freeze just before midnight runs on into the next day', () => {
    const scenario = Scenario.ready();
    scenario.at = T0 + DAY_MS - MINUTE_MS;
    scenario.mark(98_000);
    scenario.at = T0 + DAY_MS;
    scenario.mark(98_000);
    expect(scenario.closed).toEqual(['freeze_daily_soft:*:*']);
    // Armed again by midnight: 96,000 / 98,000 - 1 = -2.04 % fires within the freeze and moves its end.
    scenario.wait(HOUR_MS).mark(96_000);
    expect(end(scenario, 'freeze_daily_soft:*:*')).toBe(DAY_MS + 3 * HOUR_MS);
  });
});
