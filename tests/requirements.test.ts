import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findProofs, REQUIREMENTS, renderRequirements } from '../scripts/requirements.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

describe('the requirements page', () => {
  it('names every requirement and only tests that exist (npm run requirements renews it)', () => {
    expect(readFileSync(join(root, 'docs/requirements.md'), 'utf8')).toBe(renderRequirements(root));
  });

  it('lists every id once', () => {
    const ids = REQUIREMENTS.map(([id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('finds ids in test names', () => {
    expect(findProofs(root).get('PRE-2')?.length ?? 0).toBeGreaterThan(0);
  });
});
