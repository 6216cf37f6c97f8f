/** `npm run bench -- backup`: how long a journal's owner stands still while it copies its file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteJournal } from '../src/journal/sqlite-journal.ts';
import type { BenchRow } from './row.ts';

const MIB = 1_048_576;
const RECORDS = 500;
const RECORD_BYTES = 1_000;

/** Journals of about so many MiB, each copied `COPIES` times. */
const SIZES = [8, 32, 64] as const;
const COPIES = 5;

export function benchBackup(): readonly BenchRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'septet-bench-backup-'));
  try {
    return SIZES.map((size) => copyOf(folder, size));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyOf(folder: string, size: number): BenchRow {
  const path = join(folder, `of-${size}.db`);
  const journal = openSqliteJournal(path, { build: 'bench', config: 'bench', source: 'bench' });
  try {
    for (let at = 1; journal.bytes() < size * MIB; at += 1) {
      journal.append(
        Array.from({ length: RECORDS }, (_, index) => ({
          at,
          source: 'bench',
          type: 'record',
          data: { index, text: 'x'.repeat(RECORD_BYTES) },
        })),
      );
    }
    const taken: number[] = [];
    for (let copy = 0; copy < COPIES; copy += 1) {
      const from = performance.now();
      journal.copyTo(join(folder, `copy-${size}-${copy}.db`));
      taken.push((performance.now() - from) / (journal.bytes() / MIB));
    }
    const value = taken.sort((a, b) => a - b)[Math.floor(COPIES / 2)] ?? Number.NaN;
    const name = `copy of a journal of ${size} MiB, median`;
    return { name, value, unit: 'ms/MiB', samples: COPIES };
  } finally {
    journal.close();
  }
}
