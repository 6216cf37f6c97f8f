/** Dry run of a playbook: what stands there already, and what would be done now. Changes nothing. */
import type { PlaybookId } from '../../domain/alerts.ts';
import type { PlaybookPlan } from '../../domain/incidents.ts';
import type { IncidentRecord } from '../incidents/state.ts';
import { type IncidentView, instability } from '../incidents/view.ts';
import { conditionsOf } from './conditions.ts';
import { type ActionDefinition, PLAYBOOKS } from './definitions.ts';
import { look } from './primitives.ts';
import { createAction, isAutomatic } from './run.ts';

/** `incident`: for that one as it stands; else one as it would be opened now. */
export function planPlaybook(
  playbook: PlaybookId,
  incident: IncidentRecord,
  named: boolean,
  view: IncidentView,
): PlaybookPlan {
  const { title, actions } = PLAYBOOKS[playbook];
  return {
    playbook,
    title,
    incident: named ? incident.id : null,
    actions: actions.map((definition) => {
      const known = named ? incident.actions.find(({ id }) => id === definition.id) : undefined;
      const record = known ?? createAction(definition);
      const found = look(definition.id, incident, record, view);
      const word = { absent: 'would act', impossible: 'waits' } as const;
      const said =
        found.state === 'absent' || found.state === 'impossible' ? word[found.state] : null;
      return {
        id: definition.id,
        text: definition.text,
        automatic: whoActs(definition, incident, view),
        now: `${said ?? found.state.replace('_', ' ')}: ${found.evidence}`,
      };
    }),
    conditions: conditionsOf({ ...incident, playbook }, view),
  };
}

function whoActs(
  { automatic }: ActionDefinition,
  incident: IncidentRecord,
  view: IncidentView,
): string {
  if (isAutomatic(automatic, incident)) return 'the system, at once';
  if (automatic !== 'unstable') return 'waits for approval';
  const unstable = instability(view);
  return unstable === null
    ? 'the system when the venue is unstable (it is not now), else by approval'
    : `the system, at once: ${unstable}`;
}
