/**
 * The alert engine (requirements ALR-1 to ALR-7): readings become alerts. Edge-triggered: an alert
 * fires once, is raised and lowered, and is over by itself; it stays shown until somebody has
 * acknowledged it. Silences and inhibition mute messages and nothing else.
 */
import type { AlertMetric } from '../../domain/alert-metrics.ts';
import type { AlertRule, AlertSeverity, AlertsConfig } from '../../domain/alerts.ts';
import type { EpochMs } from '../../domain/time.ts';
import { alertOf, ended, lowered, raised } from './alert.ts';
import { place } from './bounds.ts';
import { conditions, dueAt, severityOf, track } from './conditions.ts';
import type { AlertOutput, AlertsState, AlertView, Entry, Reading, Round } from './state.ts';
import { tellEnded, tellWaiting } from './tell.ts';

/** One evaluation of all rules at `now`; returns what changed and what is to be said, in order. */
export function evaluateAlerts(
  config: AlertsConfig,
  state: AlertsState,
  view: AlertView,
  now: EpochMs,
): readonly AlertOutput[] {
  const out: AlertOutput[] = [];
  const round: Round = {
    config,
    state,
    now,
    provenance: view.provenance,
    change: (change) => out.push({ kind: 'change', change }),
  };
  state.evaluatedAt = now;
  state.silences = state.silences.filter((silence) => silence.until > now);
  const rules = new Map(config.rules.map((rule) => [rule.id, rule]));
  look(round, view.readings);
  const late = escalate(round);
  mute(round, rules);
  tellWaiting(round, { rules, closures: view.closures, late }, out);
  state.entries = state.entries.filter((entry) => !isSettled(entry));
  state.wakeAt = nextWake(round, rules);
  return out;
}

function look(round: Round, readings: readonly Reading[]): void {
  const { state, config } = round;
  const byMetric = new Map<AlertMetric, Reading[]>();
  for (const reading of readings) {
    const list = byMetric.get(reading.metric);
    if (list === undefined) byMetric.set(reading.metric, [reading]);
    else list.push(reading);
  }
  const known = new Map(state.entries.map((entry) => [entry.id, entry]));
  const read = new Set<string>();
  state.beyond = {};
  for (const rule of config.rules) {
    for (const reading of byMetric.get(rule.metric) ?? []) {
      const id = `${rule.id}:${reading.key}`;
      const entry = known.get(id);
      if (entry !== undefined) read.add(id);
      const met = conditions(rule, reading);
      if (met === null) continue;
      const began = Math.min(round.now, reading.since ?? round.now);
      if (entry !== undefined) {
        track(entry, met, began);
        move(round, entry, rule, reading);
      } else if (met.warning || met.critical) {
        const fresh = newEntry(id, rule, reading.key);
        track(fresh, met, began);
        if (place(state, known, fresh, rule, severityOf(rule, fresh, round.now))) {
          move(round, fresh, rule, reading);
        } else state.beyond[rule.group] = (state.beyond[rule.group] ?? 0) + 1;
      }
    }
  }
  for (const entry of known.values()) if (!read.has(entry.id)) gone(round, entry);
}

const newEntry = (id: string, rule: AlertRule, key: string): Entry => ({
  id,
  rule: rule.id,
  key,
  warningSince: null,
  criticalSince: null,
  lowerSince: null,
  edge: 0,
  alert: null,
  told: null,
});

/** Its key, or its rule, is no longer read. */
function gone(round: Round, entry: Entry): void {
  track(entry, { warning: false, critical: false }, round.now);
  const rule = round.config.rules.find(({ id }) => id === entry.rule);
  if (rule !== undefined) move(round, entry, rule, null);
  else if (entry.alert?.state === 'firing') end(round, entry, 'the rule is no longer configured');
}

/** From what the alert says to what its figure asks for. */
function move(round: Round, entry: Entry, rule: AlertRule, reading: Reading | null): void {
  const { now, config } = round;
  const wanted = severityOf(rule, entry, now);
  const { alert } = entry;
  if (alert === null || alert.state === 'over') {
    if (wanted !== null && reading !== null) fire(round, entry, rule, wanted, reading);
    return;
  }
  if (wanted === alert.severity) {
    entry.lowerSince = null;
    // It happened again although it was never back.
    if (reading !== null && (reading.edge ?? entry.edge) !== entry.edge) {
      fire(round, entry, rule, wanted, reading);
    }
    return;
  }
  if (wanted === 'critical' && reading !== null) {
    entry.lowerSince = null;
    entry.edge = reading.edge ?? 0;
    entry.alert = { ...raised(alert, rule, entry, reading, now), ...round.provenance };
    round.change({ change: 'raised', alert: entry.alert });
    return;
  }
  entry.lowerSince ??= now;
  if (now - entry.lowerSince < config.clearAfter) return;
  if (wanted === null) end(round, entry, reading === null ? 'its cause is gone' : endText(reading));
  else if (reading !== null) {
    entry.lowerSince = null;
    entry.told = entry.told === null ? null : 'warning';
    entry.alert = lowered(alert, rule, entry, reading, now);
    round.change({ change: 'lowered', alert: entry.alert });
  }
}

