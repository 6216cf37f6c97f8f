/** Days of the running week, and execution of those before it: saved with the orchestrator's state. */
import type { DailyReport } from '../../domain/daily-report.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { QualityDay, WeekDay, WeeklyReport } from '../../domain/weekly-report.ts';
import { BASELINE_DAYS } from './baseline.ts';
import { dayAt, WEEK_MS, weekStart } from './week.ts';
import { weekDayOf } from './week-day.ts';
import { weeklyReport } from './weekly.ts';

export interface WeekBook {
  /** Closed days of the running week, seven at most. */
  days: WeekDay[];
  /** Closed days before it, seven at most. */
  earlier: QualityDay[];
}

export const createWeekBook = (): WeekBook => ({ days: [], earlier: [] });

/**
 * Takes the day that closed. `next`: 00:00 of the day that runs now; once that lies in another week
 * the review of the one that ended is returned, also when nothing ran over its end.
 */
export function takeDay(
  book: WeekBook,
  report: DailyReport,
  next: EpochMs,
  madeAt: EpochMs,
): WeeklyReport | null {
  const from = weekStart(dayAt(report.day));
  book.days = [...book.days, weekDayOf(report)].slice(-7);
  if (next < from + WEEK_MS) return null;
  const weekly = weeklyReport(book.days, book.earlier, { from, madeAt, office: null });
  const quality = book.days.map(({ quality: day }) => day);
  book.earlier = [...book.earlier, ...quality].slice(-BASELINE_DAYS);
  book.days = [];
  return weekly;
}
