import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from './canonical.ts';
import { recordText } from './chain.ts';

const TEXTS: readonly (readonly [name: string, value: unknown, text: string])[] = [
  ['keys in order of code units', { b: 1, a: 2, B: 3 }, '{"B":3,"a":2,"b":1}'],
  [
    'nested',
    { z: [{ y: 1, x: null }], a: { d: true, c: 'ü' } },
    '{"a":{"c":"ü","d":true},"z":[{"x":null,"y":1}]}',
  ],
  ['members that are undefined are left out', { a: undefined, b: 1 }, '{"b":1}'],
  ['keys like numbers sort as text', { 10: 'a', 9: 'b', a: 1 }, '{"10":"a","9":"b","a":1}'],
  ['minus zero is zero', [-0, 0], '[0,0]'],
  ['numbers in their shortest form', [0.1, 1e21, 1e-7, 95_000.1], '[0.1,1e+21,1e-7,95000.1]'],
  [
    'a key that is no member elsewhere',
    JSON.parse('{"__proto__":1,"a":2}'),
    '{"__proto__":1,"a":2}',
  ],
  ['text', '"\n', '"\\"\\n"'],
];

const REFUSED: readonly (readonly [name: string, value: unknown, words: string])[] = [
  ['NaN', { price: Number.NaN }, 'NaN at .price'],
  ['infinity', [1, [Number.POSITIVE_INFINITY]], 'Infinity at [1][0]'],
  ['bigint', { a: { b: 1n } }, 'bigint at .a.b'],
  ['undefined in a list', [undefined], 'undefined at [0]'],
  ['undefined itself', undefined, 'undefined'],
  ['a function', { f: () => 1 }, 'function at .f'],
  ['a date', { at: new Date(0) }, 'an instance of Date at .at'],
  ['a map', new Map(), 'an instance of Map'],
];

describe('canonical text', () => {
  for (const [name, value, text] of TEXTS) {
    it(`AUD-2 ${name}`, () => expect(canonicalText(value)).toBe(text));
  }
  for (const [name, value, words] of REFUSED) {
    it(`AUD-2 refuses ${name}, naming the place`, () => {
      expect(() => canonicalText(value)).toThrow(words);
    });
  }
  it('AUD-2 refuses a cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => canonicalText(cycle)).toThrow(/deeper than 64/);
  });

  it('AUD-2 reads back to the same value, whatever the order of its keys, and never changes it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = structuredClone(value);
        const text = canonicalText(value);
        expect(value).toEqual(before);
        expect(canonicalText(JSON.parse(text))).toBe(text);
        expect(canonicalText(reversed(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  it('AUD-2 the text of a record is the canonical text of its members', () => {
    const record = {
      sequence: 7,
      at: 1,
      source: 'a"b',
      type: 't',
      schema: 1,
      build: 'b',
      config: 'c',
    };
    const data = { y: 1, x: [2] };
    expect(recordText({ ...record, data: canonicalText(data) })).toBe(
      canonicalText({ ...record, data }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
