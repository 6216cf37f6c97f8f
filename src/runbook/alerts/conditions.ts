/** Is a figure beyond a rule's limits, and what severity does that make by now? */
import type { AlertLevel, AlertRule, AlertSeverity } from '../../domain/alerts.ts';
import type { EpochMs } from '../../domain/time.ts';
import { above, atLeast, atMost } from '../../kernel/basis/tolerance.ts';
import type { Entry, Reading } from './state.ts';

export interface Met {
  readonly warning: boolean;
  readonly critical: boolean;
}

const NOT_MET: Met = { warning: false, critical: false };

/** Which limits the reading is beyond; null when it is not known now. */
export function conditions(rule: AlertRule, reading: Reading | null): Met | null {
  if (reading === null || reading.value === 'insufficient') return NOT_MET;
  const { value } = reading;
  if (value === null || Number.isNaN(value)) return null;
  const met = (level: AlertLevel | null): boolean => {
    const limit = level === null ? null : limitOf(level, reading);
    return limit !== null && beyond(rule.fires, value, limit);
  };
  return { warning: met(rule.warning), critical: met(rule.critical) };
}

/** Null: the limit is the profile's, and that is not known. */
export const limitOf = (level: AlertLevel, reading: Reading): number | null =>
  level.limit === 'profile' ? (reading.profileLimit ?? null) : level.limit;

/** Limits are inclusive, except `over`; tolerance 1e-9 (domain specification 1.8). */
function beyond(fires: AlertRule['fires'], value: number, limit: number): boolean {
  switch (fires) {
    case 'at_or_above':
      return atLeast(value, limit);
    case 'at_or_below':
      return atMost(value, limit);
    case 'over':
      return above(value, limit);
  }
}

/** Since when the entry's conditions have been met; begun at the cause where that is known. */
export function track(entry: Entry, met: Met, began: EpochMs): void {
  entry.warningSince = met.warning ? (entry.warningSince ?? began) : null;
  entry.criticalSince = met.critical ? (entry.criticalSince ?? began) : null;
}

/** What the conditions make by `now`, each met for its time; null: nothing. */
export function severityOf(rule: AlertRule, entry: Entry, now: EpochMs): AlertSeverity | null {
  const { warning, critical } = rule;
  const { warningSince, criticalSince } = entry;
  if (critical !== null && criticalSince !== null && now - criticalSince >= critical.for) {
    return 'critical';
  }
  if (warning !== null && warningSince !== null && now - warningSince >= warning.for) {
    return 'warning';
  }
  return null;
}

/** When a condition that is met now will have been met for its time; infinity: none is waited for. */
export function dueAt(rule: AlertRule, entry: Entry, now: EpochMs): EpochMs {
  let due = Number.POSITIVE_INFINITY;
  const wait = (level: AlertLevel | null, since: EpochMs | null): void => {
    if (level === null || since === null) return;
    if (since + level.for > now) due = Math.min(due, since + level.for);
  };
  wait(rule.warning, entry.warningSince);
  wait(rule.critical, entry.criticalSince);
  return due;
}
