import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isMap, parseDocument } from 'yaml';
import { pathText } from './errors.ts';
import { FILE_NAMES, FILE_SCHEMAS, type PartialContents } from './files.ts';
import { type Finding, valueAt } from './findings.ts';
import { ORDERINGS, orderings } from './rules-order.ts';
import { salvage } from './salvage.ts';
import { DEFAULT_FOLDER } from './testing/config-folder.ts';

const contents = Object.fromEntries(
  FILE_NAMES.map((file) => {
    const document = parseDocument(readFileSync(join(DEFAULT_FOLDER, file), 'utf8'));
    if (!isMap(document.contents)) throw new Error(`${file} is no map`);
    return [file, salvage(FILE_SCHEMAS[file], document.toJS())];
  }),
) as PartialContents;

/** The contents with one figure replaced. */
function replaced(
  file: string,
  path: readonly (string | number)[],
  value: number,
): PartialContents {
  const copy = structuredClone(contents) as Record<string, unknown>;
  const parent = valueAt(copy[file], path.slice(0, -1)) as Record<string | number, unknown>;
  parent[path.at(-1) ?? ''] = value;
  return copy as PartialContents;
}

function findings(of: PartialContents): readonly string[] {
  const found: Finding[] = [];
  orderings(of, (finding) => found.push(finding));
  return found.map(({ file, path, remedy }) => `${file} ${pathText(path)} ${remedy.split(':')[0]}`);
}

describe('thresholds in order', () => {
  it('PRE-2 hold in the default configuration', () => {
    expect(findings(contents)).toEqual([]);
  });

  for (const { file, lower, relation, upper } of ORDERINGS) {
    const name = `${pathText(lower)} ${relation} ${pathText(upper)}`;
    it(`PRE-2 ${name}: reported beyond the boundary, and on it only where it is strict`, () => {
      const limit = valueAt(contents[file], upper);
      expect(typeof valueAt(contents[file], lower)).toBe('number');
      expect(typeof limit).toBe('number');
      const place = `${file} ${pathText(lower)} must be ${relation} ${pathText(upper)}`;
      expect(findings(replaced(file, lower, Number(limit) + 1e-6))).toContain(place);
      const onBoundary = findings(replaced(file, lower, Number(limit)));
      if (relation === 'below') expect(onBoundary).toContain(place);
      else expect(onBoundary).not.toContain(place);
    });
  }

  it('PRE-2 a figure that could not be read is compared with nothing', () => {
    expect(findings({})).toEqual([]);
    const unread = { ...contents, 'risk.yaml': { breakers: { lossStreak: { warning: 9 } } } };
    expect(findings(unread)).toEqual([]);
  });
});
