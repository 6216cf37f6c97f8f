import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { ownHello } from '../bus/build-info.ts';
import { readJson } from './json-file.ts';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';

export type LockResult =
  | { readonly ok: true; readonly release: () => void }
  | { readonly ok: false; readonly text: string };

/** Who holds the lock and lives, or undefined. */
export function lockHolder(path: string): ProcessIdentity | undefined {
  const value = readJson(path) as Partial<ProcessIdentity> | undefined;
  if (typeof value?.pid !== 'number' || typeof value.startedAt !== 'string') return undefined;
  const { pid, startedAt, boot } = value;
  const holder = { pid, startedAt, ...(typeof boot === 'string' ? { boot } : {}) };
  return isAlive(holder) ? holder : undefined;
}

/** What a process says of its program. */
export interface ProgramVersions {
  readonly build: string;
  readonly protocol: string;
  readonly journal: string;
}

/** Of whoever holds the lock and lives; undefined: nobody, or a build that did not say yet. */
export function holderVersions(path: string): ProgramVersions | undefined {
  if (lockHolder(path) === undefined) return undefined;
  const { build, protocol, journal } = readJson(path) as Partial<ProgramVersions>;
  if (typeof build !== 'string' || typeof protocol !== 'string') return undefined;
  return { build, protocol, journal: typeof journal === 'string' ? journal : '' };
}

/**
 * At most one holder lives; the lock of one that has died is taken over. `what` names the holder
 * in the refusal, for example `executor`.
 */
export function takeLock(path: string, what: string): LockResult {
  const self = identityOf(process.pid);
  if (self === null) return { ok: false, text: 'this process cannot read its own start time' };
  const content = JSON.stringify({ ...self, ...ownHello() });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (createExclusively(path, content)) {
      return { ok: true, release: () => rmSync(path, { force: true }) };
    }
    const holder = lockHolder(path);
    if (holder !== undefined) {
      const text = `another ${what} (pid ${holder.pid}) already runs on this home: stop it with \`septet down\`, or choose another --home`;
      return { ok: false, text };
    }
    putAside(path);
  }
  return { ok: false, text: `the lock ${path} is being taken by another start: try again` };
}

/** The lock appears with its content in one act, so nobody ever reads an empty one. */
function createExclusively(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a dead holder's lock; a rename has one winner, and a fresh lock caught so is put back. */
function putAside(path: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (lockHolder(aside) !== undefined) {
    try {
      linkSync(aside, path);
    } catch {
      // A third start made a new lock meanwhile; that one counts.
    }
  }
  rmSync(aside, { force: true });
}
