import { describe, expect, it } from 'vitest';
import { BTC, ETH, S3, S4, S7, SOL } from '../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../tests/support/kernel-scenario.ts';
import { EXTERNAL, strategyId, symbolId } from '../domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../domain/time.ts';
import type { KernelEvent, KernelOutput } from './events.ts';
import { kernelStatus } from './status.ts';
import { step } from './step.ts';

const XYZ = symbolId('XYZ/USDT:USDT');
const NOBODY = strategyId('S9');
const refusals = (outputs: readonly KernelOutput[]) =>
  only(outputs, 'rejected_input').map(({ event, code, text }) => [event, code, text]);
const kinds = (outputs: readonly KernelOutput[]) => outputs.map((each) => each.kind);
const reasons = (outputs: readonly KernelOutput[]) =>
  only(outputs, 'weights').map((each) => each.reason);

describe('time', () => {
  const cases = [
    {
      name: 'before the clock',
      at: T0 - 1,
      expected: ['TIME_BACKWARDS', `${T0 - 1} is before ${T0}`],
    },
    { name: 'at the clock', at: T0, expected: null },
    { name: 'exactly 366 days ahead', at: T0 + 366 * DAY_MS, expected: null },
    {
      name: 'a millisecond more',
      at: T0 + 366 * DAY_MS + 1,
      expected: ['TIME_JUMP', `${T0 + 366 * DAY_MS + 1} is too far after ${T0}`],
    },
    { name: 'no number', at: Number.NaN, expected: ['TIME_INVALID', 'time is NaN'] },
    { name: 'half a millisecond', at: T0 + 0.5, expected: ['TIME_INVALID', `time is ${T0 + 0.5}`] },
  ];
  it.each(cases)('$name', ({ at, expected }) => {
    const scenario = Scenario.ready();
    const outputs = scenario.feed({ kind: 'time', at });
    expect(refusals(outputs)).toEqual(expected === null ? [] : [['time', ...expected]]);
    expect(scenario.state.core.now).toBe(expected === null ? at : T0);
  });

  it.each([
    [null, 'missing'],
    [undefined, 'missing'],
    [5, '5'],
    ['time', '"time"'],
  ])('%o is no event, and is told as such', (event, shown) => {
    const scenario = Scenario.ready();
    const outputs = step(scenario.state, event as unknown as KernelEvent);
    expect(refusals(outputs)).toEqual([['unknown', 'EVENT_INVALID', `event is ${shown}`]]);
  });

  it('a step that has nothing to say makes no new list', () => {
    const scenario = Scenario.ready();
    const nothing = scenario.time();
    expect(nothing).toEqual([]);
    expect(scenario.time()).toBe(nothing);
    expect(Object.isFrozen(nothing)).toBe(true);
  });

  it('what a step said is not said again', () => {
    const scenario = Scenario.ready();
    expect(scenario.close('journal').length).toBe(3);
    expect(scenario.time()).toEqual([]);
  });
});

