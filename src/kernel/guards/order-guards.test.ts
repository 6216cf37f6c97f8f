import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S3, S4, SOL } from '../../../tests/support/kernel-config.ts';
import { only, PRICES, Scenario } from '../../../tests/support/kernel-scenario.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import { EXTERNAL, type SymbolId } from '../../domain/ids.ts';
import { HOUR_MS } from '../../domain/time.ts';
import * as C from '../decision/checks.ts';
import { candidateOf } from '../decision/decide.ts';
import * as L from '../decision/layout.ts';
import { guardOrder } from './guards.ts';

const defaults = kernelConfig();
const checked = (record: DecisionRecord, name: string) => {
  const check = record.checks.find((each) => each.check === name);
  return [check?.outcome, check?.input, check?.limit];
};

describe('order ceiling', () => {
  const tables = [
    // 26 lots of 0.001 BTC at 100,010.
    { name: 'an order of exactly the ceiling is allowed', ceiling: 2_600.26, verdict: 'allowed' },
    { name: 'one cent less refuses it', ceiling: 2_600.25, verdict: 'refused' },
  ];
  it.each(tables)('$name', ({ ceiling, verdict }) => {
    const scenario = Scenario.ready({
      sizing: { ...defaults.sizing, maxOrderNotional: ceiling },
    });
    const record = scenario.decide();
    expect(record.verdict).toBe(verdict);
    const outcome = verdict === 'allowed' ? 'pass' : 'deny';
    expect(checked(record, 'order_ceiling')).toEqual([outcome, 2_600.26, ceiling]);
  });
});

describe('expected slippage', () => {
  it('of a short walks the bids', () => {
    const scenario = Scenario.ready();
    scenario.feed({
      kind: 'book',
      at: scenario.at,
      symbol: BTC,
      mark: 100_000,
      bids: [99_990, 0.013, 99_590, 1],
      asks: [100_010, 10],
    });
    // 13 lots at -1 bp and 13 at -41 bp against mid 100,000: 21 bp > 20.
    const record = scenario.decide({ side: 'short' });
    expect(record.reason).toBe('SLIPPAGE_TOO_HIGH');
    expect(checked(record, 'slippage')[1]).toBeCloseTo(21, 6);
  });

  it('of exactly the limit is allowed', () => {
    const scenario = Scenario.ready();
    scenario.feed({
      kind: 'book',
      at: scenario.at,
      symbol: BTC,
      mark: 100_000,
      bids: [99_990, 10],
      // 13 lots at +1 bp and 13 at +39 bp: 20 bp.
      asks: [100_010, 0.013, 100_390, 1],
    });
    expect(scenario.decide().verdict).toBe('allowed');
  });

  it('that cannot be computed denies', () => {
    const scenario = Scenario.ready();
    // Such a book is refused on its way in; the guard does not rest on that.
    const { market, index } = scenario.state;
    market.asks[index.symbolOf.get(BTC)!] = [100_010, Number.NaN];
    const record = scenario.decide();
    expect([record.reason, checked(record, 'slippage')[0]]).toEqual([
      'NOT_EVALUATED',
      'not_evaluated',
    ]);
  });

  it('its limit is that of the bucket x profile x regime x strictness', () => {
    const scenario = Scenario.ready({ profile: 'conservative' });
    scenario.state.regime.regime = 'high';
    scenario.state.core.strictness = 1;
    // 20 x 0.8 x 0.8 x 0.8.
    expect(checked(scenario.decide(), 'slippage')[2]).toBeCloseTo(10.24, 12);
  });
});

describe('identical orders in a row', () => {
  it('three are allowed, the fourth is not', () => {
    const scenario = Scenario.ready();
    const verdicts = [1, 2, 3, 4].map(() => {
      const { verdict, decision } = scenario.decide();
      scenario.end(decision);
      return verdict;
    });
    expect(verdicts).toEqual(['allowed', 'allowed', 'allowed', 'refused']);
  });
});

describe('figures that the guards record', () => {
  it('a book of 1970-01-01 00:00 is a book', () => {
    expect(checked(Scenario.ready({}, 0).decide(), 'book_age')).toEqual(['pass', 0, 1e12]);
  });

  it('age of the book, spread, and identical orders, each with its limit', () => {
    const scenario = Scenario.ready();
    scenario.end(scenario.decide().decision);
    const record = scenario.wait(7).decide();
    expect(checked(record, 'book_age')).toEqual(['pass', 7, 1e12]);
    const [outcome, spread, limit] = checked(record, 'spread');
    expect([outcome, limit]).toEqual(['pass', 15]);
    // 99,990 to 100,010.
    expect(spread).toBeCloseTo(2, 9);
    expect(checked(record, 'identical_in_a_row')).toEqual(['pass', 2, 3]);
  });

  const fundings: {
    name: string;
    side: 'long' | 'short';
    rate: number;
    hours?: number;
    edge?: number;
    expected: readonly [input: number, factor: number | null];
  }[] = [
    {
      name: 'a short receives what longs pay',
      side: 'short',
      rate: 0.0009,
      expected: [-0.0009, 1],
    },
    {
      name: 'a short pays when the rate is negative',
      side: 'short',
      rate: -0.0005,
      expected: [0.0005, 0.75],
    },
    {
      name: 'a short is refused beyond 0.08 % with an edge below 0.55',
      side: 'short',
      rate: -0.0009,
      edge: 0.5,
      expected: [0.0009, null],
    },
    {
      name: 'a long receives when the rate is negative',
      side: 'long',
      rate: -0.0009,
      edge: 0.1,
      expected: [-0.0009, 1],
    },
    {
      name: 'nothing is paid without a settlement',
      side: 'long',
      rate: 0.0009,
      edge: 0.1,
      hours: 0.5,
      expected: [0, 1],
    },
  ];
  it.each(fundings)('funding: $name', ({ side, rate, hours = 4, edge = 0.6, expected }) => {
    const scenario = Scenario.ready();
    scenario.feed({
      kind: 'funding',
      at: scenario.at,
      symbol: BTC,
      status: 'ok',
      rate,
      nextFundingTime: scenario.at + HOUR_MS,
      interval: 8 * HOUR_MS,
    });
    const record = scenario.decide({ side, edge, expectedHoldingHours: hours });
    const [input, factor] = expected;
    const outcome = factor === null ? 'deny' : 'pass';
    expect(checked(record, 'funding_rate')).toEqual([outcome, input, 0.0008]);
    if (factor !== null) expect(record.multipliers.size['funding']).toBe(factor);
  });
});

