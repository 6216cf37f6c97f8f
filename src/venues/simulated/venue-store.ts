/**
 * The simulated exchange's memory on disk: one SQLite file, one process, one connection. A save is
 * one transaction with `synchronous=FULL`: the open state whole, the histories by what is new.
 */
import { existsSync } from 'node:fs';
import Database from 'libsql';
import type { SimulatedExchange } from './exchange.ts';
import type { HistoryNumbers, StateParts } from './snapshot.ts';

export type SaveResult = { readonly ok: true } | { readonly ok: false; readonly error: string };
type LoadResult =
  | { readonly kind: 'empty' }
  | { readonly kind: 'snapshot'; readonly text: string }
  | { readonly kind: 'error'; readonly error: string };

export interface VenueStore {
  /** The last saved snapshot, for `SimulatedExchange.restore`. */
  load(): LoadResult;
  save(exchange: SimulatedExchange): SaveResult;
  /** Writes a consistent copy to `path`, which must not exist. Throws in words. */
  copyTo(path: string): void;
  close(): void;
}
type OpenResult =
  | { readonly ok: true; readonly store: VenueStore }
  | { readonly ok: false; readonly error: string };

const HISTORIES = ['ended', 'trades', 'income'] as const;
type HistoryName = (typeof HISTORIES)[number];

/** The one row of the state table: the open state and the newest number of each history. */
interface Head {
  readonly version: StateParts['version'];
  readonly core: StateParts['core'];
  readonly last: HistoryNumbers;
}

/** Opens or creates the file; an error names the file and what is wrong with it. */
export function openVenueStore(path: string): OpenResult {
  try {
    return { ok: true, store: new SqliteVenueStore(path) };
  } catch (error) {
    return { ok: false, error: `venue store ${path}: ${textOf(error)}` };
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function openDatabase(path: string): Database.Database {
  const database = new Database(path);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    // Exclusive: a second process on the same file is refused instead of corrupting it. A read in
    // normal mode comes first, else the lock could not be given back before the process ends.
    database.prepare('SELECT count(*) FROM sqlite_master').get();
    database.pragma('locking_mode = EXCLUSIVE');
    const journal = pragmaValue(database, 'journal_mode');
    const synchronous = pragmaValue(database, 'synchronous');
    if (journal !== 'wal' || Number(synchronous) !== 2) {
      throw new Error(`needs journal_mode wal and synchronous 2, got ${journal}, ${synchronous}`);
    }
    database.exec(
      'CREATE TABLE IF NOT EXISTS head (id INTEGER PRIMARY KEY CHECK (id = 1), text TEXT NOT NULL)',
    );
    for (const name of HISTORIES) {
      database.exec(
        `CREATE TABLE IF NOT EXISTS ${name} (number INTEGER PRIMARY KEY, text TEXT NOT NULL)`,
      );
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function pragmaValue(database: Database.Database, name: string): unknown {
  const row = database.prepare(`PRAGMA ${name}`).get();
  return typeof row === 'object' && row !== null ? Reflect.get(row, name) : row;
}

class SqliteVenueStore implements VenueStore {
  private readonly path: string;
  private readonly database: Database.Database;
  private last: HistoryNumbers = { ended: 0, trades: 0, income: 0 };

  constructor(path: string) {
    this.path = path;
    this.database = openDatabase(path);
  }

  load(): LoadResult {
    try {
      const row = this.database.prepare('SELECT text FROM head WHERE id = 1').get();
      if (row === undefined) return { kind: 'empty' };
      const head = JSON.parse(columnOf(row, 'text')) as Head;
      const histories = HISTORIES.map((name) => this.loadHistory(name, head.last[name]));
      this.last = head.last;
      const fields = HISTORIES.map((name, index) => `"${name}":${histories[index]}`).join(',');
      const core = JSON.stringify(head.core);
      return { kind: 'snapshot', text: `{"version":${head.version},"core":${core},${fields}}` };
    } catch (error) {
      return { kind: 'error', error: `venue store ${this.path}: ${textOf(error)}` };
    }
  }

  save(exchange: SimulatedExchange): SaveResult {
    const parts = exchange.parts(this.last);
    const last = {
      ended: parts.ended.last,
      trades: parts.trades.last,
      income: parts.income.last,
    };
    try {
      this.database.exec('BEGIN IMMEDIATE');
      const head: Head = { version: parts.version, core: parts.core, last };
      this.database
        .prepare('INSERT OR REPLACE INTO head (id, text) VALUES (1, ?)')
        .run(JSON.stringify(head));
      for (const name of HISTORIES) this.saveHistory(name, parts[name], exchange.historyLimit);
      this.database.exec('COMMIT');
      this.last = last;
      return { ok: true };
    } catch (error) {
      this.rollBack();
      return { ok: false, error: `venue store ${this.path}: ${textOf(error)}` };
    }
  }

  copyTo(path: string): void {
    if (existsSync(path)) throw new Error(`${path} exists already`);
    this.database.exec(`VACUUM INTO '${path.replaceAll("'", "''")}'`);
  }

  close(): void {
    // The library keeps a closed connection alive while its statements await collection, so the
    // lock is given back by hand: the mode changes with the next read.
    this.database.pragma('locking_mode = NORMAL');
    this.database.prepare('SELECT count(*) FROM head').get();
    this.database.close();
  }

  private saveHistory(
    name: HistoryName,
    part: { readonly last: number; readonly entries: readonly unknown[] },
    limit: number,
  ): void {
    if (part.entries.length === 0) return;
    const insert = this.database.prepare(
      `INSERT OR REPLACE INTO ${name} (number, text) VALUES (?, ?)`,
    );
    const first = part.last - part.entries.length + 1;
    part.entries.forEach((entry, index) => {
      insert.run(first + index, JSON.stringify(entry));
    });
    this.database.prepare(`DELETE FROM ${name} WHERE number <= ?`).run(part.last - limit);
  }

  /** The history as JSON text; throws when its rows do not run without a gap up to `last`. */
  private loadHistory(name: HistoryName, last: number): string {
    const rows = this.database.prepare(`SELECT number, text FROM ${name} ORDER BY number`).all();
    if (rows.length === 0 && last > 0) throw new Error(`history ${name} is missing`);
    const texts = rows.map((row, index) => {
      const expected = last - rows.length + 1 + index;
      if (Number(columnOf(row, 'number')) !== expected) {
        throw new Error(`history ${name} has a gap before number ${expected}`);
      }
      return columnOf(row, 'text');
    });
    return `{"last":${last},"entries":[${texts.join(',')}]}`;
  }

  private rollBack(): void {
    try {
      if (this.database.inTransaction) this.database.exec('ROLLBACK');
    } catch {
      // The failed save is what gets reported; a transaction that is gone already needs no undoing.
    }
  }
}

function columnOf(row: unknown, name: string): string {
  if (typeof row !== 'object' || row === null) throw new Error(`no column ${name}`);
  return String(Reflect.get(row, name));
}
