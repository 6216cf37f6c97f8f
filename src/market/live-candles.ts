import type { Candle } from '../domain/market.ts';

/** The newest closed candles of one symbol and timeframe, oldest first, at most `capacity`. */
export class LiveCandles {
  readonly #capacity: number;
  #candles: Candle[] = [];
  #dropped = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get count(): number {
    return Math.min(this.#candles.length, this.#capacity);
  }
  /** True once older live candles were let go: what came before them does not join them. */
  get dropped(): boolean {
    return this.#dropped;
  }

  add(candle: Candle): void {
    this.#candles.push(candle);
    if (this.#candles.length > this.#capacity) this.#dropped = true;
    // Cutting now and then instead of shifting each time keeps this constant per candle.
    if (this.#candles.length >= 2 * this.#capacity) {
      this.#candles = this.#candles.slice(-this.#capacity);
    }
  }

  last(count: number): readonly Candle[] {
    const taken = Math.min(count, this.count);
    return taken > 0 ? this.#candles.slice(-taken) : [];
  }
}
