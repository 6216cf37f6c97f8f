import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatConfigErrors } from './errors.ts';
import { loadFaultPlan, readFaultPlan } from './fault-plan.ts';
import { faultSchemaTexts } from './json-schema.ts';
import { FAULT_KINDS } from './schema-faults.ts';
import { DEFAULT_FOLDER } from './testing/config-folder.ts';

const ROOT = join(DEFAULT_FOLDER, '..');
const EXAMPLES = join(ROOT, 'examples', 'faults');
const SYMBOLS = ['BTC/USDT:USDT', 'ETH/USDT:USDT'];

const errorsOf = (text: string): readonly string[] => {
  const read = readFaultPlan('plan.yaml', text, { symbols: SYMBOLS });
  return read.ok ? [] : formatConfigErrors(read.errors);
};
const validate = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(faultSchemaTexts()['faults.schema.json'] ?? 'null'),
);

describe('a fault plan', () => {
  it('fills in what is left out, and writes durations in milliseconds', () => {
    const read = readFaultPlan(
      'plan.yaml',
      `faults:
  - kind: timeout
    executed: true
  - kind: latency
    from: 5s
    until: 1m
    by: 80ms
  - kind: clock
    behind: 2s
`,
    );
    expect(read).toEqual({
      ok: true,
      plan: {
        faults: [
          {
            ...{ id: 'timeout-1', kind: 'timeout', from: 0, until: null, probability: 1 },
            ...{ times: null, routes: ['order'], executed: true, answer: 'silence' },
          },
          {
            ...{ id: 'latency-2', kind: 'latency', from: 5_000, until: 60_000, probability: 1 },
            times: null,
            routes: ['order', 'cancel', 'query', 'account', 'market'],
            ...{ by: { fixed: 80 }, leg: 'request' },
          },
          { id: 'clock-3', kind: 'clock', from: 0, until: null, offset: -2_000 },
        ],
      },
    });
  });

  it('is refused with every error at once, each with its place and what would be right', () => {
    const text = `faults:
  - kind: tiemout
  - kind: timeout
    executd: true
  - kind: latency
    by: 80
  - kind: reject
    probability: 120%
    code: 5
`;
    expect(errorsOf(text)).toEqual([
      `plan.yaml:2:11 faults[0].kind: expected one of ${FAULT_KINDS.join(', ')}; here belongs: Kind of fault: ${FAULT_KINDS.join(', ')}`,
      'plan.yaml:3:5 faults[1].executed: is missing; add it: Was it carried out all the same?',
      'plan.yaml:4:5 faults[1].executd: unknown key; did you mean executed?',
      'plan.yaml:6:9 faults[2].by: is not a length of time; here belongs: A length of time: 200ms, { uniform: [50ms, 300ms] } or { logNormal: { median: 80ms, sigma: 0.5, most: 5s } }',
      'plan.yaml:8:18 faults[3].probability: is 120%; must be at most 1 (100%)',
      'plan.yaml:9:11 faults[3].code: is 5; must be at most -1',
    ]);
  });

  it('is refused when it makes no sense', () => {
    const text = `faults:
  - { id: a, kind: maintenance, from: 10s, until: 5s }
  - { id: a, kind: limits }
  - { kind: clock }
  - { kind: delay, by: { uniform: [2s, 1s] } }
  - { kind: adl, symbol: SOL/USDT:USDT, side: long }
  - { kind: permissions }
`;
    expect(errorsOf(text)).toEqual([
      'plan.yaml:2:51 faults[0].until: is 5s; must be after from: 10s',
      'plan.yaml:3:11 faults[1].id: "a" is there twice; give each fault a name of its own',
      'plan.yaml:3:20 faults[1].kind: says nothing; give weightPerMinute, ordersPerMinute or ordersPerTenSeconds',
      'plan.yaml:4:13 faults[2].kind: says nothing; give either ahead or behind',
      'plan.yaml:5:13 faults[3].kind: uniform from 2s to 1s; write the shorter length first',
      `plan.yaml:6:26 faults[4].symbol: there is no SOL/USDT:USDT here; choose of ${SYMBOLS.join(', ')}`,
      'plan.yaml:7:13 faults[5].kind: says nothing; give trade, withdraw, transfer or ipRestricted',
    ]);
  });

  it('that is none at all says so', () => {
    expect(errorsOf('')).toHaveLength(1);
    expect(errorsOf('faults: 3')).toEqual([
      'plan.yaml:1:9 faults: expected a list of faults; here belongs: What goes wrong, in the order in which it is looked at',
    ]);
    expect(errorsOf(`faults:\n${'  - { kind: ban }\n'.repeat(257)}`)).toEqual([
      'plan.yaml:2:3 faults: has 257; at most 256',
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'plan-'));
    const missing = loadFaultPlan(join(folder, 'none.yaml'));
    rmSync(folder, { recursive: true });
    expect(missing).toMatchObject({ ok: false, errors: [{ message: 'cannot be read (ENOENT)' }] });
  });

  it('can be written as JSON', () => {
    const body = JSON.stringify({ faults: [{ kind: 'ban', until: '10s', status: 403 }] });
    expect(readFaultPlan('request', body)).toMatchObject({
      ok: true,
      plan: { faults: [{ id: 'ban-1', until: 10_000, status: 403 }] },
    });
  });
});

describe('the schema for editors', () => {
  it('is up to date (scripts/generate-schemas.ts writes it)', () => {
    for (const [name, text] of Object.entries(faultSchemaTexts())) {
      expect(readFileSync(join(ROOT, 'schemas', name), 'utf8')).toBe(text);
    }
  });

  it('knows every kind, and no unknown key', () => {
    for (const kind of FAULT_KINDS) {
      expect(validate({ faults: [{ kind, surprise: 1 }] })).toBe(false);
    }
  });
});

describe('the examples', () => {
  for (const file of readdirSync(EXAMPLES)) {
    it(`${file} can be read, names its schema and is valid by it`, () => {
      const text = readFileSync(join(EXAMPLES, file), 'utf8');
      expect(text.split('\n', 1)[0]).toBe(
        '# yaml-language-server: $schema=../../schemas/faults.schema.json',
      );
      expect(loadFaultPlan(join(EXAMPLES, file))).toMatchObject({ ok: true });
      expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    });
  }
});
