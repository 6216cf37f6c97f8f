/** A day of the throttle book: its figures, and the turn to the next. */
import {
  type DayThrottle,
  THROTTLE_LEVELS,
  type ThrottleImpact,
  type ThrottleRow,
  UNCOUNTED,
} from '../../domain/throttle.ts';
import { beyondNow, openNow, type ThrottleView } from './throttle.ts';
import { type Beyond, createThrottleDay, type ThrottleBook } from './throttle-state.ts';

/** With throttling minus without, of what the world without has beyond the real one. */
const impactOf = (before: Beyond | undefined, now: Beyond | undefined): ThrottleImpact => ({
  byPlan: (before?.plan ?? 0) - (now?.plan ?? 0),
  byHolding: (before?.held ?? 0) - (now?.held ?? 0),
});

const sum = (parts: readonly ThrottleImpact[]): ThrottleImpact => ({
  byPlan: parts.reduce((total, { byPlan }) => total + byPlan, 0),
  byHolding: parts.reduce((total, { byHolding }) => total + byHolding, 0),
});

const NOTHING = { smaller: 0, refused: 0, followed: 0, displaced: 0 };

export function dayThrottle(book: ThrottleBook, view: ThrottleView): DayThrottle {
  const { day } = book;
  const now = beyondNow(book, view);
  const keys = [...new Set([...Object.keys(now), ...Object.keys(day.counts)])].sort();
  const rows = keys.map((key): ThrottleRow => {
    const [strategy = '', name = ''] = key.split('|');
    const level = THROTTLE_LEVELS.find((each) => each === name) ?? 'alignment';
    const counts = day.counts[key] ?? NOTHING;
    return { strategy, level, ...counts, ...impactOf(day.open[key], now[key]) };
  });
  const open = Object.values(openNow(book, view)).map((value) => impactOf(undefined, value));
  const held = book.scaled.filter(({ decision }) => view.positionOf(decision) !== null).length;
  return {
    ...sum(rows),
    rows: rows.filter(isSomething),
    uncounted: UNCOUNTED.flatMap((reason) => {
      const count = day.uncounted[reason] ?? 0;
      return count === 0 ? [] : [{ reason, count }];
    }),
    open: { count: book.missed.length + held, ...sum(open) },
    ended: day.ended,
    minutesMissing: day.minutesMissing,
  };
}

const isSomething = (row: ThrottleRow): boolean =>
  row.smaller + row.refused + row.displaced > 0 || row.byPlan !== 0 || row.byHolding !== 0;

/** USDT since the day opened: what the world without throttling has beyond the real one. */
export function beyondToday(book: ThrottleBook, view: ThrottleView): Beyond {
  const total = { plan: 0, held: 0 };
  for (const { plan, held } of Object.values(beyondNow(book, view))) {
    total.plan += plan;
    total.held += held;
  }
  for (const { plan, held } of Object.values(book.day.open)) {
    total.plan -= plan;
    total.held -= held;
  }
  return total;
}

/** The next day opens with what this one ended with, so that nothing falls between two days. */
export function turnThrottleDay(book: ThrottleBook, view: ThrottleView): void {
  const day = createThrottleDay();
  day.open = beyondNow(book, view);
  book.day = day;
}
