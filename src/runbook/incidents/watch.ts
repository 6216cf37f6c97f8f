/** What stabilisation conditions rest on, followed from the opening of an incident on. */
import type { IncidentRecord, IncidentWatch } from './state.ts';
import type { IncidentView } from './view.ts';

/** A drawdown that is higher by less has not grown. */
const TOLERANCE = 1e-9;

export function startWatch(view: IncidentView): IncidentWatch {
  const { now, executor, status, insight } = view;
  const runs = insight.slippageRuns.map(({ run }) => run);
  return {
    cleanBase: executor.clean,
    drawdownHigh: status.drawdown,
    drawdownHighAt: now,
    alignedBelowSince: isBelow(view) ? now : null,
    slippageRuns: runs,
    slippageAboveAt: runs.some((run) => run > 0) ? now : null,
  };
}

export function watchIncident({ watch }: IncidentRecord, view: IncidentView): void {
  const { now, executor, status, insight } = view;
  // A difference, or a start, begins the count anew.
  if (executor.clean < watch.cleanBase) watch.cleanBase = 0;
  const { drawdown } = status;
  if (drawdown !== null && drawdown > (watch.drawdownHigh ?? -1) + TOLERANCE) {
    watch.drawdownHigh = drawdown;
    watch.drawdownHighAt = now;
  }
  if (!isBelow(view)) watch.alignedBelowSince = null;
  else watch.alignedBelowSince ??= now;
  const runs = insight.slippageRuns.map(({ run }) => run);
  if (runs.some((run, key) => run > (watch.slippageRuns[key] ?? 0))) watch.slippageAboveAt = now;
  watch.slippageRuns = runs;
}

/** Undefined alignment counts as below the exit level. */
const isBelow = ({ status, kernel }: IncidentView): boolean => {
  const { value } = status.alignment;
  return value === null || value < kernel.correlation.cluster.exit - TOLERANCE;
};
