import { describe, expect, it } from 'vitest';
import { ETH, kernelConfig, S2, S3, S7 } from '../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../tests/support/kernel-scenario.ts';
import { EXTERNAL } from '../domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../domain/time.ts';
import type { KernelOutput } from './events.ts';
import { nextWake } from './kernel.ts';
import { kernelStatus } from './status.ts';

const defaults = kernelConfig();
const near = (value: number) => expect.closeTo(value, 10);
const breakers = (outputs: readonly KernelOutput[]) =>
  only(outputs, 'breaker').map((each) => [each.breaker, each.transition, each.text]);

describe('00:00 UTC', () => {
  const allocation = { ...defaults.allocation, minDailyReturns: 1 };

  it('takes the return of the day on the capital it had, once, and says so', () => {
    const scenario = Scenario.ready({ allocation });
    // A kernel that begins at 00:00 has its capital of that day: S3 has 13,333.33, MFT 26,666.67.
    scenario.wait(HOUR_MS).mark(100_000, { strategyPnl: { S3: 400, S4: -100 } });
    const outputs = scenario.wait(DAY_MS - HOUR_MS).time();
    expect(only(outputs, 'weights').map((each) => [each.at, each.reason])).toEqual([
      [T0 + DAY_MS, '00:00 UTC of 2025-05-05 00:00:00 UTC'],
    ]);
    const { weights } = kernelStatus(scenario.state, scenario.at);
    expect(weights.strategies.slice(2, 4).map((each) => [each.samples, each.volatility])).toEqual([
      [1, near(400 / (40_000 / 3))],
      [1, near(100 / (40_000 / 3))],
    ]);
    expect(weights.buckets[1]).toMatchObject({ samples: 1, volatility: near(300 / (80_000 / 3)) });
    // The next day starts from there: S3 loses 200 of what it made.
    scenario.wait(HOUR_MS).mark(100_000, { strategyPnl: { S3: 200, S4: -100 } });
    const given = scenario.state.allocation.dayCapital[2]!;
    scenario.wait(DAY_MS - HOUR_MS).time();
    expect(scenario.state.allocation.returns[2]).toEqual([near(0.03), near(-200 / given)]);
    expect(scenario.state.allocation.returns[3]).toEqual([near(-0.0075), 0]);
  });

  it('a day that nobody saw is turned all the same, each at its own 00:00', () => {
    const scenario = Scenario.ready();
    const outputs = scenario.wait(3 * DAY_MS + HOUR_MS).time();
    expect(only(outputs, 'weights').map((each) => each.at)).toEqual([
      T0 + DAY_MS,
      T0 + 2 * DAY_MS,
      T0 + 3 * DAY_MS,
    ]);
    expect(nextWake(scenario.state)).toBe(T0 + 4 * DAY_MS);
  });

  it('without a mark there is no capital and no return', () => {
    const scenario = new Scenario();
    scenario.time();
    scenario.wait(DAY_MS).time();
    expect(scenario.state.allocation.dayCapital).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(scenario.state.allocation.returns[2]).toEqual([]);
  });

  it('MON-1 daily PnL starts from the last mark before it', () => {
    const scenario = Scenario.ready();
    scenario.wait(HOUR_MS).mark(99_000);
    scenario.wait(DAY_MS).mark(100_980);
    // 100,980 / 99,000 - 1.
    expect(kernelStatus(scenario.state, scenario.at).dailyPnl).toBeCloseTo(0.02, 10);
  });

  it('a strategy that is closed all day counts only when it holds something', () => {
    const scenario = Scenario.ready();
    scenario.close('operator_halt');
    scenario.position(40, { strategy: S3, stopPrice: 99_999 });
    scenario.position(1, { strategy: EXTERNAL, symbol: ETH, stopPrice: 2_499 });
    scenario.wait(DAY_MS).time();
    expect(scenario.state.allocation.dayActive).toEqual([0, 0, 1, 0, 0, 0, 0]);
    const open = Scenario.ready();
    const scope = { strategy: S3, symbol: null };
    const until = T0 + 2 * DAY_MS;
    const closure = { id: 'x', cause: 'launch', scope, since: T0, until, reason: 'r' } as const;
    open.feed({ kind: 'close', at: T0, closure });
    open.wait(DAY_MS).time();
    expect(open.state.allocation.dayActive).toEqual([1, 1, 0, 1, 1, 1, 1]);
  });

  it('arms the soft limit again, and says so', () => {
    const scenario = Scenario.ready();
    scenario.wait(HOUR_MS).mark(98_000);
    const outputs = scenario.wait(DAY_MS - HOUR_MS).time();
    expect(breakers(outputs)).toEqual([['daily_soft', 'rearmed', 'a new UTC day']]);
    expect(only(outputs, 'breaker')[0]).toMatchObject({ value: 0, limit: -0.02, severity: 'info' });
    expect(scenario.state.daily.softArmed).toBe(true);
  });

  it('PB-A ends the closure of the hard limit, and closes S2 and S7 for four hours without a gap', () => {
    const scenario = Scenario.ready();
    scenario.wait(HOUR_MS).mark(97_000);
    expect(scenario.state.core.playbookFrom).toBe(T0 + DAY_MS);
    // The soft limit fired too; its freeze of two hours is long over.
    scenario.wait(11 * HOUR_MS).time();
    const outputs = scenario.wait(DAY_MS / 2).time();
    expect(breakers(outputs)).toEqual([
      ['daily_hard', 'cleared', 'a new UTC day'],
      ['daily_soft', 'rearmed', 'a new UTC day'],
    ]);
    expect(only(outputs, 'breaker')[0]).toMatchObject({ value: 0, limit: -0.03 });
    expect(
      outputs.flatMap((each) =>
        each.kind === 'closure_opened' || each.kind === 'closure_released'
          ? [[each.kind, each.closure.id]]
          : [],
      ),
    ).toEqual([
      ['closure_opened', 'playbook:S2:*:hard_daily_loss'],
      ['closure_opened', 'playbook:S7:*:hard_daily_loss'],
      ['closure_released', 'daily_hard:*:*'],
    ]);
    expect(scenario.state.closures.all.get('playbook:S2:*:hard_daily_loss')).toEqual({
      id: 'playbook:S2:*:hard_daily_loss',
      cause: 'playbook',
      scope: { strategy: S2, symbol: null },
      since: T0 + DAY_MS,
      until: T0 + DAY_MS + 4 * HOUR_MS,
      reason: 'playbook A: closed for the first hours of the day after a hard daily loss',
    });
    // Both are without weight from the first instant; told once.
    expect(only(outputs, 'weights').length).toBe(1);
    const { strategies } = kernelStatus(scenario.state, scenario.at).weights;
    expect(strategies.filter((each) => each.weight === 0).map((each) => each.strategy)).toEqual([
      S2,
      S7,
    ]);
    expect(kernelStatus(scenario.state, scenario.at).profile).toBe('conservative');
    expect(only(outputs, 'risk_state').map((each) => [each.from, each.to])).toEqual([
      ['HALTED', 'NORMAL'],
    ]);
    expect(scenario.state.core.playbookFrom).toBeNull();
    const later = scenario.wait(4 * HOUR_MS).time();
    expect(scenario.closed).toEqual([]);
    expect(only(later, 'weights').map((each) => each.reason)).toEqual([
      'closures of S7 changed (playbook)',
    ]);
    // The day after next has no playbook.
    expect(only(scenario.wait(DAY_MS).time(), 'closure_opened')).toEqual([]);
  });

  it('an ordinary day turns without a word on breakers', () => {
    const scenario = Scenario.ready();
    expect(
      scenario
        .wait(DAY_MS)
        .time()
        .map((each) => each.kind),
    ).toEqual(['weights']);
  });
});
