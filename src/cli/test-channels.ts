/** `septet channels test`: one real message through every channel, as the messenger sends it. */
import { formatConfigErrors } from '../config/errors.ts';
import { loadConfig } from '../config/load.ts';
import { tryChannels } from '../services/messenger/try-channels.ts';
import { actorName } from './arguments.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT } from './exit.ts';
import { printError, printJson, printLine } from './print.ts';

export interface TestOptions {
  readonly config?: string;
  readonly json?: boolean;
}

export async function testChannels(options: TestOptions): Promise<void> {
  const folder = configFolder(options.config);
  const loaded = loadConfig(folder);
  if (!loaded.ok) {
    for (const line of formatConfigErrors(loaded.errors)) printError(line);
    throw new CommandError(EXIT.usage, `${folder} has errors: nothing was sent`);
  }
  const { channels } = loaded.config;
  const tried = await tryChannels(loaded.config, actorName());
  if (options.json === true) printJson(tried);
  else {
    for (const { channel, problem } of tried) {
      printLine(`${channel.padEnd(20)} ${problem === null ? 'took it' : `FAILED: ${problem}`}`);
    }
  }
  if (channels.length === 0) {
    throw new CommandError(EXIT.failed, `${folder}/channels.yaml names no channel: nobody is told`);
  }
  const failed = tried.filter(({ ok }) => !ok).length;
  if (failed > 0) throw new CommandError(EXIT.failed, `${failed} of ${tried.length} failed`);
}
