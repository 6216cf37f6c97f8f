/**
 * Decisions as a file that can be searched. A projection: whatever is wrong with it, it is taken
 * away and made again. Never synced, so that it costs a disk nothing; what a power cut takes is read
 * again. Words are looked for in the text itself, so many decisions at a time: an index of words
 * takes 100 ms for one that every decision has.
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
  verdict TEXT NOT NULL, reason TEXT, words TEXT NOT NULL);
CREATE INDEX by_strategy ON decisions (strategy, decision);
CREATE INDEX by_symbol ON decisions (symbol, decision);
CREATE INDEX by_verdict ON decisions (verdict, decision);
CREATE INDEX by_reason ON decisions (reason, decision);
CREATE TABLE lines (decision INTEGER PRIMARY KEY, line TEXT NOT NULL);
CREATE TABLE spans (low INTEGER PRIMARY KEY, high INTEGER NOT NULL);
PRAGMA user_version = ${VERSION};`;

export interface DecisionFilter {
  readonly strategy: string | null;
  readonly symbol: string | null;
  readonly verdict: 'allowed' | 'refused' | null;
  readonly reason: string | null;
  /** Words, each somewhere in the text, whatever its case; null: any. */
  readonly text: string | null;
  /** Market time, from here on, and before. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Words of a search at most. */
const WORDS_MAX = 8;
/** Decisions in which words are looked for at once: some ms. */
const WORDS_IN = 20_000;

export interface Found {
  /** Newest first. */
  readonly rows: readonly DecisionRow[];
  /** Where to go on, whether rows were found or not; null: nothing is left. */
  readonly before: number | null;
}

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
    const lines = this.database.prepare('INSERT OR IGNORE INTO lines VALUES (?,?)');
    this.database.exec('BEGIN');
    try {
      for (const row of rows) {
        const { id, decision, at, strategy, symbol, verdict, reason, text } = row;
        const words = `${id} ${strategy} ${symbol} ${reason ?? ''} ${text}`;
        put.run([decision, at, strategy, symbol, verdict, reason, words]);
        lines.run([decision, JSON.stringify(row)]);
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
    this.database.exec('DELETE FROM decisions; DELETE FROM lines; DELETE FROM spans');
  }

  /** Numbers below `before`. */
  search(filter: DecisionFilter, before: number, limit: number): Found {
    const words = filter.text === null ? [] : wordsOf(filter.text);
    const newest = Number(this.all('SELECT max(decision) FROM decisions', [])[0]?.[0] ?? 0);
    const end = Math.min(before, newest + 1);
    const from = words.length === 0 ? 0 : Math.max(0, end - WORDS_IN);
    const where = ['d.decision < ?', 'd.decision >= ?'];
    const values: (string | number)[] = [end, from];
    for (const column of ['strategy', 'symbol', 'verdict', 'reason'] as const) {
      const wanted = filter[column];
      if (wanted === null) continue;
      where.push(`d.${column} = ?`);
      values.push(wanted);
    }
    if (filter.from !== null) {
      where.push('d.at >= ?');
      values.push(filter.from);
    }
    if (filter.to !== null) {
      where.push('d.at < ?');
      values.push(filter.to);
    }
    for (const word of words) {
      where.push("d.words LIKE ? ESCAPE '\\'");
      values.push(`%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
    }
    const sql = `SELECT line FROM (SELECT d.decision AS number FROM decisions d WHERE ${where.join(' AND ')} ORDER BY d.decision DESC LIMIT ?) JOIN lines ON lines.decision = number ORDER BY number DESC`;
    const rows = this.all(sql, [...values, limit]).map(([line]) => JSON.parse(String(line)));
    const last = (rows as readonly DecisionRow[]).at(-1);
    if (last !== undefined && rows.length === limit) return { rows, before: last.decision };
    return { rows, before: from > 1 ? from : null };
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

const wordsOf = (text: string): readonly string[] =>
  text
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, WORDS_MAX);
