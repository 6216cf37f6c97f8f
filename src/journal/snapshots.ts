/** Snapshots beside the chain: opaque texts, the latest whole one wins. */
import { hash } from 'node:crypto';
import type { SqliteFile } from './database.ts';

/** A spare one, should the latest turn out damaged. */
const SNAPSHOTS_KEPT = 2;

export interface Snapshot {
  readonly sequence: number;
  readonly state: string;
}

export interface SnapshotStore {
  /** Durable on return. After a throw the caller rolls back, and the ones before are there. */
  save(sequence: number, state: string): void;
  /** The latest one whose content is whole; a damaged one is passed over, never returned. */
  latest(): Snapshot | undefined;
}

export function createSnapshotStore(file: SqliteFile): SnapshotStore {
  const insert = file.prepare('INSERT INTO snapshots (sequence, state, sha256) VALUES (?, ?, ?)');
  const prune = file.prepare(
    `DELETE FROM snapshots WHERE id NOT IN (SELECT id FROM snapshots ORDER BY id DESC LIMIT ${SNAPSHOTS_KEPT})`,
  );
  const select = file.prepare('SELECT sequence, state, sha256 FROM snapshots ORDER BY id DESC');
  return {
    save(sequence, state) {
      file.exec('BEGIN IMMEDIATE');
      insert.run([sequence, state, snapshotHash(sequence, state)]);
      prune.run([]);
      file.exec('COMMIT');
    },
    latest() {
      for (const [sequence, state, sha256] of select.rows([])) {
        const snapshot = { sequence: Number(sequence), state: String(state) };
        if (snapshotHash(snapshot.sequence, snapshot.state) === sha256) return snapshot;
      }
      return undefined;
    },
  };
}

const snapshotHash = (sequence: number, state: string): string =>
  hash('sha256', `${sequence}\n${state}`);
