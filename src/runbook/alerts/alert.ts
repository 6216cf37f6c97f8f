/** An alert as it is told, at each of its edges. */
import { ALERT_METRICS } from '../../domain/alert-metrics.ts';
import type { Alert, AlertRule, AlertSeverity } from '../../domain/alerts.ts';
import type { EpochMs } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import { limitOf } from './conditions.ts';
import type { Entry, Reading } from './state.ts';
import { basisText } from './words.ts';

type Figures = Pick<Alert, 'severity' | 'causeAt' | 'value' | 'limit' | 'basis' | 'incident'>;

/** What the figure says now. The condition of the severity is met, so its limit is known. */
function figuresOf(
  rule: AlertRule,
  entry: Entry,
  severity: AlertSeverity,
  reading: Reading,
  now: EpochMs,
): Figures {
  const since = (severity === 'critical' ? entry.criticalSince : entry.warningSince) ?? now;
  const level = rule[severity];
  const limit = (level === null ? null : limitOf(level, reading)) ?? 0;
  const incident = rule.incident[severity];
  return {
    severity,
    causeAt: since,
    value: typeof reading.value === 'number' ? reading.value : 0,
    limit,
    basis: basisText(rule, severity, reading, limit, since),
    incident: incident === null ? null : { class: incident, playbook: rule.incident.playbook },
  };
}

/** It fires, for the first time or again. */
export function alertOf(
  rule: AlertRule,
  entry: Entry,
  severity: AlertSeverity,
  reading: Reading,
  now: EpochMs,
): Alert {
  return {
    id: entry.id,
    rule: rule.id,
    key: entry.key,
    title: rule.title,
    group: rule.group,
    state: 'firing',
    firedAt: now,
    overAt: null,
    unit: ALERT_METRICS[rule.metric].unit,
    next: rule.next,
    owner: rule.owner,
    runbook: rule.runbook,
    acknowledged: null,
    escalatedAt: null,
    inhibitedBy: null,
    silencedUntil: null,
    holdsLaunch: rule.holdsLaunch,
    times: (entry.alert?.times ?? 0) + 1,
    ...figuresOf(rule, entry, severity, reading, now),
  };
}

/** Graver than before: whoever acknowledged the warning has not acknowledged this. */
export const raised = (
  alert: Alert,
  rule: AlertRule,
  entry: Entry,
  reading: Reading,
  now: EpochMs,
): Alert => ({
  ...alert,
  ...figuresOf(rule, entry, 'critical', reading, now),
  firedAt: now,
  acknowledged: null,
  escalatedAt: null,
});

export const lowered = (
  alert: Alert,
  rule: AlertRule,
  entry: Entry,
  reading: Reading,
  now: EpochMs,
): Alert => ({ ...alert, ...figuresOf(rule, entry, 'warning', reading, now) });

export const ended = (alert: Alert, text: string, now: EpochMs): Alert => ({
  ...alert,
  state: 'over',
  overAt: now,
  basis: `over since ${utc(now)}, ${text}; it was: ${alert.basis}`,
});
