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

export function registerProfile(root: Command): void {
  withIdentity(root.command('profile').argument('<name>', 'like conservative'))
    .description('choose a risk profile; a riskier one needs two people, a safer one nobody')
    .option('--reason <text>', 'why, for the journal', 'from the command line')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the answer as JSON')
    .addHelpText('after', '\nExample: septet profile conservative --reason "thin books tonight"')
    .action(async (profile: string, options: Options) => {
      const command = {
        kind: 'profile',
        profile,
        actor: actorName(),
        reason: options.reason,
      } as const;
      reportReply(await giveCommand(options, command), options.json === true);
    });
}
