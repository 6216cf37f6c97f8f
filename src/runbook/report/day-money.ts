/** Money of the day: equity marks, ledger entries, closed trades. */
import { add, type DecimalText, decimal, formatDecimal, subtract } from '../../domain/decimal.ts';
import type { LedgerEntry, TradeClosed } from '../../domain/execution.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import { type DayBook, type KeptMark, keep, nameIn } from './day-state.ts';

/** Time between two samples of the day's curve: 97 of them at most. */
const SAMPLE_EVERY = 15 * MINUTE_MS;
const SAMPLES_MAX = 97;
/** The rolling drawdown looks back 30 days: the highs of those and of the running one. */
const HIGHS_MAX = 31;

/** A good mark; others move nothing. `drawdown`: the kernel's rolling one after it. */
export function takeMark(book: DayBook, mark: KeptMark, drawdown: number | null): void {
  const { day, last } = book;
  if (last !== null && last.equity > 0) {
    const earned = mark.equity - (mark.transfers - last.transfers);
    book.index *= Math.max(0, earned / last.equity);
  }
  book.last = mark;
  day.marks += 1;
  if (day.open === null) openDay(book, mark);
  takeHigh(book);
  const plain = { at: mark.at, equity: mark.equity };
  if (day.high === null || mark.equity > day.high.equity) day.high = plain;
  if (day.low === null || mark.equity < day.low.equity) day.low = plain;
  day.highIndex = Math.max(day.highIndex, book.index);
  const ofDay = day.highIndex > 0 ? 1 - book.index / day.highIndex : 0;
  if (day.ofDay === null || ofDay > day.ofDay.value) day.ofDay = { value: ofDay, at: mark.at };
  if (drawdown !== null && (day.rolling === null || drawdown > day.rolling.value)) {
    day.rolling = { value: drawdown, at: mark.at };
  }
  sample(book, mark, drawdown ?? 0);
}

/** The first mark ever opens its day; later days open with the last mark of the day before. */
export function openDay(book: DayBook, mark: KeptMark): void {
  book.day.open = mark;
  book.day.openIndex = book.index;
  book.day.highIndex = book.index;
}

function takeHigh(book: DayBook): void {
  const newest = book.highs.at(-1);
  if (newest?.day === book.day.start) newest.index = Math.max(newest.index, book.index);
  else book.highs.push({ day: book.day.start, index: book.index });
  if (book.highs.length > HIGHS_MAX) book.highs = book.highs.slice(-HIGHS_MAX);
}

function sample(book: DayBook, mark: KeptMark, drawdown: number): void {
  const { samples } = book.day;
  const slot = (at: EpochMs): number => Math.floor(at / SAMPLE_EVERY);
  const before = samples.at(-1);
  if (before !== undefined && slot(before.at) === slot(mark.at)) return;
  const point = { at: mark.at, equity: mark.equity, pnl: dayReturn(book), drawdown };
  keep(book.day, 'samples', samples, point, SAMPLES_MAX);
}

/** Of the running day so far, USDT, without deposits and withdrawals. */
export function dayPnl({ day, last }: DayBook): number {
  if (day.open === null || last === null) return 0;
  return last.equity - day.open.equity - (last.transfers - day.open.transfers);
}

/** Of the running day, fraction; deposits and withdrawals do not move it (requirement OPS-3). */
export const dayReturn = ({ index, day }: DayBook): number =>
  day.open === null || !(day.openIndex > 0) ? 0 : index / day.openIndex - 1;

/**
 * Bounds of the rolling drawdown from the daily highs: against those that surely are within the
 * window, and against those that may be. Null before the first mark, or while the window reaches
 * back before this book.
 */
export function drawdownBounds(
  book: DayBook,
  window: number,
): { readonly least: number; readonly most: number } | null {
  const { last, highs, index } = book;
  if (last === null || last.at - window < book.highsFrom) return null;
  let surely = index;
  let perhaps = index;
  for (const high of highs) {
    if (high.day + DAY_MS <= last.at - window) continue;
    perhaps = Math.max(perhaps, high.index);
    if (high.day > last.at - window) surely = Math.max(surely, high.index);
  }
  return { least: 1 - index / surely, most: 1 - index / perhaps };
}

/** Exact: money in, money out, and the balance after it. */
export function takeLedger(book: DayBook, entry: LedgerEntry): void {
  const { day } = book;
  // What the account had before the first entry that this book was told.
  if (book.balance === null) day.openBalance = minus(entry.balance, entry.amount);
  book.balance = entry.balance;
  if (entry.at < day.from) day.late += 1;
  const name = `${entry.kind}|${entry.strategy ?? ''}|${entry.symbol ?? ''}`;
  const key = nameIn(day.ledger, name);
  const sum = day.ledger[key] ?? { entries: 0, amount: '0' };
  day.ledger[key] = { entries: sum.entries + 1, amount: plus(sum.amount, entry.amount) };
}

export function takeTrade(book: DayBook, trade: TradeClosed): void {
  const net = decimal(trade.netPnl);
  if (net > 0n) book.losses = 0;
  else if (net < 0n) book.losses += 1;
  const { trades } = book.day;
  const key = nameIn(trades, `${trade.strategy}|${trade.symbol}`);
  const sums = trades[key] ?? { closed: 0, won: 0, lost: 0, net: '0' };
  trades[key] = {
    closed: sums.closed + 1,
    won: sums.won + (net > 0n ? 1 : 0),
    lost: sums.lost + (net < 0n ? 1 : 0),
    net: plus(sums.net, trade.netPnl),
  };
}

const minus = (a: DecimalText, b: DecimalText): DecimalText =>
  formatDecimal(subtract(decimal(a), decimal(b)));

export const plus = (a: DecimalText, b: DecimalText): DecimalText =>
  formatDecimal(add(decimal(a), decimal(b)));
