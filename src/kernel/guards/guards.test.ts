import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S1, S3, S4, S5 } from '../../../tests/support/kernel-config.ts';
import { only, Scenario } from '../../../tests/support/kernel-scenario.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/time.ts';

const defaults = kernelConfig();
const failed = (record: DecisionRecord) => {
  const last = record.checks.at(-1)!;
  return [record.reason, last.check, last.outcome];
};

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
