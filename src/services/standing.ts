/** Who gives a command to a service of a home. */
import type { OperatorCommand } from '../bus/messages.ts';
import type { Standing } from '../domain/people.ts';
import { readPeople } from '../people/people-file.ts';
import { type Presented, standingOf } from '../people/standing.ts';
import { hostClock } from './clock.ts';

/** Looked at anew each time, so that whoever is removed is nobody at once. Machine time. */
export const standingAt = (home: string, presented: Presented): Standing =>
  standingOf(readPeople(home), presented, hostClock.now());

/**
 * The command as the orchestrator takes it: who gave it is what the token says, whatever the
 * command says itself. Where nobody is registered it stays as it is; the token goes no further.
 */
export function verifiedCommand(
  home: string,
  given: OperatorCommand & { readonly token?: unknown },
): OperatorCommand {
  // What is no command at all the intake refuses in words.
  if (typeof given !== 'object' || given === null) return given;
  const { token, by: _, ...command } = given;
  const presented = { token: typeof token === 'string' ? token : null, name: given.actor };
  const standing = standingAt(home, presented);
  if (standing.registered === 0 && standing.problem === null) return command as OperatorCommand;
  return { ...command, actor: standing.name, by: standing } as OperatorCommand;
}
