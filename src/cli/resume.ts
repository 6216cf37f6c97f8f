import type { Command } from 'commander';
import { actorName } from './arguments.ts';
import { giveCommand } from './give-command.ts';
import { type IdentityOptions, withIdentity } from './identity.ts';
import { reportReply } from './reply.ts';

interface Options extends IdentityOptions {
  readonly home?: string;
  readonly reason: string;
  readonly json?: boolean;
}

export function registerResume(root: Command): void {
  withIdentity(root.command('resume'))
    .description(
      'lift an operator halt and what incidents closed, once they are stable; entries open again through the launch phases',
    )
    .option('--reason <text>', 'why, for the journal', 'resumed from the command line')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the answer as JSON')
    .action(async (options: Options) => {
      const command = { kind: 'resume', actor: actorName(), reason: options.reason } as const;
      reportReply(await giveCommand(options, command), options.json === true);
    });
}