describe('input that is refused', () => {
  const at = T0;
  const actor = { actor: 'desk', reason: 'test' };
  const cases: readonly { name: string; event: object; expected: readonly string[] }[] = [
    {
      name: 'a book of an unknown symbol',
      event: { kind: 'book', symbol: XYZ, mark: 1, bids: [1, 1], asks: [2, 1] },
      expected: ['book', 'UNKNOWN_SYMBOL', `unknown symbol "${XYZ}"`],
    },
    {
      name: 'an equity mark that is no number',
      event: { kind: 'equity', equity: Number.NaN, walletBalance: 1, transfers: 0 },
      expected: ['equity', 'EQUITY_INVALID', 'equity NaN, wallet 1, transfers 0'],
    },
    {
      name: 'a trade of nobody',
      event: { kind: 'trade_closed', strategy: NOBODY, symbol: BTC, side: 'long', netPnl: 1 },
      expected: ['trade_closed', 'UNKNOWN_STRATEGY', 'unknown strategy "S9"'],
    },
    {
      name: 'a candle of an unknown symbol',
      event: { kind: 'candle_1h', symbol: XYZ },
      expected: ['candle_1h', 'UNKNOWN_SYMBOL', `unknown symbol "${XYZ}"`],
    },
    {
      name: 'funding without a status',
      event: { kind: 'funding', symbol: BTC, status: 'fine' },
      expected: ['funding', 'FUNDING_INVALID', 'funding: status is "fine"'],
    },
    {
      name: 'progress of half a decision',
      event: { kind: 'entry_progress', decision: 0.5, filledQuantity: 0, averagePrice: 0 },
      expected: ['entry_progress', 'FILL_INVALID', 'decision is 0.5'],
    },
    {
      name: 'an end that is none',
      event: { kind: 'entry_ended', decision: 1, filledQuantity: 0, averagePrice: 0, end: 'gone' },
      expected: ['entry_ended', 'FILL_INVALID', 'end is "gone"'],
    },
    {
      name: 'a position of nobody',
      event: { kind: 'position', strategy: NOBODY, symbol: BTC, side: 'long', quantity: 1 },
      expected: ['position', 'UNKNOWN_STRATEGY', 'unknown strategy "S9"'],
    },
    {
      name: 'a closure that is none',
      event: { kind: 'close', closure: null },
      expected: ['close', 'CLOSURE_INVALID', 'closure is missing'],
    },
    {
      name: 'a release of what is not closed',
      event: { kind: 'release', closureId: 'x', by: 'desk' },
      expected: ['release', 'UNKNOWN_CLOSURE', 'no closure "x" is in force'],
    },
    {
      name: 'a profile chosen by nobody',
      event: { kind: 'set_profile', profile: 'balanced', reason: 'test' },
      expected: ['set_profile', 'COMMAND_INVALID', 'actor is missing, reason "test"'],
    },
    {
      name: 'an unknown profile',
      event: { kind: 'set_profile', profile: 'brave', ...actor },
      expected: ['set_profile', 'UNKNOWN_PROFILE', 'unknown profile "brave"'],
    },
    {
      name: 'EXTERNAL switched off',
      event: { kind: 'set_strategy_enabled', strategy: EXTERNAL, enabled: false, ...actor },
      expected: ['set_strategy_enabled', 'UNKNOWN_STRATEGY', 'unknown strategy "EXTERNAL"'],
    },
    {
      name: 'a strictness beyond 3',
      event: { kind: 'set_strictness', strictness: 4 },
      expected: ['set_strictness', 'COMMAND_INVALID', 'strictness is 4'],
    },
    {
      name: 'an event of another build',
      event: { kind: 'weather' },
      expected: ['unknown', 'UNKNOWN_EVENT', 'unknown event "weather"'],
    },
    {
      name: 'a signal that is none',
      event: { kind: 'signal', signal: null },
      expected: ['signal', 'SIGNAL_INVALID', 'signal is missing'],
    },
  ];
  it.each(cases)('$name: told, counted, and nothing else', ({ event, expected }) => {
    const scenario = Scenario.ready();
    const outputs = scenario.feed({ at, ...event } as KernelEvent);
    expect(refusals(outputs)).toEqual([expected]);
    expect(outputs.length).toBe(1);
    expect(kernelStatus(scenario.state, at).rejectedInputs).toBe(1);
  });

  it('does not move the clock', () => {
    const scenario = Scenario.ready().wait(HOUR_MS);
    scenario.feed({ kind: 'weather', at: scenario.at } as unknown as KernelEvent);
    scenario.signal({ edge: 2 });
    expect(scenario.state.core.now).toBe(T0);
    scenario.decide({ id: 'once' });
    scenario.wait(HOUR_MS);
    expect(refusals(scenario.signal({ id: 'once' }))).toEqual([
      ['signal', 'SIGNAL_DUPLICATE', 'signal once came before'],
    ]);
    expect(scenario.state.core.now).toBe(T0 + HOUR_MS);
  });

  it.each([0, 1, 2, 3] as const)('strictness %d is taken', (strictness) => {
    const scenario = Scenario.ready();
    scenario.feed({ kind: 'set_strictness', at: scenario.at, strictness });
    expect(scenario.decide().strictness).toBe(strictness);
  });
});

