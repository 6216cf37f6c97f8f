/** Who may give which command (requirement CHG-4), where its content decides as well. */
import type { OperatorCommand } from '../../bus/messages.ts';
import type { IncidentClass } from '../../domain/alerts.ts';
import { refusalOf } from '../../domain/people.ts';
import type { CoreContext } from './context.ts';
import { givenBy } from './given-by.ts';
import { LEAST_ROLE } from './least-role.ts';
import { wasLoosening, wouldLoosen } from './overrides.ts';

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
