/** Runs the actions of an incident: each looks first, acts where nothing is in force, and is noted. */
import type { ActionRecord, IncidentRecord } from '../incidents/state.ts';
import { type IncidentHands, type IncidentView, instability } from '../incidents/view.ts';
import { type ActionDefinition, type Automatic, playbookOf } from './definitions.ts';
import { flattenAgain } from './flatten.ts';
import { apply, look } from './primitives.ts';

export const createAction = ({ id }: ActionDefinition): ActionRecord => ({
  id,
  state: 'waiting',
  at: null,
  approvedBy: null,
  evidence: '',
  targets: [],
  level: null,
  saidAt: null,
});

/** Does the system do it by itself, as the incident is classified now? */
export function isAutomatic(automatic: Automatic, incident: IncidentRecord): boolean {
  switch (automatic) {
    case 'always':
      return true;
    case 'freezing':
      return incident.class !== 'P3';
    case 'p1':
      return incident.class === 'P1';
    case 'unstable':
    case 'never':
      return false;
  }
}

export interface Moved {
  readonly text: string;
  /** It is over: no news for the desk by itself. */
  readonly ended: boolean;
}

/** What moved, one an action. `eyes` looks anew after each: what one did, the next sees. */
export function runActions(
  incident: IncidentRecord,
  eyes: () => IncidentView,
  hands: IncidentHands,
): readonly Moved[] {
  const moved: Moved[] = [];
  let view = eyes();
  for (const definition of playbookOf(incident.playbook).actions) {
    const record = incident.actions.find(({ id }) => id === definition.id);
    if (record === undefined) continue;
    const text = runAction(definition, incident, record, view, hands);
    if (text === null) continue;
    moved.push({ text: `${definition.text}: ${text}`, ended: record.state === 'ended' });
    view = eyes();
  }
  return moved;
}

function runAction(
  definition: ActionDefinition,
  incident: IncidentRecord,
  record: ActionRecord,
  view: IncidentView,
  hands: IncidentHands,
): string | null {
  const { id } = definition;
  if (record.state === 'done' || record.state === 'refused') return null;
  if (record.state === 'ended' && id !== 'cooldown_symbols') return null;
  const found = look(id, incident, record, view);
  if (record.state === 'in_force') {
    if (id === 'flatten_riskiest' && found.state === 'in_force') {
      flattenAgain(incident, record, view, hands);
    }
    if (found.state === 'in_force') return null;
    if (id !== 'cooldown_symbols' || found.state !== 'absent') {
      const over = found.state === 'done' ? 'done' : 'ended';
      return settle(record, over, view.now, found.state === 'absent' ? 'over' : found.evidence);
    }
  }
  if (record.state === 'ended' && found.state !== 'absent') return null;
  if (found.state === 'in_force') return settle(record, 'in_force', view.now, found.evidence);
  if (found.state === 'done' || found.state === 'ended') {
    return settle(record, found.state, view.now, found.evidence);
  }
  const why = reasonToAct(definition, incident, record, view);
  if (why === null) return null;
  if (found.state === 'impossible') {
    record.evidence = found.evidence;
    return null;
  }
  const { refused, text } = apply(id, incident, record, view, hands);
  const state = refused ? 'refused' : 'in_force';
  return settle(record, state, view.now, why === '' ? text : `${text} (${why})`);
}

function settle(
  record: ActionRecord,
  state: ActionRecord['state'],
  at: number,
  evidence: string,
): string {
  record.state = state;
  record.at = at;
  record.evidence = evidence;
  return evidence;
}

/** Null: it waits for a person, or for its case. */
function reasonToAct(
  { automatic }: ActionDefinition,
  incident: IncidentRecord,
  record: ActionRecord,
  view: IncidentView,
): string | null {
  if (record.approvedBy !== null) return `approved by ${record.approvedBy}`;
  if (isAutomatic(automatic, incident)) return '';
  if (automatic !== 'unstable') return null;
  const unstable = instability(view);
  return unstable === null ? null : `the venue is unstable: ${unstable}`;
}
