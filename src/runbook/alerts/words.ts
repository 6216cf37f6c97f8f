/** Figures and sentences of alerts. */
import { ALERT_METRICS, type AlertUnit } from '../../domain/alert-metrics.ts';
import type { Alert, AlertRule, AlertSeverity } from '../../domain/alerts.ts';
import type { Closure } from '../../domain/closure.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS, type Ms, SECOND_MS } from '../../domain/time.ts';
import { percent, utc } from '../../kernel/basis/text.ts';
import type { Reading } from './state.ts';

const LEVELS = ['fine', 'doubtful', 'failed'];

export function figureText(unit: AlertUnit, value: number): string {
  switch (unit) {
    case 'fraction':
      return percent(value);
    case 'count':
      return `${value}`;
    case 'level':
      return LEVELS[value] ?? `${value}`;
    case 'yes':
      return value === 0 ? 'no' : 'yes';
  }
}

/** `12 h`, `5 min`, `30 s`. */
export function lengthText(length: Ms): string {
  if (length >= HOUR_MS && length % HOUR_MS === 0) return `${length / HOUR_MS} h`;
  if (length >= MINUTE_MS && length % MINUTE_MS === 0) return `${length / MINUTE_MS} min`;
  return `${length / SECOND_MS} s`;
}

/** From what, to what, since when: one sentence. */
export function basisText(
  rule: AlertRule,
  severity: AlertSeverity,
  reading: Reading,
  limit: number,
  since: EpochMs,
): string {
  const { unit, text } = ALERT_METRICS[rule.metric];
  const level = rule[severity];
  const held = level !== null && level.for > 0 ? `, for ${lengthText(level.for)} or more` : '';
  const detail = reading.text === '' ? '' : `: ${reading.text}`;
  const when = `since ${utc(since)}${held}`;
  if (unit === 'yes') return `${reading.text === '' ? text : reading.text}; ${when}`;
  if (typeof reading.value !== 'number') return `${text}; ${when}`;
  const value = figureText(unit, reading.value);
  const side =
    rule.fires === 'at_or_below' ? 'at or below' : rule.fires === 'over' ? 'over' : 'at or above';
  return `${value}, ${severity} ${side} ${figureText(unit, limit)}, ${when}${detail}`;
}

/** `Daily loss`, `Market data stale (ETH/USDT:USDT)`. */
export const nameOf = ({ title, key }: Pick<Alert, 'title' | 'key'>): string =>
  key === '*' ? title : `${title} (${key})`;

/** What the system did by itself, read off the closures in force and the incident that opens. */
export function didText(alert: Alert, rule: AlertRule, closures: readonly Closure[]): string {
  const did = closures.filter((closure) => concerns(closure, rule, alert.key)).map(closedText);
  const shown = did.slice(0, CLOSURES_SHOWN);
  if (did.length > shown.length) shown.push(`${did.length - shown.length} more closures`);
  if (alert.incident !== null) {
    const { class: severity, playbook } = alert.incident;
    const by = playbook === null ? '' : ` with playbook ${playbook}`;
    const freeze = severity === 'P3' ? '' : ', entries freeze';
    shown.push(`an incident of class ${severity}${by}${freeze}`);
  }
  return `By itself: ${shown.length === 0 ? 'nothing was closed; exits and stops go on' : shown.join('; ')}.`;
}

const CLOSURES_SHOWN = 3;

function concerns({ cause, scope, id }: Closure, rule: AlertRule, key: string): boolean {
  if (!rule.closes.includes(cause)) return false;
  const { key: kind } = ALERT_METRICS[rule.metric];
  if (kind === 'symbol') return scope.symbol === null || scope.symbol === key;
  return kind !== 'closure' || id === key;
}

function closedText({ cause, scope, until }: Closure): string {
  const { strategy, symbol } = scope;
  const what = [strategy, symbol].filter((part) => part !== null).join(' ');
  const end = until === null ? '' : ` until ${utc(until)}`;
  return `entries ${what === '' ? 'of the portfolio' : `of ${what}`} closed (${cause}${end})`;
}
