/** Alerts, incidents, tasks, the launch: what the desk attends to. */
import { z } from 'zod';
import { type Incident, ROOT_CAUSES } from '../../domain/incidents.ts';
import { LEAST_ROLE } from '../../orchestrator/core/least-role.ts';
import type { ApiPorts } from '../ports.ts';
import { doneText, Refused } from './refused.ts';
import type { TextReply } from './replies.ts';
import { type Route, route } from './route.ts';
import { CONTENT_TYPES, name, reason, reasonBody, statusOf } from './shapes.ts';

const incidentClass = z.enum(['P1', 'P2', 'P3']);
const playbookId = z.enum(['A', 'B', 'C', 'D']);
const incidentParams = z.strictObject({ id: name.describe('like I1') });
/** Decisions that an export looks back over. */
const DECISIONS = 1_000;

export const operationRoutes: readonly Route[] = [
  route({
    name: 'getAlerts',
    method: 'GET',
    path: '/api/alerts',
    group: 'operations',
    summary: 'Alerts that fire or were not acknowledged, and silences.',
    least: 'viewer',
    reply: 'alerts',
    handle: (ports) => {
      const { at, operations } = statusOf(ports);
      return { at, alerts: operations.alerts, silences: operations.silences };
    },
  }),
  route({
    name: 'acknowledgeAlert',
    method: 'POST',
    path: '/api/alerts/ack',
    group: 'operations',
    summary: 'Acknowledges an alert: it stops the escalation and nothing else.',
    least: LEAST_ROLE.alert_ack,
    urgent: true,
    body: z.strictObject({ alert: name.describe('<rule>:<key>, <rule>:*, or all'), reason }),
    reply: 'done',
    handle: async ({ command }, { who, token, body }) =>
      doneText(await command({ kind: 'alert_ack', actor: who.name, ...body }, token)),
  }),
  route({
    name: 'silence',
    method: 'POST',
    path: '/api/silences',
    group: 'operations',
    summary: 'Sends no messages of a rule for a time, 24 hours at most; nothing else changes.',
    least: LEAST_ROLE.alert_silence,
    body: z.strictObject({
      of: name.describe('a rule, or <rule>:<key>'),
      minutes: z.number().int().min(1).max(1_440),
      reason,
    }),
    reply: 'done',
    handle: async (ports, { who, token, body: { of, minutes, reason: why } }) => {
      // Market time: in a hurrying paper market it is not that of this machine.
      const until = statusOf(ports).at + minutes * 60_000;
      const asked = { kind: 'alert_silence', of, until, actor: who.name, reason: why } as const;
      return doneText(await ports.command(asked, token));
    },
  }),
  route({
    name: 'endSilence',
    method: 'POST',
    path: '/api/silences/{id}/end',
    group: 'operations',
    summary: 'Ends a silence before its time.',
    least: LEAST_ROLE.alert_unsilence,
    params: z.strictObject({ id: name.describe('like Q3') }),
    body: reasonBody,
    reply: 'done',
    handle: async ({ command }, { who, token, params, body }) => {
      const about = { silence: params.id, actor: who.name, reason: body.reason };
      return doneText(await command({ kind: 'alert_unsilence', ...about }, token));
    },
  }),
  route({
    name: 'getIncidents',
    method: 'GET',
    path: '/api/incidents',
    group: 'operations',
    summary: 'Incidents, newest first: the open ones, with `all` the closed ones as well.',
    least: 'viewer',
    query: z.strictObject({ all: z.enum(['true', 'false']).default('false') }),
    reply: 'incidents',
    handle: ({ ask }, { query }) => ask('orchestrator', 'incidents', { all: query.all === 'true' }),
  }),
  route({
    name: 'openIncident',
    method: 'POST',
    path: '/api/incidents',
    group: 'operations',
    summary: 'Opens one by hand; P1 and P2 close all entries at once.',
    least: LEAST_ROLE.incident_open,
    urgent: true,
    body: z.strictObject({
      class: incidentClass,
      title: name,
      playbook: playbookId.nullable().default(null),
      reason,
    }),
    reply: 'done',
    handle: async ({ command }, { who, token, body }) =>
      doneText(await command({ kind: 'incident_open', actor: who.name, ...body }, token)),
  }),
  route({
    name: 'getIncident',
    method: 'GET',
    path: '/api/incidents/{id}',
    group: 'operations',
    summary: 'One incident: steps, actions, conditions, evidence, positions, timeline.',
    least: 'viewer',
    params: incidentParams,
    reply: 'incident',
    handle: (ports, { params }) => incidentOf(ports, params.id),
  }),
  route({
    name: 'acknowledgeIncident',
    method: 'POST',
    path: '/api/incidents/{id}/ack',
    group: 'operations',
    summary: 'Acknowledges and classifies; to a milder class needs role risk. Opens nothing.',
    least: null,
    urgent: true,
    params: incidentParams,
    body: z.strictObject({ class: incidentClass.nullable().default(null), reason }),
    reply: 'done',
    handle: async ({ command }, { who, token, params, body }) => {
      const about = { incident: params.id, actor: who.name, ...body };
      return doneText(await command({ kind: 'incident_ack', ...about }, token));
    },
  }),
  route({
    name: 'approveIncidentAction',
    method: 'POST',
    path: '/api/incidents/{id}/approve',
    group: 'operations',
    summary: 'Lets an action go ahead that waits for a person.',
    least: LEAST_ROLE.incident_approve,
    params: incidentParams,
    body: z.strictObject({ action: name.describe('as the incident lists them'), reason }),
    reply: 'done',
    handle: async ({ command }, { who, token, params, body }) => {
      const about = { incident: params.id, actor: who.name, ...body };
      return doneText(await command({ kind: 'incident_approve', ...about }, token));
    },
  }),
  route({
    name: 'resolveIncident',
    method: 'POST',
    path: '/api/incidents/{id}/resolve',
    group: 'operations',
    summary: 'Names the root cause; what it closed stays closed until a resume.',
    least: LEAST_ROLE.incident_resolve,
    params: incidentParams,
    body: z.strictObject({ rootCause: z.enum(ROOT_CAUSES), reason }),
    reply: 'done',
    handle: async ({ command }, { who, token, params, body }) => {
      const about = { incident: params.id, actor: who.name, ...body };
      return doneText(await command({ kind: 'incident_resolve', ...about }, token));
    },
  }),
  route({
    name: 'exportIncident',
    method: 'GET',
    path: '/api/incidents/{id}/export',
    group: 'operations',
    summary: 'The incident as a file for a post-mortem.',
    least: 'viewer',
    params: incidentParams,
    query: z.strictObject({ format: z.enum(['md', 'html', 'json']).default('md') }),
    reply: 'text',
    handle: (ports, { params, query }) => exported(ports, params.id, query.format),
  }),
  route({
    name: 'getPlaybook',
    method: 'GET',
    path: '/api/playbooks/{id}',
    group: 'operations',
    summary: 'What a playbook would do now; it only runs in an incident.',
    least: 'viewer',
    params: z.strictObject({ id: playbookId }),
    query: z.strictObject({ incident: name.optional().describe('for this open incident') }),
    reply: 'playbook',
    handle: async ({ ask }, { params, query: { incident = null } }) => {
      const plan = await ask('orchestrator', 'playbook', { playbook: params.id, incident });
      if (plan !== null) return plan;
      throw new Refused(404, 'UNKNOWN_INCIDENT', `there is no open incident ${incident}`);
    },
  }),
  route({
    name: 'getCadence',
    method: 'GET',
    path: '/api/cadence',
    group: 'operations',
    summary: 'Tasks of the operator cadence: due, done or missed, to come.',
    least: 'viewer',
    reply: 'cadence',
    handle: ({ ask }) => ask('orchestrator', 'cadence', {}),
  }),
  route({
    name: 'completeTask',
    method: 'POST',
    path: '/api/cadence/done',
    group: 'operations',
    summary: 'Checks off a task, with what was found.',
    least: LEAST_ROLE.task_done,
    body: z.strictObject({ task: name.describe('its name, or the id of one occurrence'), reason }),
    reply: 'done',
    handle: async ({ command }, { who, token, body }) =>
      doneText(await command({ kind: 'task_done', actor: who.name, ...body }, token)),
  }),
  route({
    name: 'getMaintenance',
    method: 'GET',
    path: '/api/maintenance',
    group: 'operations',
    summary: 'Windows of the maintenance calendar that are not over.',
    least: 'viewer',
    reply: 'maintenance',
    handle: (ports) => statusOf(ports).operations.maintenance,
  }),
  route({
    name: 'getLaunch',
    method: 'GET',
    path: '/api/launch',
    group: 'operations',
    summary: 'The launch as it runs: steps with evidence, phase, skips, acceptance.',
    least: 'viewer',
    reply: 'launch',
    handle: (ports) => {
      const { at, launch } = statusOf(ports);
      return { at, launch };
    },
  }),
  ...(['retry', 'abort', 'accept'] as const).map((action) =>
    route({
      name: `${action}Launch`,
      method: 'POST',
      path: `/api/launch/${action}`,
      group: 'operations',
      summary: launchWords(action),
      least: LEAST_ROLE[`launch_${action}`],
      body: reasonBody,
      reply: 'done',
      handle: async ({ command }, { who, token, body }) => {
        const about = { actor: who.name, reason: body.reason };
        return doneText(await command({ kind: `launch_${action}`, ...about }, token));
      },
    }),
  ),
  route({
    name: 'skipLaunchStep',
    method: 'POST',
    path: '/api/launch/skip',
    group: 'operations',
    summary: 'Sets a condition of this launch aside: recorded with who and why.',
    least: LEAST_ROLE.launch_skip,
    body: z.strictObject({ step: name.describe('LAU-5.B, B, or warnings'), reason }),
    reply: 'done',
    handle: async ({ command }, { who, token, body }) =>
      doneText(await command({ kind: 'launch_skip', actor: who.name, ...body }, token)),
  }),
];

function launchWords(action: 'retry' | 'abort' | 'accept'): string {
  if (action === 'retry') return 'Runs a held launch again from its first step.';
  return action === 'abort' ? 'Ends the launch; entries stay closed.' : 'Accepts its warnings.';
}

async function incidentOf({ ask }: ApiPorts, id: string): Promise<Incident> {
  const found = (await ask('orchestrator', 'incidents', { all: true })).find(
    (each) => each.id === id,
  );
  if (found !== undefined) return found;
  throw new Refused(
    404,
    'UNKNOWN_INCIDENT',
    `there is no incident ${id}: GET /api/incidents?all=true lists them`,
  );
}

async function exported(
  ports: ApiPorts,
  id: string,
  format: 'md' | 'html' | 'json',
): Promise<TextReply> {
  const incident = await incidentOf(ports, id);
  const asked = { before: null, limit: DECISIONS };
  const decisions = await ports.ask('orchestrator', 'decisions', asked);
  const { renderIncident } = await import('../../report/incident-files.ts');
  const text = renderIncident(incident, decisions, format);
  return { contentType: CONTENT_TYPES[format], text };
}
