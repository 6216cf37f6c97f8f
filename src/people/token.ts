/** Tokens of operators: 256 random bits, kept by nobody but their owner. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Recognisable where it does not belong: in a log, a chat, a repository. */
const PREFIX = 'septet_';
const FORM = /^septet_[A-Za-z0-9_-]{43}$/;

export const newToken = (): string => `${PREFIX}${randomBytes(32).toString('base64url')}`;

export const looksLikeToken = (text: string): boolean => FORM.test(text);

/** SHA-256, hex. No salt: 256 random bits are in no table. */
export const tokenHash = (token: string): string =>
  createHash('sha256').update(token, 'utf8').digest('hex');

/** In a time that does not tell where they begin to differ. */
export const sameHash = (a: string, b: string): boolean => {
  const left = Buffer.from(a, 'hex');
  const right = Buffer.from(b, 'hex');
  return left.length === right.length && timingSafeEqual(left, right);
};
