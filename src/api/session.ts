/**
 * A cookie in place of a token: the token and when this ends, sealed with a key of the home. Nothing
 * is kept here, so a restart ends no session; a token that is rotated or expires ends every one.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';

const SESSION_MS = 12 * HOUR_MS;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Longer is none of ours. */
const COOKIE_MAX = 1_000;

export const newSessionKey = (): string => randomBytes(KEY_BYTES).toString('base64url');

export class Sessions {
  private readonly key: Buffer;
  private readonly name: string;
  private readonly now: () => EpochMs;

  /** `now`: clock of this machine. */
  constructor(key: string, now: () => EpochMs) {
    this.key = createHash('sha256').update(key).digest();
    // Cookies do not tell ports apart: two portfolios of one machine have two names.
    this.name = `septet_${createHash('sha256').update(this.key).digest('hex').slice(0, 8)}`;
    this.now = now;
  }

  /** For `Set-Cookie`, and when it ends. */
  open(token: string): { readonly cookie: string; readonly until: EpochMs } {
    const until = this.now() + SESSION_MS;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv);
    const sealed = [cipher.update(JSON.stringify({ token, until }), 'utf8'), cipher.final()];
    const value = Buffer.concat([iv, ...sealed, cipher.getAuthTag()]).toString('base64url');
    return { cookie: this.cookie(value, SESSION_MS / 1_000), until };
  }

  /** For `Set-Cookie`: takes it away. */
  closing(): string {
    return this.cookie('', 0);
  }

  /** The token that a `Cookie` header stands for; null: none, or one that has ended. */
  tokenOf(header: string | undefined): string | null {
    const value = header === undefined ? undefined : cookieOf(header, this.name);
    if (value === undefined || value.length > COOKIE_MAX) return null;
    const bytes = Buffer.from(value, 'base64url');
    if (bytes.length <= IV_BYTES + TAG_BYTES) return null;
    try {
      const open = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, IV_BYTES));
      open.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = Buffer.concat([open.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), open.final()]);
      const { token, until } = JSON.parse(text.toString('utf8')) as Record<string, unknown>;
      return typeof token === 'string' && Number(until) > this.now() ? token : null;
    } catch {
      // Sealed with another key, or by nobody.
      return null;
    }
  }

  private cookie(value: string, seconds: number): string {
    return `${this.name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
  }
}

function cookieOf(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}
