import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderReasons } from '../scripts/reasons.ts';
import { REQUIREMENTS } from '../scripts/requirements.ts';
import { REASON_NOTES } from '../src/domain/reason-notes.ts';
import { REASONS } from '../src/domain/reasons.ts';
import { REJECTIONS } from '../src/domain/rejections.ts';
import { CHECKS } from '../src/kernel/decision/checks.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Codes written in the sources of a folder, tests excepted. */
function codesIn(folder: string): Set<string> {
  const files = readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  const found = files.flatMap((text) => [...text.matchAll(/'([A-Z]{3,}(?:_[A-Z]+)*)'/g)]);
  return new Set(found.map((match) => match[1]!));
}

/** What the kernel writes in capitals besides: notices, risk states, a unit, a strategy. */
const OTHERS = [
  'EQUITY_DEGRADED',
  'EXTERNAL',
  'FROZEN',
  'FUNDING_BACK',
  'FUNDING_DEGRADED',
  'FUNDING_LOST',
  'HALTED',
  'NORMAL',
  'OVER_CAP',
  'POSITION_MISSING',
  'SLIPPAGE_HIGH',
  'SLIPPAGE_NORMAL',
  'USDT',
  'WARNING',
];

describe('the page of reason and rejection codes', () => {
  it('AUD-1 is what the code says now (npm run reasons renews it)', () => {
    expect(readFileSync(join(root, 'docs/reasons.md'), 'utf8')).toBe(renderReasons());
  });

  it('AUD-1 every code that the kernel uses is listed, and nothing else in capitals is a code', () => {
    const listed = new Set([...Object.keys(REASONS), ...Object.keys(REJECTIONS), ...OTHERS]);
    expect([...codesIn('src/kernel')].filter((code) => !listed.has(code))).toEqual([]);
  });

  it('AUD-1 every listed code is used, by the kernel or by the executor after it', () => {
    const kernel = codesIn('src/kernel');
    const executor = codesIn('src/execution');
    const reasons = Object.keys(REASONS).filter((code) => !kernel.has(code) && !executor.has(code));
    expect(reasons).toEqual([]);
    expect(Object.keys(REJECTIONS).filter((code) => !kernel.has(code))).toEqual([]);
    expect(OTHERS.filter((code) => !kernel.has(code))).toEqual([]);
  });

  it('AUD-1 names checks and requirements that exist', () => {
    const checks = ['executor', ...CHECKS.map(({ check }) => check)];
    const exists = (name: string): boolean =>
      checks.some((each) =>
        name.endsWith('*') ? each.startsWith(name.slice(0, -1)) : each === name,
      );
    const requirements = new Set(REQUIREMENTS.map(([id]) => id));
    for (const [code, { check, requirement }] of Object.entries(REASON_NOTES)) {
      for (const name of check.split(', ')) expect(exists(name), `${code}: ${name}`).toBe(true);
      expect(requirements.has(requirement), `${code}: requirement ${requirement}`).toBe(true);
    }
  });
});
