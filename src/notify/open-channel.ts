import type { ChannelConfig } from '../domain/config.ts';
import { readSecret } from '../secrets/secret.ts';
import type { Channel } from './channel.ts';
import { slackChannel } from './slack.ts';
import { telegramChannel } from './telegram.ts';
import { webhookChannel } from './webhook.ts';

export type OpenedChannel =
  | { readonly ok: true; readonly channel: Channel }
  /** Why its secret cannot be read, with what mends it. */
  | { readonly ok: false; readonly error: string };

/** The channel with its secret in hand; nothing is sent. */
export function openChannel(
  config: ChannelConfig,
  environment: Readonly<Record<string, string | undefined>>,
): OpenedChannel {
  const { name } = config;
  const read = readSecret(referenceOf(config), environment);
  if (!read.ok) return read;
  switch (config.kind) {
    case 'slack':
      return { ok: true, channel: slackChannel(name, read.value) };
    case 'telegram':
      return { ok: true, channel: telegramChannel({ ...config, token: read.value }) };
    case 'webhook':
      return { ok: true, channel: webhookChannel(name, config.url, read.value) };
  }
}

function referenceOf(config: ChannelConfig): string {
  switch (config.kind) {
    case 'slack':
      return config.url;
    case 'telegram':
      return config.token;
    case 'webhook':
      return config.secret;
  }
}
