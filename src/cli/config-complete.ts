/** `septet config complete`: files of an older build get what this one asks for (OPS-7). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { completedFolder } from './completed-folder.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT } from './exit.ts';
import { printError, printJson, printLine } from './print.ts';

interface Options {
  readonly config?: string;
  readonly write?: boolean;
  readonly json?: boolean;
}

export function registerComplete(config: Command): void {
  config
    .command('complete')
    .description('add to files of an older build what this one asks for, as this build has it')
    .option('--config <dir>', 'folder of the configuration (default: SEPTET_CONFIG or the own one)')
    .option('--write', 'do it; without it only what would be added is said')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  septet config complete --config ./config\n  septet config complete --config ~/.septet/config --write\n\nNothing that is there gets another value, and no comment moves.',
    )
    .action(run);
}

async function run(options: Options): Promise<void> {
  const folder = configFolder(options.config);
  const { files, done } = await completedFolder(folder);
  const { formatConfigErrors } = await import('../config/errors.ts');
  const { loadConfigFiles } = await import('../config/load.ts');
  const loaded = loadConfigFiles(files, folder);
  const errors = loaded.ok ? [] : formatConfigErrors(loaded.errors);
  const write = options.write === true && done.length > 0 && loaded.ok;
  if (write) {
    const { filesOfFolder, differingFiles } = await import('../change/store/content.ts');
    for (const name of differingFiles(filesOfFolder(folder), files)) {
      const bytes = files.get(name);
      if (bytes !== undefined) writeFileSync(join(folder, name), bytes);
    }
  }
  if (options.json === true) printJson({ folder, added: done, written: write, errors });
  else {
    for (const each of done) printLine(`${write ? 'added' : 'lacks'}  ${each}`);
    if (done.length === 0) printLine(`${folder} has all that this build asks for`);
    for (const line of errors) printError(line);
  }
  if (errors.length === 0) return;
  const text = `what remains is for a person to put right; nothing was written to ${folder}`;
  throw new CommandError(EXIT.usage, text);
}