function fire(
  round: Round,
  entry: Entry,
  rule: AlertRule,
  severity: AlertSeverity,
  reading: Reading,
): void {
  entry.lowerSince = null;
  entry.told = null;
  entry.edge = reading.edge ?? 0;
  entry.alert = { ...alertOf(rule, entry, severity, reading, round.now), ...round.provenance };
  round.change({ change: 'fired', alert: entry.alert });
}

const endText = (reading: Reading): string =>
  reading.text === '' ? 'the figure is back within its limit' : `back: ${reading.text}`;

function end(round: Round, entry: Entry, text: string): void {
  const { alert } = entry;
  if (alert === null) return;
  entry.lowerSince = null;
  entry.alert = ended(alert, text, round.now);
  round.change({ change: 'over', alert: entry.alert });
  tellEnded(round.state, entry, entry.alert);
  entry.told = null;
}

/** Once, when nobody has acknowledged it in time; a warning that is over by itself can wait. */
function escalate({ state, config, now, change }: Round): ReadonlySet<Entry> {
  const late = new Set<Entry>();
  for (const entry of state.entries) {
    const { alert } = entry;
    if (alert === null || now < escalationOf(entry, config)) continue;
    late.add(entry);
    entry.alert = { ...alert, escalatedAt: now };
    change({ change: 'escalated', alert: entry.alert });
  }
  return late;
}

function escalationOf({ alert }: Entry, { escalateAfter }: AlertsConfig): EpochMs {
  if (alert === null || alert.acknowledged !== null || alert.escalatedAt !== null) {
    return Number.POSITIVE_INFINITY;
  }
  if (alert.state === 'over' && alert.severity === 'warning') return Number.POSITIVE_INFINITY;
  return alert.firedAt + escalateAfter;
}

/** Which alerts' messages are muted now: by a silence, or by another alert that fires. */
function mute({ state }: Round, rules: ReadonlyMap<string, AlertRule>): void {
  const firing = new Map<string, string>();
  for (const { rule, id, alert } of state.entries) {
    if (alert?.state === 'firing' && !firing.has(rule)) firing.set(rule, id);
  }
  for (const entry of state.entries) {
    const { alert } = entry;
    if (alert === null) continue;
    const by = rules.get(entry.rule)?.inhibitedBy.find((rule) => firing.has(rule));
    const inhibitedBy = by === undefined ? null : firing.get(by)!;
    const silencedUntil = silencedUntilOf(state, entry);
    if (inhibitedBy === alert.inhibitedBy && silencedUntil === alert.silencedUntil) continue;
    entry.alert = { ...alert, inhibitedBy, silencedUntil };
  }
}

function silencedUntilOf(state: AlertsState, entry: Entry): EpochMs | null {
  let until: EpochMs | null = null;
  for (const silence of state.silences) {
    if (silence.of !== entry.rule && silence.of !== entry.id) continue;
    until = Math.max(until ?? 0, silence.until);
  }
  return until;
}

/** Nothing is left to show: the condition passed, or it is over and was acknowledged. */
function isSettled({ alert, warningSince, criticalSince }: Entry): boolean {
  if (alert === null) return warningSince === null && criticalSince === null;
  return alert.state === 'over' && alert.acknowledged !== null;
}

/** Only what lies ahead: what an unknown figure holds up waits for the figure. */
function nextWake(round: Round, rules: ReadonlyMap<string, AlertRule>): EpochMs | null {
  const { state, config, now } = round;
  let wake = Number.POSITIVE_INFINITY;
  const at = (instant: EpochMs): void => {
    if (instant > now && instant < wake) wake = instant;
  };
  for (const entry of state.entries) {
    const rule = rules.get(entry.rule);
    if (rule !== undefined) at(dueAt(rule, entry, now));
    if (entry.lowerSince !== null) at(entry.lowerSince + config.clearAfter);
    at(escalationOf(entry, config));
  }
  for (const silence of state.silences) at(silence.until);
  for (const { sentAt } of Object.values(state.groups)) {
    if (sentAt !== null) at(sentAt + config.groupWindow);
  }
  return wake === Number.POSITIVE_INFINITY ? null : wake;
}
