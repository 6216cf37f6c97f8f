import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOOK_LEVELS, BookMaker } from './book-synthesis.ts';
import { priceGrid, roundPrice } from './price-grid.ts';

const grid = priceGrid(0.1);
const AT = 1_746_372_960_000;

describe('synthesised books', () => {
  it('have ten ordered levels a side on the tick grid, never crossed, all quantities above 0', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 20, max: 200_000, noNaN: true }),
        fc.double({ min: 0, max: 0.02, noNaN: true }),
        fc.double({ min: 100, max: 1e7, noNaN: true }),
        fc.integer({ min: 0, max: 1e12 }),
        (price, spread, notional, at) => {
          const maker = new BookMaker(grid, 'BTC', 1);
          const { bids, asks } = maker.book(at, roundPrice(grid, price), spread, notional);
          expect([bids.length, asks.length]).toEqual([2 * BOOK_LEVELS, 2 * BOOK_LEVELS]);
          expect(asks[0]!).toBeGreaterThan(bids[0]!);
          for (let level = 0; level < BOOK_LEVELS; level += 1) {
            for (const side of [bids, asks]) {
              const quoted = side[2 * level]!;
              expect(quoted).toBeGreaterThan(0);
              expect(roundPrice(grid, quoted)).toBe(quoted);
              expect(side[2 * level + 1]!).toBeGreaterThan(0);
            }
            if (level === 0) continue;
            expect(bids[2 * level]!).toBeLessThan(bids[2 * level - 2]!);
            expect(asks[2 * level]!).toBeGreaterThan(asks[2 * level - 2]!);
          }
        },
      ),
    );
  });

  it('are the same for the same symbol and instant, and differ between instants', () => {
    const first = new BookMaker(grid, 'BTC', 1).book(AT, 95_000, 0.0001, 100_000);
    const again = new BookMaker(grid, 'BTC', 1).book(AT, 95_000, 0.0001, 100_000);
    const later = new BookMaker(grid, 'BTC', 1).book(AT + 5_000, 95_000, 0.0001, 100_000);
    const other = new BookMaker(grid, 'ETH', 1).book(AT, 95_000, 0.0001, 100_000);
    expect(again).toEqual(first);
    expect(later).not.toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('quote the asked spread within a fifth, and one tick at least', () => {
    const maker = new BookMaker(grid, 'BTC', 1);
    for (let step = 0; step < 200; step += 1) {
      const { bids, asks } = maker.book(AT + step * 5_000, 95_000, 0.0005, 100_000);
      const spread = (asks[0]! - bids[0]!) / 95_000;
      expect(spread).toBeGreaterThan(0.00039);
      expect(spread).toBeLessThan(0.00061);
      const tight = maker.book(AT + step * 5_000, 95_000, 0, 100_000);
      expect(tight.asks[0]! - tight.bids[0]!).toBeCloseTo(0.1, 9);
    }
  });
});
