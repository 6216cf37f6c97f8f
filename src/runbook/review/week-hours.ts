/** The week at its full hours: curves, the deepest fall, and who made it. */
import type { DayHour } from '../../domain/daily-report.ts';
import type {
  Contribution,
  DrawdownLeg,
  Outcome,
  WeekDay,
  WeekHour,
} from '../../domain/weekly-report.ts';

/** An hour with everything since the week opened. */
export interface Running extends WeekHour {
  readonly byStrategy: Readonly<Record<string, number>>;
  readonly byAsset: Readonly<Record<string, number>>;
}

type Table = Readonly<Record<string, number>>;

const plus = (a: Table, b: Table): Table => {
  const sums: Record<string, number> = { ...a };
  for (const [key, value] of Object.entries(b)) sums[key] = (sums[key] ?? 0) + value;
  return sums;
};

/** Hours of all days one after the other, each day upon what those before it ended with. */
export function runningHours(days: readonly WeekDay[]): readonly Running[] {
  const hours: Running[] = [];
  let pnl = 0;
  let beyond: DayHour['beyond'] = { plan: 0, held: 0 };
  let byStrategy: Table = {};
  let byAsset: Table = {};
  for (const day of days) {
    for (const hour of day.hours ?? []) {
      const plan = beyond.plan + hour.beyond.plan;
      const held = beyond.held + hour.beyond.held;
      hours.push({
        at: hour.at,
        pnl: pnl + hour.pnl,
        index: hour.index,
        without: { plan: pnl + hour.pnl + plan, held: pnl + hour.pnl + held },
        byStrategy: plus(byStrategy, hour.byStrategy),
        byAsset: plus(byAsset, hour.byAsset),
      });
    }
    const last = day.hours?.at(-1);
    pnl += day.equity.pnl;
    if (last === undefined) continue;
    beyond = { plan: beyond.plan + last.beyond.plan, held: beyond.held + last.beyond.held };
    byStrategy = plus(byStrategy, last.byStrategy);
    byAsset = plus(byAsset, last.byAsset);
  }
  return hours;
}

/** The deepest fall of the index, and what every strategy and asset made on its way down. */
export function drawdownLeg(hours: readonly Running[]): DrawdownLeg | null {
  let peak = hours[0];
  let best: { readonly peak: Running; readonly trough: Running; readonly depth: number } | null =
    null;
  for (const hour of hours) {
    if (peak === undefined || hour.index > peak.index) peak = hour;
    const depth = peak.index > 0 ? 1 - hour.index / peak.index : 0;
    if (depth > (best?.depth ?? 0)) best = { peak, trough: hour, depth };
  }
  if (best === null) return null;
  const { peak: from, trough: to, depth } = best;
  return {
    peakAt: from.at,
    troughAt: to.at,
    depth,
    pnl: to.pnl - from.pnl,
    byStrategy: contributions(from.byStrategy, to.byStrategy),
    byAsset: contributions(from.byAsset, to.byAsset),
  };
}

function contributions(from: Table, to: Table): readonly Contribution[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .map((key) => ({ key, pnl: (to[key] ?? 0) - (from[key] ?? 0) }))
    .filter(({ pnl }) => pnl !== 0)
    .sort((a, b) => a.pnl - b.pnl || (a.key < b.key ? -1 : 1));
}

/** Last value, and the deepest fall on the way, from 0 on. */
export function outcome(values: readonly number[]): Outcome {
  let peak = 0;
  let drawdown = 0;
  for (const value of values) {
    peak = Math.max(peak, value);
    drawdown = Math.max(drawdown, peak - value);
  }
  return { pnl: values.at(-1) ?? 0, drawdown };
}
