import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldReader } from './number-text.ts';

const read = (text: string): number => new FieldReader(Buffer.from(`${text},`)).number(0);

describe('numbers from bytes', () => {
  it('equal Number(text) to the last bit for plain decimals of any length', () => {
    const digits = (maxLength: number): fc.Arbitrary<string> =>
      fc
        .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength })
        .map((list) => list.join(''));
    const text = fc
      .tuple(fc.constantFrom('', '-'), digits(18), fc.option(digits(18)))
      .map(([sign, whole, part]) => (part === null ? sign + whole : `${sign}${whole}.${part}`));
    fc.assert(
      fc.property(text, (plain) => {
        expect(Object.is(read(plain), Number(plain))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('equal Number(text) for what floats print as', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Object.is(read(String(value)), Number(String(value)))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are NaN for anything else', () => {
    const wrong = [
      '',
      'abc',
      '1.',
      '.5',
      '1.2.3',
      '--1',
      '+1',
      '0x10',
      ' 1',
      '1 ',
      '1e',
      'NaN',
      '∞',
    ];
    for (const text of [...wrong, 'Infinity', '1e1e1', '-']) expect(read(text), text).toBeNaN();
  });

  it('leave the position at the delimiter', () => {
    const reader = new FieldReader(Buffer.from('12.5,abc\r\n7'));
    expect([reader.number(0), reader.end, reader.places(0)]).toEqual([12.5, 4, 1]);
    expect([reader.number(5), reader.end]).toEqual([Number.NaN, 8]);
    expect([reader.number(10), reader.end]).toEqual([7, 11]);
  });
});
