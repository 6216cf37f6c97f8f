/** `septet channels test`: one real message through every channel, as the messenger sends it. */
import { formatConfigErrors } from '../config/errors.ts';
import { loadConfig } from '../config/load.ts';
import type { WatchdogConfig } from '../domain/config.ts';
import type { Carried } from '../notify/carried.ts';
import type { Outcome } from '../notify/delivery/channel-queue.ts';
import { pingWatchdog } from '../notify/watchdog.ts';
import { readSecret } from '../secrets/secret.ts';
import { Courier, channelId } from '../services/messenger/courier.ts';
import { actorName } from './arguments.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT } from './exit.ts';
import { printError, printJson, printLine } from './print.ts';

export interface TestOptions {
  readonly config?: string;
  readonly json?: boolean;
}

interface Tried {
  readonly channel: string;
  readonly ok: boolean;
  /** Why not; null: it took it. */
  readonly problem: string | null;
}

export async function testChannels(options: TestOptions): Promise<void> {
  const folder = configFolder(options.config);
  const loaded = loadConfig(folder);
  if (!loaded.ok) {
    for (const line of formatConfigErrors(loaded.errors)) printError(line);
    throw new CommandError(EXIT.usage, `${folder} has errors: nothing was sent`);
  }
  const { channels, watchdog, kernel } = loaded.config;
  const carried = testMessage(kernel.portfolio);
  const tries = channels.map(async (channel): Promise<Tried> => {
    const outcome = await new Courier(channel, process.env).send(carried);
    return { channel: channelId(channel), ...wordsOf(outcome) };
  });
  const pinged = watchdog === null ? [] : [ping(watchdog, kernel.portfolio)];
  const tried = await Promise.all([...tries, ...pinged]);
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

const wordsOf = (outcome: Outcome): Omit<Tried, 'channel'> =>
  outcome.ok ? { ok: true, problem: null } : { ok: false, problem: outcome.text };

async function ping({ url }: WatchdogConfig, portfolio: string): Promise<Tried> {
  const channel = 'watchdog';
  const secret = readSecret(url, process.env);
  if (!secret.ok) return { channel, ok: false, problem: secret.error };
  try {
    await pingWatchdog(secret.value, portfolio, Date.now());
    return { channel, ok: true, problem: null };
  } catch (error) {
    return { channel, ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

function testMessage(portfolio: string): Carried {
  const at = Date.now();
  return {
    ...{ portfolio, sentAt: at, severity: 'info', numbers: [], count: 1, earlier: [], missing: 0 },
    message: {
      ...{ number: 0, at, causeAt: at, kind: 'report', severity: 'info', about: 'test' },
      title: 'this is a test',
      lines: [`Sent by ${actorName()} with \`septet channels test\`. Nothing has to be done.`],
      incident: null,
    },
  };
}
