/** Tries the kill-switch channels (requirement PRE-5), side by side. */
import { messageOf } from '../bus/server.ts';
import type { ChannelConfig } from '../domain/config.ts';
import type { Clock } from '../domain/time.ts';
import { openChannel } from '../notify/open-channel.ts';
import type { ChannelObservation } from '../runbook/preflight-house.ts';

export interface ChannelCheckOptions {
  readonly channels: readonly ChannelConfig[];
  readonly portfolio: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Machine time, also of the signatures. */
  readonly clock: Clock;
}

export function checkChannels(
  options: ChannelCheckOptions,
): Promise<readonly ChannelObservation[]> {
  return Promise.all(options.channels.map((config) => checkChannel(config, options)));
}

async function checkChannel(
  config: ChannelConfig,
  { portfolio, environment, clock }: ChannelCheckOptions,
): Promise<ChannelObservation> {
  const { name, kind } = config;
  const opened = openChannel(config, environment);
  if (!opened.ok) return { name, kind, result: opened };
  const asked = clock.monotonic();
  try {
    await opened.channel.check({ portfolio, at: clock.now() });
    return { name, kind, result: { ok: true, roundTrip: clock.monotonic() - asked } };
  } catch (error) {
    return { name, kind, result: { ok: false, error: messageOf(error) } };
  }
}
