/** Execution of a week against the seven days before it (domain specification 1.10). */
import type { DayRate, ExecutionRow } from '../../domain/daily-report.ts';
import type {
  QualityDay,
  QualityFigure,
  QualityRow,
  WeeklyReport,
} from '../../domain/weekly-report.ts';
import { baselineFigure, baselineRoom } from './baseline.ts';

type Direction = 'lower is better' | 'higher is better';

export function weekExecution(
  days: readonly QualityDay[],
  before: readonly QualityDay[],
): WeeklyReport['execution'] {
  const rows = days.flatMap((day) => day.rows);
  const least = days.findLast(({ counts }) => counts !== undefined)?.counts?.minSamples ?? 20;
  const count = (pick: 'attempts' | 'rejected' | 'ended' | 'timedOut'): number =>
    days.reduce((sum, { counts }) => sum + (counts?.[pick] ?? 0), 0);
  const daily = (pick: (day: QualityDay) => DayRate): readonly number[] =>
    before.map((day) => pick(day).value).filter((value) => value !== null);
  const rate = (part: number, whole: number, pick: (day: QualityDay) => DayRate): QualityFigure =>
    against(rateOf(part, whole, whole, least), daily(pick), 'lower is better');
  return {
    fillRatio: against(
      fillRatio(rows, least),
      daily((day) => day.fillRatio),
      'higher is better',
    ),
    slippageBps: against(
      slippage(rows, least),
      daily((day) => day.slippageBps),
      'lower is better',
    ),
    rejectedRate: rate(count('rejected'), count('attempts'), (day) => day.rejectedRate),
    timeoutRate: rate(count('timedOut'), count('ended'), (day) => day.timeoutRate),
    rows: qualityRows(rows, before),
  };
}

const rateOf = (part: number, whole: number, samples: number, least: number): DayRate => ({
  value: samples >= least && whole > 0 ? part / whole : null,
  samples,
});

const sum = (rows: readonly ExecutionRow[], pick: (row: ExecutionRow) => number): number =>
  rows.reduce((total, row) => total + pick(row), 0);

const fillRatio = (rows: readonly ExecutionRow[], least: number): DayRate =>
  rateOf(
    sum(rows, ({ filled }) => filled),
    sum(rows, ({ submitted }) => submitted),
    sum(rows, ({ orders }) => orders),
    least,
  );

/** Weighted with what was filled, as the days have it. */
function slippage(rows: readonly ExecutionRow[], least: number): DayRate {
  const filled = rows.filter(({ slippageBps }) => slippageBps.value !== null);
  return rateOf(
    sum(filled, (row) => (row.slippageBps.value ?? 0) * row.filled),
    sum(filled, (row) => row.filled),
    sum(filled, (row) => row.slippageBps.samples),
    least,
  );
}

function qualityRows(
  rows: readonly ExecutionRow[],
  before: readonly QualityDay[],
): readonly QualityRow[] {
  const keyOf = ({ bucket, symbol }: ExecutionRow): string => `${bucket}|${symbol}`;
  const groups = new Map<string, ExecutionRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  const earlier = before.flatMap((day) => day.rows);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => {
      const [bucket = '', symbol = ''] = key.split('|');
      const of = (pick: (row: ExecutionRow) => DayRate): readonly number[] =>
        earlier
          .filter((row) => keyOf(row) === key)
          .map((row) => pick(row).value)
          .filter((value) => value !== null);
      return {
        bucket,
        symbol,
        orders: sum(group, ({ orders }) => orders),
        submitted: sum(group, ({ submitted }) => submitted),
        filled: sum(group, ({ filled }) => filled),
        fillRatio: against(
          fillRatio(group, 1),
          of((row) => row.fillRatio),
          'higher is better',
        ),
        slippageBps: against(
          slippage(group, 1),
          of((row) => row.slippageBps),
          'lower is better',
        ),
      };
    });
}

function against(figure: DayRate, daily: readonly number[], direction: Direction): QualityFigure {
  const baseline = baselineFigure(daily).median;
  return { ...figure, baseline, worse: isWorse(figure.value, baseline, direction) };
}

function isWorse(value: number | null, baseline: number | null, direction: Direction): boolean {
  if (value === null || baseline === null) return false;
  const room = baselineRoom(baseline);
  return direction === 'lower is better' ? value > baseline + room : value < baseline - room;
}
