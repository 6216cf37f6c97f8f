import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  at,
  BTC,
  DAY,
  ETH,
  Ledger,
  mark,
  newBook,
  reportOf,
  S1,
  S3,
  smallDay,
  trade,
} from '../../../tests/support/day-book.ts';
import { DAY_MS, HOUR_MS } from '../../domain/time.ts';
import { drawdownBounds, takeLedger, takeMark, takeTrade } from './day-money.ts';
import { count, dayOf } from './day-state.ts';
import { turnDay } from './day-turn.ts';

describe('day book', () => {
  it('CAD-3 a small day, added up by hand: equity, return, extremes', () => {
    const { equity, drawdown, closed, day, to } = reportOf(smallDay());
    expect({ day, closed, to }).toEqual({ day: '2025-04-04', closed: true, to: DAY + DAY_MS });
    expect(equity).toMatchObject({
      open: { equity: 100_000 },
      close: { equity: 105_691 },
      high: { equity: 105_995, at: at(12) },
      low: { equity: 100_000 },
      pnl: 691,
      transfers: 5_000,
      marks: 5,
    });
    // 1.00995 before the deposit; after it -404 and +100 on 105,995.
    expect(equity.return).toBeCloseTo(1.00995 * (105_691 / 105_995) - 1, 12);
    expect(drawdown.ofDay?.value).toBeCloseTo(404 / 105_995, 12);
  });

  it('OPS-3 a deposit moves equity, not PnL, not the return, not the drawdown', () => {
    const book = newBook();
    mark(book, at(0), 100_000, 0, {});
    mark(book, at(1), 150_000, 50_000, {});
    mark(book, at(2), 120_000, 20_000, {});
    const { equity, drawdown } = reportOf(book);
    expect(equity).toMatchObject({ pnl: 0, return: 0, transfers: 20_000 });
    expect(drawdown.ofDay?.value).toBe(0);
  });

  it('CAD-3 PnL by strategy and by asset, net of fees and funding, adds up to the PnL of the day', () => {
    const { pnl } = reportOf(smallDay());
    expect(pnl.byStrategy).toEqual([
      expect.objectContaining({
        key: 'S1',
        booked: '-404',
        net: -304,
        unrealisedChange: 100,
        closed: 1,
        lost: 1,
      }),
      expect.objectContaining({
        key: 'S3',
        realised: '1000',
        fees: '-10',
        funding: '5',
        net: 995,
        won: 1,
      }),
    ]);
    expect(pnl.strategyDifference).toBeCloseTo(0, 9);
    // No marks of positions were given: what S1 has open is the difference, and is said.
    expect(pnl.byAsset.map(({ key, booked }) => [key, booked])).toEqual([
      ['BTC', '995'],
      ['ETH', '-404'],
    ]);
    expect(pnl.assetDifference).toBeCloseTo(100, 9);
  });

  it('CAD-3 the ledger of the day is exact, by kind, and says so when it is not', () => {
    const book = smallDay();
    expect(reportOf(book).ledger).toMatchObject({
      open: '0',
      close: '105591',
      exact: true,
      late: 0,
    });
    expect(reportOf(book).ledger.byKind).toContainEqual({ kind: 'fee', entries: 2, amount: '-14' });
    takeLedger(book, {
      id: 'L9',
      at: at(23),
      kind: 'fee',
      strategy: S1,
      symbol: BTC,
      amount: '-1',
      balance: '105000',
      reference: '',
    });
    expect(reportOf(book).ledger.exact).toBe(false);
  });

  it('CAD-3 breakers, throttles with their time in force, risk states and halts', () => {
    const report = reportOf(smallDay());
    expect(report.breakers.map(({ breaker, transition }) => `${breaker} ${transition}`)).toEqual([
      'daily_soft tripped',
    ]);
    expect(report.throttles).toEqual([
      { name: 'cluster', times: 2, inForce: 6 * HOUR_MS, open: true },
    ]);
    expect(report.riskStates).toContainEqual({
      name: 'FROZEN',
      times: 1,
      inForce: 2 * HOUR_MS,
      open: false,
    });
    expect(report.halts).toEqual([
      { since: at(21), until: at(22), actor: 'desk', reason: 'maintenance' },
    ]);
    expect(report.cadence).toMatchObject({ missed: 1, overdue: 1, done: 0 });
  });

  it('CAD-3 the next day opens with the last mark of the day before: nothing falls between', () => {
    const book = smallDay();
    turnDay(book, dayOf(at(24) + 1), at(24) + 1);
    mark(book, at(25), 105_700, 5_000, { S1: -295, S3: 995 });
    const next = reportOf(book, at(48) + 1);
    expect(next.day).toBe('2025-04-05');
    expect(next.equity.open?.equity).toBe(105_691);
    expect(next.equity.pnl).toBeCloseTo(9, 9);
    expect(next.pnl.byStrategy).toEqual([
      expect.objectContaining({ key: 'S1', net: expect.closeTo(9, 9) }),
    ]);
    expect(next.throttles).toEqual([{ name: 'cluster', times: 0, inForce: DAY_MS, open: true }]);
    expect(book.closed?.breakers).toHaveLength(1);
  });

  it('CAD-1 losing trades in a row and bounds of the drawdown, over days', () => {
    const book = newBook();
    for (const net of ['-1', '0', '-2', '-3']) takeTrade(book, trade(S3, BTC, net));
    expect(book.losses).toBe(3);
    takeTrade(book, trade(S3, ETH, '1'));
    expect(book.losses).toBe(0);
    mark(book, at(0), 100_000, 0, {});
    mark(book, at(1), 90_000, 0, {});
    const tenth = expect.closeTo(0.1, 12);
    expect(drawdownBounds(book, 30 * DAY_MS)).toEqual({ least: tenth, most: tenth });
    turnDay(book, DAY + 40 * DAY_MS, DAY + 40 * DAY_MS + 1);
    mark(book, DAY + 40 * DAY_MS + 1, 90_000, 0, {});
    expect(drawdownBounds(book, 30 * DAY_MS)).toEqual({ least: 0, most: 0 });
  });

  it('CAD-3 every list is bounded, and what does not fit is counted', () => {
    const { day } = newBook();
    for (let index = 0; index < 2_000; index += 1) count(day.refusedByReason, `R${index}`);
    expect(Object.keys(day.refusedByReason)).toHaveLength(501);
    expect(day.refusedByReason['others']).toBe(1_500);
  });

  it('CAD-3 whatever was earned and booked, strategies add up to the day and the ledger is exact', () => {
    const move = fc.record({
      strategy: fc.constantFrom(S1, S3),
      symbol: fc.constantFrom(BTC, ETH),
      kind: fc.constantFrom(
        'realised_pnl' as const,
        'fee' as const,
        'funding' as const,
        'transfer' as const,
      ),
      cents: fc.integer({ min: -500_000, max: 500_000 }),
      open: fc.integer({ min: -100_000, max: 100_000 }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const book = newBook();
        const ledger = new Ledger(book);
        ledger.entry(at(0), 'opening_balance', 1_000_000);
        const pnl: Record<string, number> = { S1: 0, S3: 0 };
        let wallet = 1_000_000;
        let transfers = 0;
        mark(book, at(0), wallet, 0, { ...pnl });
        moves.forEach(({ strategy, symbol, kind, cents, open }, index) => {
          const amount = cents / 100;
          const transfer = kind === 'transfer';
          wallet = Math.round((wallet + amount) * 100) / 100;
          if (transfer) transfers += amount;
          else pnl[strategy] = (pnl[strategy] ?? 0) + amount;
          if (transfer) ledger.entry(at(1), kind, amount);
          else ledger.entry(at(1), kind, amount, strategy, symbol);
          const marks = { ...pnl, [strategy]: (pnl[strategy] ?? 0) + open };
          takeMark(
            book,
            { at: at(1) + index, equity: wallet + open, transfers, strategyPnl: marks },
            null,
          );
        });
        const report = reportOf(book);
        expect(report.ledger.exact).toBe(true);
        expect(report.pnl.strategyDifference).toBeCloseTo(0, 4);
        const booked = report.pnl.byAsset.reduce((sum, row) => sum + Number(row.booked), 0);
        expect(booked).toBeCloseTo(wallet - 1_000_000 - transfers, 4);
      }),
    );
  });
});
