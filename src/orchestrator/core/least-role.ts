/**
 * Least role of every command (requirement CHG-4). Whatever closes, reduces or acknowledges is
 * anybody's: no missing token stands between a desk and a halt. docs/people.md shows the table.
 */
import type { OperatorCommand } from '../../bus/messages.ts';
import { CONFIRMER, type Role } from '../../domain/people.ts';

/** Null: anybody. Where the content decides, the role of the case that loosens. */
export const LEAST_ROLE: Readonly<Record<OperatorCommand['kind'], Role | null>> = {
  halt: null,
  resume: 'operator',
  /** The supervisor's: it lifts no halt but that of the rollback it names. */
  rollback_lift: null,
  /** Towards less risk: anybody. */
  profile: 'risk',
  launch_retry: 'operator',
  launch_abort: null,
  launch_accept: 'risk',
  launch_skip: 'risk',
  alert_ack: null,
  alert_silence: 'operator',
  alert_unsilence: null,
  incident_open: null,
  /** As it is, or graver: anybody. */
  incident_ack: 'risk',
  incident_approve: 'operator',
  incident_resolve: 'operator',
  task_done: 'operator',
  /** A strategy closed, a limit tightened: anybody. */
  override_add: 'risk',
  /** Of one that loosens: anybody. */
  override_end: 'risk',
  confirm: CONFIRMER,
  withdraw: null,
};
