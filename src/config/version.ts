import { createHash } from 'node:crypto';
import type { SeptetConfig } from '../domain/config.ts';
import { canonicalText } from '../journal/canonical.ts';

/** First hex digits of the hash: enough to tell the versions of one portfolio apart. */
const DIGITS = 12;

/**
 * Id of a configuration: `c-` and the first 12 hex digits of SHA-256 over the canonical text of
 * the validated values. Comments, order of keys and notation (2.2% or 0.022) do not change it;
 * every figure that can change a decision does, overrides included. What decides nothing (port, log
 * level, time servers, channels, watchdog, cadence, maintenance calendar, how changes are made) is
 * left out.
 */
export function configVersion(config: SeptetConfig): string {
  const { apiPort: _port, logLevel: _level, ...runtime } = config.runtime;
  const { version: _version, ...kernel } = config.kernel;
  const { timeServers: _servers, ...launch } = config.launch;
  const { channels: _channels, watchdog: _watchdog, cadence: _cadence, ...others } = config;
  const { changes: _changes, maintenance: _maintenance, firstLive: _first, ...decisive } = others;
  const text = canonicalText({ ...decisive, kernel, launch, runtime });
  return `c-${createHash('sha256').update(text).digest('hex').slice(0, DIGITS)}`;
}
