/** What people say about incidents. A step out of order is refused with what would be right. */

import { ROOT_CAUSES } from '../../domain/incidents.ts';
import type { OperationsCommand } from '../../domain/operations.ts';
import { utc } from '../../kernel/basis/text.ts';
import { conditionsOf, conditionText } from '../playbooks/conditions.ts';
import { playbookOf } from '../playbooks/definitions.ts';
import {
  advance,
  closeFinished,
  diagnoseNow,
  isGraver,
  openIncident,
  tabulate,
} from './machine.ts';
import { raisedMessage, resolvedMessage, resumedMessage } from './messages.ts';
import { freezes, type IncidentRecord, type IncidentsState, note, OPEN_MAX } from './state.ts';
import { type IncidentHands, type IncidentView, outOfReach } from './view.ts';

type Reply =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly text: string };

export type IncidentCommand = Extract<
  OperationsCommand,
  { readonly kind: 'incident_open' | 'incident_ack' | 'incident_approve' | 'incident_resolve' }
>;
type Of<K extends IncidentCommand['kind']> = Extract<IncidentCommand, { readonly kind: K }>;

const no = (code: string, text: string): Reply => ({ ok: false, code, text });

const CLASSES: readonly unknown[] = ['P1', 'P2', 'P3'];
const PLAYBOOK_IDS: readonly unknown[] = [null, 'A', 'B', 'C', 'D'];
const TITLE_MAX = 200;

export function incidentCommand(
  state: IncidentsState,
  command: IncidentCommand,
  eyes: () => IncidentView,
  hands: IncidentHands,
): Reply {
  if (command.actor.trim() === '') return no('ACTOR_MISSING', 'name who says so');
  switch (command.kind) {
    case 'incident_open':
      return open(state, command, eyes, hands);
    case 'incident_ack':
      return acknowledge(state, command, eyes, hands);
    case 'incident_approve':
      return approve(state, command, eyes, hands);
    case 'incident_resolve':
      return resolve(state, command, eyes, hands);
  }
}

/** The incident, or why there is nothing to do with it. */
function find(state: IncidentsState, id: string): IncidentRecord | Reply {
  const open = state.open.find((each) => each.id === id);
  if (open !== undefined && open.resolved === null) return open;
  const done = open ?? state.closed.find((each) => each.id === id);
  if (done?.resolved) {
    const { actor, at } = done.resolved;
    const text = `${id} was resolved by ${actor} at ${utc(at)}`;
    return no('INCIDENT_RESOLVED', text);
  }
  const names = state.open.filter((each) => each.resolved === null).map((each) => each.id);
  const there = names.length === 0 ? 'none is open' : `open: ${names.join(', ')}`;
  return no('UNKNOWN_INCIDENT', `there is no incident "${id}"; ${there}`);
}

const isReply = (found: IncidentRecord | Reply): found is Reply => 'ok' in found;

function open(
  state: IncidentsState,
  command: Of<'incident_open'>,
  eyes: () => IncidentView,
  hands: IncidentHands,
): Reply {
  const { class: grade, title, playbook, actor, reason } = command;
  if (!CLASSES.includes(grade)) return no('COMMAND_INVALID', 'a class is P1, P2 or P3');
  if (!PLAYBOOK_IDS.includes(playbook)) return no('COMMAND_INVALID', 'a playbook is A, B, C or D');
  if (typeof title !== 'string' || title.trim() === '' || title.length > TITLE_MAX) {
    return no('COMMAND_INVALID', `an incident has a title of 1 to ${TITLE_MAX} characters`);
  }
  if (state.open.length >= OPEN_MAX) {
    return no('TOO_MANY_INCIDENTS', `${OPEN_MAX} incidents are open: resolve some of them first`);
  }
  const view = eyes();
  const incident = openIncident(
    state,
    {
      class: grade,
      title,
      playbook,
      group: `by hand ${state.last + 1}`,
      causeAt: view.now,
      actor,
      basis: reason.trim() === '' ? title : reason,
      byDrawdown: playbook === 'B',
    },
    view,
    hands,
  );
  advance(incident, eyes, hands, true);
  const effect = freezes(incident) ? 'entries are closed; exits go on' : 'entries go on';
  return { ok: true, text: `${incident.id} is open (${grade}): ${effect}` };
}

function acknowledge(
  state: IncidentsState,
  command: Of<'incident_ack'>,
  eyes: () => IncidentView,
  hands: IncidentHands,
): Reply {
  const { actor, class: grade } = command;
  if (grade !== null && !CLASSES.includes(grade)) {
    return no('COMMAND_INVALID', 'a class is P1, P2 or P3');
  }
  const incident = find(state, command.incident);
  if (isReply(incident)) return incident;
  const before = incident.class;
  const to = grade ?? before;
  if (incident.acknowledged !== null && to === before) {
    const { actor: who, at } = incident.acknowledged;
    const text = `${incident.id} was acknowledged by ${who} at ${utc(at)}; --class classifies it anew`;
    return no('INCIDENT_ACKNOWLEDGED', text);
  }
  const view = eyes();
  incident.acknowledged ??= { actor, at: view.now };
  incident.class = to;
  if (isGraver(before, to) && isGraver(before, incident.worst ?? to)) incident.worst = before;
  const classified = to === before ? `as ${to}` : `from ${before} to ${to}`;
  note(incident, view.now, actor, `acknowledged, classified ${classified}: ${command.reason}`);
  const raised = isGraver(to, before);
  if (raised && to !== 'P3') hands.freeze(incident);
  // What a person decides on is fresh; what cannot be seen stays as it was.
  if (outOfReach(view) === null) tabulate(incident, view);
  diagnoseNow(incident, view);
  if (raised) hands.send(raisedMessage(incident, eyes(), []));
  hands.changed(incident, `acknowledged by ${actor}, ${classified}`);
  advance(incident, eyes, hands, false);
  const stays = freezes(incident) ? '; entries stay closed until resume' : '';
  return { ok: true, text: `${incident.id} acknowledged, ${classified}${stays}` };
}

