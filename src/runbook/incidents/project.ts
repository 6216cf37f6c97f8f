/** An incident as people and programs read it, with its steps and conditions as they are now. */
import type { Incident, IncidentStep } from '../../domain/incidents.ts';
import { provenanceOf } from '../../domain/provenance.ts';
import { conditionsOf } from '../playbooks/conditions.ts';
import { playbookOf } from '../playbooks/definitions.ts';
import { isAutomatic } from '../playbooks/run.ts';
import { freezes, type IncidentRecord } from './state.ts';
import type { IncidentView } from './view.ts';

/** `view` null: as it was closed, its conditions are history. */
export function projectIncident(incident: IncidentRecord, view: IncidentView | null): Incident {
  const { causeAt, acknowledged, mitigatedAt, resolved } = incident;
  const conditions = view === null ? [] : conditionsOf(incident, view);
  const definitions = playbookOf(incident.playbook).actions;
  return {
    id: incident.id,
    class: incident.class,
    title: incident.title,
    playbook: incident.playbook,
    group: incident.group,
    state: stateOf(incident),
    causeAt,
    openedAt: incident.openedAt,
    openedBy: incident.openedBy,
    ...provenanceOf(incident),
    basis: incident.basis,
    alerts: [...incident.alerts],
    alertCount: incident.alertCount,
    steps: stepsOf(
      incident,
      conditions.filter(({ met }) => !met).map(({ text }) => text),
    ),
    evidence: incident.evidence,
    positions: incident.positions,
    actions: incident.actions.map(({ id, state, at, approvedBy, evidence }) => {
      const definition = definitions.find((each) => each.id === id);
      return {
        id,
        text: definition?.text ?? id,
        state,
        needsApproval: definition !== undefined && !isAutomatic(definition.automatic, incident),
        approvedBy,
        at,
        evidence,
      };
    }),
    conditions,
    freezes: freezes(incident),
    timeline: [...incident.timeline],
    rootCause: resolved?.rootCause ?? null,
    times: {
      detect: incident.openedAt - causeAt,
      acknowledge: acknowledged === null ? null : acknowledged.at - causeAt,
      mitigate: mitigatedAt === null ? null : mitigatedAt - causeAt,
      resolve: resolved === null ? null : resolved.at - causeAt,
    },
  };
}

function stateOf({ resolved, acknowledged, mitigatedAt }: IncidentRecord): Incident['state'] {
  if (resolved !== null) return 'resolved';
  if (acknowledged === null) return 'open';
  return mitigatedAt === null ? 'acknowledged' : 'mitigated';
}

const WHO = 'system';

function stepsOf(incident: IncidentRecord, unmet: readonly string[]): readonly IncidentStep[] {
  const { acknowledged, resolved, resumed, frozenAt, tableAt, diagnosedAt } = incident;
  const [first] = incident.evidence;
  const waits = unmet.length === 0 ? 'septet resume' : unmet.join('; ');
  return [
    step('WF-1', 'acknowledge and classify', acknowledged, incident.class),
    frozenAt === null
      ? notNeeded('WF-2', 'freeze new entries', `${incident.class}: entries go on`)
      : step(
          'WF-2',
          'freeze new entries',
          { actor: WHO, at: frozenAt },
          resumed === null ? 'in force' : 'lifted',
        ),
    step(
      'WF-3',
      'verify positions and liquidation distance',
      tableAt === null ? null : { actor: WHO, at: tableAt },
      tableAt === null ? 'on first contact with the venue' : `${incident.positions.length} open`,
    ),
    reduceStep(incident),
    step(
      'WF-5',
      'diagnose the root cause',
      diagnosedAt === null ? null : { actor: WHO, at: diagnosedAt },
      first === undefined ? '' : `${first.category} ${first.score.toFixed(2)}`,
    ),
    playbookStep(incident),
    frozenAt === null
      ? notNeeded('WF-7', 'resume gradually', 'entries were never closed')
      : step(
          'WF-7',
          'resume gradually',
          resumed,
          resumed === null ? `waits for ${waits}` : 'phases',
        ),
    step('WF-8', 'resolve', resolved, resolved?.rootCause ?? 'names the root cause'),
  ];
}

function step(
  id: IncidentStep['id'],
  title: string,
  done: { readonly actor: string; readonly at: number } | null,
  text: string,
): IncidentStep {
  if (done === null) return { id, title, state: 'waiting', by: null, at: null, text };
  return { id, title, state: 'done', by: done.actor, at: done.at, text };
}

const notNeeded = (id: IncidentStep['id'], title: string, text: string): IncidentStep => ({
  id,
  title,
  state: 'not_needed',
  by: null,
  at: null,
  text,
});

/** A lower profile, now or for the next session. */
function reduceStep(incident: IncidentRecord): IncidentStep {
  const title = 'reduce leverage or step the profile down';
  const reducing = incident.actions.find(
    ({ id }) => id === 'lowest_next_session' || id === 'step_down',
  );
  if (reducing === undefined || reducing.state === 'refused') {
    return notNeeded('WF-4', title, reducing?.evidence ?? 'no action of its playbook');
  }
  const { at, approvedBy, state, evidence, id } = reducing;
  if (state === 'waiting') {
    return step('WF-4', title, null, evidence === '' ? `${id} waits for approval` : evidence);
  }
  return step('WF-4', title, { actor: approvedBy ?? WHO, at: at ?? 0 }, evidence);
}

/** Done when nothing that the system does by itself is left; approvals are optional. */
function playbookStep(incident: IncidentRecord): IncidentStep {
  const title =
    incident.playbook === null ? 'apply a playbook' : `apply playbook ${incident.playbook}`;
  if (incident.playbook === null) return notNeeded('WF-6', title, 'none is named');
  const own = playbookOf(incident.playbook).actions.filter(({ automatic }) =>
    isAutomatic(automatic, incident),
  );
  const records = own.flatMap(({ id }) => incident.actions.filter((each) => each.id === id));
  const waiting = records.filter(({ state }) => state === 'waiting');
  if (waiting.length > 0) {
    return step(
      'WF-6',
      title,
      null,
      waiting.map((each) => `${each.id}: ${each.evidence}`).join('; '),
    );
  }
  const at = Math.max(...records.map((each) => each.at ?? incident.openedAt));
  return step('WF-6', title, { actor: WHO, at }, `${records.length} actions`);
}
