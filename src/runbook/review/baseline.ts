/**
 * Execution against its own past: "back within baseline" is within the median of the seven days
 * before + 25 % (domain specification 1.10). Days stand in the week book, which is saved with the
 * orchestrator's state: restarts and rollbacks keep them.
 */
import type { Baseline, BaselineFigure } from '../../domain/rollback.ts';
import { DAY_MS, dayStart, type EpochMs } from '../../domain/time.ts';
import type { QualityDay } from '../../domain/weekly-report.ts';
import { dayAt } from './week.ts';

export const BASELINE_DAYS = 7;
/** A median of fewer days is none. */
const LEAST_DAYS = 3;
const TOLERANCE = 0.25;

/** How far from a median is within it; of one in our favour (below 0) a quarter of its size. */
export const baselineRoom = (median: number): number => TOLERANCE * Math.abs(median);

/** Days without a figure (too few samples) are left out, and not judged. */
export function baselineFigure(daily: readonly (number | null)[]): BaselineFigure {
  const known = daily.filter((value): value is number => value !== null);
  const median = known.length < LEAST_DAYS ? null : medianOf(known);
  return { median, days: known.length, leastDays: LEAST_DAYS };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** As the week book has them. */
interface ClosedDays {
  readonly days: readonly { readonly quality: QualityDay }[];
  readonly earlier: readonly QualityDay[];
}

/** Of the closed days among the seven calendar days before the one of `at`. */
export function trailingBaseline({ days, earlier }: ClosedDays, at: EpochMs): Baseline {
  const closed = [...earlier, ...days.map(({ quality }) => quality)];
  const from = dayStart(at) - BASELINE_DAYS * DAY_MS;
  const within = closed.filter(({ day }) => dayAt(day) >= from);
  const figure = (pick: (day: QualityDay) => number | null): BaselineFigure =>
    baselineFigure(within.map(pick));
  return {
    timeouts: figure(({ timeoutRate }) => timeoutRate.value),
    slippageBps: figure(({ slippageBps }) => slippageBps.value),
  };
}
