/** Sends through one configured channel, whose secret is read when it is first needed. */
import { messageOf } from '../../bus/server.ts';
import type { ChannelConfig } from '../../domain/config.ts';
import type { Carried } from '../../notify/carried.ts';
import { type Channel, NotCarried } from '../../notify/channel.ts';
import type { Outcome } from '../../notify/delivery/channel-queue.ts';
import { openChannel } from '../../notify/open-channel.ts';
import { within } from '../within.ts';

/** A request gives up after 5 s by itself; this is for what nobody thought of. */
const LIMIT_MS = 8_000;

export const channelId = ({ kind, name }: ChannelConfig): string => `${kind}.${name}`;

export class Courier {
  private readonly config: ChannelConfig;
  private readonly environment: Readonly<Record<string, string | undefined>>;
  private channel: Channel | null = null;

  constructor(config: ChannelConfig, environment: Readonly<Record<string, string | undefined>>) {
    this.config = config;
    this.environment = environment;
  }

  /** Never rejects. A secret that cannot be read is looked for again with every attempt. */
  async send(carried: Carried): Promise<Outcome> {
    try {
      await within(LIMIT_MS, channelId(this.config), this.opened().send(carried));
      return { ok: true };
    } catch (error) {
      const { retryAfter, refused } = error instanceof NotCarried ? error : NOT_SAID;
      return { ok: false, text: messageOf(error), retryAfter, refused };
    }
  }

  private opened(): Channel {
    if (this.channel !== null) return this.channel;
    const opened = openChannel(this.config, this.environment);
    if (!opened.ok) throw new NotCarried(opened.error);
    this.channel = opened.channel;
    return opened.channel;
  }
}

const NOT_SAID = { retryAfter: null, refused: false } as const;
