/** What people say about alerts: acknowledge, silence, end a silence. Each answers in words. */
import { ALERT_METRICS } from '../../domain/alert-metrics.ts';
import type { AlertChange, AlertsConfig } from '../../domain/alerts.ts';
import { DAY_MS, type EpochMs, type Ms } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import { type AlertsState, type Entry, SILENCES_MAX } from './state.ts';

export type AlertReply =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly text: string };

/** A silence ends after a day at the latest: it can be renewed, with a reason. */
export const SILENCE_MAX: Ms = DAY_MS;
const NAMED = 10;

const refused = (code: string, text: string): AlertReply => ({ ok: false, code, text });

/** Who says it, and why. */
export interface Said {
  readonly actor: string;
  readonly reason: string;
}

/** `which`: an alert, a rule (all its alerts), or `all`. */
export function acknowledgeAlerts(
  state: AlertsState,
  which: string,
  { actor }: Said,
  now: EpochMs,
  change: (change: AlertChange) => void,
): AlertReply {
  const named = state.entries.filter(
    (entry) =>
      entry.alert !== null && (which === 'all' || which === entry.id || which === entry.rule),
  );
  if (named.length === 0) return refused('UNKNOWN_ALERT', unknownText(state, which));
  const open = named.filter((entry) => entry.alert?.acknowledged === null);
  if (open.length === 0) return { ok: true, text: `already acknowledged: ${namesOf(named)}` };
  for (const entry of open) {
    if (entry.alert === null) continue;
    entry.alert = { ...entry.alert, acknowledged: { actor, at: now } };
    change({ change: 'acknowledged', alert: entry.alert, actor });
  }
  state.entries = state.entries.filter(
    ({ alert }) => alert === null || alert.state === 'firing' || alert.acknowledged === null,
  );
  const firing = open.filter((entry) => entry.alert?.state === 'firing').length;
  const rest = firing === 0 ? 'all of them are over' : `${firing} still firing`;
  return { ok: true, text: `acknowledged ${open.length} (${rest}): ${namesOf(open)}` };
}

function unknownText(state: AlertsState, which: string): string {
  const shown = state.entries.filter((entry) => entry.alert !== null);
  if (shown.length === 0) return 'there is no alert to acknowledge';
  return `there is no alert "${String(which).slice(0, 80)}"; there are ${namesOf(shown)}`;
}

function namesOf(entries: readonly Entry[]): string {
  const names = entries.slice(0, NAMED).map(({ id, alert }) => {
    const by = alert?.acknowledged;
    return by ? `${id} (by ${by.actor} at ${utc(by.at)})` : id;
  });
  const more = entries.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export interface SilenceAsked extends Said {
  readonly of: string;
  readonly until: EpochMs;
}

/** `knows`: can there be an alert of this rule with this key? */
export function silenceAlerts(
  config: AlertsConfig,
  state: AlertsState,
  asked: SilenceAsked,
  now: EpochMs,
  knows: (rule: string, key: string) => boolean,
): AlertReply {
  const { of, until, actor, reason } = asked;
  const colon = typeof of === 'string' ? of.indexOf(':') : -1;
  const id = colon < 0 ? of : of.slice(0, colon);
  const rule = config.rules.find((candidate) => candidate.id === id);
  if (rule === undefined) {
    const known = config.rules.map((candidate) => candidate.id).join(', ');
    return refused(
      'UNKNOWN_RULE',
      `there is no rule "${String(id).slice(0, 80)}"; known: ${known}`,
    );
  }
  if (colon >= 0 && !knows(rule.id, of.slice(colon + 1))) {
    const kind = ALERT_METRICS[rule.metric].key;
    const text = `rule ${rule.id} has no ${kind} "${of.slice(colon + 1, colon + 81)}"`;
    return refused('UNKNOWN_KEY', text);
  }
  if (!Number.isSafeInteger(until)) return refused('SILENCE_WITHOUT_END', 'a silence has an end');
  if (until <= now) {
    return refused('SILENCE_PAST', `a silence ends after now (${utc(now)}), not ${utc(until)}`);
  }
  if (until - now > SILENCE_MAX) {
    return refused('SILENCE_TOO_LONG', 'a silence lasts 24 h at most; renew it then');
  }
  const before = state.silences.find((silence) => silence.of === of);
  const others = state.silences.filter((silence) => silence !== before);
  if (others.length >= SILENCES_MAX) {
    return refused('TOO_MANY_SILENCES', `there are ${SILENCES_MAX} silences: end some of them`);
  }
  state.silence += 1;
  const silence = { id: `Q${state.silence}`, of, actor, reason, since: now, until };
  state.silences = [...others, silence];
  const instead = before === undefined ? '' : `, in the place of ${before.id}`;
  const text = `${silence.id}: messages of ${of} are silenced until ${utc(until)}${instead}; incidents, closures and the launch go on as without it`;
  return { ok: true, text };
}

export function unsilenceAlerts(state: AlertsState, id: string): AlertReply {
  const found = state.silences.find((silence) => silence.id === id);
  if (found === undefined) {
    const known = state.silences.map((silence) => silence.id).join(', ');
    const there = known === '' ? 'there is none' : `there are ${known}`;
    return refused('UNKNOWN_SILENCE', `there is no silence "${String(id).slice(0, 80)}"; ${there}`);
  }
  state.silences = state.silences.filter((silence) => silence !== found);
  return { ok: true, text: `${id} is over: messages of ${found.of} are sent again` };
}
