/** What the desk is told about an incident: one message an event, never one a joined alert. */
import { playbookOf } from '../playbooks/definitions.ts';
import { isAutomatic } from '../playbooks/run.ts';
import { freezes, type IncidentRecord } from './state.ts';
import { type Draft, type IncidentView, outOfReach } from './view.ts';

/** Lines of one kind in a message; carriers cut long ones. */
const LINES = 8;

function draft(
  incident: IncidentRecord,
  at: number,
  severity: Draft['severity'],
  what: string,
  lines: readonly string[],
): Draft {
  const { id, causeAt, title } = incident;
  return {
    at,
    causeAt,
    kind: 'incident',
    severity,
    about: id,
    title: `${id} ${incident.class} ${what}: ${title}`,
    lines,
    incident: id,
  };
}

const graveness = ({ class: grade }: IncidentRecord): Draft['severity'] =>
  grade === 'P3' ? 'warning' : 'critical';

function openLines(
  incident: IncidentRecord,
  view: IncidentView,
  moved: readonly string[],
): readonly string[] {
  const silent = outOfReach(view);
  const { positions, evidence, id } = incident;
  const frozen = freezes(incident)
    ? 'entries of the whole portfolio are closed; exits go on'
    : 'entries go on';
  const table =
    incident.tableAt === null
      ? `positions not verified: ${silent ?? 'not yet'}; nothing is assumed`
      : `${positions.length} positions open, ${positions.filter((p) => p.stopPrice === null).length} without a stop`;
  const [first] = evidence;
  const cause =
    first === undefined
      ? []
      : [`loudest cause ${first.category}, ${first.score.toFixed(2)}: ${first.findings[0] ?? ''}`];
  return [
    incident.basis,
    frozen,
    table,
    ...cause,
    ...moved.slice(0, LINES),
    ...waitingLines(incident),
    `next: septet incidents ack ${id}`,
  ];
}

/** Actions that a person may approve. */
export function waitingLines(incident: IncidentRecord): readonly string[] {
  const waiting = playbookOf(incident.playbook).actions.filter(
    ({ id, automatic }) =>
      !isAutomatic(automatic, incident) &&
      incident.actions.some((each) => each.id === id && each.state === 'waiting'),
  );
  if (waiting.length === 0) return [];
  return [`by approval: ${waiting.map(({ id }) => id).join(', ')}`];
}

export const openedMessage = (
  incident: IncidentRecord,
  view: IncidentView,
  moved: readonly string[],
): Draft =>
  draft(incident, view.now, graveness(incident), 'opened', openLines(incident, view, moved));

export const raisedMessage = (
  incident: IncidentRecord,
  view: IncidentView,
  moved: readonly string[],
): Draft =>
  draft(incident, view.now, graveness(incident), 'raised', openLines(incident, view, moved));

export const actionsMessage = (
  incident: IncidentRecord,
  at: number,
  moved: readonly string[],
): Draft => draft(incident, at, 'info', 'actions', moved.slice(0, LINES));

export const stableMessage = (incident: IncidentRecord, at: number): Draft =>
  draft(incident, at, 'info', 'stable', [
    'its stabilisation conditions hold',
    incident.acknowledged === null
      ? `next: septet incidents ack ${incident.id}, then septet resume`
      : 'next: septet resume; all phases run again before entries open',
  ]);

export const resumedMessage = (incident: IncidentRecord, at: number, actor: string): Draft =>
  draft(incident, at, 'info', 'resumed', [
    `resumed by ${actor}: all phases run again before entries open`,
    ...(incident.resolved === null
      ? [`next: septet incidents resolve ${incident.id} --root-cause ...`]
      : []),
  ]);

export const resolvedMessage = (incident: IncidentRecord, at: number): Draft =>
  draft(incident, at, 'info', 'resolved', [
    `resolved by ${incident.resolved?.actor}: ${incident.resolved?.rootCause}`,
    ...(freezes(incident) ? ['entries stay closed until septet resume'] : []),
  ]);
