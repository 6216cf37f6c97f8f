import { describe, expect, it } from 'vitest';
import { BTC, ETH, S3, S4 } from '../../../tests/support/kernel-config.ts';
import { totals } from '../../../tests/support/kernel-holdings.ts';
import { Scenario } from '../../../tests/support/kernel-scenario.ts';
import { EXTERNAL } from '../../domain/ids.ts';
import { DAY_MS, MINUTE_MS } from '../../domain/time.ts';
import { nextWake } from '../kernel.ts';

/** One entry of S3 on BTC: 26 lots of 0.001 at 100,010 USDT with a stop of 3.5 %. */
function ordered() {
  const scenario = Scenario.ready();
  const record = scenario.decide();
  expect([record.order?.quantity, record.order?.limitPrice]).toEqual(['0.026', '100010']);
  const { decision } = record;
  const progress = (filledQuantity: number) =>
    scenario.feed({
      kind: 'entry_progress',
      at: scenario.at,
      decision,
      filledQuantity,
      averagePrice: 100_000,
    });
  const shows = (quantity: number) => scenario.position(quantity, { decision });
  const ends = (filledQuantity: number) =>
    scenario.end(decision, { filledQuantity, averagePrice: 100_000 });
  return { scenario, decision, progress, shows, ends, held: scenario.state.holdings };
}
type Ordered = ReturnType<typeof ordered>;

describe('a position shows what its entry filled', () => {
  const tables: {
    name: string;
    when: (order: Ordered) => void;
    expected: { notional: number; items: number; trades: number };
  }[] = [
    {
      name: 'nothing filled: all of the order is reserved at its price',
      when: () => {},
      // 0.026 x 100,010.
      expected: { notional: 2_600.26, items: 1, trades: 1 },
    },
    {
      name: 'a part: the position at mark and the rest at the price of the order, one open trade',
      when: ({ shows }) => shows(0.01),
      // 0.010 x 100,000 + 0.016 x 100,010.
      expected: { notional: 2_600.16, items: 2, trades: 1 },
    },
    {
      name: 'all of it, not told as ended yet: nothing is left of the reservation',
      when: ({ shows }) => shows(0.026),
      expected: { notional: 2_600, items: 2, trades: 1 },
    },
    {
      name: 'ended with what the position shows: the reservation is gone',
      when: ({ shows, ends }) => {
        shows(0.01);
        ends(0.01);
      },
      expected: { notional: 1_000, items: 1, trades: 1 },
    },
    {
      name: 'ended before the position shows it: the fill stays counted, no more',
      when: ({ ends }) => ends(0.02),
      // 0.020 x 100,010.
      expected: { notional: 2_000.2, items: 1, trades: 1 },
    },
    {
      name: 'ended, and the position shows a part of the fill: the rest of the fill stays counted',
      when: ({ ends, shows }) => {
        ends(0.02);
        shows(0.01);
      },
      // 0.010 x 100,000 + 0.010 x 100,010.
      expected: { notional: 2_000.1, items: 2, trades: 1 },
    },
    {
      name: 'ended, and then the position shows all of the fill',
      when: ({ ends, shows }) => {
        ends(0.02);
        shows(0.02);
      },
      expected: { notional: 2_000, items: 1, trades: 1 },
    },
    {
      name: 'a position that closed already showed all that was filled before',
      when: ({ progress, shows }) => {
        progress(0.02);
        shows(0);
      },
      // 0.006 x 100,010.
      expected: { notional: 600.06, items: 1, trades: 1 },
    },
    {
      name: 'a position of another decision books nothing',
      when: ({ scenario, decision }) =>
        scenario.position(0.01, { strategy: S4, decision: decision + 1 }),
      // 0.026 x 100,010 + 0.010 x 100,000.
      expected: { notional: 3_600.26, items: 2, trades: 2 },
    },
    {
      name: 'a position of the same side that another decision opened does not stand for the entry',
      when: ({ scenario }) => scenario.position(0.01, { decision: 0 }),
      expected: { notional: 3_600.26, items: 2, trades: 2 },
    },
  ];
  it.each(tables)('$name', ({ when, expected }) => {
    const order = ordered();
    when(order);
    const { notional, items, trades } = totals(order.held);
    expect(notional).toBeCloseTo(expected.notional, 6);
    expect({ items, trades }).toEqual({ items: expected.items, trades: expected.trades });
  });

  it('an entry whose position was closed while its rest is on the way is an open trade again', () => {
    const { held, shows, ends } = ordered();
    const trades = [() => shows(0.01), () => shows(0), () => shows(0.02), () => ends(0.02)].map(
      (event) => {
        event();
        return held.openTrades;
      },
    );
    expect(trades).toEqual([1, 1, 1, 1]);
    shows(0);
    expect(held.openTrades).toBe(0);
  });

  it('the wait for a position is over when it comes: no timer is left of it', () => {
    const { scenario, shows, ends } = ordered();
    ends(0.02);
    const over = scenario.at + MINUTE_MS;
    // After the slippage check of the fill, 15 s later.
    scenario.wait(20_000).time();
    expect(nextWake(scenario.state)).toBe(over);
    shows(0.01);
    expect(nextWake(scenario.state)).toBe(over);
    shows(0.02);
    expect(nextWake(scenario.state)).toBe(scenario.today + DAY_MS);
  });
});

