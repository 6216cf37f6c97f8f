/** Incidents as text: a line each, and one in full. */
import type { Incident, PlaybookPlan } from '../domain/incidents.ts';
import { provenanceText } from '../domain/provenance.ts';
import { positionWords, took, utcSecond as utc } from '../report/incident-markdown.ts';

export function incidentLine(incident: Incident): string {
  const { id, class: grade, state, playbook, title, openedAt, freezes } = incident;
  const book = playbook === null ? '' : `, playbook ${playbook}`;
  const closed = freezes ? ', entries CLOSED' : '';
  return `${id.padEnd(5)} ${grade} ${state.padEnd(12)} ${utc(openedAt)}  ${title}${book}${closed}`;
}

export function incidentText(incident: Incident): readonly string[] {
  const { times } = incident;
  return [
    incidentLine(incident),
    `basis       ${incident.basis}`,
    `in force    ${provenanceText(incident)}`,
    `times       detected ${took(times.detect)}, acknowledged ${took(times.acknowledge)}, mitigated ${took(times.mitigate)}, resolved ${took(times.resolve)}`,
    `alerts      ${incident.alertCount}${incident.alerts.length === 0 ? '' : `: ${incident.alerts.slice(0, 10).join(', ')}`}`,
    ...incident.steps.map(
      ({ id, title, state, by, text }) =>
        `${id}        ${state.replace('_', ' ').padEnd(10)} ${title}${by === null ? '' : ` (${by})`}: ${text}`,
    ),
    ...incident.actions.map(
      ({ id, state, needsApproval, approvedBy, evidence }) =>
        `action      ${id.padEnd(20)} ${state.replace('_', ' ').padEnd(9)} ${state === 'waiting' && needsApproval && approvedBy === null ? 'waits for approval; ' : ''}${evidence}`,
    ),
    ...incident.conditions.map(
      ({ text, met, evidence }) =>
        `condition   ${met ? 'met    ' : 'NOT MET'} ${text}: ${evidence}`,
    ),
    ...incident.evidence.map(
      ({ category, score, findings }) =>
        `evidence    ${category.padEnd(12)} ${score.toFixed(2)} ${findings.join('; ')}`,
    ),
    ...incident.positions.map((row) => `position    ${positionWords(row)}`),
    ...incident.timeline.map(({ at, actor, text }) => `${utc(at)}  ${actor}: ${text}`),
  ];
}

export function planText(plan: PlaybookPlan): readonly string[] {
  const about = plan.incident === null ? 'as it would be opened now' : `for ${plan.incident}`;
  return [
    `playbook ${plan.playbook}, ${plan.title}, ${about}: nothing is done`,
    ...plan.actions.flatMap(({ id, text, automatic, now }) => [
      `  ${id}: ${text}`,
      `    who   ${automatic}`,
      `    now   ${now}`,
    ]),
    'entries may be resumed when:',
    ...plan.conditions.map(
      ({ text, met, evidence }) => `  ${met ? 'met    ' : 'not met'} ${text}: ${evidence}`,
    ),
  ];
}
