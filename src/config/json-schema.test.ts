import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { alertReference } from './alert-reference.ts';
import { FILE_NAMES, type FileName } from './files.ts';
import { configSchemaTexts, schemaFileName } from './json-schema.ts';
import { loadConfig } from './load.ts';
import { configReference } from './reference.ts';
import { withReference } from './reference-section.ts';
import { DEFAULT_FOLDER } from './testing/config-folder.ts';

const ROOT = join(DEFAULT_FOLDER, '..');
const yamlText = (file: FileName): string => readFileSync(join(DEFAULT_FOLDER, file), 'utf8');

describe('schemas for editors', () => {
  for (const [name, text] of Object.entries(configSchemaTexts())) {
    it(`${name} is up to date (scripts/generate-schemas.ts writes it)`, () => {
      expect(readFileSync(join(ROOT, 'schemas', name), 'utf8')).toBe(text);
    });
  }

  it('there is none for a file that does not exist', () => {
    const present = readdirSync(join(ROOT, 'schemas')).filter((name) => name.startsWith('config-'));
    expect(present.sort()).toEqual(Object.keys(configSchemaTexts()).sort());
  });

  for (const file of FILE_NAMES) {
    it(`PRE-2 ${file} names its schema and is valid by it; an unknown key is not`, () => {
      const name = schemaFileName(file);
      expect(yamlText(file).split('\n', 1)[0]).toBe(
        `# yaml-language-server: $schema=../schemas/${name}`,
      );
      const validate = new Ajv({ allowUnionTypes: true }).compile(
        JSON.parse(configSchemaTexts()[name] ?? 'null'),
      );
      const value = parse(yamlText(file));
      expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
      expect(validate({ ...value, surprise: 1 })).toBe(false);
    });
  }
});

describe('docs/configuration.md', () => {
  it('lists every key with its default and meaning, up to date', () => {
    const defaults = Object.fromEntries(FILE_NAMES.map((file) => [file, parse(yamlText(file))]));
    const page = readFileSync(join(ROOT, 'docs', 'configuration.md'), 'utf8');
    const reference = configReference(defaults as Record<FileName, unknown>);
    expect(withReference(page, reference)).toBe(page);
  });
});

describe('docs/alerts.md', () => {
  it('ALR-7 has the rules and figures of the default configuration', () => {
    const page = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8');
    const loaded = loadConfig(new URL('../../config', import.meta.url).pathname, { speed: 1 });
    expect(loaded.ok && page.includes(alertReference(loaded.config.alerts.rules))).toBe(true);
  });
});
