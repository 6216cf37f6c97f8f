/** `septet report weekly`: the review of a week, made from its daily reports (requirement CHG-5). */
import { DAY_MS, type EpochMs } from '../domain/time.ts';
import type { WeeklyReport } from '../domain/weekly-report.ts';
import { BASELINE_DAYS } from '../runbook/review/baseline.ts';
import { dayAt, WEEK_MS, weekName, weekOf, weekStart } from '../runbook/review/week.ts';
import { qualityOf, weekDayOf } from '../runbook/review/week-day.ts';
import { weeklyReport } from '../runbook/review/weekly.ts';
import { changeHistory } from '../services/change-history.ts';
import type { Home } from '../services/home.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { daysOf, isDay, newestDay } from './report-days.ts';

export interface WeekWanted {
  readonly week?: string;
  readonly to?: string;
}

export async function weeklyOf(home: Home, wanted: WeekWanted): Promise<WeeklyReport> {
  const asked = askedFor(wanted);
  const newest = await newestDay(home);
  const from = asked ?? weekStart(dayAt(newest.day));
  const names = (first: EpochMs, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) =>
      new Date(first + index * DAY_MS).toISOString().slice(0, 10),
    );
  const week = await daysOf(home, names(from, WEEK_MS / DAY_MS), newest);
  const before = names(from - BASELINE_DAYS * DAY_MS, BASELINE_DAYS);
  const earlier = week.length === 0 ? [] : await daysOf(home, before, newest);
  const madeAt = newest.closed ? newest.madeAt : newest.to;
  const about = { from, madeAt, office: changeHistory(home, from, from + WEEK_MS) };
  const report = weeklyReport(week.map(weekDayOf), earlier.map(qualityOf), about);
  if (report !== null) return report;
  const which = weekStart(from) === from ? weekName(from) : `the seven days to ${wanted.to}`;
  const text = `${home.path} has no report of any day of ${which}; its newest day is ${newest.day}`;
  throw new CommandError(EXIT.failed, text);
}

/** Undefined: the week that runs. */
function askedFor({ week, to }: WeekWanted): EpochMs | undefined {
  if (week !== undefined && to !== undefined) {
    throw usageError('name a week with --week, or its last day with --to, not both');
  }
  if (to !== undefined) {
    if (!isDay(to)) throw usageError(`"${to}" is no day: write it like 2026-11-22`);
    return dayAt(to) + DAY_MS - WEEK_MS;
  }
  if (week === undefined) return undefined;
  const monday = weekOf(week);
  if (monday !== undefined) return monday;
  throw usageError(`"${week}" is no week: write it like 2026-W47 (ISO 8601, Monday to Sunday)`);
}
