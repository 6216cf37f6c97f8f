/** The tables of `docs/alerts.md`: the default rules, and the figures a rule may be about. */
import { ALERT_METRICS } from '../domain/alert-metrics.ts';
import type { AlertLevel, AlertRule } from '../domain/alerts.ts';
import { formatDuration } from './scalars.ts';

/** Markdown; `rules` at the pace of the world. */
export function alertReference(rules: readonly AlertRule[]): string {
  return [
    '## The default rules',
    '',
    '| rule | what | warning | critical | incident | group | muted by | next step |',
    '|---|---|---|---|---|---|---|---|',
    ...rules.map(ruleRow),
    '',
    '## Figures',
    '',
    '| figure | counted in | one for each | meaning |',
    '|---|---|---|---|',
    ...Object.entries(ALERT_METRICS).map(
      ([name, { unit, key, text }]) => `| \`${name}\` | ${unit} | ${key} | ${text} |`,
    ),
    '',
  ].join('\n');
}

function ruleRow(rule: AlertRule): string {
  const { id, title, group, inhibitedBy, next } = rule;
  const { warning, critical, playbook } = rule.incident;
  const classes = [warning === null ? '' : `${warning} (warning)`, critical ?? ''];
  const book = playbook === null ? '' : `playbook ${playbook}`;
  const incident = [...classes, book].filter((part) => part !== '').join(', ');
  const cells = [
    `<a id="${id}"></a>\`${id}\``,
    title,
    levelText(rule, rule.warning),
    levelText(rule, rule.critical),
    incident,
    group,
    inhibitedBy.join(', '),
    next,
  ];
  return `| ${cells.join(' | ')} |`;
}

function levelText({ metric, fires }: AlertRule, level: AlertLevel | null): string {
  if (level === null) return '';
  const { unit } = ALERT_METRICS[metric];
  const { limit } = level;
  const figure =
    unit === 'fraction' && limit !== 'profile'
      ? `${Number((limit * 100).toPrecision(12))} %`
      : unit === 'yes'
        ? 'yes'
        : `${limit}`;
  const sign = { at_or_above: '>=', at_or_below: '<=', over: '>' }[fires];
  const held = level.for === 0 ? '' : ` for ${formatDuration(level.for)}`;
  return `${unit === 'yes' ? '' : `${sign} `}${figure}${held}`;
}
