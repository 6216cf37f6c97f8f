import { describe, expect, it } from 'vitest';
import { hashText, mixBits, Random } from './random.ts';

describe('random numbers', () => {
  it('are the same for a seed on every machine', () => {
    const random = new Random(7, 'common');
    expect([random.word(), random.word(), random.word(), random.word()]).toEqual(KNOWN);
  });

  it('differ between seeds and between streams of a seed', () => {
    const first = (seed: number, stream: string): number => new Random(seed, stream).word();
    const words = [first(1, 'a'), first(2, 'a'), first(1, 'b'), first(2 ** 40 + 1, 'a')];
    expect(new Set(words).size).toBe(4);
  });

  it('refuse a seed that is no whole number', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => new Random(seed, 'a')).toThrow(RangeError);
    }
  });

  it('have the mean and the variance they promise', () => {
    const random = new Random(42, 'moments');
    const count = 200_000;
    let uniform = 0;
    let sum = 0;
    let squares = 0;
    for (let index = 0; index < count; index += 1) {
      uniform += random.uniform();
      const value = random.normal();
      sum += value;
      squares += value * value;
    }
    expect(Math.abs(uniform / count - 0.5)).toBeLessThan(0.005);
    expect(Math.abs(sum / count)).toBeLessThan(0.01);
    expect(Math.abs(squares / count - 1)).toBeLessThan(0.02);
  });

  it('hash text and bits as documented', () => {
    expect(hashText('') >>> 0).toBe(0x811c9dc5);
    expect(hashText('a') >>> 0).toBe(0xe40c292c);
    expect(mixBits(0)).toBe(0);
    expect(mixBits(1) >>> 0).toBe(0x514e28b7);
  });
});

/** From an independent implementation with integers of any size. */
const KNOWN = [1194391242, 2367171026, 335566388, 616608901];
