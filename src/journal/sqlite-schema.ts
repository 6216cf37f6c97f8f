/** Tables of a journal file of format `JOURNAL_FORMAT`. */
import type { OpenSegment } from './segments.ts';

/** Marks the file as a journal of this program (PRAGMA application_id): "sept". */
export const APPLICATION_ID = 0x73657074;

export const CREATE_TABLES = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE records (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    type TEXT NOT NULL,
    schema INTEGER NOT NULL,
    build TEXT NOT NULL,
    config TEXT NOT NULL,
    data TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE segments (
    first INTEGER PRIMARY KEY,
    day INTEGER NOT NULL,
    last INTEGER,
    hash TEXT
  ) STRICT;
  CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL,
    sha256 TEXT NOT NULL
  ) STRICT;
`;

const COLUMNS = 'sequence, at, source, type, schema, build, config, data, hash';
const ROW = '(?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** Rows per insert statement, largest first: one statement of 64 rows costs a third of 64 of one. */
export const INSERT_SIZES = [64, 8, 1] as const;
export const insertSql = (rows: number): string =>
  `INSERT INTO records (${COLUMNS}) VALUES ${new Array(rows).fill(ROW).join(', ')}`;

export const SELECT_PAGE = `SELECT ${COLUMNS} FROM records WHERE sequence >= ? AND sequence <= ? ORDER BY sequence LIMIT ?`;

export type RecordRow = readonly [
  number,
  number,
  string,
  string,
  number,
  string,
  string,
  string,
  string,
];

export interface SegmentRow extends OpenSegment {
  /** Null while it is open. */
  readonly last: number | null;
  readonly hash: string | null;
}
