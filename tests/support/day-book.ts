/** A small day written into a day book by hand: every figure of its report can be added up. */
import type { DailyReport } from '../../src/domain/daily-report.ts';
import type { LedgerEntry, LedgerKind, TradeClosed } from '../../src/domain/execution.ts';
import { type StrategyId, type SymbolId, strategyId, symbolId } from '../../src/domain/ids.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts';
import { dailyReport } from '../../src/runbook/report/daily-report.ts';
import {
  takeHalt,
  takeKernel,
  takeRiskState,
  takeTask,
} from '../../src/runbook/report/day-events.ts';
import { takeLedger, takeMark, takeTrade } from '../../src/runbook/report/day-money.ts';
import { createDayBook, type DayBook } from '../../src/runbook/report/day-state.ts';
import { kernelConfig } from './kernel-config.ts';
import { ThrottleRig } from './throttle-rig.ts';

export const DAY = Date.UTC(2025, 3, 4);
export const at = (hour: number, minute = 0): number => DAY + hour * HOUR_MS + minute * MINUTE_MS;
export const BTC = symbolId('BTC/USDT:USDT');
export const ETH = symbolId('ETH/USDT:USDT');
export const S1 = strategyId('S1');
export const S3 = strategyId('S3');

export const newBook = (): DayBook =>
  createDayBook(DAY, { profile: 'balanced', losses: 0, knew: false });

/** Writes ledger entries and keeps their balance. */
export class Ledger {
  private balance = 0;
  private entries = 0;

  private readonly book: DayBook;

  constructor(book: DayBook) {
    this.book = book;
  }

  entry(
    when: number,
    kind: LedgerKind,
    amount: number,
    strategy: StrategyId | null = null,
    symbol: SymbolId | null = null,
  ): void {
    this.balance = Math.round((this.balance + amount) * 100) / 100;
    this.entries += 1;
    const entry: LedgerEntry = {
      id: `L${this.entries}`,
      at: when,
      kind,
      strategy,
      symbol,
      amount: `${amount}`,
      balance: `${this.balance}`,
      reference: '',
    };
    takeLedger(this.book, entry);
  }
}

export function mark(
  book: DayBook,
  when: number,
  equity: number,
  transfers: number,
  strategyPnl: Readonly<Record<string, number>>,
): void {
  takeMark(book, { at: when, equity, transfers, strategyPnl }, null);
}

export const trade = (strategy: StrategyId, symbol: SymbolId, netPnl: string): TradeClosed => ({
  strategy,
  symbol,
  side: 'long',
  decision: 1,
  quantity: '1',
  openedAt: at(1),
  closedAt: at(2),
  entryPrice: '100',
  exitPrice: '100',
  grossPnl: netPnl,
  fees: '0',
  funding: '0',
  netPnl,
  exitReason: 'stop',
});

/**
 * Opens at 100,000. S3 on BTC realises +1,000, pays 10 of fees and receives 5 of funding; S1 on ETH
 * realises -400 and pays 4. 5,000 are deposited at noon. S1 has an open position that is worth +100
 * at the close. Equity closes at 105,691; the day made 691.
 */
export function smallDay(): DayBook {
  const book = newBook();
  const ledger = new Ledger(book);
  ledger.entry(at(0), 'opening_balance', 100_000);
  mark(book, at(0), 100_000, 0, {});
  takeRiskState(book, 'NORMAL', at(0));
  ledger.entry(at(8), 'realised_pnl', 1_000, S3, BTC);
  ledger.entry(at(8), 'fee', -10, S3, BTC);
  ledger.entry(at(8), 'funding', 5, S3, BTC);
  takeTrade(book, trade(S3, BTC, '995'));
  mark(book, at(8), 100_995, 0, { S3: 995 });
  ledger.entry(at(12), 'transfer', 5_000);
  mark(book, at(12), 105_995, 5_000, { S3: 995 });
  ledger.entry(at(16), 'realised_pnl', -400, S1, ETH);
  ledger.entry(at(16), 'fee', -4, S1, ETH);
  takeTrade(book, trade(S1, ETH, '-404'));
  mark(book, at(16), 105_591, 5_000, { S1: -404, S3: 995 });
  const tripped = { breaker: 'daily_soft', transition: 'tripped', severity: 'warning' } as const;
  const figures = { value: -0.02, limit: -0.02, until: at(18), text: 'daily PnL | <b>-2.0 %</b>' };
  takeKernel(book, { kind: 'breaker', at: at(16), ...tripped, ...figures }, at(16));
  for (const [hour, active] of [
    [9, true],
    [11, false],
    [20, true],
  ] as const) {
    const about = { throttle: 'cluster', value: 0.9, text: '' } as const;
    takeKernel(book, { kind: 'throttle', at: at(hour), active, ...about }, at(hour));
  }
  takeRiskState(book, 'FROZEN', at(16));
  takeRiskState(book, 'NORMAL', at(18));
  takeHalt(book, { actor: 'desk', reason: 'maintenance', since: at(21) }, at(21));
  takeHalt(book, null, at(22));
  takeTask(book, {
    id: 'review@2025-04-04T12:00Z',
    task: 'review',
    title: 'Exposures reviewed',
    who: 'person',
    dueAt: at(12),
    graceUntil: at(12, 30),
    state: 'missed',
    by: null,
    doneAt: null,
    evidence: [],
    outcome: 'missed: nobody checked it off',
    next: '',
    runbook: '',
  });
  mark(book, at(23, 59), 105_691, 5_000, { S1: -304, S3: 995 });
  return book;
}

/** Nothing was throttled. */
const throttle = new ThrottleRig().day();

export const reportOf = (book: DayBook, now = at(24) + 1): DailyReport =>
  dailyReport(
    book,
    {
      config: kernelConfig(),
      configVersion: 'c-1',
      build: 'build-1',
      throttle,
      beyond: { plan: 0, held: 0 },
    },
    now,
  );
