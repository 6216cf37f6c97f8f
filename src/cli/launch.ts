import { Argument, type Command } from 'commander';
import { actorName, homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { reportReply } from './reply.ts';

interface Options {
  readonly home?: string;
  readonly reason: string;
  readonly json?: boolean;
}

const ACTIONS = ['retry', 'abort', 'accept'] as const;
type Action = (typeof ACTIONS)[number];

export function registerLaunch(root: Command): void {
  root
    .command('launch')
    .description(
      'a launch that is held: retry it from the first step, abort it, or accept its warnings',
    )
    .addArgument(new Argument('<action>', 'what to do').choices(ACTIONS))
    .option('--reason <text>', 'why, for the journal', 'from the command line')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the answer as JSON')
    .action(async (action: Action, options: Options) => {
      const { reason } = options;
      const command = { kind: `launch_${action}`, actor: actorName(), reason } as const;
      const reply = await withService(homeOption(options.home), 'orchestrator', (service) =>
        service.request('command', command),
      );
      reportReply(reply, options.json === true);
    });
}
