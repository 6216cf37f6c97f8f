import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S4, S5, SOL } from '../../../tests/support/kernel-config.ts';
import { only, PRICES, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import { EXTERNAL } from '../../domain/ids.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { kernelStatus } from '../status.ts';

const defaults = kernelConfig();
const failed = (record: DecisionRecord) => {
  const last = record.checks.at(-1)!;
  return [record.reason, last.check, last.outcome];
};

describe('an entry from signal to lots', () => {
  it('AUD-1 is the chain of docs/kernel.md, worked through by hand', () => {
    const scenario = Scenario.ready();
    const record = scenario.decide();
    // Four buckets of equal volatility: EVENT at its cap 0.20, the others (1 - 0.20) / 3; two strategies each.
    expect(record.weights.bucketWeight).toBeCloseTo(0.8 / 3, 12);
    expect(record.weights.strategyWeight).toBeCloseTo(0.4 / 3, 12);
    expect(record.capacity).toEqual({
      equity: 100_000,
      leverage: 2.5,
      regimeLeverage: 1,
      gross: 250_000,
      risk: 1_400,
    });
    // 1400 x 0.1333 = 186.67 at risk; half of it is 93.33; / 3.5 % = 2666.67 USDT.
    const after = Object.fromEntries(record.size.map((step) => [step.step, step.notional]));
    expect(after['risk_share']).toBeCloseTo(5_333.3333, 3);
    expect(after['position_share']).toBeCloseTo(2_666.6667, 3);
    expect(after['cap_total_risk']).toBeCloseTo(2_666.6667, 3);
    // Ask 100,010; one lot of 0.001 is 100.01 USDT; 26 lots fit.
    expect(record.order?.limitPrice).toBe('100010');
    expect(record.order?.quantity).toBe('0.026');
    expect(after['lots']).toBeCloseTo(2_600.26, 6);
    expect(record.bindingStep).toBe('position_share');
    expect(record.exposureAfter.strategy.notional).toBeCloseTo(2_600.26 / 250_000, 12);
    expect(record.exposureAfter.strategy.risk).toBeCloseTo((2_600.26 * 0.035) / 1_400, 12);
    expect(record.checks.every((check) => check.outcome === 'pass')).toBe(true);
    expect(record.order).toMatchObject({
      timeout: 180_000,
      epoch: 1,
      writer: 1,
      expiresAt: T0 + 5_000,
      referencePrice: 100_000,
    });
  });

  it('each size multiplier is listed, and they multiply', () => {
    const scenario = Scenario.ready();
    const record = scenario.decide({ strategy: S5, capitalMultiplier: 0.4 });
    expect(record.multipliers.size['capital_state']).toBe(0.4);
    const share = record.size.find((step) => step.step === 'position_share')!.notional;
    expect(record.size.find((step) => step.step === 'capital_state')?.notional).toBeCloseTo(
      share * 0.4,
      9,
    );
  });

  const limits = [
    {
      name: 'a requested notional is a limit',
      more: { requestedNotional: 1_000 },
      step: 'requested',
      lots: '0.009',
    },
    {
      name: 'a request above the share changes nothing',
      more: { requestedNotional: 1e6 },
      step: 'position_share',
      lots: '0.026',
    },
    {
      name: 'the strategy’s own leverage ceiling binds on a tight stop',
      more: { stopDistance: 0.0001, leverageCeiling: 0.5 },
      step: 'leverage_ceiling',
      lots: '0.066',
    },
  ];
  it.each(limits)('$name', ({ more, step, lots }) => {
    const record = Scenario.ready().decide(more);
    expect([record.bindingStep, record.order?.quantity]).toEqual([step, lots]);
  });

  it('short entries take the bid, rounded down, above the collar’s lower edge', () => {
    const scenario = Scenario.ready();
    scenario.feed({
      kind: 'book',
      at: scenario.at,
      symbol: BTC,
      mark: 100_000,
      bids: [99_999.97, 10],
      asks: [100_000.03, 10],
    });
    expect(scenario.decide({ side: 'short' }).order?.limitPrice).toBe('99999.9');
    scenario.feed({
      kind: 'book',
      at: scenario.at,
      symbol: BTC,
      mark: 100_000,
      bids: [99_999.97, 10],
      asks: [100_000.03, 10],
    });
    expect(scenario.decide({ strategy: S4 }).order?.limitPrice).toBe('100000.1');
  });

  it('the share of a strategy is used up by what it holds', () => {
    const scenario = Scenario.ready();
    scenario.position(0.0533, { stopPrice: 96_500, symbol: BTC });
    const record = scenario.decide({ symbol: ETH });
    expect(failed(record)).toEqual(['STRATEGY_SHARE_USED', 'minimum_size', 'deny']);
    expect(record.reasonClass).toBe('deliberate');
    expect(record.bindingStep).toBe('share_left');
  });

  it('below the venue’s minimum it is refused, naming the step that bound', () => {
    const record = Scenario.ready().decide({ requestedNotional: 99 });
    expect(failed(record)).toEqual(['BELOW_MINIMUM', 'minimum_size', 'deny']);
    expect(record.bindingStep).toBe('requested');
    expect(record.text).toContain('requested');
  });
});

describe('exposure and caps', () => {
  it('counts a reserved entry at once: two signals of one instant cannot use the same room', () => {
    const scenario = Scenario.ready();
    const first = scenario.decide();
    const second = scenario.decide({ strategy: S4 });
    expect(second.exposureBefore.asset.notional).toBeCloseTo(
      first.exposureAfter.asset.notional,
      12,
    );
    expect(second.openTrades.before).toBe(1);
  });

  it('longs and shorts add up, same direction is reported beside', () => {
    const scenario = Scenario.ready();
    scenario.decide();
    const record = scenario.decide({ strategy: S4, side: 'short' });
    expect(record.exposureAfter.asset.notional).toBeGreaterThan(
      record.exposureAfter.assetSameDirection.notional,
    );
  });

  it('an unknown stop counts as distance 1, EXTERNAL counts in the caps', () => {
    const scenario = Scenario.ready();
    scenario.position(0.005, { strategy: EXTERNAL, stopPrice: null });
    const record = scenario.decide();
    expect(record.exposureBefore.asset.risk).toBeCloseTo(500 / 1_400, 12);
    expect(failed(record)).toEqual(['CLOSED_OVER_CAP', 'closures', 'deny']);
  });

  it('OVER_CAP within the band around a cap refuses on the exact figures, without a closure', () => {
    const scenario = Scenario.ready();
    // 0.301 of R0 against the cap 0.30: 421.4 USDT at risk on BTC.
    scenario.position(0.1, { strategy: EXTERNAL, stopPrice: 100_000 - 4_214 });
    expect(scenario.closed).toEqual([]);
    const record = scenario.decide();
    expect(failed(record)).toEqual(['CLOSED_OVER_CAP', 'over_cap_asset_risk', 'deny']);
    expect(record.reasonClass).toBe('deliberate');
  });

  it('OVER_CAP by falling equity closes the asset with a warning, and opens it after three calm marks', () => {
    const scenario = Scenario.ready();
    scenario.position(0.7, { strategy: EXTERNAL, stopPrice: 99_900 });
    expect(scenario.closed).toEqual([]);
    const outputs = scenario.wait(MINUTE_MS).mark(90_000);
    expect(scenario.closed).toContain(`over_cap:*:${BTC}`);
    expect(only(outputs, 'notice').map((notice) => notice.code)).toContain('OVER_CAP');
    scenario.wait(MINUTE_MS).mark(100_000);
    scenario.wait(MINUTE_MS).mark(100_000);
    expect(scenario.closed).toContain(`over_cap:*:${BTC}`);
    scenario.wait(MINUTE_MS).mark(100_000);
    expect(scenario.closed).not.toContain(`over_cap:*:${BTC}`);
  });

  it('at exactly the cap there is no violation but nothing fits either', () => {
    const scenario = Scenario.ready();
    scenario.position(0.75, { strategy: EXTERNAL, stopPrice: 100_001 });
    const record = scenario.decide();
    expect(record.exposureBefore.asset.notional).toBeCloseTo(0.3, 12);
    expect(failed(record)).toEqual(['CAP_ASSET', 'minimum_size', 'deny']);
    expect(record.bindingStep).toBe('cap_asset_notional');
  });

  it('what fits below a cap remains', () => {
    const scenario = Scenario.ready();
    scenario.position(0.74, { strategy: EXTERNAL, stopPrice: 100_001 });
    const record = scenario.decide();
    expect(record.bindingStep).toBe('cap_asset_notional');
    expect(record.order?.quantity).toBe('0.009');
    expect(record.exposureAfter.asset.notional).toBeLessThanOrEqual(0.3);
  });

  it('the three largest assets together obey 0.60, whichever they are', () => {
    const scenario = Scenario.ready();
    const hold = (symbol: typeof BTC, fraction: number) =>
      scenario.position((fraction * 250_000) / PRICES[symbol]!, {
        strategy: EXTERNAL,
        symbol,
        stopPrice: PRICES[symbol]! * 1.001,
      });
    hold(BTC, 0.29);
    hold(ETH, 0.24);
    hold(SOL, 0.066);
    const record = scenario.decide({ symbol: SOL });
    expect(record.bindingStep).toBe('cap_top_three_notional');
    expect(record.exposureAfter.topThree.notional).toBeLessThanOrEqual(0.6 + 1e-9);
  });

  it('max open trades is checked first and counts entries on the way', () => {
    const profiles = defaults.profiles.map((profile) => ({ ...profile, maxOpenTrades: 1 }));
    const scenario = Scenario.ready({ profiles });
    const first = scenario.decide();
    const record = scenario.decide({ strategy: S4 });
    expect(failed(record)).toEqual(['MAX_OPEN_TRADES', 'open_trades', 'deny']);
    scenario.end(first.decision);
    expect(scenario.decide({ strategy: S4 }).verdict).toBe('allowed');
  });

  it('a reservation shrinks only as the position shows the fill, and ends with the entry', () => {
    const scenario = Scenario.ready();
    const { decision, order } = scenario.decide();
    const filled = Number(order!.quantity);
    const total = () => kernelStatus(scenario.state, scenario.at).exposure.total.notional * 250_000;
    const reserved = total();
    scenario.feed({
      kind: 'entry_progress',
      at: scenario.at,
      decision,
      filledQuantity: filled / 2,
      averagePrice: 100_010,
    });
    expect(total()).toBeCloseTo(reserved, 6);
    scenario.position(filled / 2, { decision });
    expect(total()).toBeCloseTo(reserved / 2 + (filled / 2) * 100_000, 6);
    scenario.end(decision, { end: 'filled', filledQuantity: filled, averagePrice: 100_010 });
    expect(total()).toBeGreaterThan(reserved * 0.99);
    scenario.position(filled, { decision });
    expect(total()).toBeCloseTo(filled * 100_000, 6);
    expect(kernelStatus(scenario.state, scenario.at).openTrades.open).toBe(1);
  });

  it('a fill whose position never shows is counted for a minute, then given up with a notice', () => {
    const scenario = Scenario.ready();
    const { decision } = scenario.decide();
    scenario.end(decision, { end: 'filled', filledQuantity: 0.026, averagePrice: 100_010 });
    expect(kernelStatus(scenario.state, scenario.at).openTrades.open).toBe(1);
    const outputs = scenario.wait(MINUTE_MS).time();
    expect(only(outputs, 'notice')[0]?.code).toBe('POSITION_MISSING');
    expect(kernelStatus(scenario.state, scenario.at).openTrades.open).toBe(0);
  });
});
