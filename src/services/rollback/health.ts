/** How long a version has been healthy without a break: kept in the home, so that a restart costs nothing. */
import { join } from 'node:path';
import type { RollbackReading } from '../../domain/rollback.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../../domain/time.ts';
import type { Home } from '../home.ts';
import { readJson, writeJson } from '../json-file.ts';

export interface Health {
  readonly version: string;
  readonly build: string;
  /** Wall clock: healthy since, and seen so last. */
  readonly since: EpochMs;
  readonly at: EpochMs;
}

/** Nothing was seen for longer: that is no health. */
const GAP_MAX: Ms = 5 * MINUTE_MS;
/** Seen again within it changes nothing worth writing down. */
const KEEP_EVERY: Ms = 20_000;

/** The very object when there is nothing new to keep. */
export function healthAfter(
  before: Health | null,
  { version, build, unhealthy }: RollbackReading,
  at: EpochMs,
): Health | null {
  if (unhealthy !== null) return null;
  const same = before?.version === version && before.build === build;
  if (!same || at - before.at > GAP_MAX || at < before.at) return { version, build, since: at, at };
  return at - before.at < Math.min(KEEP_EVERY, (before.at - before.since) / 2)
    ? before
    : { ...before, at };
}

const path = (home: Home): string => join(home.run, 'healthy.json');

export function readHealth(home: Home): Health | null {
  const { version, build, since, at } = (readJson(path(home)) ?? {}) as Partial<Health>;
  if (typeof version !== 'string' || typeof build !== 'string') return null;
  if (typeof since !== 'number' || typeof at !== 'number') return null;
  return { version, build, since, at };
}

export const writeHealth = (home: Home, health: Health | null): void =>
  writeJson(path(home), health ?? {});
