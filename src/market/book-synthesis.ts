import type { Book } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import { type PriceGrid, priceOf, ticksOf } from './price-grid.ts';
import { hashText, mixBits } from './random.ts';

export const BOOK_LEVELS = 10;
/** Levels move apart with distance from the touch: gap to the next level, in spreads. */
const LEVEL_GAP = [0, 0.6, 0.7, 0.8, 1, 1.2, 1.4, 1.7, 2, 2.4] as const;
/** Quantity of a level relative to the first: books are thinnest at the touch. */
const LEVEL_DEPTH = [1, 1.1, 1.25, 1.4, 1.5, 1.65, 1.8, 2, 2.2, 2.5] as const;

/**
 * Builds order books around a last price. The same salt, instant and figures give the same book
 * anywhere: what looks like noise is a hash of symbol and time.
 */
export class BookMaker {
  readonly #grid: PriceGrid;
  readonly #salt: number;
  /** Quantities are whole multiples of 1 / `quantityScale` base units. */
  readonly #quantityScale: number;
  /** `typicalQuantity`: base units of a usual level; its digits below 1/1000 are dropped. */
  constructor(grid: PriceGrid, salt: string, typicalQuantity: number) {
    this.#grid = grid;
    this.#salt = hashText(salt);
    let scale = 1;
    while (scale < 100_000_000 && typicalQuantity * scale < 1_000) scale *= 10;
    this.#quantityScale = scale;
  }

  /**
   * @param spread fraction of price, >= 0; at least one tick is quoted
   * @param levelNotional USDT resting on the first level, > 0
   */
  book(at: EpochMs, price: number, spread: number, levelNotional: number): Book {
    let bits = mixBits(this.#salt ^ Math.floor(at / 1000) ^ Math.imul(at % 1000, 0x9e3779b1));
    const last = ticksOf(this.#grid, price);
    const noisy = spread * (0.8 + (0.4 * (bits & 255)) / 255);
    const wanted = Math.round((noisy * price) / this.#grid.tick);
    // The bid side must keep room for all its levels above zero.
    const widest = Math.max(1, Math.floor(last / 16));
    const width = Math.min(Math.max(1, wanted), widest);
    // The last trade was at either touch or inside: an odd tick goes to a side chosen by the hash.
    const below = (bits & 256) === 0 ? width >> 1 : width - (width >> 1);
    const bids = new Array<number>(2 * BOOK_LEVELS);
    const asks = new Array<number>(2 * BOOK_LEVELS);
    const unit = (levelNotional / price) * this.#quantityScale;
    let bid = last - below;
    let ask = bid + width;
    for (let level = 0; level < BOOK_LEVELS; level += 1) {
      const gap = level === 0 ? 0 : Math.max(1, Math.round(width * LEVEL_GAP[level]!));
      bid = Math.max(1, bid - gap);
      ask += gap;
      bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
      const depth = unit * LEVEL_DEPTH[level]!;
      bids[2 * level] = priceOf(this.#grid, bid);
      bids[2 * level + 1] = this.#quantity(depth * (0.5 + ((bits >>> 8) & 1023) / 1023));
      asks[2 * level] = priceOf(this.#grid, ask);
      asks[2 * level + 1] = this.#quantity(depth * (0.5 + ((bits >>> 20) & 1023) / 1023));
    }
    return { bids, asks };
  }

  #quantity(units: number): number {
    return Math.max(1, Math.round(units)) / this.#quantityScale;
  }
}
