import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JOURNAL_FORMAT } from '../domain/journal.ts';
import { BUS_PROTOCOL } from './protocol.ts';

export interface BuildInfo {
  /** `<version>+<content hash>`; `development` when run from source without a build. */
  readonly build: string;
  /** Folder of the built program. */
  readonly folder: string;
}

/**
 * What this process says of itself in the first frame: builds that differ may talk as long as the
 * protocol is the same.
 */
export const ownHello = (): {
  readonly protocol: string;
  readonly build: string;
  readonly journal: string;
} => ({ protocol: BUS_PROTOCOL, build: buildInfo().build, journal: JOURNAL_FORMAT });

/** Folder of the configuration that this build comes with. */
export const defaultFolder = (): string => join(buildInfo().folder, '..', 'config');

/** Build of a program that runs from its sources. */
export const FROM_SOURCE = 'development';

/** What build this is; read once. */
let known: BuildInfo | null = null;

export function buildInfo(): BuildInfo {
  if (known !== null) return known;
  const folder = dirname(fileURLToPath(import.meta.url));
  let build = FROM_SOURCE;
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8'));
    const stated = (value as { readonly build?: unknown }).build;
    if (typeof stated === 'string' && stated !== '') build = stated;
  } catch {
    // No build beside this file: run from source.
  }
  known = { build, folder };
  return known;
}
