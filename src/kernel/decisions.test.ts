import { describe, expect, it } from 'vitest';
import {
  BTC,
  ETH,
  kernelConfig,
  S1,
  S3,
  S4,
  S5,
  S6,
  SOL,
} from '../../tests/support/kernel-config.ts';
import { only, PRICES, Scenario, T0 } from '../../tests/support/kernel-scenario.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import { EXTERNAL, strategyId, symbolId } from '../domain/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { kernelStatus } from './status.ts';

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

describe('gate', () => {
  it('a closure moves the epoch, then the gate, then cancels; stale data cancels 5 s later', () => {
    const scenario = Scenario.ready();
    expect(scenario.close('operator_halt').map((output) => output.kind)).toEqual([
      'closure_opened',
      'gate',
      'cancel_entries',
      'risk_state',
    ]);
    expect(scenario.state.closures.epoch).toBe(2);
    expect(only(scenario.close('stale_data'), 'cancel_entries')[0]?.at).toBe(scenario.at + 5_000);
    expect(only(scenario.close('journal'), 'cancel_entries')[0]?.at).toBe(scenario.at);
  });

  it('HALT-1 refuses with the closure’s own reason and lists all that apply', () => {
    const scenario = Scenario.ready();
    scenario.close('operator_halt');
    scenario.close('reconciliation');
    const record = scenario.decide();
    expect(failed(record)).toEqual(['CLOSED_OPERATOR_HALT', 'closures', 'deny']);
    expect(record.closures.map((closure) => closure.cause)).toEqual([
      'operator_halt',
      'reconciliation',
    ]);
  });

  it('a closure covers its scope and nothing else', () => {
    const scenario = Scenario.ready();
    const scope = { strategy: S3, symbol: BTC };
    scenario.feed({
      kind: 'close',
      at: scenario.at,
      closure: {
        id: 'x',
        cause: 'infeasible',
        scope,
        since: scenario.at,
        until: null,
        reason: 'r',
      },
    });
    expect(scenario.decide().reason).toBe('CLOSED_INFEASIBLE');
    expect(scenario.decide({ symbol: ETH }).verdict).toBe('allowed');
    expect(scenario.decide({ strategy: S4 }).verdict).toBe('allowed');
  });

  it('a paused worker, a vetoed entry and a disabled strategy are refused deliberately', () => {
    const scenario = Scenario.ready();
    expect(scenario.decide({ paused: true }).reason).toBe('WORKER_PAUSED');
    expect(scenario.decide({ veto: 'holding' }).reason).toBe('ALREADY_IN_POSITION');
    expect(scenario.decide({ veto: 'cooldown' }).reason).toBe('STRATEGY_COOLDOWN');
    scenario.feed({
      kind: 'set_strategy_enabled',
      at: scenario.at,
      strategy: S3,
      enabled: false,
      actor: 'a',
      reason: 'r',
    });
    expect(scenario.decide().reason).toBe('STRATEGY_INACTIVE');
  });

  it('a strategy does not add to what it holds or has on the way', () => {
    const scenario = Scenario.ready();
    scenario.decide();
    expect(scenario.decide().reason).toBe('ALREADY_IN_POSITION');
    expect(scenario.decide({ side: 'short' }).reason).toBe('ALREADY_IN_POSITION');
  });
});

