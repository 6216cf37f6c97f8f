/** Days of a week by hand: a daily report with the figures that a test is about. */
import type { DailyReport, DayHour } from '../../src/domain/daily-report.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { dayName } from '../../src/runbook/report/day-state.ts';
import { reportOf, smallDay } from './day-book.ts';

/** 2025-03-31, a Monday: 2025-W14. */
export const MONDAY = Date.UTC(2025, 2, 31);

const TEMPLATE = reportOf(smallDay());

/** Day 0 is the Monday. */
export function dayOfWeek(index: number, more: Partial<DailyReport> = {}): DailyReport {
  const start = MONDAY + index * DAY_MS;
  return {
    ...TEMPLATE,
    day: dayName(start),
    from: start,
    to: start + DAY_MS,
    gaps: [],
    starts: [],
    hours: [],
    ...more,
  };
}

/** `at`: hours since the Monday. */
export const hourAt = (at: number, pnl: number, more: Partial<DayHour> = {}): DayHour => ({
  at: MONDAY + at * HOUR_MS,
  equity: 100_000 + pnl,
  pnl,
  index: 1 + pnl / 100_000,
  byStrategy: {},
  byAsset: {},
  beyond: { plan: 0, held: 0 },
  ...more,
});
