/** The turn of the day: what the next day begins with. */
import type { EpochMs } from '../../domain/time.ts';
import {
  createDay,
  type DayBook,
  type DayFigures,
  dayName,
  type InForce,
  sorted,
} from './day-state.ts';

/**
 * Closes the running day and begins the one that `at` belongs to. The new day opens with the last
 * mark of the one before, so that no profit falls between two days; what is in force goes on.
 */
export function turnDay(book: DayBook, start: EpochMs, at: EpochMs): void {
  const { day: old } = book;
  const day = createDay(start, start, book.balance ?? '0');
  if (book.last !== null) {
    day.open = book.last;
    day.openIndex = book.index;
    day.highIndex = book.index;
    day.high = { at: book.last.at, equity: book.last.equity };
    day.low = day.high;
  }
  day.openUnrealised = { ...(old.seen?.unrealised ?? old.openUnrealised) };
  day.throttles = carried(old.throttles, start);
  day.riskStates = carried(old.riskStates, start);
  day.halts = old.halts.filter(({ until }) => until === null);
  day.tasks = old.tasks.filter(({ state }) => state === 'due' || state === 'overdue');
  day.incidents = old.incidents.filter(({ state }) => state !== 'resolved');
  book.closed = {
    day: dayName(old.start),
    breakers: old.breakers,
    omitted: old.omitted['breakers'] ?? 0,
  };
  if (at - start > GAP_MIN) day.gaps = [{ from: start, to: at }];
  book.day = day;
}

/** Nothing recorded for so long is told as a gap. */
export const GAP_MIN = 120_000;

function carried(table: DayFigures['throttles'], start: EpochMs): Record<string, InForce> {
  const rows: Record<string, InForce> = {};
  for (const [name, { since }] of sorted(table)) {
    if (since !== null) rows[name] = { since: start, times: 0, total: 0 };
  }
  return rows;
}
