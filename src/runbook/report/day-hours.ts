/** The day at its full hours: what the curves and the drawdown's contributors of a week rest on. */
import type { DayHour } from '../../domain/daily-report.ts';
import { HOUR_MS } from '../../domain/time.ts';
import { dayPnl } from './day-money.ts';
import { type DayBook, keep } from './day-state.ts';
import { pnlByAsset, pnlByStrategy } from './pnl-tables.ts';

/** Full hours of a day, and one more for a day that began within an hour. */
const HOURS_MAX = 26;

/** With every good mark: the first one of each hour is kept. `beyond`: asked for when it is. */
export function takeHour(book: DayBook, beyond: () => DayHour['beyond']): void {
  const { last, day } = book;
  if (last === null) return;
  const before = day.hours.at(-1);
  if (before !== undefined && hourOf(before.at) === hourOf(last.at)) return;
  const hour = hourNow(book, beyond());
  if (hour !== null) keep(day, 'hours', day.hours, hour, HOURS_MAX);
}

const hourOf = (at: number): number => Math.floor(at / HOUR_MS);

/** The kept hours, and how the day stands now. */
export function hoursUntilNow(book: DayBook, beyond: DayHour['beyond']): readonly DayHour[] {
  const now = hourNow(book, beyond);
  if (now === null || now.at < book.day.start) return book.day.hours;
  return [...book.day.hours.filter(({ at }) => at < now.at), now];
}

function hourNow(book: DayBook, beyond: DayHour['beyond']): DayHour | null {
  if (book.last === null) return null;
  const { at, equity } = book.last;
  return {
    at,
    equity,
    pnl: dayPnl(book),
    index: book.index,
    byStrategy: netOf(pnlByStrategy(book)),
    byAsset: netOf(pnlByAsset(book)),
    beyond,
  };
}

const netOf = (rows: ReturnType<typeof pnlByStrategy>): Readonly<Record<string, number>> =>
  Object.fromEntries(rows.filter(({ net }) => net !== 0).map(({ key, net }) => [key, net]));
