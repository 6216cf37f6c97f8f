import type { CommandReply, OperatorCommand } from '../bus/messages.ts';
import { homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { type IdentityOptions, presented } from './identity.ts';

/** Says a command to the orchestrator, with the token of whoever gives it. */
export function giveCommand(
  options: IdentityOptions & { readonly home?: string },
  command: OperatorCommand,
): Promise<CommandReply> {
  const { token } = presented(options);
  return withService(homeOption(options.home), 'orchestrator', (service) =>
    service.request('command', token === null ? command : { ...command, token }),
  );
}
