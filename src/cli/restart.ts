import type { Command } from 'commander';
import { homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { reportReply } from './reply.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

export function registerRestart(root: Command): void {
  root
    .command('restart')
    .argument('<process>', 'its name as in `septet status`, for example orchestrator or worker:S3')
    .description('end one process and start it anew; the others go on')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the answer as JSON')
    .action(async (name: string, options: Options) => {
      const reply = await withService(homeOption(options.home), 'supervisor', (service) =>
        service.request('restart', { name }, 20_000),
      );
      reportReply(reply, options.json === true);
    });
}
