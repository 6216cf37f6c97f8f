/** The figures a page draws, as a file of the home: a line a minute, thinned when it is full. */
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryFile } from '../api/history.ts';
import type { Home } from './home.ts';
import { writeFileAtomic } from './json-file.ts';

/** Four thousand rows take 1 MB. */
const BYTES_MAX = 16 * 1024 * 1024;

export function historyFile(home: Home): HistoryFile {
  const path = join(home.path, 'desk-history.ndjson');
  return {
    read: () => {
      if (!existsSync(path) || statSync(path).size > BYTES_MAX) return [];
      return readFileSync(path, 'utf8').split('\n');
    },
    append: (line) => appendFileSync(path, `${line}\n`, { mode: 0o600 }),
    rewrite: (lines) => writeFileAtomic(path, `${lines.join('\n')}\n`),
  };
}
