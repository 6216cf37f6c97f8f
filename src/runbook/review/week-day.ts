/** What a week keeps of a daily report. */
import type { DailyReport, PnlRow } from '../../domain/daily-report.ts';
import type { QualityDay, WeekDay, WeekPnl, WeekTasks } from '../../domain/weekly-report.ts';

export function weekDayOf(report: DailyReport): WeekDay {
  const { day, from, to, closed, portfolio, configVersion, build, starts, gaps } = report;
  const { breakerCounts, hours, profiles, overrides, incidents, throttles } = report;
  const { open, close, pnl, return: gain, transfers } = report.equity;
  const { allowed, refused, refusedByReason } = report.entries;
  return {
    ...{ day, from, to, closed, portfolio, configVersion, build, starts, gaps },
    ...{ profiles, overrides, incidents, throttles },
    ...(breakerCounts === undefined ? {} : { breakerCounts }),
    ...(hours === undefined ? {} : { hours }),
    equity: { open, close, pnl, return: gain, transfers },
    rolling: report.drawdown.rolling,
    pnl: {
      byStrategy: report.pnl.byStrategy.map(pnlOf),
      byAsset: report.pnl.byAsset.map(pnlOf),
    },
    maxima: report.exposure.maxima,
    entries: { allowed, refused, refusedByReason },
    endedByReason: report.execution.endedByReason,
    quality: qualityOf(report),
    ...throttleOf(report),
    tasks: tasksOf(report),
  };
}

const pnlOf = ({ key, net, closed, won, lost }: PnlRow): WeekPnl => ({
  key,
  net,
  closed,
  won,
  lost,
});

export function qualityOf({ day, execution }: DailyReport): QualityDay {
  const { fillRatio, slippageBps, rejectedRate, timeoutRate, rows, counts } = execution;
  const quality = { day, fillRatio, slippageBps, rejectedRate, timeoutRate, rows };
  return counts === undefined ? quality : { ...quality, counts };
}

function throttleOf({ throttle }: DailyReport): Pick<WeekDay, 'throttle'> {
  if (throttle === undefined) return {};
  const { ended: _single, ...rest } = throttle;
  return { throttle: rest };
}

/** By name; a task that is carried over midnight counts on the day on which it ended. */
function tasksOf({ cadence }: DailyReport): readonly WeekTasks[] {
  const table = new Map<string, { done: number; missed: number; overdue: number }>();
  for (const { id, state, wasOverdue } of cadence.tasks) {
    if (state !== 'done' && state !== 'missed') continue;
    const task = id.split('@')[0] ?? id;
    const row = table.get(task) ?? { done: 0, missed: 0, overdue: 0 };
    row[state] += 1;
    if (wasOverdue) row.overdue += 1;
    table.set(task, row);
  }
  return [...table].sort(([a], [b]) => (a < b ? -1 : 1)).map(([task, row]) => ({ task, ...row }));
}