describe('positions as told', () => {
  it('a second message changes the position in place', () => {
    const scenario = Scenario.ready();
    scenario.position(0.01, { decision: 1 });
    scenario.position(0.02, { decision: 2, entryPrice: 99_000, stopPrice: 99_500 });
    const { positions } = scenario.state.holdings;
    expect(positions.length).toBe(1);
    expect(positions[0]).toMatchObject({
      strategyId: S3,
      symbolId: BTC,
      side: 'long',
      decision: 2,
      quantity: 0.02,
      entryPrice: 99_000,
      stopPrice: 99_500,
      // At mark 100,000: 0.02 x 100,000; 0.02 x 500.
      notional: 2_000,
      risk: 10,
    });
  });

  it('long and short, and different symbols, are positions of their own', () => {
    const scenario = Scenario.ready();
    scenario.position(0.01);
    scenario.position(0.01, { side: 'short', stopPrice: 101_000 });
    scenario.position(1, { symbol: ETH });
    expect(scenario.state.holdings.positions.map(({ symbolId, side }) => [symbolId, side])).toEqual(
      [
        [BTC, 'long'],
        [BTC, 'short'],
        [ETH, 'long'],
      ],
    );
    scenario.position(0, { side: 'short' });
    expect(scenario.state.holdings.positions.map(({ side }) => side)).toEqual(['long', 'long']);
  });

  it('the end of a position that nobody knew changes nothing', () => {
    const scenario = Scenario.ready();
    scenario.position(0);
    expect(totals(scenario.state.holdings)).toEqual({ notional: 0, risk: 0, items: 0, trades: 0 });
  });

  const days = [
    {
      name: 'a day with a position counts for its strategy',
      strategy: S4,
      quantity: 0.01,
      expected: [3],
    },
    {
      name: 'a position of EXTERNAL is no strategy’s day',
      strategy: EXTERNAL,
      quantity: 0.01,
      expected: [],
    },
    { name: 'a position that ends makes no day', strategy: S4, quantity: 0, expected: [] },
  ];
  it.each(days)('$name', ({ strategy, quantity, expected }) => {
    const scenario = Scenario.ready();
    scenario.close('operator_halt');
    const { dayActive } = scenario.state.allocation;
    dayActive.fill(0);
    scenario.position(quantity, { strategy });
    expect(dayActive).toEqual([0, 1, 2, 3, 4, 5, 6].map((s) => (expected.includes(s) ? 1 : 0)));
  });
});