describe('what each event does', () => {
  it('a book moves the positions of its symbol to its mark', () => {
    const scenario = Scenario.ready();
    scenario.position(0.1, { strategy: EXTERNAL, stopPrice: 99_000 });
    scenario.position(4, { strategy: EXTERNAL, symbol: ETH, stopPrice: 2_490 });
    scenario.book(BTC, 101_000);
    const [btc, eth] = kernelStatus(scenario.state, scenario.at).exposure.assets;
    // 0.1 at 101,000 with 2,000 to its stop; 4 at 2,500 with 10.
    expect([btc?.longNotional, btc?.risk]).toEqual([10_100, expect.closeTo(200 / 1_400, 10)]);
    expect([eth?.longNotional, eth?.risk]).toEqual([10_000, expect.closeTo(40 / 1_400, 10)]);
    expect(scenario.decide().order?.limitPrice).toBe('101010.1');
  });

  it('ALR-3 trades of configured strategies count, what EXTERNAL did is nobody’s streak', () => {
    const scenario = Scenario.ready();
    const external = {
      kind: 'trade_closed',
      strategy: EXTERNAL,
      symbol: BTC,
      side: 'long',
    } as const;
    for (let i = 0; i < 3; i += 1) scenario.trade(-1);
    expect(scenario.feed({ ...external, at: scenario.at, netPnl: -1 })).toEqual([]);
    expect(only(scenario.trade(-1), 'breaker')[0]).toMatchObject({
      breaker: 'loss_streak',
      value: 4,
    });
    expect(scenario.state.allocation.closedTrades).toEqual([0, 0, 4, 0, 0, 0, 0]);
  });

  it('a freeze by trades shows in the risk state of the same step', () => {
    const scenario = Scenario.ready();
    for (let i = 0; i < 5; i += 1) scenario.trade(-1);
    expect(only(scenario.trade(-1), 'risk_state')).toEqual([
      { kind: 'risk_state', at: scenario.at, from: 'NORMAL', to: 'FROZEN' },
    ]);
  });

  it('a position beyond a cap closes its asset at once', () => {
    const scenario = Scenario.ready();
    const outputs = scenario.position(0.8, { strategy: EXTERNAL, stopPrice: 1e9 });
    expect(only(outputs, 'closure_opened').map((each) => each.closure.id)).toEqual([
      `over_cap:*:${BTC}`,
    ]);
  });

  it('progress of an entry is kept: what filled is expected as a position after its end', () => {
    const scenario = Scenario.ready();
    const { decision } = scenario.decide();
    const fill = { decision, filledQuantity: 0.01, averagePrice: 100_010 };
    expect(scenario.feed({ kind: 'entry_progress', at: scenario.at, ...fill })).toEqual([]);
    scenario.end(decision);
    // 0.01 at the limit price of 100,010.
    const { total } = kernelStatus(scenario.state, scenario.at).exposure;
    expect(total.longNotional).toBeCloseTo(1_000.1, 8);
  });

  it('a candle is kept for its symbol', () => {
    const scenario = Scenario.ready().wait(HOUR_MS);
    expect(refusals(scenario.candle(0.01))).toEqual([]);
    expect(refusals(scenario.candle(0.01)).map((each) => each[1])).toEqual(['CANDLE_OUT_OF_ORDER']);
  });

  it('a strategy switched off gives its weight away, and takes it back, by name of who did it', () => {
    const scenario = Scenario.ready();
    const set = (enabled: boolean) =>
      scenario.feed({
        kind: 'set_strategy_enabled',
        at: scenario.at,
        strategy: S7,
        enabled,
        actor: 'desk',
        reason: 'test',
      });
    const weights = () =>
      kernelStatus(scenario.state, scenario.at).weights.buckets.map((each) => each.weight);
    expect(reasons(set(false))).toEqual(['S7 disabled by desk']);
    // Three buckets at a third each.
    expect(weights()).toEqual([...[1, 1, 1].map(() => expect.closeTo(1 / 3, 8)), 0]);
    scenario.state.allocation.dayActive.fill(0);
    expect(reasons(set(true))).toEqual(['S7 enabled by desk']);
    expect(weights()[3]).toBeCloseTo(0.2, 8);
    // Open for entries again: its day counts.
    expect(scenario.state.allocation.dayActive[6]).toBe(1);
  });

  it('PRE-4 a profile is taken with who and why, and not above a ceiling in force', () => {
    const scenario = Scenario.ready();
    const set = (profile: string) =>
      scenario.feed({
        kind: 'set_profile',
        at: scenario.at,
        profile,
        actor: 'desk',
        reason: 'calm',
      });
    expect(only(set('aggressive'), 'profile')).toEqual([
      {
        kind: 'profile',
        at: scenario.at,
        from: 'balanced',
        to: 'aggressive',
        ceiling: null,
        text: 'desk: calm',
      },
    ]);
    // Eight losses force one step down: balanced is the ceiling.
    for (let i = 0; i < 8; i += 1) scenario.trade(-1);
    expect(refusals(set('aggressive'))).toEqual([
      ['set_profile', 'PROFILE_ABOVE_CEILING', 'aggressive is above the ceiling balanced in force'],
    ]);
    expect(refusals(set('balanced'))).toEqual([]);
    expect(refusals(set('conservative'))).toEqual([]);
  });

  it('PB-B the release of the last closure of a drawdown resumes with reduced risk', () => {
    const scenario = Scenario.ready();
    scenario.close('incident', 'incident:drawdown_breaker');
    scenario.close('maintenance');
    scenario.state.drawdown.frozen = true;
    expect(only(scenario.release('maintenance'), 'breaker')).toEqual([]);
    expect(
      only(scenario.release('incident:drawdown_breaker'), 'breaker').map((each) => each.transition),
    ).toEqual(['recovering']);
    expect(scenario.decide().multipliers.risk['drawdown_recovery']).toBe(0.6);
  });

  it('a mark of midnight belongs to both days; timers of its instant see it', () => {
    const scenario = Scenario.ready();
    scenario.at = T0 + DAY_MS;
    const outputs = scenario.mark(99_000);
    expect(kinds(outputs)).toEqual(['weights']);
    expect(kernelStatus(scenario.state, scenario.at)).toMatchObject({
      dailyPnl: 0,
      equity: 99_000,
    });
    scenario.wait(1).mark(98_010);
    // 98,010 / 99,000 - 1.
    expect(kernelStatus(scenario.state, scenario.at).dailyPnl).toBeCloseTo(-0.01, 10);
  });

  it('a signal of a full gate moves the clock and runs the timers before it', () => {
    const scenario = Scenario.ready();
    const scope = { strategy: S3, symbol: SOL };
    const until = T0 + 1_000;
    const closure = { id: 'x', cause: 'delisting', scope, since: T0, until, reason: 'r' } as const;
    scenario.feed({ kind: 'close', at: T0, closure });
    expect(scenario.decide({ symbol: SOL }).reason).toBe('CLOSED_DELISTING');
    expect(kinds(scenario.wait(1_000).signal({ symbol: SOL }))).toEqual([
      'closure_released',
      'gate',
      'decision',
    ]);
    expect(scenario.state.core.now).toBe(T0 + 1_000);
    expect(scenario.decide({ strategy: S4, symbol: SOL }).verdict).toBe('allowed');
  });
});
