/** A home on which nothing runs, looked at without changing it (requirement PRE-6). */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../bus/server.ts';
import type { StateObservation } from '../runbook/preflight-house.ts';
import type { Home } from './home.ts';
import { withJournalCopy } from './journal-copy.ts';
import { freeBytes } from './preflight.ts';
import { livingProcess } from './process-table.ts';

/** A longer journal is left to `septet verify`: copying it would take too long. */
const COPIED_MAX_BYTES = 64 * 1_048_576;

type Standing = Pick<StateObservation, 'journals' | 'freeBytes' | 'recovered' | 'reconciled'>;

export function lookAtHome(home: Home): Standing {
  const folder = existingPart(home.path);
  const unwritable = accessFault(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  const looks = [
    lookAtJournal(home, 'executor', home.executorJournal),
    lookAtJournal(home, 'orchestrator', home.orchestratorJournal),
  ].filter((look) => look !== null);
  const journals = looks.map(({ name, error }) => ({
    name,
    writable: error === null,
    synced: true,
    error,
  }));
  if (unwritable !== null) {
    journals.push({ name: 'new', writable: false, synced: true, error: unwritable });
  }
  const unread = looks.some(({ text }) => text === null);
  const found = looks.length === 0 ? 'new home, nothing to recover' : null;
  return {
    journals,
    freeBytes: freeBytes(folder),
    recovered: unread ? null : (found ?? looks.map(({ text }) => text).join('; ')),
    reconciled: 'at_start',
  };
}

interface JournalLook {
  readonly name: string;
  readonly error: string | null;
  /** What it holds; null when it cannot be read. */
  readonly text: string | null;
}

/** Null: there is none yet. */
function lookAtJournal(home: Home, name: string, path: string): JournalLook | null {
  if (!existsSync(path)) return null;
  const denied = accessFault(path, constants.R_OK | constants.W_OK);
  if (denied !== null) return { name, error: denied, text: null };
  // A file that is being written cannot be copied whole; its owner is asked instead.
  if (livingProcess(home, name) !== undefined)
    return { name, error: null, text: `${name}: in use` };
  const { size } = statSync(path);
  if (size > COPIED_MAX_BYTES) {
    const text = `${name}: ${Math.round(size / 1_048_576)} MiB, not read here (septet verify does)`;
    return { name, error: null, text };
  }
  try {
    return {
      name,
      error: null,
      text: `${name}: ${recordsOf(path)} records, end of the chain whole`,
    };
  } catch (error) {
    return { name, error: messageOf(error), text: null };
  }
}

const recordsOf = (path: string): number =>
  withJournalCopy(path, (journal) => journal.head().sequence);

function accessFault(path: string, mode: number): string | null {
  try {
    accessSync(path, mode);
    return null;
  } catch (error) {
    return `${path}: ${(error as NodeJS.ErrnoException).code ?? 'no access'}`;
  }
}

/** The folder itself, or the nearest one above it that exists. */
function existingPart(path: string): string {
  let part = path;
  while (!existsSync(part) && dirname(part) !== part) part = dirname(part);
  return part;
}
