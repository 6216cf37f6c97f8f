import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { assessState } from '../runbook/preflight-house.ts';
import { type Home, homeAt } from './home.ts';
import { lookAtHome } from './standing-home.ts';

let folder: string;
let home: Home;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'septet-standing-'));
  home = homeAt(join(folder, 'home'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function makeJournal(path: string, source: 'executor' | 'orchestrator', records: number): void {
  mkdirSync(home.path, { recursive: true });
  const journal = openSqliteJournal(path, { build: 'b', config: 'c', source });
  for (let at = 1; at <= records; at += 1) {
    journal.append([{ at, source, type: 'test.record', data: { at } }]);
  }
  journal.close();
}

const judged = (change = {}) =>
  assessState({ ...lookAtHome(home), freeBytesMinimum: 1, differences: [], ...change });

/** Every file of the home with its content. */
const fingerprint = (): readonly string[] =>
  readdirSync(home.path)
    .sort()
    .map((file) => {
      const content = readFileSync(join(home.path, file));
      return `${file} ${createHash('sha256').update(content).digest('hex')}`;
    });

describe('a home on which nothing runs', () => {
  it('PRE-6 that is new has nothing to recover, and is not made by looking', () => {
    const check = judged();
    expect(check.state).toBe('passed');
    expect(check.evidence).toContain('new home, nothing to recover');
    expect(check.evidence).toContain('reconciliation not evaluated: the start does it (LAU-0)');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('PRE-6 tells what its journals hold, and stays as it is to the last byte', () => {
    makeJournal(home.executorJournal, 'executor', 3);
    makeJournal(home.orchestratorJournal, 'orchestrator', 2);
    const before = fingerprint();
    const check = judged();
    expect(check.state).toBe('passed');
    expect(check.evidence).toContain(
      'executor: 3 records, end of the chain whole; orchestrator: 2 records, end of the chain whole',
    );
    expect(fingerprint()).toEqual(before);
  });

  it('PRE-6 counts what a killed process left in the write-ahead file', () => {
    const source = 'executor';
    mkdirSync(home.path);
    const journal = openSqliteJournal(join(folder, 'living.db'), {
      build: 'b',
      config: 'c',
      source,
    });
    journal.append([{ at: 1, source, type: 'test.record', data: {} }]);
    for (const end of ['', '-wal']) {
      copyFileSync(join(folder, `living.db${end}`), `${home.executorJournal}${end}`);
    }
    journal.close();
    expect(judged().evidence).toContain('executor: 1 records');
  });

  it('PRE-6 fails with a journal that is none, naming the file', () => {
    mkdirSync(home.path);
    writeFileSync(home.executorJournal, 'this is no database'.repeat(500));
    const check = judged();
    expect(check).toMatchObject({ state: 'failed', remedy: expect.stringContaining('backup') });
    expect(check.evidence).toContain(home.executorJournal);
    expect(check.evidence).toContain('could not be recovered');
  });

  it('PRE-6 fails where there is too little room', () => {
    expect(judged({ freeBytesMinimum: Number.MAX_SAFE_INTEGER }).state).toBe('failed');
  });
});
