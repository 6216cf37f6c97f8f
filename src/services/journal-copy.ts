/** A journal that nobody may write to while it is looked at: a copy is opened in its place. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../bus/server.ts';
import type { Journal } from '../domain/journal.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';

/** Opening the file itself would write to it. Throws in words that name `path`. */
export function withJournalCopy<T>(path: string, read: (journal: Journal) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'septet-copy-'));
  const copy = join(folder, 'journal.db');
  try {
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    const journal = openSqliteJournal(copy, { build: 'copy', config: 'copy', mustExist: true });
    try {
      return read(journal);
    } finally {
      journal.close();
    }
  } catch (error) {
    throw new Error(messageOf(error).replaceAll(copy, path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
