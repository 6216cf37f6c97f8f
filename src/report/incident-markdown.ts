/** An incident as Markdown, and what was refused while it was open (requirement WF-8). */
import type { DecisionRecord } from '../domain/decision.ts';
import type { Incident, PositionAtRisk } from '../domain/incidents.ts';
import { provenanceText } from '../domain/provenance.ts';

export const utcSecond = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
export const took = (ms: number | null): string =>
  ms === null
    ? '-'
    : ms < 120_000
      ? `${Math.round(ms / 1_000)} s`
      : `${Math.round(ms / 60_000)} min`;
const percent = (value: number | null): string =>
  value === null ? 'unknown' : `${(value * 100).toFixed(1)} %`;
const price = (value: number | null): string =>
  value === null ? '-' : String(Number(value.toPrecision(8)));

export const positionWords = (row: PositionAtRisk): string =>
  `${row.strategy} ${row.symbol} ${row.side} ${row.quantity} at ${price(row.entryPrice)}, mark ${price(row.mark)}, stop ${row.stopPrice === null ? 'NONE' : price(row.stopPrice)}, loss at stop ${row.lossAtStop === null ? 'unknown' : row.lossAtStop.toFixed(2)}, liquidation (estimate) ${price(row.liquidationPrice)}, ${percent(row.liquidationDistance)} away`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length === 0
    ? ['none']
    : [
        `| ${head.join(' | ')} |`,
        `|${head.map(() => '---').join('|')}|`,
        ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
      ];

/** Entries refused while it was open, by reason. */
export function refusedMeanwhile(
  incident: Incident,
  decisions: readonly DecisionRecord[],
): ReadonlyMap<string, number> {
  const until =
    incident.times.resolve === null
      ? Number.POSITIVE_INFINITY
      : incident.causeAt + incident.times.resolve;
  const counts = new Map<string, number>();
  for (const { at, reason } of decisions) {
    if (reason === null || at < incident.openedAt || at > until) continue;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}

/** Fit for a post-mortem: what happened, what was seen, what was done, by whom. */
export function incidentMarkdown(incident: Incident, refused: ReadonlyMap<string, number>): string {
  const { times } = incident;
  const lines = [
    `# ${incident.id} (${incident.class}): ${incident.title}`,
    '',
    `${incident.state}${incident.rootCause === null ? '' : `, root cause ${incident.rootCause}`}; opened ${utcSecond(incident.openedAt)} by ${incident.openedBy}; playbook ${incident.playbook ?? 'none'}; ${incident.alertCount} alerts.`,
    '',
    `Basis: ${incident.basis}`,
    '',
    `In force when it was opened: ${provenanceText(incident)}.`,
    '',
    '## Times since the cause',
    '',
    ...table(
      ['detect', 'acknowledge', 'mitigate', 'resolve'],
      [[took(times.detect), took(times.acknowledge), took(times.mitigate), took(times.resolve)]],
    ),
    '',
    '## Timeline',
    '',
    ...table(
      ['time', 'who', 'what'],
      incident.timeline.map(({ at, actor, text }) => [utcSecond(at), actor, text]),
    ),
    '',
    '## Workflow',
    '',
    ...table(
      ['step', 'what', 'state', 'by', 'figures'],
      incident.steps.map(({ id, title, state, by, text }) => [id, title, state, by ?? '', text]),
    ),
    '',
    '## Actions',
    '',
    ...table(
      ['action', 'state', 'approved by', 'evidence'],
      incident.actions.map(({ id, state, approvedBy, evidence }) => [
        id,
        state,
        approvedBy ?? '',
        evidence,
      ]),
    ),
    '',
    '## Evidence by category',
    '',
    ...table(
      ['category', 'score', 'findings'],
      incident.evidence.map(({ category, score, findings }) => [
        category,
        score.toFixed(2),
        findings.join('; '),
      ]),
    ),
    '',
    '## Positions when it was looked at',
    '',
    'Liquidation prices are estimates: isolated margin at the configured leverage, without fees and funding.',
    '',
    ...table(
      ['position'],
      incident.positions.map((row) => [positionWords(row)]),
    ),
    '',
    '## Entries refused meanwhile',
    '',
    ...table(
      ['reason', 'count'],
      [...refused].map(([reason, count]) => [reason, String(count)]),
    ),
    '',
    '## Alerts',
    '',
    ...table(
      ['alert'],
      incident.alerts.map((id) => [id]),
    ),
    '',
  ];
  return lines.join('\n');
}
