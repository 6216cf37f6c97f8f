import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { sampleRefusal } from '../../tests/support/status.ts';
import { decisionSchema } from '../formats/decision.ts';
import { formatSchemaTexts } from './formats.ts';

const schemas = join(dirname(fileURLToPath(import.meta.url)), '../../schemas');

describe('the file formats', () => {
  it('AUD-1 have JSON schemas that are up to date (npm run schemas renews them)', () => {
    for (const [name, text] of Object.entries(formatSchemaTexts())) {
      expect(readFileSync(join(schemas, name), 'utf8'), name).toBe(text);
    }
  });

  it('AUD-1 accept a decision and refuse one with a missing or an unknown figure', () => {
    const text = readFileSync(join(schemas, 'decision.schema.json'), 'utf8');
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(text));
    const record = sampleRefusal(1);
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true);
    expect(decisionSchema.safeParse(record).success).toBe(true);
    const { weights: _left, ...without } = record;
    expect(validate(without)).toBe(false);
    expect(validate({ ...record, also: 1 })).toBe(false);
  });
});
