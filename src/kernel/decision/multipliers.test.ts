import { describe, expect, it } from 'vitest';
import { BTC, ETH, S1, S2, S4, S5, S6, S7, SOL } from '../../../tests/support/kernel-config.ts';
import { PRICES, Scenario } from '../../../tests/support/kernel-scenario.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import { EXTERNAL } from '../../domain/ids.ts';
import { HOUR_MS } from '../../domain/time.ts';

const near = (value: number) => expect.closeTo(value, 8);

describe('multipliers', () => {
  /** Six long votes of eight (the entry's own included): A = 0.75, level 1; guard at 0.7; recovery; warning. */
  function throttled(): Scenario {
    const scenario = Scenario.ready();
    const votes = [
      [S1, BTC, 'long'],
      [S2, BTC, 'long'],
      [S5, BTC, 'long'],
      [S6, BTC, 'long'],
      [S4, ETH, 'long'],
      [S7, SOL, 'short'],
      [S1, ETH, 'short'],
    ] as const;
    scenario.state.strategyPnl.mean = 0.7;
    for (const [strategy, symbol, side] of votes)
      scenario.signal({ strategy, symbol, side, paused: true });
    scenario.state.drawdown.recovering = true;
    scenario.state.drawdown.warning = true;
    const nextFundingTime = scenario.at + HOUR_MS;
    const funding = { symbol: BTC, rate: 0.0005, nextFundingTime, interval: 8 * HOUR_MS } as const;
    scenario.feed({ kind: 'funding', at: scenario.at, status: 'ok', ...funding });
    return scenario;
  }
  const retried = (): DecisionRecord => {
    const scenario = throttled();
    const first = scenario.decide({ capitalMultiplier: 0.4, requestedNotional: 50_000 });
    return scenario.record(scenario.end(first.decision, { end: 'timed_out' }));
  };

  it('AUD-1 each is listed in its order with the size after it, and all of them multiply', () => {
    // 5,333.33 x 0.60 x 0.75 x 0.80 = 1,920; / 2 = 960; x 0.50 x 0.40 x 0.75 x 0.90 = 129.6: one lot.
    const record = retried();
    const base = 16_000 / 3;
    expect(record.size.slice(0, 12).map((each) => [each.step, each.factor, each.notional])).toEqual(
      [
        ['risk_share', null, near(base)],
        ['drawdown_recovery', 0.6, near(3_200)],
        ['alignment', 0.75, near(2_400)],
        ['correlation', 0.8, near(1_920)],
        ['cluster', 1, near(1_920)],
        ['position_share', null, near(960)],
        ['share_left', null, near(960)],
        ['drawdown_warning', 0.5, near(480)],
        ['capital_state', 0.4, near(192)],
        ['funding', 0.75, near(144)],
        ['retry', 0.9, near(129.6)],
        ['requested', null, near(129.6)],
      ],
    );
    // The request is multiplied by all of them: 50,000 x 0.36 x 0.135.
    expect(record.size.find((each) => each.step === 'requested')?.limit).toBeCloseTo(2_430, 8);
    expect(record.order?.quantity).toBe('0.001');
    expect(record.multipliers).toEqual({
      risk: { drawdown_recovery: 0.6, alignment: 0.75, correlation: 0.8, cluster: 1 },
      size: { drawdown_warning: 0.5, capital_state: 0.4, funding: 0.75, retry: 0.9 },
    });
    expect(record.alignment).toEqual({
      value: 0.75,
      votes: 8,
      majority: 'long',
      strategyCorrelation: 0.7,
      cluster: false,
    });
    expect(record.retryOf).toBe(record.decision - 1);
  });

  it('CHG-5 the counterfactual leaves out alignment and correlation and nothing else', () => {
    // 5,333.33 x 0.60 / 2 x 0.135.
    expect(retried().counterfactual.notionalWithoutCorrelation).toBeCloseTo(216, 8);
  });

  it('CHG-5 a limit holds for the counterfactual too, and nothing is negative in it', () => {
    const scenario = throttled();
    // Request 500 x 0.60 x 0.075 without throttling; 500 x 0.36 x 0.15 = 27 with it: refused.
    const record = scenario.decide({ capitalMultiplier: 0.4, requestedNotional: 500 });
    expect(record.reason).toBe('BELOW_MINIMUM');
    expect(record.counterfactual.notionalWithoutCorrelation).toBeCloseTo(500 * 0.6 * 0.15, 8);
  });
});