describe('execution guards', () => {
  it('a missing figure is not evaluated, and denies', () => {
    const scenario = new Scenario();
    expect(failed(scenario.decide())).toEqual(['EQUITY_UNKNOWN', 'equity', 'not_evaluated']);
    scenario.mark(100_000);
    expect(failed(scenario.decide())).toEqual(['BOOK_MISSING', 'book_age', 'not_evaluated']);
  });

  it('a stale book is refused one millisecond after its limit', () => {
    const guards = { ...defaults.guards, equityStaleAfter: 1e12 };
    const scenario = Scenario.ready({ guards });
    scenario.wait(guards.marketStaleAfter);
    expect(scenario.decide().verdict).toBe('allowed');
    scenario.wait(1);
    expect(failed(scenario.decide({ strategy: S4 }))).toEqual(['BOOK_STALE', 'book_age', 'deny']);
  });

  const spreads = [
    { strategy: S1, bps: 8, strictness: 0, verdict: 'allowed' },
    { strategy: S1, bps: 8.001, strictness: 0, verdict: 'refused' },
    { strategy: S3, bps: 15, strictness: 0, verdict: 'allowed' },
    { strategy: S3, bps: 12, strictness: 1, verdict: 'allowed' },
    { strategy: S3, bps: 12.001, strictness: 1, verdict: 'refused' },
    { strategy: S3, bps: 7.68, strictness: 3, verdict: 'allowed' },
    { strategy: S3, bps: 7.681, strictness: 3, verdict: 'refused' },
    { strategy: S5, bps: 20, strictness: 0, verdict: 'allowed' },
  ] as const;
  it.each(spreads)(
    'PB-D spread $bps bps at strictness $strictness: $verdict',
    ({ strategy, bps, strictness, verdict }) => {
      const scenario = Scenario.ready();
      scenario.feed({ kind: 'set_strictness', at: scenario.at, strictness });
      scenario.book(BTC, 100_000, bps);
      const record = scenario.decide({ strategy });
      expect(record.verdict).toBe(verdict);
      if (verdict === 'refused') expect(record.reason).toBe('SPREAD_TOO_WIDE');
    },
  );

  it('expected slippage walks the book against mid; a book too thin is a denial', () => {
    const scenario = Scenario.ready();
    const book = (asks: number[]) =>
      scenario.feed({
        kind: 'book',
        at: scenario.at,
        symbol: BTC,
        mark: 100_000,
        bids: [99_990, 10],
        asks,
      });
    // 13 lots at +1 bp and 13 at +41 bp against mid 100,000: 21 bp > 20.
    book([100_010, 0.013, 100_410, 1]);
    const record = scenario.decide();
    expect(failed(record)).toEqual(['SLIPPAGE_TOO_HIGH', 'slippage', 'deny']);
    expect(record.checks.at(-1)?.input).toBeCloseTo(21, 6);
    book([100_010, 0.001]);
    expect(scenario.decide({ strategy: S4 }).checks.at(-1)?.note).toContain('too thin');
  });

  it('two guard failures in a row within 10 min put the symbol on the cooldown list for 30 min', () => {
    const scenario = Scenario.ready();
    scenario.book(BTC, 100_000, 50);
    scenario.signal();
    scenario.wait(10 * MINUTE_MS).signal();
    expect(scenario.closed).toEqual([]);
    scenario.wait(10 * MINUTE_MS - 1).signal();
    expect(scenario.closed).toEqual([`symbol_cooldown:*:${BTC}`]);
    expect(scenario.decide({ strategy: S4 }).reason).toBe('CLOSED_SYMBOL_COOLDOWN');
    scenario.wait(30 * MINUTE_MS).time();
    expect(scenario.closed).toEqual([]);
  });

  it('a pass in between starts the count over', () => {
    const scenario = Scenario.ready();
    scenario.book(BTC, 100_000, 50);
    scenario.signal();
    scenario.book();
    scenario.signal();
    scenario.book(BTC, 100_000, 50);
    scenario.signal({ strategy: S4 });
    expect(scenario.closed).toEqual([]);
  });

  it('a book that contradicts the mark is refused at the collar', () => {
    const scenario = Scenario.ready();
    scenario.feed({
      kind: 'book',
      at: scenario.at,
      symbol: BTC,
      mark: 103_000,
      bids: [99_990, 10],
      asks: [100_010, 10],
    });
    expect(failed(scenario.decide())).toEqual(['PRICE_COLLAR', 'price_collar', 'deny']);
    scenario.feed({
      kind: 'book',
      at: scenario.at,
      symbol: BTC,
      mark: 98_000,
      bids: [99_990, 10],
      asks: [100_010, 10],
    });
    expect(scenario.decide({ strategy: S4 }).order?.limitPrice).toBe('99960');
  });

  it('an order above the hard ceiling is refused', () => {
    const scenario = Scenario.ready({ sizing: { ...defaults.sizing, maxOrderNotional: 2_600.25 } });
    expect(failed(scenario.decide())).toEqual(['ORDER_CEILING', 'order_ceiling', 'deny']);
  });

  it('at most 10 entry orders a minute per strategy, window (t - 1 min, t]', () => {
    const scenario = Scenario.ready();
    for (let i = 0; i < 10; i += 1) {
      scenario.book(BTC, 100_000 + i * 10);
      scenario.end(scenario.decide().decision);
    }
    scenario.book(BTC, 100_500);
    expect(scenario.decide().reason).toBe('ENTRY_RATE');
    expect(scenario.decide({ strategy: S4 }).verdict).toBe('allowed');
    scenario.wait(MINUTE_MS - 1);
    expect(scenario.decide().reason).toBe('ENTRY_RATE');
    scenario.wait(1);
    expect(scenario.decide().verdict).toBe('allowed');
  });

  it('a fourth identical entry order in a row is refused', () => {
    const scenario = Scenario.ready();
    for (let i = 0; i < 3; i += 1) scenario.end(scenario.decide().decision);
    expect(failed(scenario.decide())).toEqual(['REPEATED_EXECUTION', 'identical_in_a_row', 'deny']);
    scenario.book(BTC, 100_100);
    expect(scenario.decide().verdict).toBe('allowed');
  });

  it('a symbol that is not on the strategy’s list is refused', () => {
    const strategies = defaults.strategies.map((each) => ({ ...each, symbols: [ETH] }));
    const scenario = Scenario.ready({ strategies });
    expect(failed(scenario.decide())).toEqual(['UNKNOWN_SYMBOL', 'allow_list', 'deny']);
  });
});

