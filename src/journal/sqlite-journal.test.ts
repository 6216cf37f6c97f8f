import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Draft } from '../domain/envelope.ts';
import { DAY_MS } from '../domain/time.ts';
import { GENESIS_HASH } from './chain.ts';
import { openSqlite } from './database.ts';
import { JournalError } from './errors.ts';
import { journalOn, openSqliteJournal, type SqliteJournalOptions } from './sqlite-journal.ts';
import { verifyChain } from './verify.ts';

const AT = Date.UTC(2025, 0, 6, 9);
const OPTIONS: SqliteJournalOptions = { build: 'b1', config: 'c-1', source: 'executor' };
const draft = (n: number, at = AT + n): Draft => ({
  at,
  source: 'executor',
  type: 'fact.test',
  data: { n, text: `record ${n} – ü`, price: 95_000.1, list: [1, null, true] },
});
const drafts = (count: number, at?: number): Draft[] =>
  Array.from({ length: count }, (_, index) => draft(index, at));

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'septet-journal-'));
  path = join(folder, 'executor.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Changes the file behind the journal's back. */
function tamper(sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.exec('PRAGMA journal_mode = DELETE');
  database.close();
}

function refusal(action: () => unknown): JournalError {
  try {
    action();
  } catch (cause) {
    if (cause instanceof JournalError) return cause;
    throw cause;
  }
  throw new Error('it was not refused');
}

describe('the durable journal', () => {
  it('AUD-2 numbers records from 1 without holes and chains them, across restarts', () => {
    const first = openSqliteJournal(path, OPTIONS);
    expect(first.head()).toEqual({ sequence: 0, hash: GENESIS_HASH });
    const written = [
      ...first.append(drafts(1)),
      ...first.append(drafts(70)),
      ...first.append(drafts(8)),
    ];
    first.close();

    const second = openSqliteJournal(path, { ...OPTIONS, build: 'b2' });
    expect(second.head()).toEqual({ sequence: 79, hash: written.at(-1)?.hash });
    expect([...second.read()]).toEqual(written);
    expect([...second.read(78)].map((record) => record.sequence)).toEqual([78, 79]);
    const [next] = second.append(drafts(1));
    expect(next).toMatchObject({ sequence: 80, build: 'b2', config: 'c-1', schema: 1 });
    expect(verifyChain(second)).toEqual({ ok: true, records: 80, head: second.head() });
    second.close();
  });

  it('PRE-6 every commit is synced: WAL, FULL and EXCLUSIVE are set and read back', () => {
    openSqliteJournal(path, OPTIONS).close();
    const file = openSqlite(path, { mustExist: true, pagesMax: undefined });
    expect(file.pragma('journal_mode')).toBe('wal');
    expect(file.pragma('synchronous')).toBe(2);
    expect(file.pragma('locking_mode')).toBe('exclusive');
    file.close();
    // A place that cannot keep a log is refused instead of being written to less safely.
    expect(refusal(() => openSqliteJournal(':memory:', OPTIONS)).message).toContain(
      'keep journals on a local disk',
    );
  });

  it('leaves one complete file after an orderly close', () => {
    const journal = openSqliteJournal(path, OPTIONS);
    journal.append(drafts(1));
    expect(readdirSync(folder).sort()).toEqual(['executor.db', 'executor.db-wal']);
    journal.close();
    expect(readdirSync(folder)).toEqual(['executor.db']);
  });

  it('AUD-2 a second opener of the same file is refused in words, and the first goes on', () => {
    const owner = openSqliteJournal(path, OPTIONS);
    owner.append(drafts(1));
    const refused = refusal(() => openSqliteJournal(path, OPTIONS));
    expect(refused.code).toBe('locked');
    expect(refused.message).toContain('a journal has one owner');
    owner.append(drafts(1));
    expect(owner.head().sequence).toBe(2);
    owner.close();
    openSqliteJournal(path, OPTIONS).close();
  });

  it('AUD-2 stores nothing of an append in which one record has no exact text', () => {
    const journal = openSqliteJournal(path, OPTIONS);
    journal.append(drafts(2));
    const bad: Draft = { ...draft(0), data: { price: Number.NaN } };
    expect(() => journal.append([draft(1), bad, draft(2)])).toThrow(/NaN at \.price/);
    expect(() => journal.append([{ ...draft(1), at: 1.5 }])).toThrow(/not epoch ms/);
    expect(journal.head().sequence).toBe(2);
    expect([...journal.read()]).toHaveLength(2);
    journal.append(drafts(1));
    expect(verifyChain(journal)).toMatchObject({ ok: true, records: 3 });
    journal.close();
  });

  it('AUD-2 a full disk stores nothing of the append and says so; what was there stays', () => {
    const journal = openSqliteJournal(path, { ...OPTIONS, bytesMax: 256 * 1024 });
    let acknowledged = 0;
    const refused = refusal(() => {
      for (let round = 0; round < 1_000; round += 1) {
        journal.append(drafts(20));
        acknowledged += 20;
      }
    });
    expect(refused.code).toBe('write');
    expect(refused.message).toContain('nothing was stored');
    expect(journal.head().sequence).toBe(acknowledged);
    expect([...journal.read()]).toHaveLength(acknowledged);
    expect(refusal(() => journal.append(drafts(20))).code).toBe('write');
    expect(verifyChain(journal)).toMatchObject({ ok: true, records: acknowledged });
    journal.close();
    const later = openSqliteJournal(path, OPTIONS);
    later.append(drafts(20));
    expect(verifyChain(later)).toMatchObject({ ok: true, records: acknowledged + 20 });
    later.close();
  });

  it('AUD-2 PRE-6 after a sync that failed it writes nothing more until it is opened again', () => {
    const file = openSqlite(path, { mustExist: false, pagesMax: undefined });
    let failing = false;
    const journal = journalOn(
      {
        ...file,
        get inTransaction() {
          return file.inTransaction;
        },
        exec(sql) {
          if (failing && sql === 'COMMIT') {
            throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
          }
          file.exec(sql);
        },
      },
      path,
      OPTIONS,
    );
    journal.append(drafts(3));
    failing = true;
    expect(refusal(() => journal.append(drafts(3))).code).toBe('unusable');
    failing = false;
    expect(refusal(() => journal.append(drafts(3))).message).toContain('open it again');
    expect(refusal(() => journal.saveSnapshot(3, 'state')).code).toBe('unusable');
    journal.close();
    const again = openSqliteJournal(path, OPTIONS);
    expect(again.head().sequence).toBe(3);
    again.append(drafts(3));
    expect(verifyChain(again)).toMatchObject({ ok: true, records: 6 });
    again.close();
  });

  it('refuses to be used after it was closed, and closing twice is harmless', () => {
    const journal = openSqliteJournal(path, OPTIONS);
    journal.append(drafts(1));
    journal.close();
    journal.close();
    expect(refusal(() => journal.append(drafts(1))).code).toBe('closed');
    expect(refusal(() => [...journal.read()]).code).toBe('closed');
    const again = openSqliteJournal(path, OPTIONS);
    expect(again.head().sequence).toBe(1);
    again.close();
  });

  it('refuses a missing file where one must be, a foreign file, and another one’s journal', () => {
    expect(
      refusal(() => openSqliteJournal(path, { ...OPTIONS, mustExist: true })).message,
    ).toContain('there is no journal');
    writeFileSync(path, 'not a database, but long enough to be looked at as one'.repeat(100));
    expect(refusal(() => openSqliteJournal(path, OPTIONS)).code).toBe('broken');
    rmSync(path);
    tamper('CREATE TABLE records (a)');
    expect(refusal(() => openSqliteJournal(path, OPTIONS)).message).toContain('not a journal');
    rmSync(path);
    openSqliteJournal(path, OPTIONS).close();
    expect(
      refusal(() => openSqliteJournal(path, { ...OPTIONS, source: 'orchestrator' })).message,
    ).toContain('the journal of executor, not of orchestrator');
  });
});

describe('opening a journal whose end does not hold', () => {
  beforeEach(() => {
    const journal = openSqliteJournal(path, OPTIONS);
    journal.append(drafts(50));
    journal.close();
  });
  const CASES: readonly (readonly [name: string, sql: string, words: string])[] = [
    [
      'a changed record',
      `UPDATE records SET data = replace(data, '95000.1', '95000.2') WHERE sequence = 49`,
      'content of record 49 was changed',
    ],
    ['a removed record', 'DELETE FROM records WHERE sequence = 40', 'record 40 is missing'],
    [
      'a changed hash',
      `UPDATE records SET hash = '${'a'.repeat(64)}' WHERE sequence = 50`,
      'record 50 does not give its hash',
    ],
    [
      'a changed time',
      'UPDATE records SET at = at + 1 WHERE sequence = 45',
      'content of record 45 was changed',
    ],
  ];
  for (const [name, sql, words] of CASES) {
    it(`AUD-2 is refused: ${name}`, () => {
      tamper(sql);
      const refused = refusal(() => openSqliteJournal(path, OPTIONS));
      expect(refused.code).toBe('broken');
      expect(refused.message).toContain(words);
      expect(refused.message).toContain('restore it from a backup');
    });
  }

  it('AUD-2 records cut off behind a snapshot are missed on opening', () => {
    const journal = openSqliteJournal(path, OPTIONS);
    journal.saveSnapshot(50, 'state');
    journal.close();
    tamper('DELETE FROM records WHERE sequence > 45');
    expect(refusal(() => openSqliteJournal(path, OPTIONS)).message).toContain(
      'ends at record 45, but record 50 is known to have existed',
    );
  });

  it('AUD-2 a change before the tail is found by the full verification', () => {
    tamper(`UPDATE records SET source = 'somebody' WHERE sequence = 3`);
    const journal = openSqliteJournal(path, { ...OPTIONS, verifyTail: 10 });
    expect(verifyChain(journal)).toMatchObject({
      ok: false,
      sequence: 3,
      problem: 'data',
      records: 2,
    });
    journal.close();
  });
});

describe('snapshots', () => {
  it('AUD-2 the latest one wins, also after a restart, and a damaged one is passed over', () => {
    const journal = openSqliteJournal(path, OPTIONS);
    expect(journal.latestSnapshot()).toBeUndefined();
    journal.append(drafts(10));
    journal.saveSnapshot(4, 'four');
    journal.saveSnapshot(9, 'nine');
    journal.saveSnapshot(10, 'ten');
    expect(journal.latestSnapshot()).toEqual({ sequence: 10, state: 'ten' });
    expect(() => journal.saveSnapshot(11, 'future')).toThrow(/ends at 10/);
    journal.close();
    tamper(`UPDATE snapshots SET state = 'tem' WHERE sequence = 10`);
    const again = openSqliteJournal(path, OPTIONS);
    expect(again.latestSnapshot()).toEqual({ sequence: 9, state: 'nine' });
    again.close();
  });
});

describe('daily segments', () => {
  it('AUD-2 a day is sealed with its last hash by the first record of a later one', () => {
    const journal = openSqliteJournal(path, OPTIONS);
    const monday = journal.append(drafts(3));
    // One batch over midnight; the late record of Monday belongs to Tuesday's segment.
    journal.append([draft(3), draft(4, AT + DAY_MS), draft(5, AT)]);
    journal.append([draft(6, AT + 3 * DAY_MS)]);
    const segments = journal.segments();
    expect(segments.map(({ day, first, last, sealed }) => [day, first, last, sealed])).toEqual([
      ['2025-01-06', 1, 4, true],
      ['2025-01-07', 5, 6, true],
      ['2025-01-09', 7, 7, false],
    ]);
    expect(segments[0]?.hash).toBe([...journal.read(4)][0]?.hash);
    expect(monday).toHaveLength(3);
    journal.close();
    const again = openSqliteJournal(path, OPTIONS);
    expect(again.segments()).toEqual(segments);
    again.append([draft(7, AT + 3 * DAY_MS + 1)]);
    expect(again.segments().at(-1)).toMatchObject({ day: '2025-01-09', first: 7, last: 8 });
    expect(verifyChain(again)).toMatchObject({ ok: true });
    again.close();
  });

  it('AUD-2 a chain that was written anew behind a seal is found', () => {
    const journal = openSqliteJournal(path, OPTIONS);
    journal.append(drafts(3));
    journal.append([draft(3, AT + DAY_MS)]);
    journal.close();
    tamper(`UPDATE segments SET hash = '${'b'.repeat(64)}' WHERE first = 1`);
    const again = openSqliteJournal(path, OPTIONS);
    expect(verifyChain(again)).toMatchObject({ ok: false, problem: 'segment', sequence: 3 });
    again.close();
  });
});

describe('a crash at any byte of the log', () => {
  it('AUD-2 leaves a beginning of the records, whole batches, chain intact', () => {
    const journal = openSqliteJournal(path, OPTIONS);
    const ends = [0];
    for (const size of [1, 5, 64, 3, 70, 1]) {
      journal.append(drafts(size, AT));
      ends.push(journal.head().sequence);
    }
    const log = readFileSync(`${path}-wal`);
    const cut = join(folder, 'cut.db');
    let shortest = Number.POSITIVE_INFINITY;
    for (let length = log.length; length >= 0; length -= 1_999) {
      copyFileSync(path, cut);
      writeFileSync(`${cut}-wal`, log.subarray(0, length));
      const recovered = openSqliteJournal(cut, OPTIONS);
      expect(ends).toContain(recovered.head().sequence);
      expect(verifyChain(recovered)).toMatchObject({ ok: true });
      if (length === log.length) expect(recovered.head()).toEqual(journal.head());
      shortest = Math.min(shortest, recovered.head().sequence);
      recovered.append(drafts(1));
      recovered.close();
    }
    expect(shortest).toBe(0);
    journal.close();
  });
});
