/** `septet upgrade`: a home that runs an older build goes over to this one (OPS-7). */
import type { Command } from 'commander';
import { withIdentity } from './identity.ts';
import type { UpgradeOptions } from './run-upgrade.ts';

export function registerUpgrade(root: Command): void {
  withIdentity(root.command('upgrade'))
    .description('bring a home that runs an older build over to this one, with positions open')
    .option('--check', 'only say what would change and what it would have to wait for')
    .option('--yes', 'do it without asking')
    .option('--reason <text>', 'why; kept with the record')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'findings and record as JSON')
    .addHelpText(
      'after',
      '\nRun it from the new installation. Entries are halted first, exits go on, the executor goes last;\nasked for again it goes on where it ended.\n\nExamples:\n  septet upgrade --check\n  septet upgrade --reason "release of the week"\n  septet upgrade --yes --json --reason "unattended"',
    )
    .action(async (options: UpgradeOptions) => {
      const { runUpgrade } = await import('./run-upgrade.ts');
      await runUpgrade(options);
    });
}
