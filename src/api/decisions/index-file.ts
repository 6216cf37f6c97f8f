/**
 * Decisions as a file that can be searched: rows in SQLite, words in its full-text index. A
 * projection: whatever is wrong with it, it is taken away and made again. Never synced, so that it
 * costs a disk nothing; what a power cut takes is read again.
 */
import { existsSync, rmSync } from 'node:fs';
import type Database from 'libsql';
import type { DecisionRow } from '../../domain/decision-row.ts';
import type { Spans } from './spans.ts';

/** Changes with the tables below: another one is made anew. */
const VERSION = 1;

const TABLES = `
CREATE TABLE decisions (
  decision INTEGER PRIMARY KEY, at INTEGER NOT NULL, strategy TEXT NOT NULL, symbol TEXT NOT NULL,
  verdict TEXT NOT NULL, reason TEXT, row TEXT NOT NULL);
CREATE INDEX by_strategy ON decisions (strategy, decision);
CREATE INDEX by_symbol ON decisions (symbol, decision);
CREATE INDEX by_verdict ON decisions (verdict, decision);
CREATE INDEX by_reason ON decisions (reason, decision);
CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0);
CREATE TABLE spans (low INTEGER PRIMARY KEY, high INTEGER NOT NULL);
PRAGMA user_version = ${VERSION};`;

export interface DecisionFilter {
  readonly strategy: string | null;
  readonly symbol: string | null;
  readonly verdict: 'allowed' | 'refused' | null;
  readonly reason: string | null;
  /** Words, each the beginning of one in the text; null: any. */
  readonly text: string | null;
  /** Market time, from here on, and before. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Words of a search at most. */
const WORDS_MAX = 8;

export class DecisionIndexFile {
  private readonly database: Database.Database;

  private constructor(database: Database.Database) {
    this.database = database;
  }

  /** The library is large: loaded by the first who searches. */
  static async open(path: string): Promise<DecisionIndexFile> {
    const { default: open } = await import('libsql');
    const prepared = (): DecisionIndexFile => {
      const isNew = !existsSync(path);
      const database = new open(path);
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -2000');
      database.prepare('PRAGMA journal_mode = WAL').raw(true).all();
      database.exec('PRAGMA synchronous = OFF');
      const version = database.prepare('PRAGMA user_version').raw(true).all()[0]?.[0 as never];
      if (isNew || version === 0) database.exec(TABLES);
      else if (version !== VERSION) throw new Error(`version ${String(version)}`);
      return new DecisionIndexFile(database);
    };
    try {
      return prepared();
    } catch {
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
      return prepared();
    }
  }

  /** All or nothing; `spans`: what is there without a hole once these are. */
  add(rows: readonly DecisionRow[], spans: Spans): void {
    const put = this.database.prepare('INSERT OR IGNORE INTO decisions VALUES (?,?,?,?,?,?,?)');
    const words = this.database.prepare('INSERT INTO words (rowid, text) VALUES (?,?)');
    this.database.exec('BEGIN');
    try {
      for (const row of rows) {
        const { decision, at, strategy, symbol, verdict, reason, text } = row;
        const line = [decision, at, strategy, symbol, verdict, reason, JSON.stringify(row)];
        if (put.run(line).changes === 0) continue;
        words.run([decision, `${row.id} ${strategy} ${symbol} ${reason ?? ''} ${text}`]);
      }
      this.database.exec('DELETE FROM spans');
      const span = this.database.prepare('INSERT INTO spans VALUES (?,?)');
      for (const { low, high } of spans) span.run([low, high]);
      this.database.exec('COMMIT');
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  spans(): Spans {
    const rows = this.all('SELECT low, high FROM spans ORDER BY low', []);
    return rows.map(([low, high]) => ({ low: Number(low), high: Number(high) }));
  }

  /** Market time of a decision; undefined: it is not here. */
  timeOf(decision: number): number | undefined {
    const [row] = this.all('SELECT at FROM decisions WHERE decision = ?', [decision]);
    return row === undefined ? undefined : Number(row[0]);
  }

  clear(): void {
    this.database.exec(
      "DELETE FROM decisions; DELETE FROM spans; INSERT INTO words (words) VALUES ('delete-all')",
    );
  }

  /** Newest first, numbers below `before`. */
  search(filter: DecisionFilter, before: number, limit: number): readonly DecisionRow[] {
    const where: string[] = ['decisions.decision < ?'];
    const values: (string | number)[] = [before];
    for (const column of ['strategy', 'symbol', 'verdict', 'reason'] as const) {
      const wanted = filter[column];
      if (wanted === null) continue;
      where.push(`${column} = ?`);
      values.push(wanted);
    }
    if (filter.from !== null) {
      where.push('at >= ?');
      values.push(filter.from);
    }
    if (filter.to !== null) {
      where.push('at < ?');
      values.push(filter.to);
    }
    const match = filter.text === null ? '' : matchOf(filter.text);
    const from = match === '' ? 'decisions' : 'words JOIN decisions ON decision = words.rowid';
    if (match !== '') {
      where.push('words MATCH ? AND words.rowid < ?');
      values.push(match, before);
    }
    const order = match === '' ? 'decisions.decision' : 'words.rowid';
    const sql = `SELECT row FROM ${from} WHERE ${where.join(' AND ')} ORDER BY ${order} DESC LIMIT ?`;
    return this.all(sql, [...values, limit]).map(([row]) => JSON.parse(String(row)));
  }

  close(): void {
    try {
      // Statements keep the lock until they are collected: leaving the log mode gives it back.
      this.database.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL');
      this.database.prepare('SELECT count(*) FROM sqlite_schema').all();
    } catch {
      // The log stays beside the file; whoever opens it next reads both.
    }
    this.database.close();
  }

  private all(sql: string, values: readonly (string | number)[]): readonly unknown[][] {
    return this.database
      .prepare(sql)
      .raw(true)
      .all([...values]) as unknown[][];
  }
}

/** Words of a search as the index takes them: quoted, so that nothing in them is an operator. */
export function matchOf(text: string): string {
  const words = text.split(/[^\p{L}\p{N}_.%-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return words
    .slice(0, WORDS_MAX)
    .map((word) => `"${word}"*`)
    .join(' ');
}
