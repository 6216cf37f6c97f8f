/** What the desk has to do besides trading: tasks of the cadence, and the whole as a projection. */
import type { Alert, IncidentClass, PlaybookId, Silence } from './alerts.ts';
import type { Incident, RootCause } from './incidents.ts';
import type { EpochMs } from './time.ts';

/** One task of the operator cadence (requirements CAD-1 to CAD-4). */
export interface CadenceTask {
  /** `<task>@<instant due>` */
  readonly id: string;
  readonly task: string;
  readonly title: string;
  /** `system`: by the system where it can, else it waits for a person like the others. */
  readonly who: 'system' | 'person';
  readonly dueAt: EpochMs;
  /** After this it is overdue. */
  readonly graceUntil: EpochMs;
  readonly state: 'due' | 'overdue' | 'done' | 'missed';
  readonly by: string | null;
  readonly doneAt: EpochMs | null;
  /** What was looked at, with figures. */
  readonly evidence: readonly string[];
  /** When done: what was found. Before: why the system did not do it itself, or empty. */
  readonly outcome: string;
  /** What whoever does it has to do, and where that is explained. */
  readonly next: string;
  readonly runbook: string;
}

/** Part of the status. */
export interface OperationsStatus {
  /** Firing, or over and not acknowledged. */
  readonly alerts: readonly Alert[];
  readonly silences: readonly Silence[];
  /** All that are not resolved, and the last ones that are. */
  readonly incidents: readonly Incident[];
  /** What is due now, the next of each kind, and the last ones done. */
  readonly tasks: readonly CadenceTask[];
  /** Windows of the calendar that are not over, by their beginning. */
  readonly maintenance: readonly MaintenanceStatus[];
}

/** One window of the maintenance calendar (requirement OPS-4). */
export interface MaintenanceStatus {
  readonly id: string;
  readonly what: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** When entries close for it. */
  readonly closesAt: EpochMs;
  /** `ended`: over, entries wait for everything to be healthy. */
  readonly state: 'announced' | 'closed' | 'running' | 'ended';
  /** What entries still wait for after its end; empty before. */
  readonly waits: string;
}

interface Said {
  readonly actor: string;
  readonly reason: string;
}

/** What a person says about alerts, incidents and tasks. */
export type OperationsCommand =
  /** `alert`: an id, or `all`. */
  | (Said & { readonly kind: 'alert_ack'; readonly alert: string })
  /** `of`: a rule, or `<rule>:<key>`; `until`: a silence always ends. */
  | (Said & { readonly kind: 'alert_silence'; readonly of: string; readonly until: EpochMs })
  | (Said & { readonly kind: 'alert_unsilence'; readonly silence: string })
  | (Said & {
      readonly kind: 'incident_open';
      readonly class: IncidentClass;
      readonly title: string;
      readonly playbook: PlaybookId | null;
    })
  /** `class`: what it is classified as; null keeps the class it has. */
  | (Said & {
      readonly kind: 'incident_ack';
      readonly incident: string;
      readonly class: IncidentClass | null;
    })
  /** Lets an action go ahead that waits for a person. */
  | (Said & {
      readonly kind: 'incident_approve';
      readonly incident: string;
      readonly action: string;
    })
  | (Said & {
      readonly kind: 'incident_resolve';
      readonly incident: string;
      readonly rootCause: RootCause;
    })
  /** `reason`: what was found. */
  | (Said & { readonly kind: 'task_done'; readonly task: string });