describe('the last word on caps', () => {
  // Sizing leaves room for the order, so that this never refuses: it is asked directly, with an
  // order that nobody sized. G = 250,000 USDT, R0 = 1,400 USDT, stop 3.5 % unless it says another.
  type Held = readonly [symbol: SymbolId, notional: number, distance: number];
  const tables: {
    name: string;
    held: readonly Held[];
    notional: number;
    stop?: number;
    total?: number;
    expected: readonly [reason: string, measure: number] | null;
  }[] = [
    // 0.18 x 250,000 = 45,000; at risk 45 of 252.
    {
      name: 'all is within: a strategy at its cap',
      held: [],
      notional: 45_000,
      stop: 0.001,
      expected: null,
    },
    {
      name: 'a strategy beyond its notional',
      held: [],
      notional: 45_001,
      expected: ['CAP_STRATEGY', 0],
    },
    // 0.18 x 1,400 / 0.035 = 7,200.
    {
      name: 'a strategy beyond its risk',
      held: [],
      notional: 7_201,
      expected: ['CAP_STRATEGY', 1],
    },
    // 0.30 x 250,000 = 75,000.
    {
      name: 'an asset beyond its notional',
      held: [[BTC, 74_000, 0]],
      notional: 1_001,
      expected: ['CAP_ASSET', 2],
    },
    // 0.30 x 1,400 = 420 = 400 + 20; 600 x 3.5 % = 21.
    {
      name: 'an asset beyond its risk',
      held: [[BTC, 10_000, 0.04]],
      notional: 600,
      expected: ['CAP_ASSET', 3],
    },
    {
      // 0.60 x 250,000 = 150,000 = 149,500 + 500.
      name: 'the three largest beyond their notional',
      held: [
        [BTC, 74_000, 0],
        [ETH, 62_000, 0],
        [SOL, 13_500, 0],
      ],
      notional: 501,
      expected: ['CAP_TOP_THREE', 4],
    },
    {
      // 0.60 x 1,400 = 840; 400 + 345 + 90 = 835; 300 x 3.5 % = 10.5.
      name: 'the three largest beyond their risk',
      held: [
        [BTC, 10_000, 0.04],
        [ETH, 10_000, 0.0345],
        [SOL, 10_000, 0.009],
      ],
      notional: 300,
      expected: ['CAP_TOP_THREE', 5],
    },
    {
      // 0.50 x 250,000 = 125,000 = 124,500 + 500.
      name: 'the total beyond its notional',
      held: [
        [BTC, 74_000, 0],
        [ETH, 50_500, 0],
      ],
      notional: 501,
      total: 0.5,
      expected: ['CAP_TOTAL', 6],
    },
    {
      // 0.50 x 1,400 = 700; 400 + 295 = 695; 10.5 more.
      name: 'the total beyond its risk',
      held: [
        [BTC, 10_000, 0.04],
        [ETH, 10_000, 0.0295],
      ],
      notional: 300,
      total: 0.5,
      expected: ['CAP_TOTAL', 7],
    },
  ];
  it.each(tables)('INC-1 $name', ({ held, notional, stop = 0.035, total = 1, expected }) => {
    const scenario = Scenario.ready({ caps: { ...defaults.caps, total } });
    for (const [symbol, amount, distance] of held) {
      const price = PRICES[symbol]!;
      const stopPrice = price * (1 - distance);
      scenario.position(amount / price, { strategy: EXTERNAL, symbol, stopPrice });
    }
    const asked = scenario.signal({ strategy: S3, stopDistance: stop, paused: true });
    const { signal } = only(asked, 'decision')[0]!;
    const { state, at } = scenario;
    const strategy = state.index.strategyOf.get(signal.strategy)!;
    const symbol = state.index.symbolOf.get(signal.symbol)!;
    const candidate = candidateOf(state, signal, at, strategy, symbol, 0, NaN, 0.5, at);
    candidate.figures[L.LOTS] = 1;
    candidate.figures[L.TICKS] = 1_000_100;
    candidate.figures[L.NOTIONAL] = notional;
    candidate.figures[L.MID] = 100_000;
    const reason = guardOrder(scenario.state, candidate);
    if (expected === null) {
      expect(reason).toBeNull();
      return;
    }
    expect([reason, candidate.figures[L.FAILED_CHECK]]).toEqual([
      expected[0],
      C.CHECK_CAPS + expected[1],
    ]);
  });
});

describe('cooldown list', () => {
  it('PB-D a spread that is too wide twice closes its symbol for all strategies', () => {
    const scenario = Scenario.ready();
    scenario.book(ETH, 2_500, 50);
    scenario.signal({ symbol: ETH });
    scenario.signal({ symbol: ETH, strategy: S4 });
    expect(scenario.closed).toEqual([`symbol_cooldown:*:${ETH}`]);
  });
});
