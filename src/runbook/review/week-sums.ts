/** Sums of a week over its days: every figure is the sum of what the days have. */
import type { ExposureMaximum, ReasonCount } from '../../domain/daily-report.ts';
import type { Ms } from '../../domain/time.ts';
import type { WeekDay, WeeklyReport, WeekPnl, WeekTasks } from '../../domain/weekly-report.ts';

/** Rows of all days by key, in the order of the keys. */
function grouped<Row, Sum>(
  rows: Iterable<Row>,
  keyOf: (row: Row) => string,
  add: (sum: Sum | undefined, row: Row) => Sum,
): readonly Sum[] {
  const table = new Map<string, Sum>();
  for (const row of rows) table.set(keyOf(row), add(table.get(keyOf(row)), row));
  return [...table].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, sum]) => sum);
}

export function pnlSums(days: readonly WeekDay[]): WeeklyReport['pnl'] {
  const sums = (rows: readonly WeekPnl[]): readonly WeekPnl[] =>
    grouped(
      rows,
      ({ key }) => key,
      (sum: WeekPnl | undefined, row) => ({
        key: row.key,
        net: (sum?.net ?? 0) + row.net,
        closed: (sum?.closed ?? 0) + row.closed,
        won: (sum?.won ?? 0) + row.won,
        lost: (sum?.lost ?? 0) + row.lost,
      }),
    );
  return {
    byStrategy: sums(days.flatMap(({ pnl }) => pnl.byStrategy)),
    byAsset: sums(days.flatMap(({ pnl }) => pnl.byAsset)),
  };
}

/** Most frequent first. */
export function reasonSums(rows: readonly ReasonCount[]): readonly ReasonCount[] {
  const sums = grouped(
    rows,
    ({ reason }) => reason,
    (sum: ReasonCount | undefined, row) => ({ ...row, count: (sum?.count ?? 0) + row.count }),
  );
  return [...sums].sort((a, b) => b.count - a.count);
}

type BreakerCount = WeeklyReport['breakers'][number];

export const breakerSums = (days: readonly WeekDay[]): readonly BreakerCount[] =>
  grouped(
    days.flatMap(({ breakerCounts }) => breakerCounts ?? []),
    ({ breaker, transition }) => `${breaker}|${transition}`,
    (sum: BreakerCount | undefined, row) => ({ ...row, count: (sum?.count ?? 0) + row.count }),
  );

type ThrottleTime = WeeklyReport['throttleTimes'][number];

export const throttleTimes = (days: readonly WeekDay[]): readonly ThrottleTime[] =>
  grouped(
    days.flatMap(({ throttles }) => throttles),
    ({ name }) => name,
    (sum: ThrottleTime | undefined, { name, times, inForce }) => ({
      name,
      times: (sum?.times ?? 0) + times,
      inForce: (sum?.inForce ?? 0) + inForce,
    }),
  );

export const taskSums = (days: readonly WeekDay[]): readonly WeekTasks[] =>
  grouped(
    days.flatMap(({ tasks }) => tasks),
    ({ task }) => task,
    (sum: WeekTasks | undefined, row) => ({
      task: row.task,
      done: (sum?.done ?? 0) + row.done,
      missed: (sum?.missed ?? 0) + row.missed,
      overdue: (sum?.overdue ?? 0) + row.overdue,
    }),
  );

type Concentration = WeeklyReport['concentration'][number];

/** Over its cap longest first, then nearest to it. */
export function concentration(days: readonly WeekDay[]): readonly Concentration[] {
  const rows = days.flatMap(({ maxima }): readonly Concentration[] => {
    const named = (kind: Concentration['kind'], list: readonly ExposureMaximum[]) =>
      list.map((row) => ({ ...row, kind }));
    return [
      ...named('all', maxima.total === null ? [] : [maxima.total]),
      ...named('top three', maxima.topThree === null ? [] : [maxima.topThree]),
      ...named('asset', maxima.assets),
      ...named('strategy', maxima.strategies),
    ];
  });
  const sums = grouped(
    rows,
    ({ kind, key }) => `${kind}|${key}`,
    (sum: Concentration | undefined, row) => larger(sum, row),
  );
  return [...sums].sort((a, b) => b.overCapFor - a.overCapFor || loadOf(b) - loadOf(a));
}

/** How much of the cap the larger measure used. */
const loadOf = ({ notional, risk, cap }: Concentration): number =>
  Math.max(notional, risk) / Math.max(cap, 1e-12);

function larger(sum: Concentration | undefined, row: Concentration): Concentration {
  if (sum === undefined) return row;
  const first = loadOf(row) > loadOf(sum) ? row : sum;
  return {
    ...first,
    notional: Math.max(sum.notional, row.notional),
    risk: Math.max(sum.risk, row.risk),
    overCapFor: sum.overCapFor + row.overCapFor,
  };
}

/** Newest words win: an incident is told on every day on which it was open. */
export function incidentsOf(days: readonly WeekDay[]): WeeklyReport['incidents'] {
  const table = new Map(days.flatMap(({ incidents }) => incidents.map((row) => [row.id, row])));
  return [...table.values()].sort((a, b) => a.openedAt - b.openedAt);
}

export function uptime(days: readonly WeekDay[], expected: Ms): WeeklyReport['uptime'] {
  const gaps = days.flatMap((day) => day.gaps);
  const silent = gaps.reduce((sum, { from, to }) => sum + (to - from), 0);
  const seen = days.reduce((sum, { from, to }) => sum + (to - from), 0);
  return {
    expected,
    recorded: Math.max(0, seen - silent),
    gaps: gaps.length,
    starts: days.flatMap(({ starts }) => starts),
  };
}
