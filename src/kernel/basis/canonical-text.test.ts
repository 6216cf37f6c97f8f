import { describe, expect, it } from 'vitest';
import { canonicalText, exactText, parseText } from './canonical-text.ts';

describe('plain data as text', () => {
  // What plain JSON has stays as it is; what it lacks is an object with the key `$`.
  const table = [
    { name: 'null', given: null, expected: 'null' },
    { name: 'text', given: '$', expected: '"$"' },
    { name: 'a truth value', given: true, expected: 'true' },
    { name: 'a number', given: 0.1, expected: '0.1' },
    { name: 'zero', given: 0, expected: '0' },
    { name: 'minus zero', given: -0, expected: '{"$":"-0"}' },
    { name: 'no number', given: Number.NaN, expected: '{"$":"NaN"}' },
    { name: 'infinity', given: Number.POSITIVE_INFINITY, expected: '{"$":"Infinity"}' },
    { name: 'minus infinity', given: Number.NEGATIVE_INFINITY, expected: '{"$":"-Infinity"}' },
    { name: 'nothing', given: undefined, expected: '{"$":"undefined"}' },
    { name: 'a list', given: [1, [undefined]], expected: '[1,[{"$":"undefined"}]]' },
    { name: 'an object', given: { b: 1, a: -0 }, expected: '{"b":1,"a":{"$":"-0"}}' },
    {
      name: 'a map',
      given: new Map([[1, { a: -0 }]]),
      expected: '{"$":"map","of":[[1,{"a":{"$":"-0"}}]]}',
    },
    { name: 'an empty map', given: new Map(), expected: '{"$":"map","of":[]}' },
    { name: 'a set', given: new Set([-0, 'x']), expected: '{"$":"set","of":[0,"x"]}' },
    {
      name: 'an object that has the key itself',
      given: { $: 1, a: -0 },
      expected: '{"$":"object","of":[["$",1],["a",{"$":"-0"}]]}',
    },
    { name: 'an object with keys like ours', given: { of: [1] }, expected: '{"of":[1]}' },
  ];
  it.each(table)(
    'AUD-2 $name is written as known and read back to the bit',
    ({ given, expected }) => {
      expect(exactText(given)).toBe(expected);
      expect(parseText(expected)).toStrictEqual(given);
      expect(parseText(canonicalText(given))).toStrictEqual(given);
    },
  );

  it('AUD-2 equal data gives equal text whatever the order of its keys, at every depth', () => {
    const one = { c: [{ z: 1, y: 2, x: 3 }], b: new Map([['k', { n: 1, m: 2 }]]), $: 0, a: 1 };
    const other = { a: 1, $: 0, b: new Map([['k', { m: 2, n: 1 }]]), c: [{ y: 2, x: 3, z: 1 }] };
    expect(canonicalText(one)).toBe(canonicalText(other));
    // Sorted by code: $ before a, b, c.
    expect(canonicalText({ b: 1, c: 2, a: 3 })).toBe('{"a":3,"b":1,"c":2}');
    expect(canonicalText({ b: 1, $: 2, a: 3 })).toBe(
      '{"$":"object","of":[["$",2],["a",3],["b",1]]}',
    );
    expect(exactText({ b: 1, c: 2, a: 3 })).toBe('{"b":1,"c":2,"a":3}');
  });

  it('text that is not JSON is a SyntaxError', () => {
    expect(() => parseText('{"a":')).toThrow(SyntaxError);
  });
});
