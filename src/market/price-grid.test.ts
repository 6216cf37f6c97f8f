import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceGrid, priceOf, roundPrice, tickFor, ticksOf } from './price-grid.ts';

const TICKS = [0.1, 0.01, 0.0001, 0.00000001, 0.5, 0.25, 1, 5, 10];

describe('price grid', () => {
  it('rounds to prices that print as the decimals they are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TICKS), fc.double({ min: 0.001, max: 2e5 }), (tick, price) => {
        const grid = priceGrid(tick);
        const rounded = roundPrice(grid, price);
        if (price >= tick) expect(Math.abs(rounded - price)).toBeLessThanOrEqual(tick * 0.5001);
        expect(Number(rounded.toFixed(8))).toBe(rounded);
        expect(priceOf(grid, ticksOf(grid, rounded))).toBe(rounded);
      }),
    );
  });

  it('never rounds to zero', () => {
    expect(roundPrice(priceGrid(0.1), 0.000001)).toBe(0.1);
  });

  it('refuses a tick that is no decimal above zero', () => {
    for (const tick of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1 / 3, 1e-9]) {
      expect(() => priceGrid(tick)).toThrow(RangeError);
    }
  });

  it('finds a sensible tick where the venue states none', () => {
    expect(tickFor(95_000)).toBe(0.1);
    expect(tickFor(190)).toBe(0.0001);
    expect(tickFor(0.5)).toBe(0.000001);
  });
});
