/** `septet preflight`: is everything in order for a start, and what mends what is not. */
import { type Command, Option } from 'commander';
import { homeOption } from './arguments.ts';
import type { PreflightCommandOptions } from './run-preflight.ts';

export function registerPreflight(root: Command): void {
  root
    .command('preflight')
    .description('check venue, key, clock, channels, journals and provenance; changes nothing')
    .option('--config <dir>', 'folder of the configuration (default: SEPTET_CONFIG or the own one)')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .addOption(
      new Option('--venue <kind>', 'venue that is asked (default: as configured)').choices([
        ...['paper', 'sim', 'demo', 'live'],
      ]),
    )
    .option('--server <url>', 'with --venue sim: its address (default: http://127.0.0.1:8790)')
    .option('--key-file <file>', 'file of mode 0600 with SEPTET_API_KEY and SEPTET_API_SECRET')
    .option('--profile <name>', 'risk profile of the session (default: as configured)')
    .option('--json', 'the report as JSON')
    .addHelpText(
      'after',
      '\nExit code 0: passed, also with warnings; 1: a check failed; 2: usage or configuration.\nEvery check and what mends it: docs/preflight.md.',
    )
    .action(async (options: PreflightCommandOptions) => {
      const { runPreflight } = await import('./run-preflight.ts');
      await runPreflight(homeOption(options.home), options);
    });
}
