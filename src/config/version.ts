import { createHash } from 'node:crypto';
import type { SeptetConfig } from '../domain/config.ts';
import { canonicalText } from '../journal/canonical.ts';

/** First hex digits of the hash: enough to tell the versions of one portfolio apart. */
const DIGITS = 12;

/**
 * Id of a configuration: `c-` and the first 12 hex digits of SHA-256 over the canonical text of
 * the validated values. Comments, order of keys and notation (2.2% or 0.022) do not change it;
 * every figure that can change a decision does, overrides included. What decides nothing, the
 * port and the log level, is left out.
 */
export function configVersion(config: SeptetConfig): string {
  const { apiPort: _port, logLevel: _level, ...runtime } = config.runtime;
  const { version: _version, ...kernel } = config.kernel;
  const text = canonicalText({ ...config, kernel, runtime });
  return `c-${createHash('sha256').update(text).digest('hex').slice(0, DIGITS)}`;
}
