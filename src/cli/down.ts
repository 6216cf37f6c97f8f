import type { Command } from 'commander';
import { homeOption } from './arguments.ts';
import { CommandError, EXIT } from './exit.ts';
import { printJson, printLine } from './print.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

export function registerDown(root: Command): void {
  root
    .command('down')
    .description('stop everything of a home in order, with or without its supervisor')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'what was ended, as JSON')
    .action(async (options: Options) => {
      const { stopHome } = await import('../services/stop-home.ts');
      const home = homeOption(options.home);
      const ended = await stopHome(home, options.json === true ? () => {} : printLine);
      if (ended.length === 0) throw new CommandError(EXIT.notRunning, `nothing runs on ${home}`);
      if (options.json === true) printJson({ ended });
      const survived = ended.filter((entry) => entry.ending === 'survived');
      if (survived.length > 0) {
        const names = survived.map((entry) => `${entry.name} (pid ${entry.pid})`).join(', ');
        throw new CommandError(EXIT.failed, `could not be ended: ${names}`);
      }
    });
}
