/** Net impact of correlation throttling over a week (requirement CHG-5). */
import { sumInterval } from '../../domain/stationary-bootstrap.ts';
import type { ThrottleRow, Uncounted } from '../../domain/throttle.ts';
import type { WeekDay, WeekThrottle } from '../../domain/weekly-report.ts';
import { outcome, type Running } from './week-hours.ts';

/** Half a day: an entry of an hour, and most trades of a day, lie within one block. */
const BLOCK_HOURS = 12;
const RESAMPLES = 1_000;
const LEVEL = 0.9;
/** Any: fixed, so that a report that is made again is the same. */
const SEED = 20_250_404;

export function weekThrottle(days: readonly WeekDay[], hours: readonly Running[]): WeekThrottle {
  const known = days.flatMap(({ throttle }) => (throttle === undefined ? [] : [throttle]));
  const last = days.at(-1)?.throttle;
  const total = (pick: (day: (typeof known)[number]) => number): number =>
    known.reduce((sum, day) => sum + pick(day), 0);
  return {
    byPlan: total(({ byPlan }) => byPlan),
    byHolding: total(({ byHolding }) => byHolding),
    rows: rowSums(known.flatMap(({ rows }) => rows)),
    uncounted: uncountedSums(known.flatMap(({ uncounted }) => uncounted)),
    open: last?.open ?? { count: 0, byPlan: 0, byHolding: 0 },
    minutesMissing: total(({ minutesMissing }) => minutesMissing),
    with: outcome(hours.map(({ pnl }) => pnl)),
    withoutByPlan: outcome(hours.map(({ without }) => without.plan)),
    withoutByHolding: outcome(hours.map(({ without }) => without.held)),
    interval: intervalOf(hours),
  };
}

function rowSums(rows: readonly ThrottleRow[]): readonly ThrottleRow[] {
  const table = new Map<string, ThrottleRow>();
  for (const row of rows) {
    const key = `${row.strategy}|${row.level}`;
    const sum = table.get(key);
    table.set(
      key,
      sum === undefined
        ? row
        : {
            ...row,
            smaller: sum.smaller + row.smaller,
            refused: sum.refused + row.refused,
            followed: sum.followed + row.followed,
            displaced: sum.displaced + row.displaced,
            byPlan: sum.byPlan + row.byPlan,
            byHolding: sum.byHolding + row.byHolding,
          },
    );
  }
  return [...table].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function uncountedSums(rows: WeekThrottle['uncounted']): WeekThrottle['uncounted'] {
  const table = new Map<Uncounted, number>();
  for (const { reason, count } of rows) table.set(reason, (table.get(reason) ?? 0) + count);
  return [...table].map(([reason, count]) => ({ reason, count }));
}

/** Of what each hour added; a week in which nothing was throttled has the interval 0 to 0. */
function intervalOf(hours: readonly Running[]): WeekThrottle['interval'] {
  const impact = hours.map(({ pnl, without }) => pnl - without.plan);
  const steps = impact.map((value, index) => value - (impact[index - 1] ?? 0));
  const about = { block: BLOCK_HOURS, resamples: RESAMPLES, level: LEVEL, seed: SEED };
  const interval = sumInterval(steps, about);
  return interval === null
    ? null
    : {
        ...interval,
        level: LEVEL,
        hours: steps.length,
        blockHours: BLOCK_HOURS,
        resamples: RESAMPLES,
      };
}
