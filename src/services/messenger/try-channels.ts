/** One real message through every channel, as the messenger sends it, and one ping. */
import type { ChannelConfig, WatchdogConfig } from '../../domain/config.ts';
import type { Carried } from '../../notify/carried.ts';
import type { Outcome } from '../../notify/delivery/channel-queue.ts';
import { pingWatchdog } from '../../notify/watchdog.ts';
import { readSecret } from '../../secrets/secret.ts';
import { Courier, channelId } from './courier.ts';

export interface Tried {
  readonly channel: string;
  readonly ok: boolean;
  /** Why not; null: it took it. */
  readonly problem: string | null;
}

export function tryChannels(
  {
    channels,
    watchdog,
    kernel,
  }: {
    readonly channels: readonly ChannelConfig[];
    readonly watchdog: WatchdogConfig | null;
    readonly kernel: { readonly portfolio: string };
  },
  actor: string,
): Promise<readonly Tried[]> {
  const carried = testMessage(kernel.portfolio, actor);
  const tries = channels.map(async (channel): Promise<Tried> => {
    const outcome = await new Courier(channel, process.env).send(carried);
    return { channel: channelId(channel), ...wordsOf(outcome) };
  });
  const pinged = watchdog === null ? [] : [ping(watchdog, kernel.portfolio)];
  return Promise.all([...tries, ...pinged]);
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

function testMessage(portfolio: string, actor: string): Carried {
  const at = Date.now();
  return {
    ...{ portfolio, sentAt: at, severity: 'info', numbers: [], count: 1, earlier: [], missing: 0 },
    message: {
      ...{ number: 0, at, causeAt: at, kind: 'report', severity: 'info', about: 'test' },
      title: 'this is a test',
      lines: [`Sent by ${actor} to try the channels. Nothing has to be done.`],
      incident: null,
    },
  };
}
