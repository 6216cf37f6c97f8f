/** A way to reach the desk, whatever carries it. */
import type { EpochMs, Ms } from '../domain/time.ts';
import type { Carried } from './carried.ts';

export interface Channel {
  readonly name: string;
  readonly kind: 'slack' | 'telegram' | 'webhook';
  /**
   * A real round trip, without a message where the carrier allows that. Rejects in words, never
   * with anything of a secret.
   */
  check(about: ChannelTest): Promise<void>;
  /** Resolves once the carrier has taken it, rejects with a `NotCarried` within 5 s. */
  send(carried: Carried): Promise<void>;
}

/** What a channel is tried with. */
export interface ChannelTest {
  readonly portfolio: string;
  readonly at: EpochMs;
}

/** The carrier did not take it, in words that repeat nothing secret. */
export class NotCarried extends Error {
  /** How long it asks to be left alone. */
  readonly retryAfter: Ms | null;
  /** It refused this very message, not messages as such. */
  readonly refused: boolean;

  constructor(text: string, retryAfter: Ms | null = null, refused = false) {
    super(text);
    this.name = 'NotCarried';
    this.retryAfter = retryAfter;
    this.refused = refused;
  }
}

/** Answers that speak of the message: its form or its size. */
export const refusesTheMessage = (status: number): boolean =>
  status === 400 || status === 413 || status === 422;

/** What a carrier answered may repeat what it was sent: secrets are taken out. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 4)
    .reduce((clean, secret) => clean.replaceAll(secret, '(secret)'), text);
}

export const testText = ({ portfolio, at }: ChannelTest): string =>
  `septet ${portfolio}: pre-flight tries this kill-switch channel (${new Date(at).toISOString()})`;
