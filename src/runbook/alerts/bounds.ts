/**
 * Alerts and met conditions that are kept are bounded. At the bound a newcomer takes the place of
 * the least grave, the oldest of those first, if that is less grave than itself: what waits for its
 * time, then what is over, then warnings, then critical ones by the class of their incident.
 * Whoever finds no place is counted: its group's message tells the number, and it gets its place,
 * and fires, as soon as there is one while its condition is met.
 */
import type { AlertRule, AlertSeverity, IncidentClass } from '../../domain/alerts.ts';
import { type AlertsState, ENTRIES_MAX, type Entry } from './state.ts';

const CLASS_RANK: Readonly<Record<IncidentClass, number>> = { P3: 1, P2: 2, P1: 3 };

function gravity(rule: AlertRule, severity: AlertSeverity): number {
  const incident = rule.incident[severity];
  const base = severity === 'critical' ? 6 : 2;
  return base + (incident === null ? 0 : CLASS_RANK[incident]);
}

function gravityOf(entry: Entry): number {
  const { alert } = entry;
  if (alert === null) return 0;
  if (alert.state === 'over') return 1;
  const base = alert.severity === 'critical' ? 6 : 2;
  return base + (alert.incident === null ? 0 : CLASS_RANK[alert.incident.class]);
}

/** True when the entry has its place now; whoever lost his for it leaves `known` as well. */
export function place(
  state: AlertsState,
  known: Map<string, Entry>,
  entry: Entry,
  rule: AlertRule,
  severity: AlertSeverity | null,
): boolean {
  if (state.entries.length < ENTRIES_MAX) {
    state.entries.push(entry);
    return true;
  }
  const own = severity === null ? 0 : gravity(rule, severity);
  let least = 0;
  state.entries.forEach((other, index) => {
    if (gravityOf(other) < gravityOf(state.entries[least]!)) least = index;
  });
  if (gravityOf(state.entries[least]!) >= own) return false;
  for (const { id } of state.entries.splice(least, 1)) known.delete(id);
  state.entries.push(entry);
  return true;
}
