/** What must replay bit for bit is kept pure by the linter; here it proves that it can fail. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const forbidden = [
  'Math.random()',
  'Math.exp(1)',
  'Math.log10(2)',
  'Math.pow(2, 3)',
  'Math.sin(1)',
  'Math.hypot(1, 2)',
  '2 ** 0.5',
  'Date.now()',
  'new Date()',
  'performance.now()',
  'setTimeout(() => 1, 1)',
  'process.env',
  "fetch('x')",
  'crypto.randomUUID()',
  'new Intl.NumberFormat()',
];
const permitted = ['Math.sqrt(2)', 'Math.max(1, 2)', 'Math.floor(1.5) * 3', 'Number.isNaN(1)'];

/** Names of the files the linter finds fault with, under the project's own rules. */
function faulty(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'septet-purity-'));
  try {
    const config = readFileSync(join(root, 'biome.json'), 'utf8')
      .replace('"enabled": true', '"enabled": false')
      .replace('./scripts/lint/', `${root}/scripts/lint/`)
      .replace('./node_modules/', `${root}/node_modules/`);
    writeFileSync(join(folder, 'biome.json'), config);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [biome, 'lint', '--max-diagnostics=none', '.'],
      { cwd: folder, encoding: 'utf8' },
    );
    const output = stdout + stderr;
    return Object.keys(files).filter((name) => output.includes(`${name}:`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const named = (folder: string, expressions: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    expressions.map((text, i) => [`${folder}/case-${i}.ts`, `export const x = ${text};\n`]),
  );

describe('the linter', () => {
  it.each(['src/kernel', 'src/runbook', 'src/domain'])(
    'AUD-2 keeps clocks, randomness, timers, the environment and inexact functions out of %s',
    (folder) => {
      const cases = named(folder, forbidden);
      expect(faulty(cases)).toEqual(Object.keys(cases));
    },
  );

  it('lets plain arithmetic through, and everything elsewhere', () => {
    expect(faulty(named('src/kernel', permitted))).toEqual([]);
    expect(faulty(named('src/market', forbidden.slice(0, 3)))).toEqual([]);
  });
});
