import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  ceilTo,
  type Decimal,
  decimal,
  decimalOf,
  divide,
  floorTo,
  formatDecimal,
  multiply,
  multiplyDivide,
  parseDecimal,
  subtract,
} from './decimal.ts';

const anyDecimal = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map((v) => v as Decimal);

describe('exact decimals', () => {
  it('read and write the same text for any value', () => {
    fc.assert(fc.property(anyDecimal, (v) => decimal(formatDecimal(v)) === v));
  });

  it('lose nothing in sums, in any order', () => {
    fc.assert(fc.property(anyDecimal, anyDecimal, (a, b) => subtract(add(a, b), b) === a));
  });

  const refused = ['', '1e5', '+1', '.5', '1.', '0.000000001', 'NaN', '1,5', ' 1', '--1'];
  it.each(refused)('refuse "%s" as decimal text', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('accept more than eight places only when the rest are zeros', () => {
    expect(parseDecimal('1.50000000000')).toBe(150_000_000n);
  });

  it('round half to even in products and quotients, also below zero', () => {
    const cases: [string, string, string][] = [
      ['0.00000001', '0.5', '0'],
      ['0.00000003', '0.5', '0.00000002'],
      ['-0.00000001', '0.5', '0'],
      ['-0.00000003', '0.5', '-0.00000002'],
      ['1.1', '1.1', '1.21'],
    ];
    for (const [a, b, product] of cases) {
      expect(formatDecimal(multiply(decimal(a), decimal(b)))).toBe(product);
    }
    expect(formatDecimal(divide(decimal('1'), decimal('3')))).toBe('0.33333333');
    expect(formatDecimal(divide(decimal('-2'), decimal('-3')))).toBe('0.66666667');
    expect(formatDecimal(multiplyDivide(decimal('1'), decimal('2'), decimal('3')))).toBe(
      '0.66666667',
    );
  });

  it('floor to lots and ceil to ticks towards the right side of zero', () => {
    expect(formatDecimal(floorTo(decimal('0.0079'), decimal('0.001')))).toBe('0.007');
    expect(formatDecimal(floorTo(decimal('-0.0071'), decimal('0.001')))).toBe('-0.008');
    expect(formatDecimal(ceilTo(decimal('0.0071'), decimal('0.001')))).toBe('0.008');
    expect(formatDecimal(ceilTo(decimal('0.007'), decimal('0.001')))).toBe('0.007');
  });

  it('refuse floats that no exact decimal stands for', () => {
    expect(() => decimalOf(Number.NaN)).toThrow(RangeError);
    expect(() => decimalOf(Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(() => decimalOf(1e13)).toThrow(RangeError);
    expect(formatDecimal(decimalOf(0.1))).toBe('0.1');
  });
});
