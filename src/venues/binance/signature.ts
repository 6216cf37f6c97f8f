/** Signed requests: HMAC SHA-256 over query and body as sent, and a timestamp that is recent. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EpochMs, Ms } from '../../domain/time.ts';
import { VENUE_ERRORS } from './errors.ts';
import type { Parameters } from './parameters.ts';

export interface ApiKey {
  readonly key: string;
  readonly secret: string;
}

const DEFAULT_WINDOW: Ms = 5_000;
const WIDEST_WINDOW: Ms = 60_000;
/** How far a client's clock may be ahead. */
const AHEAD: Ms = 1_000;

export const sign = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

/** The text without its `signature` parameter, everything else byte for byte. */
const unsigned = (text: string): string =>
  text
    .split('&')
    .filter((part) => !part.startsWith('signature='))
    .join('&');

/** Throws a `VenueError` unless the header names the key. */
export function checkKey(header: string | undefined, key: ApiKey): void {
  if (header === undefined || !/^[\w-]{1,128}$/.test(header)) throw VENUE_ERRORS.keyFormat();
  if (header !== key.key) throw VENUE_ERRORS.key();
}

/** Throws a `VenueError` unless the request is signed with the secret, now. */
export function checkSignature(
  query: string,
  body: string,
  parameters: Parameters,
  key: ApiKey,
  now: EpochMs,
): void {
  const given = parameters.mandatory('signature');
  const timestamp = parameters.whole('timestamp');
  if (timestamp === undefined) throw VENUE_ERRORS.mandatory('timestamp');
  const window = parameters.whole('recvWindow') ?? DEFAULT_WINDOW;
  if (window > WIDEST_WINDOW) throw VENUE_ERRORS.recvWindow();
  const expected = Buffer.from(sign(unsigned(query) + unsigned(body), key.secret));
  const told = Buffer.from(given.toLowerCase());
  if (told.length !== expected.length || !timingSafeEqual(told, expected)) {
    throw VENUE_ERRORS.signature();
  }
  if (timestamp >= now + AHEAD) throw VENUE_ERRORS.timestampAhead();
  if (now - timestamp > window) throw VENUE_ERRORS.timestampLate();
}
