import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S3, S4, S5, SOL } from '../../../tests/support/kernel-config.ts';
import { Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { EXTERNAL, symbolId } from '../../domain/ids.ts';
import { HOUR_MS } from '../../domain/time.ts';

const defaults = kernelConfig();
const near = (value: number) => expect.closeTo(value, 8);
/** S3 and S4 share MFT's 0.80 / 3 (EVENT is at its cap 0.20, the other three buckets share the rest). */
const WEIGHT = 0.4 / 3;

/**
 * 30,000 USDT notional and 150 at risk: BTC 12,000 / 30 (10,000 long, 2,000 short), ETH 12,000 / 60
 * short, SOL 6,000 / 60 long of S3 itself. Equity 100,000: G = 250,000, R0 = 1,400.
 */
function holding(): Scenario {
  const scenario = Scenario.ready({ guards: defaults.guards });
  scenario.position(0.1, { strategy: EXTERNAL, stopPrice: 99_900 });
  scenario.position(4.8, { strategy: EXTERNAL, symbol: ETH, side: 'short', stopPrice: 2_512.5 });
  scenario.position(40, { symbol: SOL, stopPrice: 148.5 });
  scenario.position(0.02, { strategy: S4, side: 'short', stopPrice: 101_000 });
  const nextFundingTime = scenario.at + HOUR_MS;
  const funding = { symbol: BTC, rate: 0.0001, nextFundingTime, interval: 8 * HOUR_MS } as const;
  scenario.feed({ kind: 'funding', at: scenario.at, status: 'ok', ...funding });
  scenario.wait(3_000).book();
  scenario.wait(1_000);
  return scenario;
}

const decided = () => {
  const scenario = holding();
  return scenario.decide({ at: scenario.at - 2_000, requestedNotional: 50_000 });
};

describe('the record of an allowed entry', () => {
  it('AUD-1 lists every check with its input, its limit and their unit', () => {
    const none = 'does not apply to this entry';
    const risk = 2_600.26 * 0.035;
    // biome-ignore format: a table reads best as one.
    const expected = [
      ['signal_age', 2_000, 30_000, 'ms'],
      ['allow_list', 1, 1, 'boolean'],
      ['closures', 0, 0, 'count'],
      ['worker_open', 1, 1, 'boolean'],
      ['strategy_wants_it', 1, 1, 'boolean'],
      ['strategy_active', 1, 1, 'boolean'],
      ['strategy_weight', near(WEIGHT), 0, 'fraction'],
      ['equity', 100_000, 0, 'USDT'],
      ['equity_age', 4_000, 180_000, 'ms'],
      ['already_in_position', 0, 0, 'count'],
      ['cluster_entry_interval', null, null, 'ms', none],
      ['cluster_worst_strategy', null, null, 'percentile', none],
      ['cluster_best_edge', null, null, 'percentile', none],
      ['entries_per_minute', 1, 10, 'count'],
      ['book_age', 1_000, 15_000, 'ms'],
      // Ask 100,010 and bid 99,990: 20 / 100,000.
      ['spread', near(2), 15, 'bps'],
      ['funding_rate', 0.0001, 0.0008, 'fraction'],
      // Four positions and this entry.
      ['open_trades', 5, 10, 'count'],
      ['over_cap_strategy_notional', near(6_000 / 250_000), 0.18, 'fraction'],
      ['over_cap_strategy_risk', near(60 / 1_400), 0.18, 'fraction'],
      ['over_cap_asset_notional', near(12_000 / 250_000), 0.3, 'fraction'],
      ['over_cap_asset_risk', near(30 / 1_400), 0.3, 'fraction'],
      ['over_cap_top_three_notional', near(30_000 / 250_000), 0.6, 'fraction'],
      ['over_cap_top_three_risk', near(150 / 1_400), 0.6, 'fraction'],
      ['over_cap_total_notional', near(30_000 / 250_000), 1, 'fraction'],
      ['over_cap_total_risk', near(150 / 1_400), 1, 'fraction'],
      ['price_collar', near(0.0001), 0.02, 'fraction'],
      // 26 lots of 100.01; the smallest quantity of one lot is worth more than the minimum of 100.
      ['minimum_size', near(2_600.26), near(100.01), 'USDT'],
      ['order_ceiling', near(2_600.26), 100_000, 'USDT'],
      // 10 above mid 100,000.
      ['slippage', near(1), 20, 'bps'],
      ['identical_in_a_row', 1, 3, 'count'],
      ['cap_strategy_notional', near(8_600.26 / 250_000), 0.18, 'fraction'],
      ['cap_strategy_risk', near((60 + risk) / 1_400), 0.18, 'fraction'],
      ['cap_asset_notional', near(14_600.26 / 250_000), 0.3, 'fraction'],
      ['cap_asset_risk', near((30 + risk) / 1_400), 0.3, 'fraction'],
      ['cap_top_three_notional', near(32_600.26 / 250_000), 0.6, 'fraction'],
      ['cap_top_three_risk', near((150 + risk) / 1_400), 0.6, 'fraction'],
      ['cap_total_notional', near(32_600.26 / 250_000), 1, 'fraction'],
      ['cap_total_risk', near((150 + risk) / 1_400), 1, 'fraction'],
    ].map(([check, input, limit, unit, note]) => ({
      check, outcome: 'pass', input, limit, unit, ...(note === undefined ? {} : { note }),
    }));
    expect(decided().checks).toEqual(expected);
  });

  it('AUD-1 lists the chain of sizes with every limit, whether it binds or not', () => {
    // 1,400 x 0.13333 / 0.035 = 5,333.33; half of it, 2,666.67, is the smallest of all.
    const base = (1_400 * WEIGHT) / 0.035;
    const factor = (step: string, notional: number) => ({ step, factor: 1, limit: null, notional });
    const limit = (step: string, value: number, notional = base / 2) => ({
      step,
      factor: null,
      limit: near(value),
      notional: near(notional),
    });
    expect(decided().size).toEqual([
      limit('risk_share', base, base),
      ...['drawdown_recovery', 'alignment', 'correlation', 'cluster'].map((step) =>
        factor(step, base),
      ),
      limit('position_share', base / 2),
      limit('share_left', base - 60 / 0.035),
      ...['drawdown_warning', 'capital_state', 'funding', 'retry'].map((step) =>
        factor(step, base / 2),
      ),
      limit('requested', 50_000),
      limit('leverage_ceiling', 3 * WEIGHT * 100_000 - 6_000),
      limit('cap_strategy_notional', 0.18 * 250_000 - 6_000),
      limit('cap_strategy_risk', (0.18 * 1_400 - 60) / 0.035),
      limit('cap_asset_notional', 0.3 * 250_000 - 12_000),
      limit('cap_asset_risk', (0.3 * 1_400 - 30) / 0.035),
      limit('cap_top_three_notional', 0.6 * 250_000 - 30_000),
      limit('cap_top_three_risk', (0.6 * 1_400 - 150) / 0.035),
      limit('cap_total_notional', 250_000 - 30_000),
      limit('cap_total_risk', (1_400 - 150) / 0.035),
      // 1,000 BTC at 100,010.
      limit('venue_maximum', 100_010_000),
      limit('lots', 2_600.26, 2_600.26),
    ]);
  });

  it('AUD-1 says in its head what was decided, on which figures, and why', () => {
    const record = decided();
    const risk = 2_600.26 * 0.035;
    expect(record).toMatchObject({
      schema: 'septet.decision/1',
      id: 'd1',
      decision: 1,
      at: T0 + 4_000,
      verdict: 'allowed',
      reason: null,
      reasonClass: null,
      text: 'allowed: S3 long BTC/USDT:USDT, 0.026 at 100010 (2600.26 USDT, bound by position_share)',
      retryOf: null,
      configVersion: 'test-1',
      epoch: 1,
      riskState: 'NORMAL',
      profile: 'balanced',
      regime: 'normal',
      strictness: 0,
      closures: [],
      caps: { strategy: 0.18, asset: 0.3, topThree: 0.6, total: 1 },
      alignment: {
        // S3's own vote is the only one: undefined below six.
        value: null,
        votes: 1,
        majority: 'long',
        strategyCorrelation: null,
        cluster: false,
      },
      bindingStep: 'position_share',
      openTrades: { before: 4, limit: 10 },
    });
    expect(record.weights).toEqual({
      bucket: 'MFT',
      bucketWeight: near(0.8 / 3),
      strategyWeight: near(WEIGHT),
    });
    // Nothing throttles, so the size without throttling is the same, before lots.
    expect(record.counterfactual).toEqual({ notionalWithoutCorrelation: near(8_000 / 3) });
    const pair = (notional: number, atRisk: number) => ({
      notional: near(notional / 250_000),
      risk: near(atRisk / 1_400),
    });
    expect(record.exposureBefore).toEqual({
      strategy: pair(6_000, 60),
      asset: pair(12_000, 30),
      topThree: pair(30_000, 150),
      total: pair(30_000, 150),
      assetSameDirection: pair(10_000, 10),
    });
    expect(record.exposureAfter).toEqual({
      strategy: pair(8_600.26, 60 + risk),
      asset: pair(14_600.26, 30 + risk),
      topThree: pair(32_600.26, 150 + risk),
      total: pair(32_600.26, 150 + risk),
      assetSameDirection: pair(12_600.26, 10 + risk),
    });
  });

  it('the order it approves is in decimal texts and expires after 5 s', () => {
    const record = decided();
    expect(record.order).toEqual({
      decision: 1,
      attempt: 0,
      strategy: S3,
      symbol: BTC,
      side: 'long',
      quantity: '0.026',
      limitPrice: '100010',
      referencePrice: 100_000,
      stopDistance: 0.035,
      timeout: 180_000,
      exitPlan: record.signal.exitPlan,
      epoch: 1,
      writer: 1,
      decidedAt: T0 + 4_000,
      expiresAt: T0 + 9_000,
    });
  });

  it('a short entry counts with the shorts of its asset', () => {
    const scenario = holding();
    // S5 on BTC: w = 0.13333, stop 5 %: 1,400 x 0.13333 / 2 / 0.05 = 1,866.67; bid 99,990: 18 lots.
    const record = scenario.decide({ strategy: S5, side: 'short' });
    const size = 0.018 * 99_990;
    expect(record.order?.quantity).toBe('0.018');
    expect(record.exposureBefore.assetSameDirection).toEqual({
      notional: near(2_000 / 250_000),
      risk: near(20 / 1_400),
    });
    expect(record.exposureAfter.assetSameDirection).toEqual({
      notional: near((2_000 + size) / 250_000),
      risk: near((20 + size * 0.05) / 1_400),
    });
  });

  it('the three largest assets are another three by notional than by risk', () => {
    const bnb = symbolId('BNB/USDT:USDT');
    const instruments = [...defaults.instruments, { ...defaults.instruments[1]!, symbol: bnb }];
    const strategies = defaults.strategies.map((each) => ({ ...each, symbols: [BTC, SOL, bnb] }));
    const scenario = Scenario.ready({ instruments, strategies });
    scenario.position(0.12, { strategy: EXTERNAL, stopPrice: 99_750 });
    scenario.position(4.8, { strategy: EXTERNAL, symbol: ETH, stopPrice: 2_487.5 });
    scenario.position(40, { strategy: S4, symbol: SOL, stopPrice: 148.5 });
    scenario.book(bnb, 600);
    // Notional 12,000, 12,000, 6,000 and risk 30, 60, 60; BNB gets 4.444 at 600.06: 2,666.66664.
    const record = scenario.decide({ symbol: bnb });
    const size = 4.444 * 600.06;
    expect(record.order?.quantity).toBe('4.444');
    expect(record.exposureBefore.topThree).toEqual({
      notional: near(30_000 / 250_000),
      risk: near(150 / 1_400),
    });
    expect(record.exposureAfter.topThree).toEqual({
      notional: near(30_000 / 250_000),
      risk: near((60 + 60 + size * 0.035) / 1_400),
    });
    const limit = (step: string) => record.size.find((each) => each.step === step)?.limit;
    expect(limit('cap_top_three_notional')).toBeCloseTo(150_000 - 24_000, 6);
    expect(limit('cap_top_three_risk')).toBeCloseTo((840 - 120) / 0.035, 6);
  });
});
