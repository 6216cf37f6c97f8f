/** The weekly review from its days (requirement CHG-5): reads only, sums only. */
import { DAY_MS, type EpochMs } from '../../domain/time.ts';
import {
  type QualityDay,
  WEEKLY_REPORT_SCHEMA,
  type WeekDay,
  type WeekDayLine,
  type WeekHour,
  type WeeklyReport,
} from '../../domain/weekly-report.ts';
import { utc } from '../../kernel/basis/text.ts';
import { BASELINE_DAYS } from './baseline.ts';
import { dayAt, WEEK_MS, weekName, weekStart } from './week.ts';
import { weekExecution } from './week-execution.ts';
import { drawdownLeg, type Running, runningHours } from './week-hours.ts';
import {
  breakerSums,
  concentration,
  incidentsOf,
  pnlSums,
  reasonSums,
  taskSums,
  throttleTimes,
  uptime,
} from './week-sums.ts';
import { weekThrottle } from './week-throttle.ts';

export interface WeekAbout {
  /** 00:00 of the first of the seven days. */
  readonly from: EpochMs;
  readonly madeAt: EpochMs;
  /** Lines of the change office; null: it was not asked. */
  readonly office: WeeklyReport['changes']['office'];
}

/**
 * `days`: reports of the week, those that there are; `earlier`: of the days before it. Both in any
 * order, others are left out. Null: there is no report of any day of the week.
 */
export function weeklyReport(
  days: readonly WeekDay[],
  earlier: readonly QualityDay[],
  about: WeekAbout,
): WeeklyReport | null {
  const { from, madeAt } = about;
  const to = from + WEEK_MS;
  const within = (start: EpochMs, end: EpochMs) => (day: { readonly day: string }) =>
    dayAt(day.day) >= start && dayAt(day.day) < end;
  const inOrder = (a: { readonly day: string }, b: { readonly day: string }): number =>
    a.day < b.day ? -1 : 1;
  const week = days.filter(within(from, to)).sort(inOrder);
  const last = week.at(-1);
  if (last === undefined) return null;
  const before = earlier.filter(within(from - BASELINE_DAYS * DAY_MS, from)).sort(inOrder);
  const hours = runningHours(week);
  return {
    schema: WEEKLY_REPORT_SCHEMA,
    portfolio: last.portfolio,
    week: weekStart(from) === from ? weekName(from) : `7 days to ${utc(to - DAY_MS).slice(0, 10)}`,
    from,
    to,
    closed: madeAt >= to,
    madeAt,
    configVersion: last.configVersion,
    build: last.build,
    days: linesOf(week, from),
    notes: notesOf(week, from, Math.min(to, madeAt)),
    equity: equityOf(week),
    hours: hours.map(hourOf),
    pnl: pnlSums(week),
    drawdown: { rolling: worstOf(week), leg: drawdownLeg(hours) },
    breakers: breakerSums(week),
    entries: {
      allowed: week.reduce((sum, { entries }) => sum + entries.allowed, 0),
      refused: week.reduce((sum, { entries }) => sum + entries.refused, 0),
      refusedByReason: reasonSums(week.flatMap(({ entries }) => entries.refusedByReason)),
      endedByReason: reasonSums(week.flatMap(({ endedByReason }) => endedByReason)),
    },
    concentration: concentration(week),
    throttleTimes: throttleTimes(week),
    throttle: weekThrottle(week, hours),
    incidents: incidentsOf(week),
    execution: weekExecution(
      week.map(({ quality }) => quality),
      before,
    ),
    cadence: taskSums(week),
    uptime: uptime(week, Math.max(0, Math.min(to, madeAt) - from)),
    changes: {
      profiles: week.flatMap(({ profiles }) => profiles),
      overrides: [...new Set(week.flatMap(({ overrides }) => overrides))],
      office: about.office,
    },
  };
}

const namesFrom = (from: EpochMs): readonly string[] =>
  Array.from({ length: WEEK_MS / DAY_MS }, (_, index) => utc(from + index * DAY_MS).slice(0, 10));

const linesOf = (week: readonly WeekDay[], from: EpochMs): readonly WeekDayLine[] =>
  namesFrom(from).map((name) => {
    const day = week.find((each) => each.day === name);
    return {
      day: name,
      recorded: day !== undefined,
      closed: day?.closed ?? false,
      pnl: day?.equity.pnl ?? 0,
      return: day?.equity.return ?? 0,
      impact: day?.throttle?.byPlan ?? 0,
    };
  });

/** What is not in the sums, in words. */
function notesOf(week: readonly WeekDay[], from: EpochMs, until: EpochMs): readonly string[] {
  const known = new Set(week.map(({ day }) => day));
  const missing = namesFrom(from).filter((name) => dayAt(name) < until && !known.has(name));
  const old = week.filter(({ hours, throttle }) => hours === undefined || throttle === undefined);
  const part = week.filter((day) => day.closed && day.from > dayAt(day.day));
  return [
    ...(missing.length === 0 ? [] : [`no report of ${missing.join(', ')}: not in any sum`]),
    ...(old.length === 0
      ? []
      : [
          `${old.map(({ day }) => day).join(', ')}: made by an earlier build, without hours, breaker counts and throttling`,
        ]),
    ...part.map(({ day, from: began }) => `${day} was recorded from ${utc(began)} on`),
  ];
}

function equityOf(week: readonly WeekDay[]): WeeklyReport['equity'] {
  return {
    open: week[0]?.equity.open?.equity ?? null,
    close: week.findLast(({ equity }) => equity.close !== null)?.equity.close?.equity ?? null,
    pnl: week.reduce((sum, { equity }) => sum + equity.pnl, 0),
    return: week.reduce((product, { equity }) => product * (1 + equity.return), 1) - 1,
    transfers: week.reduce((sum, { equity }) => sum + equity.transfers, 0),
  };
}

function worstOf(week: readonly WeekDay[]): WeeklyReport['drawdown']['rolling'] {
  let worst: WeeklyReport['drawdown']['rolling'] = null;
  for (const { rolling } of week) {
    if (rolling !== null && (worst === null || rolling.value > worst.value)) worst = rolling;
  }
  return worst;
}

const hourOf = ({ at, pnl, index, without }: Running): WeekHour => ({ at, pnl, index, without });
