/** `septet drill`: rehearses incidents and playbooks in a sandbox under virtual time. */
import type { Command } from 'commander';
import type { DrillOptions } from './run-drills.ts';

const EXAMPLES = `
Examples:
  septet drill --list
  septet drill hard-daily-loss
  septet drill my-scenarios/weekend-gap.yaml --verbose
  septet drill --all --json

A name is looked for in the scenarios that come with Septet, then in ./scenarios.
Reports go to <home>/reports/drills, or to --out. Nothing real is touched: the market, the venue
and all processes of a drill live in this one process.

Exit code: 0 all passed, 1 a drill failed, 2 a scenario or the command line is wrong.`;

export function registerDrill(root: Command): void {
  root
    .command('drill')
    .description('rehearse incidents and playbooks in a sandbox, with a pass or fail report')
    .argument('[drills...]', 'names, or paths of scenario files or folders')
    .option('--all', 'every drill there is')
    .option('--list', 'list the drills instead')
    .option('--out <dir>', 'folder of the reports')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--config <dir>', 'folder of the configuration (default: SEPTET_CONFIG or the own one)')
    .option('--verbose', 'the timeline and every demand, also of drills that pass')
    .option('--json', 'all reports as JSON on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (drills: readonly string[], options: DrillOptions) => {
      const { runDrills } = await import('./run-drills.ts');
      runDrills(drills, options);
    });
}
