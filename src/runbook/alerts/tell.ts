/**
 * What is said to the desk: one message a group, at once, and then at most one within the group's
 * window, with the number of alerts and the first few of them. A critical alert of a rule that the
 * window has not told yet does not wait for its end.
 */
import type { Alert, AlertRule } from '../../domain/alerts.ts';
import type { Closure } from '../../domain/closure.ts';
import type { AlertOutput, AlertsState, Draft, Entry, GroupState, Round } from './state.ts';
import { didText, nameOf } from './words.ts';

/** Alerts spelled out in one message. */
const SHOWN = 5;

interface Told {
  readonly entry: Entry;
  readonly alert: Alert;
}

const groupOf = (state: AlertsState, group: string): GroupState => {
  const known = state.groups[group];
  if (known !== undefined) return known;
  const created: GroupState = {
    sentAt: null,
    critical: [],
    ended: { count: 0, lines: [] },
    beyondTold: 0,
  };
  state.groups[group] = created;
  return created;
};

const isMuted = ({ inhibitedBy, silencedUntil }: Alert): boolean =>
  inhibitedBy !== null || silencedUntil !== null;

/** An alert that was told is over: said with the others of its group, unless it is muted. */
export function tellEnded(state: AlertsState, { told }: Entry, alert: Alert): void {
  if (told === null || isMuted(alert)) return;
  const { ended } = groupOf(state, alert.group);
  ended.count += 1;
  if (ended.lines.length < SHOWN) ended.lines.push(`${nameOf(alert)}: ${alert.basis}`);
}

/** What messages are made of beside the alerts. */
interface Telling {
  readonly rules: ReadonlyMap<string, AlertRule>;
  readonly closures: readonly Closure[];
  /** Escalated in this round. */
  readonly late: ReadonlySet<Entry>;
}

/** All messages that are due. */
export function tellWaiting(round: Round, telling: Telling, out: AlertOutput[]): void {
  const { state } = round;
  const waiting = new Map<string, Told[]>();
  const escalated = new Map<string, Told[]>();
  for (const entry of state.entries) {
    const { alert } = entry;
    if (alert === null || isMuted(alert)) continue;
    if (telling.late.has(entry)) push(escalated, alert.group, { entry, alert });
    if (isUntold(entry, alert)) push(waiting, alert.group, { entry, alert });
  }
  const say = (message: Draft): void => {
    out.push({ kind: 'message', message });
  };
  const names = new Set([
    ...waiting.keys(),
    ...escalated.keys(),
    ...Object.keys(state.beyond),
    ...Object.keys(state.groups),
  ]);
  for (const name of [...names].sort()) {
    const group = groupOf(state, name);
    const fired = waiting.get(name) ?? [];
    const late = escalated.get(name) ?? [];
    sayFired(round, name, group, fired, telling, say);
    if (late.length > 0) say(messageOf(round, name, 'escalation', late, 0, telling));
  }
}

function push(map: Map<string, Told[]>, key: string, told: Told): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [told]);
  else list.push(told);
}

const isUntold = ({ told }: Entry, alert: Alert): boolean =>
  alert.state === 'firing' &&
  alert.acknowledged === null &&
  told !== alert.severity &&
  told !== 'critical';

function sayFired(
  round: Round,
  name: string,
  group: GroupState,
  fired: readonly Told[],
  telling: Telling,
  say: (message: Draft) => void,
): void {
  const { state, now, config } = round;
  const open = group.sentAt !== null && now - group.sentAt < config.groupWindow;
  if (!open) group.critical = [];
  const beyond = state.beyond[name] ?? 0;
  if (beyond === 0) group.beyondTold = 0;
  // Told again only when it has doubled: a storm is no reason for a storm of messages.
  const news = beyond > 2 * group.beyondTold;
  const urgent = fired.some(
    ({ alert }) => alert.severity === 'critical' && !group.critical.includes(alert.rule),
  );
  if (open && !urgent) return;
  if (fired.length > 0 || news) {
    group.sentAt = now;
    for (const { entry, alert } of fired) {
      entry.told = alert.severity;
      if (alert.severity === 'critical' && !group.critical.includes(alert.rule)) {
        group.critical.push(alert.rule);
      }
    }
    const more = news ? beyond : 0;
    if (news) group.beyondTold = beyond;
    const shown = fired.length > 0 ? fired : gravest(round, name);
    if (shown.length > 0) say(messageOf(round, name, 'alert', shown, more, telling));
    return;
  }
  if (group.ended.count > 0) sayEnded(round, name, group, say);
}

/** Some of a group's alerts, for a message about others that found no place. */
function gravest({ state }: Round, name: string): readonly Told[] {
  return state.entries
    .flatMap((entry) => (entry.alert?.group === name ? [{ entry, alert: entry.alert }] : []))
    .slice(0, 1);
}

function sayEnded(
  { now, state }: Round,
  name: string,
  group: GroupState,
  say: (message: Draft) => void,
): void {
  const { count, lines } = group.ended;
  group.sentAt = now;
  const more = count > lines.length ? [`and ${count - lines.length} more`] : [];
  say({
    at: now,
    causeAt: now,
    kind: 'over',
    severity: 'info',
    about: name,
    title: count === 1 ? 'An alert is over' : `${count} alerts of ${name} are over`,
    lines: [...lines, ...more, 'They stay listed until they are acknowledged: septet ack all.'],
    incident: null,
  });
  state.groups[name] = { ...group, ended: { count: 0, lines: [] } };
}

function messageOf(
  { now }: Round,
  name: string,
  kind: 'alert' | 'escalation',
  list: readonly Told[],
  beyond: number,
  { rules, closures }: Telling,
): Draft {
  const alerts = list.map(({ alert }) => alert);
  // Critical before warning, in the order in which they came.
  const ordered = [
    ...alerts.filter((alert) => alert.severity === 'critical'),
    ...alerts.filter((alert) => alert.severity === 'warning'),
  ];
  const first = ordered[0]!;
  const count = alerts.length + beyond;
  const severity = first.severity;
  const shown = ordered.slice(0, SHOWN).map((alert) => `${nameOf(alert)}: ${alert.basis}.`);
  if (count > shown.length) shown.push(`And ${count - shown.length} more alerts of ${name}.`);
  const what = count === 1 ? nameOf(first) : `${count} alerts of ${name}, first ${nameOf(first)}`;
  const rule = rules.get(first.rule);
  const did = rule === undefined ? [] : [didText(first, rule, closures)];
  const unheard = kind === 'escalation' ? 'nobody acknowledged: ' : '';
  return {
    at: now,
    causeAt: Math.min(...alerts.map((alert) => alert.causeAt)),
    kind,
    severity,
    about: name,
    title: `${severity.toUpperCase()} ${unheard}${what}`,
    lines: [
      ...shown,
      ...did,
      `Next: ${first.next}`,
      `${first.owner}; ${first.runbook}; septet ack ${count === 1 ? first.id : 'all'}.`,
    ],
    incident: null,
  };
}
