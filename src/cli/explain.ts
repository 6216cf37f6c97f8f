import type { Command } from 'commander';
import { explainText } from '../orchestrator/explain.ts';
import { homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { printJson, printLine } from './print.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

export function registerExplain(root: Command): void {
  root
    .command('explain')
    .argument('<decision>', 'its id, for example d42')
    .description('one decision: every check with input and limit, the size step by step')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the decision record as JSON')
    .action(async (given: string, options: Options) => {
      const id = /^\d+$/.test(given) ? `d${given}` : given;
      if (!/^d\d+$/.test(id))
        throw usageError(`"${given}" is no decision: write d and a number, like d42`);
      const record = await withService(homeOption(options.home), 'orchestrator', (service) =>
        service.request('explain', { id }),
      );
      if (record === null) throw new CommandError(EXIT.failed, `there is no decision ${id}`);
      if (options.json === true) printJson(record);
      else printLine(explainText(record));
    });
}