describe('the state of the portfolio in the record', () => {
  const cases = [
    {
      name: 'risk state WARNING after a drawdown freeze',
      given: (scenario: Scenario) => {
        scenario.state.drawdown.recovering = true;
        scenario.time();
      },
      expected: { riskState: 'WARNING' },
    },
    {
      name: 'HALTED under a halt, with its epoch',
      given: (scenario: Scenario) => {
        scenario.close('operator_halt');
      },
      expected: { riskState: 'HALTED', epoch: 2 },
    },
    {
      name: 'FROZEN by the soft limit',
      given: (scenario: Scenario) => {
        scenario.close('freeze_daily_soft');
      },
      expected: { riskState: 'FROZEN' },
    },
    {
      // G = 100,000 x 2.5 x 0.7; 10 x 0.8 open trades.
      name: 'regime high, its capacity and its open trades',
      given: (scenario: Scenario) => {
        scenario.state.regime.regime = 'high' as const;
        scenario.time();
      },
      expected: {
        regime: 'high',
        riskState: 'WARNING',
        capacity: {
          equity: 100_000,
          leverage: 2.5,
          regimeLeverage: 0.7,
          gross: near(175_000),
          risk: near(980),
        },
        openTrades: { before: 0, limit: 8 },
      },
    },
    {
      name: 'regime extreme',
      given: (scenario: Scenario) => {
        scenario.state.regime.regime = 'extreme' as const;
      },
      expected: { regime: 'extreme', openTrades: { before: 0, limit: 6 } },
    },
    {
      name: 'strictness 2',
      given: (scenario: Scenario) => {
        scenario.feed({ kind: 'set_strictness', at: scenario.at, strictness: 2 });
      },
      expected: { strictness: 2 },
    },
    {
      // Asset cap 0.30 x 0.85.
      name: 'the conservative profile and its caps',
      given: (scenario: Scenario) => {
        const order = { profile: 'conservative', actor: 'desk', reason: 'calm' };
        scenario.feed({ kind: 'set_profile', at: scenario.at, ...order });
      },
      expected: {
        profile: 'conservative',
        caps: { strategy: 0.12, asset: near(0.255), topThree: 0.6, total: 1 },
      },
    },
  ] as const;
  it.each(cases)('AUD-1 $name', ({ given, expected }) => {
    const scenario = Scenario.ready();
    given(scenario);
    expect(scenario.decide()).toMatchObject(expected);
  });

  it('an equal number of votes has no majority, more short ones a short one', () => {
    const scenario = Scenario.ready();
    scenario.signal({ strategy: S4, symbol: ETH, side: 'short', paused: true });
    expect(scenario.decide({ paused: true }).alignment).toMatchObject({ votes: 2, majority: null });
    scenario.signal({ strategy: S5, symbol: ETH, side: 'short', paused: true });
    expect(scenario.decide({ onset: false, paused: true }).alignment).toMatchObject({
      votes: 3,
      majority: 'short',
    });
  });

  it('without equity every fraction is 0, for there is nothing to be a fraction of', () => {
    const scenario = new Scenario();
    scenario.books();
    scenario.position(0.1, { strategy: EXTERNAL, stopPrice: PRICES[BTC]! * 0.99 });
    const zero = { notional: 0, risk: 0 };
    const record = scenario.decide();
    expect(record.exposureBefore).toEqual({
      strategy: zero,
      asset: zero,
      topThree: zero,
      total: zero,
      assetSameDirection: zero,
    });
    expect(record.exposureAfter).toEqual(record.exposureBefore);
    expect([record.size, record.bindingStep]).toEqual([[], null]);
  });
});
