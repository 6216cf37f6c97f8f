import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from './home.ts';
import { readJson, writeJson } from './json-file.ts';

/**
 * A halt left for an executor that could not be reached: it takes the latch over into its journal
 * when it starts, and looks for it while it runs (requirement HALT-1).
 */
export interface HaltLatch {
  readonly actor: string;
  readonly reason: string;
}

const latchPath = (home: Home): string => join(home.path, 'entry-halt.json');

export const leaveHaltLatch = (home: Home, latch: HaltLatch): void =>
  writeJson(latchPath(home), latch);

export const removeHaltLatch = (home: Home): void => rmSync(latchPath(home), { force: true });

/** The latch; one that is there but cannot be read halts all the same. */
export function haltLatch(home: Home): HaltLatch | undefined {
  const path = latchPath(home);
  if (!existsSync(path)) return undefined;
  const { actor, reason } = (readJson(path) ?? {}) as Partial<HaltLatch>;
  return {
    actor: typeof actor === 'string' ? actor : 'unknown',
    reason: typeof reason === 'string' ? reason : 'a halt was left here that cannot be read',
  };
}
