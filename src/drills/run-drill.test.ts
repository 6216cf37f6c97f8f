import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { DEFAULT_FOLDER } from '../config/testing/config-folder.ts';
import type { SeptetConfig } from '../domain/config.ts';
import { drillSchemaTexts } from './json-schema.ts';
import { drillMarkdown } from './markdown.ts';
import { readScenario } from './read-scenario.ts';
import { drillReport } from './report.ts';
import { runDrill } from './run-drill.ts';
import { KNOWN, SMALL } from './testing/scenario-text.ts';

const loaded = loadConfig(DEFAULT_FOLDER, { speed: 1 });
if (!loaded.ok) throw new Error('the default configuration has errors');
const CONFIG = loaded.config;

function drill(text: string, config: SeptetConfig = CONFIG) {
  const read = readScenario('small.yaml', text, KNOWN);
  if (!read.ok) throw new Error(read.errors[0]?.message);
  return runDrill({ scenario: read.scenario, config, configFiles: 10, build: 'test' });
}
const failed = (report: ReturnType<typeof drill>): readonly string[] =>
  report.expectations.filter(({ passed }) => !passed).map(({ that }) => that);

describe('a drill', () => {
  it('DRILL passes when everything that the runbook demands came true, and says when', () => {
    const report = drill(SMALL);
    expect(failed(report)).toEqual([]);
    expect(report.passed).toBe(true);
    expect(report.expectations[0]).toMatchObject({ proves: ['HALT-1'], took: 0 });
    expect(report.expectations.map(({ proves }) => proves.join())).toContain('AUD-2');
    const markdown = drillMarkdown(report);
    expect(markdown).toContain('**passed**: 6 of 6 demands met');
    expect(markdown).toContain('desk: halt');
  });

  it('DRILL fails when a demand cannot hold, and says what there was instead', () => {
    const report = drill(`${SMALL}  - proves: [HALT-1]
    that: the halt ends by itself
    from: halted
    becomes: { entries: open }
`);
    expect(report.passed).toBe(false);
    expect(failed(report)).toEqual(['the halt ends by itself']);
    expect(drillMarkdown(report)).toContain('**FAILED**: 6 of 7');
  });

  it('DRILL gives the same report for the same seed, and another one for another', () => {
    const first = drill(SMALL);
    expect(drill(SMALL)).toEqual(first);
    const other = drill(SMALL.replace('seed: 5', 'seed: 6'));
    expect(other.journal.head).not.toBe(first.journal.head);
    expect(other.passed).toBe(true);
  });

  it('DRILL writes reports that fit their schema, which is up to date', () => {
    const text = drillSchemaTexts()['drill-report.schema.json'] ?? '';
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(text));
    const report = drill(SMALL);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(drillReport.safeParse(report).success).toBe(true);
    expect(validate({ ...report, surprise: 1 })).toBe(false);
    for (const [name, schema] of Object.entries(drillSchemaTexts())) {
      const path = join(DEFAULT_FOLDER, '..', 'schemas', name);
      expect(readFileSync(path, 'utf8'), `${name}: npm run schemas`).toBe(schema);
    }
  });
});
