/**
 * Where each channel stands, in the home, mode 0600. A file that cannot be read counts as none:
 * messages may then come twice, and none is lost.
 */
import { existsSync } from 'node:fs';
import { type Cursor, parseCursor } from '../../notify/delivery/cursor.ts';
import { readJson, writeJson } from '../json-file.ts';

const SCHEMA = 'septet.channels/1';

export interface SavedCursors {
  readonly cursors: Readonly<Record<string, Cursor>>;
  /** Where a channel begins that is not among them: one that is new misses what was before it. */
  readonly start: number;
}

export function loadCursors(path: string): SavedCursors {
  const { schema, channels } = (existsSync(path) ? (readJson(path) ?? {}) : {}) as {
    readonly schema?: unknown;
    readonly channels?: unknown;
  };
  if (schema !== SCHEMA || typeof channels !== 'object' || channels === null) {
    return { cursors: {}, start: 0 };
  }
  const cursors: Record<string, Cursor> = {};
  for (const [id, value] of Object.entries(channels)) {
    const cursor = parseCursor(value);
    if (cursor !== undefined) cursors[id] = cursor;
  }
  return { cursors, start: Math.max(0, ...Object.values(cursors).map(({ through }) => through)) };
}

export const saveCursors = (path: string, channels: Readonly<Record<string, Cursor>>): void =>
  writeJson(path, { schema: SCHEMA, channels });
