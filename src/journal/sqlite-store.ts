/** Reading and writing the tables of a journal file. */
import { JOURNAL_FORMAT } from '../domain/journal.ts';
import type { Head, StoredRecord } from './chain.ts';
import type { SqliteFile, Statement, Value } from './database.ts';
import { JournalError } from './errors.ts';
import { dayName, type OpenSegment, type Segment, type SegmentChange } from './segments.ts';
import {
  APPLICATION_ID,
  CREATE_TABLES,
  INSERT_SIZES,
  insertSql,
  type RecordRow,
  SELECT_PAGE,
} from './sqlite-schema.ts';

/** Records read at a time: bounds memory, whatever the length of the journal. */
const PAGE_ROWS = 1_000;

interface Owner {
  readonly build: string;
  readonly config: string;
  readonly source?: string;
}

/** Creates the tables of a new file; checks format and owner of an existing one. */
export function prepareFile(file: SqliteFile, path: string, owner: Owner): void {
  const source = owner.source ?? '';
  if (Number(file.prepare('SELECT count(*) FROM sqlite_schema').rows([])[0]?.[0]) === 0) {
    file.exec('BEGIN IMMEDIATE');
    file.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    file.exec(CREATE_TABLES);
    const meta = file.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    meta.run(['format', JOURNAL_FORMAT]);
    meta.run(['source', source]);
    meta.run(['createdByBuild', owner.build]);
    meta.run(['createdByConfig', owner.config]);
    file.exec('COMMIT');
    return;
  }
  if (file.pragma('application_id') !== APPLICATION_ID) {
    throw new JournalError('broken', `${path} is a database, but not a journal`);
  }
  const format = metaValue(file, 'format');
  if (format !== JOURNAL_FORMAT) {
    throw new JournalError(
      'broken',
      `${path} has format ${format}, this build reads ${JOURNAL_FORMAT}; use the build that wrote it`,
    );
  }
  const written = metaValue(file, 'source');
  if (source !== '' && written !== '' && written !== source) {
    throw new JournalError('broken', `${path} is the journal of ${written}, not of ${source}`);
  }
}

function metaValue(file: SqliteFile, key: string): string {
  return String(file.prepare('SELECT value FROM meta WHERE key = ?').rows([key])[0]?.[0] ?? '');
}

export interface RecordStore {
  /** Would a batch of this size be one statement, and so a transaction by itself? */
  isSingleStatement(count: number): boolean;
  insert(batch: readonly StoredRecord[]): void;
  /** From..to, ascending, read in pages. */
  range(from: number, to: number): Iterable<StoredRecord>;
  last(): Head | undefined;
  head(sequence: number): Head | undefined;
}

export function createRecordStore(file: SqliteFile): RecordStore {
  const inserts = INSERT_SIZES.map((size): readonly [number, Statement] => [
    size,
    file.prepare(insertSql(size)),
  ]);
  const page = file.prepare(SELECT_PAGE);
  const last = file.prepare('SELECT sequence, hash FROM records ORDER BY sequence DESC LIMIT 1');
  const one = file.prepare('SELECT sequence, hash FROM records WHERE sequence = ?');
  return {
    isSingleStatement: (count) => inserts.some(([size]) => size === count),
    insert(batch) {
      let done = 0;
      for (const [size, statement] of inserts) {
        while (batch.length - done >= size) {
          statement.run(parametersOf(batch, done, done + size));
          done += size;
        }
      }
    },
    *range(from, to) {
      let next = from;
      while (true) {
        const rows = page.rows([next, to, PAGE_ROWS]) as readonly RecordRow[];
        for (const row of rows) yield recordOf(row);
        if (rows.length < PAGE_ROWS) return;
        next = rows[rows.length - 1]![0] + 1;
      }
    },
    last: () => headOf(last.rows([])),
    head: (sequence) => headOf(one.rows([sequence])),
  };
}

function headOf(rows: readonly (readonly unknown[])[]): Head | undefined {
  const row = rows[0];
  return row === undefined ? undefined : { sequence: Number(row[0]), hash: String(row[1]) };
}

function parametersOf(batch: readonly StoredRecord[], from: number, to: number): readonly Value[] {
  const values: Value[] = [];
  for (let index = from; index < to; index += 1) {
    const record = batch[index]!;
    values.push(record.sequence, record.at, record.source, record.type, record.schema);
    values.push(record.build, record.config, record.data, record.hash);
  }
  return values;
}

function recordOf(row: RecordRow): StoredRecord {
  const [sequence, at, source, type, schema, build, config, data, hash] = row;
  return { sequence, at, source, type, schema, build, config, data, hash };
}

export function readOpenSegment(file: SqliteFile): OpenSegment | undefined {
  const row = file.prepare('SELECT day, first FROM segments WHERE last IS NULL').rows([])[0];
  return row === undefined ? undefined : { day: Number(row[0]), first: Number(row[1]) };
}

export function readSegments(file: SqliteFile, head: Head): readonly Segment[] {
  const rows = file.prepare('SELECT day, first, last, hash FROM segments ORDER BY first').rows([]);
  return rows.map(([day, first, last, hash]) => ({
    day: dayName(Number(day)),
    first: Number(first),
    last: last === null ? head.sequence : Number(last),
    hash: hash === null ? head.hash : String(hash),
    sealed: last !== null,
  }));
}

export function writeSegmentChange(file: SqliteFile, change: SegmentChange): void {
  if (change.kind === 'seal') {
    file
      .prepare('UPDATE segments SET last = ?, hash = ? WHERE first = ?')
      .run([change.last, change.hash, change.first]);
  } else {
    file.prepare('INSERT INTO segments (first, day) VALUES (?, ?)').run([change.first, change.day]);
  }
}
