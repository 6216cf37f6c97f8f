/** A way to reach the desk, whatever carries it. */
import type { EpochMs } from '../domain/time.ts';

export interface Channel {
  readonly name: string;
  readonly kind: 'slack' | 'telegram' | 'webhook';
  /**
   * A real round trip, without a message where the carrier allows that. Rejects in words, never
   * with anything of a secret.
   */
  check(about: ChannelTest): Promise<void>;
}

/** What a channel is tried with. */
export interface ChannelTest {
  readonly portfolio: string;
  readonly at: EpochMs;
}

export const testText = ({ portfolio, at }: ChannelTest): string =>
  `septet ${portfolio}: pre-flight tries this kill-switch channel (${new Date(at).toISOString()})`;
