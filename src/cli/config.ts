import { resolve } from 'node:path';
import type { Command } from 'commander';
import { defaultFolder } from '../bus/build-info.ts';
import { registerChanges } from './config-changes.ts';
import { CommandError, EXIT } from './exit.ts';
import { printError, printJson, printLine } from './print.ts';

/** The folder of configuration files: `--config`, else SEPTET_CONFIG, else the default one. */
export function configFolder(given: string | undefined): string {
  const fromEnvironment = process.env['SEPTET_CONFIG'];
  return resolve(given ?? (fromEnvironment || defaultFolder()));
}

/** Returns the command, for verbs that are registered beside it. */
export function registerConfig(root: Command): Command {
  const config = root
    .command('config')
    .description('the configuration: its files, versions, proposals and what is in force');
  registerChanges(config);
  config
    .command('check')
    .description('validate all files: every error at once, with file, line and remedy')
    .option('--config <dir>', 'folder of the configuration (default: SEPTET_CONFIG or the own one)')
    .option('--json', 'the result as JSON')
    .action(async (options: { readonly config?: string; readonly json?: boolean }) => {
      const { loadConfig } = await import('../config/load.ts');
      const { formatConfigErrors } = await import('../config/errors.ts');
      const folder = configFolder(options.config);
      const loaded = loadConfig(folder);
      if (options.json === true) printJson({ folder, ...loaded });
      if (loaded.ok) {
        if (options.json !== true) {
          printLine(
            `${folder}: ${loaded.files.length} files, no errors, version ${loaded.version}`,
          );
        }
        return;
      }
      if (options.json !== true) {
        const { lackingIn } = await import('./completed-folder.ts');
        const hint = await lackingIn(folder);
        for (const line of [...formatConfigErrors(loaded.errors), ...hint]) printError(line);
      }
      const count = loaded.errors.length;
      throw new CommandError(EXIT.usage, `${count} error${count === 1 ? '' : 's'} in ${folder}`);
    });
  return config;
}
