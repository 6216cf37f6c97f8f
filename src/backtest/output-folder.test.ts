import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputFolder, outputProblem } from './output-folder.ts';

describe('the output folder', () => {
  let base: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'septet-out-'));
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it('appears whole at the end and not before', () => {
    const path = join(base, 'report');
    const folder = new OutputFolder(path);
    folder.line('decisions.ndjson', '{}');
    folder.write('report.json', '{}');
    expect(existsSync(path)).toBe(false);
    folder.finish();
    expect(readdirSync(path).sort()).toEqual(['decisions.ndjson', 'report.json']);
    expect(readFileSync(join(path, 'decisions.ndjson'), 'utf8')).toBe('{}\n');
    expect(readdirSync(base)).toEqual(['report']);
  });

  it('leaves nothing when the run is abandoned, and keeps the earlier report', () => {
    const path = join(base, 'report');
    const first = new OutputFolder(path);
    first.write('report.json', '1');
    first.finish();
    const second = new OutputFolder(path);
    second.line('decisions.ndjson', 'x'.repeat(3_000_000));
    second.abandon();
    expect(readdirSync(base)).toEqual(['report']);
    expect(readFileSync(join(path, 'report.json'), 'utf8')).toBe('1');
  });

  it('replaces an earlier report as a whole', () => {
    const path = join(base, 'report');
    for (const [file, text] of [
      ['trades.csv', '1'],
      ['report.json', '2'],
    ] as const) {
      const folder = new OutputFolder(path);
      folder.write(file, text);
      folder.finish();
    }
    expect(readdirSync(path)).toEqual(['report.json']);
  });

  it('refuses a folder with anything else in it, naming what it found', () => {
    writeFileSync(join(base, 'thesis.doc'), '');
    expect(outputProblem(base)).toContain('thesis.doc');
    expect(outputProblem(join(base, 'thesis.doc'))).toContain('not a folder');
    expect(outputProblem(join(base, 'new'))).toBeUndefined();
  });
});
