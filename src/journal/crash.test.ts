import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteJournal } from './sqlite-journal.ts';
import { verifyChain } from './verify.ts';

const OPTIONS = { build: 'test', config: 'c-test', source: 'crash' };
const bundleFolder = join('node_modules', '.cache', 'septet-tests');
const bundle = join(bundleFolder, `crash-writer-${process.pid}.mjs`);
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'septet-crash-'));
  mkdirSync(bundleFolder, { recursive: true });
  await build({
    entryPoints: [new URL('./testing/crash-writer.ts', import.meta.url).pathname],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(bundle, { force: true });
});

/** Runs the writer, kills it after `lines` acknowledgements; what it acknowledged last. */
function runUntilKilled(path: string, lines: number): Promise<{ sequence: number; hash: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle, path], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let problem = '';
    child.stderr.on('data', (chunk) => {
      problem += chunk;
    });
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.split('\n').length > lines) child.kill('SIGKILL');
    });
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(`the writer ended by itself: ${problem}`));
      const [sequence, hash = ''] = (text.trimEnd().split('\n').at(-1) ?? '').split(' ');
      resolve({ sequence: Number(sequence), hash });
    });
  });
}

describe('a process killed in the middle of appending', () => {
  it('AUD-2 PRE-6 loses no acknowledged record, leaves no hole, and its file opens at once', async () => {
    const path = join(folder, 'journal.db');
    let before = 0;
    for (const lines of [1, 4, 13, 40, 90]) {
      const acknowledged = await runUntilKilled(path, lines);
      expect(acknowledged.sequence).toBeGreaterThan(before);
      const journal = openSqliteJournal(path, OPTIONS);
      const head = journal.head();
      expect(head.sequence).toBeGreaterThanOrEqual(acknowledged.sequence);
      const report = verifyChain(journal, { contains: acknowledged });
      expect(report).toEqual({ ok: true, records: head.sequence, head });
      // A batch is there whole or not at all: the last round has all its records.
      const last = [...journal.read(head.sequence)][0]?.data as { round: number; index: number };
      expect(last.index).toBe(([1, 3, 8, 64, 70][last.round % 5] ?? 0) - 1);
      before = head.sequence;
      journal.close();
    }
  });
});
