/**
 * What the desk shows, as files of the home: figures over time, a line a minute, thinned when it is
 * full; the list of decisions that can be searched. Both can be taken away; neither is a record.
 */
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryFile } from '../api/history.ts';
import type { DeskFiles } from '../api/run.ts';
import type { Home } from './home.ts';
import { writeFileAtomic } from './json-file.ts';

/** Four thousand rows take 1 MB. */
const BYTES_MAX = 16 * 1024 * 1024;

export const deskFiles = (home: Home): DeskFiles => ({
  history: historyFile(home),
  decisions: join(home.path, 'desk-decisions.db'),
});

function historyFile(home: Home): HistoryFile {
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
