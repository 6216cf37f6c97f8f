/** An incident as one HTML file, in the look of the other reports (requirement WF-8). */
import type { Incident, PositionAtRisk } from '../domain/incidents.ts';
import { provenanceText } from '../domain/provenance.ts';
import { cards, htmlPage, htmlSection } from './page.ts';
import { table } from './section.ts';
import { percent, span, utc } from './text.ts';

const took = (ms: number | null): string => (ms === null ? '-' : span(ms));
const figure = (value: number | null): string =>
  value === null ? '-' : `${Number(value.toPrecision(8))}`;

/** `refused`: entries refused while it was open, by reason. */
export function incidentHtml(incident: Incident, refused: ReadonlyMap<string, number>): string {
  const { times, openedAt, openedBy, rootCause, playbook } = incident;
  const lead = `${incident.state}${rootCause === null ? '' : `, root cause ${rootCause}`} · opened ${utc(openedAt)} UTC by ${openedBy} · playbook ${playbook ?? 'none'} · ${provenanceText(incident)} · ${incident.basis}`;
  return htmlPage(`${incident.id} (${incident.class}): ${incident.title}`, lead, [
    cards([
      ['detected', took(times.detect)],
      ['acknowledged', took(times.acknowledge)],
      ['mitigated', took(times.mitigate)],
      ['resolved', took(times.resolve)],
      ['alerts', `${incident.alertCount}`],
    ]),
    ...sections(incident, refused).map(htmlSection),
  ]);
}

const sections = (incident: Incident, refused: ReadonlyMap<string, number>) => [
  table(
    'timeline',
    'Timeline',
    ['time', 'who', 'what'],
    incident.timeline.map(({ at, actor, text }) => [utc(at), actor, text]),
  ),
  table(
    'workflow',
    'Workflow',
    ['step', 'what', 'state', 'by', 'figures'],
    incident.steps.map(({ id, title, state, by, text }) => [id, title, state, by ?? '', text]),
  ),
  table(
    'actions',
    'Actions',
    ['action', 'state', 'approved by', 'evidence'],
    incident.actions.map((row) => [row.id, row.state, row.approvedBy ?? '', row.evidence]),
  ),
  table(
    'conditions',
    'Before entries may be resumed',
    ['condition', 'met', 'evidence'],
    incident.conditions.map((row) => [row.text, row.met ? 'met' : 'NOT MET', row.evidence]),
  ),
  table(
    'evidence',
    'Evidence by category',
    ['category', 'score', 'findings'],
    incident.evidence.map((row) => [row.category, row.score.toFixed(2), row.findings.join('; ')]),
  ),
  table(
    'positions',
    'Positions when it was looked at',
    ['position', 'entry', 'mark', 'stop', 'loss at stop', 'liquidation', 'away'],
    incident.positions.map(position),
    'Liquidation prices are estimates: isolated margin at the configured leverage, without fees and funding.',
  ),
  table(
    'refused',
    'Entries refused meanwhile',
    ['reason', 'times'],
    [...refused].map(([reason, count]) => [reason, `${count}`]),
  ),
  table(
    'alerts',
    'Alerts',
    ['alert'],
    incident.alerts.map((id) => [id]),
  ),
];

const position = (row: PositionAtRisk): readonly string[] => [
  `${row.strategy} ${row.symbol} ${row.side} ${row.quantity}`,
  figure(row.entryPrice),
  figure(row.mark),
  row.stopPrice === null ? 'NONE' : figure(row.stopPrice),
  row.lossAtStop === null ? 'unknown' : row.lossAtStop.toFixed(2),
  figure(row.liquidationPrice),
  row.liquidationDistance === null ? 'unknown' : percent(row.liquidationDistance),
];
