/** Checks of meaning of `alerts.yaml` (requirements PRE-2, ALR-1 to ALR-7). */
import { ALERT_METRICS, type AlertMetric, isAlertMetric } from '../domain/alert-metrics.ts';
import type { PartialContents } from './files.ts';
import { entriesOf, type Finding, type Rule } from './findings.ts';
import { unknownName } from './rules-portfolio.ts';

type Rules = NonNullable<NonNullable<PartialContents['alerts.yaml']>['rules']>;
type AlertRule = NonNullable<Rules[string]>;
type Level = AlertRule['warning'];
type Report = (
  path: readonly (string | number)[],
  message: string,
  remedy: string,
  onKey?: boolean,
) => void;

const FILE = 'alerts.yaml';

export const alerts: Rule = (contents, report) => {
  const rules = contents[FILE]?.rules;
  if (rules === undefined) return;
  for (const [id, rule] of entriesOf(rules)) {
    const say: Report = (path, message, remedy, onKey = false) =>
      report({
        file: FILE,
        path: ['rules', id, ...path],
        onKey,
        message,
        remedy,
      } satisfies Finding);
    metricExists(rule, say);
    levels(rule, say);
    references(id, rule, Object.keys(rules), say);
    incidents(rule, say);
  }
  cycles(rules, report);
};

function metricExists({ metric }: AlertRule, say: Report): void {
  if (metric === undefined || isAlertMetric(metric)) return;
  say(['metric'], `there is no figure ${metric}`, unknownName(metric, Object.keys(ALERT_METRICS)));
}

function levels(rule: AlertRule, say: Report): void {
  const { warning, critical, fires, metric } = rule;
  if (warning === null && critical === null) {
    say([], 'has neither a warning nor a critical level', 'give it at least one', true);
  }
  for (const [name, level] of [
    ['warning', warning],
    ['critical', critical],
  ] as const) {
    const fault = limitFault(metric, level);
    if (fault !== null) say([name, 'limit'], ...fault);
  }
  const low = warning?.limit;
  const high = critical?.limit;
  if (typeof low !== 'number' || typeof high !== 'number' || fires === undefined) return;
  const downwards = fires === 'at_or_below';
  if (downwards ? low < high : low > high) {
    const order = downwards ? 'at or above' : 'at or below';
    say(
      ['warning', 'limit'],
      `is ${low} while critical.limit is ${high}`,
      `must be ${order} it: the warning comes before the critical alert`,
    );
  }
}

/** What is wrong with a limit for its figure, and what would be right. */
function limitFault(
  metric: string | undefined,
  level: Level,
): readonly [message: string, remedy: string] | null {
  const limit = level?.limit;
  if (limit === undefined || metric === undefined || !isAlertMetric(metric)) return null;
  if (limit === 'profile') {
    if (metric === PROFILE_METRIC) return null;
    return ['is profile', `only ${PROFILE_METRIC} has a limit in the profile: write a figure`];
  }
  const { unit } = ALERT_METRICS[metric];
  const message = `is ${limit} while ${metric} is ${UNIT_TEXT[unit]}`;
  switch (unit) {
    case 'fraction':
      return Math.abs(limit) <= 1 ? null : [message, 'write it like 8% or 0.08'];
    case 'count':
      return Number.isSafeInteger(limit) && limit >= 1 ? null : [message, 'write 1, 2, 3, ...'];
    case 'yes':
      return limit === 1 ? null : [message, 'write yes'];
    case 'level':
      return limit === 1 || limit === 2 ? null : [message, 'write doubtful (1) or failed (2)'];
  }
}

const PROFILE_METRIC: AlertMetric = 'daily_pnl';
const UNIT_TEXT = {
  fraction: 'a fraction',
  count: 'a count',
  yes: 'yes or no',
  level: 'one of fine, doubtful, failed',
} as const;

function references(id: string, rule: AlertRule, known: readonly string[], say: Report): void {
  for (const [index, other] of (rule.inhibitedBy ?? []).entries()) {
    if (other === undefined) continue;
    if (other === id) {
      say(['inhibitedBy', index], 'is the rule itself', 'remove it');
    } else if (!known.includes(other)) {
      say(['inhibitedBy', index], `there is no rule ${other}`, unknownName(other, known));
    }
  }
}

function incidents({ incident, warning, critical }: AlertRule, say: Report): void {
  if (incident === undefined) return;
  const { playbook } = incident;
  if (playbook !== null && incident.warning === null && incident.critical === null) {
    say(
      ['incident', 'playbook'],
      `is ${playbook}, and no severity opens an incident`,
      'name the class of the incident, or write null',
    );
  }
  for (const [name, level] of [
    ['warning', warning],
    ['critical', critical],
  ] as const) {
    if (level !== null || !incident[name]) continue;
    say(['incident', name], `the rule has no ${name} level`, `write null, or give it a ${name}`);
  }
}

/** Rules that mute each other would all be silent. Each cycle is told once, at its first rule. */
function cycles(rules: Rules, report: Parameters<Rule>[1]): void {
  const told = new Set<string>();
  for (const [start] of entriesOf(rules)) {
    const cycle = cycleFrom(rules, start);
    if (cycle === null || cycle.some((id) => told.has(id))) continue;
    for (const id of cycle) told.add(id);
    report({
      file: FILE,
      path: ['rules', start, 'inhibitedBy'],
      message: `rules mute each other: ${[...cycle, start].join(' <- ')}`,
      remedy: 'remove one of them: with all of them firing, nobody would be told',
    });
  }
}

/** A way from a rule back to itself, of two rules or more; null: there is none. */
function cycleFrom(rules: Rules, start: string): readonly string[] | null {
  const visited = new Set<string>();
  const walk = (id: string, way: readonly string[]): readonly string[] | null => {
    for (const next of rules[id]?.inhibitedBy ?? []) {
      if (next === undefined || next === id) continue;
      if (next === start) return way;
      if (visited.has(next)) continue;
      visited.add(next);
      const found = walk(next, [...way, next]);
      if (found !== null) return found;
    }
    return null;
  };
  return walk(start, [start]);
}
