/**
 * The few calls a journal makes to SQLite, and how a journal file is opened: one connection, with
 * the file locked against any other, write-ahead log, every commit synced (`synchronous=FULL`).
 * Settings are read back, because some builds ignore some of them.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { JournalError, messageOf } from './errors.ts';

export type Value = string | number | null;

export interface Statement {
  run(parameters: readonly Value[]): void;
  /** Rows as arrays of column values. */
  rows(parameters: readonly Value[]): readonly (readonly unknown[])[];
}

export interface SqliteFile {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  /** First column of the first row. */
  pragma(name: string): unknown;
  readonly inTransaction: boolean;
  /** Gives the lock back and closes; the file is then complete without side files. */
  close(): void;
}

export interface OpenOptions {
  /** True: the file must be there already. */
  readonly mustExist: boolean;
  /** Most pages of the file (4096 bytes each), then it counts as full. */
  readonly pagesMax: number | undefined;
}

/** Opens and locks a journal file. Throws a JournalError: `locked` or `broken`. */
export function openSqlite(path: string, options: OpenOptions): SqliteFile {
  const isNew = !existsSync(path);
  if (isNew && options.mustExist) {
    throw new JournalError('broken', `there is no journal ${path}; name the right data folder`);
  }
  mkdirSync(dirname(path), { recursive: true });
  let file: SqliteFile | undefined;
  try {
    file = adapt(new Database(path));
    secure(path, file, options);
    if (isNew) syncFolder(dirname(path));
    return file;
  } catch (cause) {
    file?.close();
    throw cause instanceof JournalError ? cause : translated(path, cause);
  }
}

function secure(path: string, file: SqliteFile, options: OpenOptions): void {
  // Exclusive before the first access: then the log's index is in memory and no second connection,
  // of this or another process, can read or write. The lock dies with the process.
  file.exec('PRAGMA locking_mode = EXCLUSIVE');
  const mode = file.pragma('journal_mode = WAL');
  file.exec('PRAGMA synchronous = FULL');
  const synchronous = file.pragma('synchronous');
  if (mode !== 'wal' || synchronous !== 2 || file.pragma('locking_mode') !== 'exclusive') {
    throw new JournalError(
      'broken',
      `${path}: the database did not accept WAL, FULL and EXCLUSIVE (it is ${mode}, ${synchronous}); ` +
        'keep journals on a local disk',
    );
  }
  file.exec('PRAGMA cell_size_check = ON');
  if (options.pagesMax !== undefined) file.exec(`PRAGMA max_page_count = ${options.pagesMax}`);
  file.exec('BEGIN IMMEDIATE');
  file.exec('COMMIT');
}

function translated(path: string, cause: unknown): JournalError {
  const code = codeOf(cause);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new JournalError(
      'locked',
      `${path} is open already, here or in another process; a journal has one owner: stop that one first`,
      cause,
    );
  }
  return new JournalError(
    'broken',
    `${path} cannot be opened as a journal (${code}: ${messageOf(cause)}); restore it from a backup`,
    cause,
  );
}

/** SQLite's code of an error, for example `SQLITE_FULL`; `unknown` when it has none. */
export function codeOf(cause: unknown): string {
  const code = (cause as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown';
}

/** A new file survives a power cut only when its folder is synced, too. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A consistent copy as a new file, synced. Throws when `to` exists or cannot be written. */
export function copyFile(file: Pick<SqliteFile, 'exec'>, to: string): void {
  if (existsSync(to)) throw new Error(`${to} exists already`);
  file.exec(`VACUUM INTO '${to.replaceAll("'", "''")}'`);
  const descriptor = openSync(to, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  syncFolder(dirname(to));
}

function adapt(database: Database.Database): SqliteFile {
  const prepare = (sql: string): Statement => {
    const statement = database.prepare(sql);
    return {
      run: (parameters) => {
        statement.run([...parameters]);
      },
      rows: (parameters) => statement.raw(true).all([...parameters]) as (readonly unknown[])[],
    };
  };
  return {
    prepare,
    exec: (sql) => {
      database.exec(sql);
    },
    pragma: (name) => database.prepare(`PRAGMA ${name}`).raw(true).all()[0]?.[0 as never],
    get inTransaction() {
      return database.inTransaction;
    },
    close() {
      // Prepared statements keep the connection, and with it the lock, until they are collected.
      // Leaving the log mode first is what gives the lock back at once.
      try {
        database.exec('PRAGMA journal_mode = DELETE');
        database.exec('PRAGMA locking_mode = NORMAL');
        database.prepare('SELECT count(*) FROM sqlite_schema').all();
      } catch {
        // The log stays beside the file; whoever opens it next reads both.
      }
      database.close();
    },
  };
}
