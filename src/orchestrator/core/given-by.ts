import type { OperatorCommand } from '../../bus/messages.ts';
import { type Standing, unregistered } from '../../domain/people.ts';

/** Who gave the command: what its service found out, or the name it says itself. */
export const givenBy = (command: OperatorCommand): Standing =>
  command.by ?? unregistered(command.actor);
