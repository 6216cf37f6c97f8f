/** `septet backup` and `septet restore` (requirement OPS-8). */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { buildInfo } from '../bus/build-info.ts';
import type { Manifest } from '../services/backup/manifest.ts';
import { homeAt } from '../services/home.ts';
import { homeOption } from './arguments.ts';
import { CommandError, EXIT } from './exit.ts';
import { mebibytes } from './figures.ts';
import { printError, printJson, printLine } from './print.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

const HOME_HELP = 'home of the portfolio (default: SEPTET_HOME or ./.septet)';

export function registerBackup(root: Command): void {
  root
    .command('backup')
    .description(
      'copy the home into a new folder, also while the portfolio runs, and prove the copy',
    )
    .argument('<folder>', 'new or empty folder outside of the home')
    .option('--home <dir>', HOME_HELP)
    .option('--json', 'the manifest as JSON')
    .addHelpText(
      'after',
      '\nKeep it on another machine: it holds journals, configuration and reports, no secrets.\nExample: septet backup /backups/main-2026-11-28',
    )
    .action(async (folder: string, options: Options) => {
      const { makeBackup } = await import('../services/backup/make-backup.ts');
      const home = homeAt(homeOption(options.home));
      const madeAt = new Date().toISOString();
      const made = await makeBackup(home, resolve(folder), buildInfo().build, madeAt);
      if (!made.ok) throw new CommandError(EXIT.failed, made.text);
      const { manifest } = made;
      if (options.json === true) {
        printJson(manifest);
        return;
      }
      const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
      const how = manifest.running ? 'while it ran' : 'at rest';
      printLine(
        `${folder}: portfolio ${manifest.portfolio} ${how}, ${manifest.files.length} files, ${mebibytes(bytes)}`,
      );
      describe(manifest);
      for (const line of manifest.leftOut) printLine(`left out  ${line}`);
    });
}

export function registerRestore(root: Command): void {
  root
    .command('restore')
    .description('make a home from a backup, proven to lead to the same state; it comes up halted')
    .argument('<folder>', 'the backup')
    .requiredOption('--home <dir>', 'the home to make: a folder that does not exist, or is empty')
    .option('--json', 'the result as JSON')
    .addHelpText('after', '\nExample: septet restore /backups/main-2026-11-28 --home .septet')
    .action(async (folder: string, options: Required<Pick<Options, 'home'>> & Options) => {
      const { restoreBackup } = await import('../services/backup/restore-backup.ts');
      const restored = restoreBackup(resolve(folder), options.home);
      if (options.json === true) printJson(restored);
      if (!restored.ok) {
        if (options.json !== true) for (const problem of restored.problems) printError(problem);
        throw new CommandError(EXIT.failed, `nothing was restored from ${folder}`);
      }
      if (options.json === true) return;
      const { manifest } = restored;
      printLine(`${options.home}: portfolio ${manifest.portfolio} as of ${manifest.madeAt}`);
      describe(manifest);
      printLine('It starts under ENTRY_HALT: compare with the venue, then `septet resume`.');
      for (const line of manifest.leftOut) printLine(`not there ${line}`);
    });
}

function describe({ journals, stateHashes, build }: Manifest): void {
  for (const [name, head] of Object.entries(journals)) {
    const text =
      head === null ? 'none' : `${head.sequence} records, head ${head.hash.slice(0, 16)}`;
    printLine(`journal   ${name.padEnd(22)} ${text}`);
  }
  for (const [module, hash] of Object.entries(stateHashes)) {
    printLine(`state     ${module.padEnd(22)} ${hash}`);
  }
  printLine(`build     ${build}`);
}
