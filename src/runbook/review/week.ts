/** Weeks: ISO 8601, Monday 00:00 UTC to the next. */
import { DAY_MS, dayStart, type EpochMs } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';

export const WEEK_MS = 7 * DAY_MS;

/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY_MS;

/** Monday 00:00 of the week that `at` lies in; Monday 00:00 sharp begins a week. */
export const weekStart = (at: EpochMs): EpochMs => {
  const into = (((dayStart(at) - FIRST_MONDAY) % WEEK_MS) + WEEK_MS) % WEEK_MS;
  return dayStart(at) - into;
};

/** 00:00 of a day of the Gregorian calendar (Hinnant, "days_from_civil"). */
function civil(year: number, month: number, day: number): EpochMs {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const inEra = y - era * 400;
  const inYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const days = inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + inYear;
  return (era * 146_097 + days - 719_468) * DAY_MS;
}

/** 00:00 of `2025-04-04`, as a report names its day; NaN: it is none. */
export function dayAt(name: string): EpochMs {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(name);
  return match === null ? Number.NaN : civil(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** `2025-W14` of a Monday. */
export function weekName(monday: EpochMs): string {
  // The year is that of its Thursday, week 1 the one with January 4th in it.
  const year = Number(utc(monday + 3 * DAY_MS).slice(0, 4));
  const first = weekStart(civil(year, 1, 4));
  const number = Math.round((monday - first) / WEEK_MS) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}

/** Monday 00:00 of `2025-W14`; undefined: there is no such week. */
export function weekOf(name: string): EpochMs | undefined {
  const match = /^(\d{4})-W(\d{2})$/.exec(name);
  if (match === null) return undefined;
  const monday = weekStart(civil(Number(match[1]), 1, 4)) + (Number(match[2]) - 1) * WEEK_MS;
  return weekName(monday) === name ? monday : undefined;
}