function approve(
  state: IncidentsState,
  command: Of<'incident_approve'>,
  eyes: () => IncidentView,
  hands: IncidentHands,
): Reply {
  const incident = find(state, command.incident);
  if (isReply(incident)) return incident;
  const { id } = incident;
  const definition = playbookOf(incident.playbook).actions.find(
    (each) => each.id === command.action,
  );
  const record = incident.actions.find((each) => each.id === command.action);
  if (definition === undefined || record === undefined) {
    const names = incident.actions.map((each) => each.id).join(', ');
    return no('UNKNOWN_ACTION', `${id} has no action "${command.action}"; it has ${names}`);
  }
  if (incident.acknowledged === null) {
    const text = `${id} is not acknowledged yet: septet incidents ack ${id} comes first`;
    return no('INCIDENT_NOT_ACKNOWLEDGED', text);
  }
  if (record.state !== 'waiting') {
    return no('ACTION_NOT_WAITING', `${record.id} is ${record.state}: ${record.evidence}`);
  }
  if (record.approvedBy !== null) {
    return no(
      'ACTION_APPROVED',
      `${record.id} was approved by ${record.approvedBy}: ${record.evidence}`,
    );
  }
  const { actor } = command;
  record.approvedBy = actor;
  note(incident, eyes().now, actor, `approved ${record.id}: ${command.reason}`);
  hands.changed(incident, `${record.id} approved by ${actor}`);
  advance(incident, eyes, hands, false);
  // What `advance` did shows in the record, which the compiler believes unchanged.
  const { state: now, evidence } = record as { readonly state: string; readonly evidence: string };
  return {
    ok: true,
    text: `${record.id} approved: ${now === 'waiting' ? `waits, ${evidence}` : evidence}`,
  };
}

function resolve(
  state: IncidentsState,
  command: Of<'incident_resolve'>,
  eyes: () => IncidentView,
  hands: IncidentHands,
): Reply {
  const { actor, rootCause, reason } = command;
  if (!(ROOT_CAUSES as readonly unknown[]).includes(rootCause)) {
    return no('COMMAND_INVALID', `a root cause is one of ${ROOT_CAUSES.join(', ')}`);
  }
  const incident = find(state, command.incident);
  if (isReply(incident)) return incident;
  const { id } = incident;
  if (incident.acknowledged === null) {
    const text = `${id} is not acknowledged yet: septet incidents ack ${id} comes first`;
    return no('INCIDENT_NOT_ACKNOWLEDGED', text);
  }
  const view = eyes();
  if (freezes(incident)) {
    const unmet = conditionsOf(incident, view).filter(({ met }) => !met);
    if (unmet.length > 0) {
      const list = unmet.map(conditionText).join('; ');
      return no('INCIDENT_NOT_STABLE', `${id} is not stable yet, it waits for: ${list}`);
    }
  }
  for (const action of incident.actions) {
    if (action.state !== 'waiting') continue;
    Object.assign(action, { state: 'refused', at: view.now, evidence: 'not needed, not approved' });
  }
  incident.resolved = { actor, at: view.now, rootCause };
  note(incident, view.now, actor, `resolved, root cause ${rootCause}: ${reason}`);
  hands.send(resolvedMessage(incident, view.now));
  hands.changed(incident, `resolved by ${actor}, root cause ${rootCause}`);
  const stays = freezes(incident) ? '; entries stay closed until resume' : '';
  closeFinished(state, eyes, hands);
  return { ok: true, text: `${id} resolved, root cause ${rootCause}${stays}` };
}

/** Null: nothing stands against a resume. */
export function resumeRefusal(state: IncidentsState, eyes: () => IncidentView): Reply | null {
  const freezing = state.open.filter(freezes);
  if (freezing.length === 0) return null;
  const waiting = freezing.filter(({ acknowledged }) => acknowledged === null);
  if (waiting.length > 0) {
    const names = waiting.map(({ id }) => id).join(', ');
    const text = `refused: ${names} not acknowledged; septet incidents ack comes first`;
    return no('INCIDENT_NOT_ACKNOWLEDGED', text);
  }
  const view = eyes();
  const unmet = freezing.flatMap((incident) =>
    conditionsOf(incident, view)
      .filter(({ met }) => !met)
      .map((condition) => `${incident.id}: ${conditionText(condition)}`),
  );
  if (unmet.length === 0) return null;
  return no('INCIDENT_NOT_STABLE', `refused until stable; waits for ${unmet.join('; ')}`);
}

/** Call only when `resumeRefusal` has none. */
export function resumeIncidents(
  state: IncidentsState,
  actor: string,
  eyes: () => IncidentView,
  hands: IncidentHands,
): void {
  const freezing = state.open.filter(freezes);
  const { now } = eyes();
  for (const incident of freezing) {
    hands.unfreeze(incident, actor);
    incident.resumed = { actor, at: now };
    note(incident, now, actor, 'resumed: all phases run again before entries open');
    hands.send(resumedMessage(incident, now, actor));
    hands.changed(incident, `resumed by ${actor}`);
  }
  closeFinished(state, eyes, hands);
}
