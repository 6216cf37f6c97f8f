/**
 * Who may give which command (requirement CHG-4). Whatever closes, reduces or acknowledges is
 * anybody's: no missing token stands between a desk and a halt. docs/people.md shows the table.
 */
import type { OperatorCommand } from '../../bus/messages.ts';
import type { IncidentClass } from '../../domain/alerts.ts';
import { CONFIRMER, type Role, refusalOf } from '../../domain/people.ts';
import type { CoreContext } from './context.ts';
import { givenBy } from './given-by.ts';
import { wasLoosening, wouldLoosen } from './overrides.ts';

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

/** Words when whoever gave the command may not; null: go ahead. */
export function permissionRefusal(core: CoreContext, command: OperatorCommand): string | null {
  const least = tightens(core, command) ? null : (LEAST_ROLE[command.kind] ?? null);
  return refusalOf(givenBy(command), least, command.kind.replace('_', ' '));
}

function tightens(core: CoreContext, command: OperatorCommand): boolean {
  if (command.kind === 'profile') return !raisesProfile(core, command.profile);
  if (command.kind === 'incident_ack') return !isMilder(core, command.incident, command.class);
  if (command.kind === 'override_add') return !wouldLoosen(core, command);
  if (command.kind === 'override_end') return wasLoosening(core, command.override);
  return false;
}

/** Is it riskier than the one chosen now? One that is not configured the kernel refuses. */
export function raisesProfile(core: CoreContext, profile: string): boolean {
  const names = core.config.kernel.profiles.map(({ name }) => name);
  return names.indexOf(profile) > names.indexOf(core.kernel.status(core.now).profile);
}

export function isAboveCeiling(core: CoreContext, profile: string): boolean {
  const { profileCeiling } = core.kernel.status(core.now);
  const names = core.config.kernel.profiles.map(({ name }) => name);
  return profileCeiling !== null && names.indexOf(profile) > names.indexOf(profileCeiling);
}

const GRAVITY: readonly IncidentClass[] = ['P3', 'P2', 'P1'];

function isMilder(core: CoreContext, id: string, to: IncidentClass | null): boolean {
  const incident = core.state.desk.incidents.open.find((each) => each.id === id);
  if (incident === undefined || to === null) return false;
  return GRAVITY.indexOf(to) < GRAVITY.indexOf(incident.class);
}
