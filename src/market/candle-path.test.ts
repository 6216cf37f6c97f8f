import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitCandle } from './candle-path.ts';
import { priceGrid, priceOf } from './price-grid.ts';

const grid = priceGrid(0.1);

describe('path inside a candle', () => {
  it('puts together to the candle exactly, volume included', () => {
    const ticks = fc.integer({ min: 10, max: 2_000 });
    fc.assert(
      fc.property(
        fc.tuple(ticks, ticks, ticks, ticks),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.constantFrom(2, 3, 4, 6, 12),
        (prices, volume, pieces) => {
          const [open, close] = [priceOf(grid, prices[0]), priceOf(grid, prices[1])];
          const high = priceOf(grid, Math.max(...prices));
          const low = priceOf(grid, Math.min(...prices));
          const path = splitCandle(grid, open, high, low, close, volume, pieces);
          expect(path).toHaveLength(pieces);
          expect([path[0]!.open, path.at(-1)!.close]).toEqual([open, close]);
          expect(Math.max(...path.map((piece) => piece.high))).toBe(high);
          expect(Math.min(...path.map((piece) => piece.low))).toBe(low);
          expect(path.reduce((sum, piece) => sum + piece.volume, 0)).toBe(volume);
          for (const [index, piece] of path.entries()) {
            if (index > 0) expect(piece.open).toBe(path[index - 1]!.close);
            expect(piece.high).toBeGreaterThanOrEqual(Math.max(piece.open, piece.close));
            expect(piece.low).toBeLessThanOrEqual(Math.min(piece.open, piece.close));
            expect(piece.volume).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });

  it('never takes more volume than there is, however little', () => {
    const volumes = splitCandle(grid, 10, 12, 9, 11, 3 * 2 ** -149, 6).map((piece) => piece.volume);
    expect(volumes).toEqual([0, 0, 0, 0, 0, 3 * 2 ** -149]);
  });

  it('goes low first in a rising candle and high first in a falling one', () => {
    const first = (path: ReturnType<typeof splitCandle>, pick: 'low' | 'high', value: number) =>
      path.findIndex((piece) => piece[pick] === value);
    const up = splitCandle(grid, 10, 12, 9, 11, 1, 12);
    expect(first(up, 'low', 9)).toBeLessThan(first(up, 'high', 12));
    const down = splitCandle(grid, 11, 12, 9, 10, 1, 12);
    expect(first(down, 'high', 12)).toBeLessThan(first(down, 'low', 9));
  });
});