describe('funding hook', () => {
  const cases = [
    { name: 'paying 0.04 % over the holding changes nothing', rate: 0.0004, edge: 0.6, factor: 1 },
    { name: 'paying more than 0.04 % reduces', rate: 0.00041, edge: 0.6, factor: 0.75 },
    { name: 'two settlements add up', rate: 0.00021, edge: 0.6, factor: 0.75, hours: 12 },
    { name: 'receiving never reduces', rate: -0.01, edge: 0.1, factor: 1 },
    {
      name: 'a settlement outside the holding does not count',
      rate: 0.01,
      edge: 0.1,
      factor: 1,
      hours: 0.5,
    },
    {
      name: 'beyond 0.08 % with edge below 0.55 is refused',
      rate: 0.00081,
      edge: 0.549,
      factor: null,
    },
    { name: 'beyond 0.08 % with edge 0.55 only reduces', rate: 0.00081, edge: 0.55, factor: 0.75 },
    { name: 'exactly 0.08 % is not beyond', rate: 0.0008, edge: 0.1, factor: 0.75 },
    {
      name: 'data missing never reduces',
      rate: 0.01,
      edge: 0.1,
      factor: 1,
      status: 'degraded' as const,
    },
    {
      name: 'no funding at this venue never reduces',
      rate: 0.01,
      edge: 0.1,
      factor: 1,
      status: 'absent' as const,
    },
  ];
  it.each(cases)('$name', ({ rate, edge, factor, hours = 4, status = 'ok' as const }) => {
    const scenario = Scenario.ready();
    const nextFundingTime = scenario.at + HOUR_MS;
    scenario.feed({
      kind: 'funding',
      at: scenario.at,
      symbol: BTC,
      status,
      rate,
      nextFundingTime,
      interval: 8 * HOUR_MS,
    });
    const record = scenario.decide({ edge, expectedHoldingHours: hours });
    if (factor === null) expect(record.reason).toBe('FUNDING_ADVERSE');
    else expect(record.multipliers.size['funding']).toBe(factor);
  });

  it('ALR-6 degraded for more than 2 h raises one notice', () => {
    const scenario = Scenario.ready();
    const lost = () =>
      scenario.feed({
        kind: 'funding',
        at: scenario.at,
        symbol: BTC,
        status: 'degraded',
        rate: 0,
        nextFundingTime: 0,
        interval: 0,
      });
    lost();
    scenario.wait(HOUR_MS);
    lost();
    expect(only(scenario.wait(HOUR_MS).time(), 'notice')).toEqual([]);
    expect(only(scenario.wait(1).time(), 'notice').map((each) => each.code)).toEqual([
      'FUNDING_DEGRADED',
    ]);
    expect(only(scenario.wait(HOUR_MS).time(), 'notice')).toEqual([]);
  });
});

describe('timed-out entries', () => {
  it('are retried as new decisions at a refreshed price with 0.90 then 0.75, then fail for good', () => {
    const scenario = Scenario.ready();
    const first = scenario.decide();
    scenario.wait(180_000).book(BTC, 101_000);
    const second = scenario.record(scenario.end(first.decision, { end: 'timed_out' }));
    expect([second.retryOf, second.order?.attempt, second.order?.limitPrice]).toEqual([
      first.decision,
      1,
      '101010.1',
    ]);
    expect(second.multipliers.size['retry']).toBe(0.9);
    const third = scenario.record(
      scenario.wait(180_000).end(second.decision, { end: 'timed_out' }),
    );
    expect(third.multipliers.size['retry']).toBe(0.75);
    const outputs = scenario.wait(180_000).end(third.decision, { end: 'timed_out' });
    expect(only(outputs, 'decision')).toEqual([]);
    expect(only(outputs, 'notice')[0]?.code).toBe('ORDER_TIMEOUT_FAIL');
    expect(kernelStatus(scenario.state, scenario.at).rates.timeouts.samples).toBe(1);
  });

  it('are not retried after a guard failure, nor when something filled', () => {
    const scenario = Scenario.ready();
    const first = scenario.decide();
    scenario.book(BTC, 100_000, 50);
    const outputs = scenario.end(first.decision, { end: 'timed_out' });
    expect(scenario.record(outputs).reason).toBe('SPREAD_TOO_WIDE');
    expect(only(outputs, 'notice')[0]?.code).toBe('ORDER_TIMEOUT_FAIL');
    scenario.book();
    const other = scenario.decide({ strategy: S4 });
    const filled = scenario.end(other.decision, {
      end: 'timed_out',
      filledQuantity: 0.001,
      averagePrice: 100_010,
    });
    expect(only(filled, 'decision')).toEqual([]);
  });
});

