import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('node_modules'));
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
const code = [...sources('src'), ...sources('web')].filter((path) => !isTest(path));

describe('house rules', () => {
  it('keep every source file at 350 lines or fewer', () => {
    const long = code.filter(
      (path) => readFileSync(join(root, path), 'utf8').split('\n').length > 351,
    );
    expect(long).toEqual([]);
  });

  it('leave no marks for later in the sources', () => {
    const marks = /\b(TODO|FIXME|HACK|XXX)\b/;
    expect(code.filter((path) => marks.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });

  it('never skip or single out a test without a stated condition', () => {
    const files = [...sources('src'), ...sources('tests')].filter(isTest);
    const marked = files.filter((path) =>
      /\b(it|test|describe)\.(only|skip|todo)\(/.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(marked).toEqual([]);
  });
});
