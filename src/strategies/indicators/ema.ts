/**
 * Exponential moving average, weight 2 / (period + 1), seeded with the simple mean of the first
 * `period` values (domain specification 3). The EMA of the `trading-signals` library is seeded
 * with the first value alone, so it is not used here.
 */
export class Ema {
  readonly #period: number;
  readonly #weight: number;
  #count = 0;
  #sum = 0;
  /** NaN until `period` values came. */
  value = Number.NaN;

  constructor(period: number) {
    this.#period = period;
    this.#weight = 2 / (period + 1);
  }

  update(value: number): number {
    if (this.#count >= this.#period) {
      this.value += this.#weight * (value - this.value);
      return this.value;
    }
    this.#count += 1;
    this.#sum += value;
    if (this.#count === this.#period) this.value = this.#sum / this.#period;
    return this.value;
  }
}