describe('rates', () => {
  it('ALR-4 are insufficient below 20 samples, over the trailing hour', () => {
    const scenario = Scenario.ready();
    for (let i = 0; i < 20; i += 1) {
      expect(kernelStatus(scenario.state, scenario.at).rates.fillRatio.value).toBeNull();
      scenario.book(BTC, 100_000 + i * 10);
      scenario.wait(7_000);
      scenario.end(
        scenario.decide().decision,
        i % 2 === 0 ? {} : { end: 'rejected', reason: 'VENUE_REJECT' },
      );
    }
    const { rejected, timeouts } = kernelStatus(scenario.state, scenario.at).rates;
    expect(rejected).toEqual({ value: 0.5, samples: 20 });
    expect(timeouts).toEqual({ value: 0, samples: 20 });
    expect(kernelStatus(scenario.state, scenario.at + HOUR_MS).rates.timeouts.samples).toBe(0);
  });

  it('ACC-4 deliberate refusals do not count, unexpected ones do', () => {
    const scenario = Scenario.ready();
    scenario.decide({ paused: true });
    scenario.book(BTC, 100_000, 50);
    scenario.decide();
    expect(kernelStatus(scenario.state, scenario.at).rates.rejected.samples).toBe(1);
    expect(kernelStatus(scenario.state, scenario.at).entries).toEqual({
      allowed: 0,
      refused: 2,
      byReason: { SPREAD_TOO_WIDE: 1, WORKER_PAUSED: 1 },
    });
  });
});

describe('bad signals', () => {
  const cases = [
    ['SIGNAL_INVALID', { edge: Number.NaN }],
    ['SIGNAL_INVALID', { edge: 1.0001 }],
    ['SIGNAL_INVALID', { edge: -0.1 }],
    ['SIGNAL_INVALID', { stopDistance: 0 }],
    ['SIGNAL_INVALID', { stopDistance: Number.POSITIVE_INFINITY }],
    ['SIGNAL_INVALID', { referencePrice: -1 }],
    ['SIGNAL_INVALID', { requestedNotional: 1e300 }],
    ['SIGNAL_INVALID', { capitalMultiplier: 0 }],
    ['SIGNAL_INVALID', { id: '' }],
    ['UNKNOWN_STRATEGY', { strategy: strategyId('S9') }],
    ['UNKNOWN_SYMBOL', { symbol: symbolId('XYZ/USDT:USDT') }],
  ] as const;
  it.each(cases)('%s %o is refused as input', (code, more) => {
    const scenario = Scenario.ready();
    scenario.decide({ id: 'seen', symbol: SOL });
    const outputs = scenario.feed({
      kind: 'signal',
      at: scenario.at,
      signal: { ...only(scenario.outputs, 'decision')[0]!.signal, id: 'new', ...more },
    });
    expect(outputs.map((output) => [output.kind, 'code' in output && output.code])).toEqual([
      ['rejected_input', code],
    ]);
  });

  it('a duplicate id, and a signal from the past or the future', () => {
    const scenario = Scenario.ready();
    scenario.decide({ id: 'once' });
    expect(only(scenario.signal({ id: 'once' }), 'rejected_input')[0]?.code).toBe(
      'SIGNAL_DUPLICATE',
    );
    expect(scenario.decide({ symbol: ETH, at: scenario.at + 1 }).reason).toBe('SIGNAL_OUT_OF_TIME');
    const late = scenario.decide({ symbol: ETH, at: scenario.at - 30_001 });
    expect(failed(late)).toEqual(['SIGNAL_OUT_OF_TIME', 'signal_age', 'deny']);
    expect(scenario.decide({ symbol: ETH, at: scenario.at - 30_000 }).verdict).toBe('allowed');
  });

  it('time running backwards or leaping a year is refused', () => {
    const scenario = Scenario.ready();
    const code = (at: number) =>
      only(scenario.feed({ kind: 'time', at }), 'rejected_input')[0]?.code;
    expect(code(T0 - 1)).toBe('TIME_BACKWARDS');
    expect(code(T0 + 400 * DAY_MS)).toBe('TIME_JUMP');
    expect(code(Number.NaN)).toBe('INVALID');
    expect(code(T0)).toBeUndefined();
  });

  it('each strategy of a bucket has its own limits: S6 on a wide book that S1 refuses', () => {
    const scenario = Scenario.ready();
    scenario.book(BTC, 100_000, 12);
    expect(scenario.decide({ strategy: S1 }).reason).toBe('SPREAD_TOO_WIDE');
    expect(scenario.decide({ strategy: S6 }).verdict).toBe('allowed');
  });
});
