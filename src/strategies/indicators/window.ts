/**
 * The last `size` values of a series, newest included. Statistics are computed from the values
 * themselves at each call (no running sums), so no rounding error ever accumulates.
 */
export class Window {
  readonly size: number;
  readonly #values: Float64Array;
  #count = 0;
  #next = 0;

  /** `size`: whole number >= 1. */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`window of ${size} values`);
    this.size = size;
    this.#values = new Float64Array(size);
  }

  push(value: number): void {
    this.#values[this.#next] = value;
    this.#next = this.#next + 1 === this.size ? 0 : this.#next + 1;
    if (this.#count < this.size) this.#count += 1;
  }

  get full(): boolean {
    return this.#count === this.size;
  }

  /** The value `candles` pushes before the newest one (0 = the newest); NaN when not held. */
  ago(candles: number): number {
    if (candles >= this.#count) return Number.NaN;
    const index = this.#next - 1 - candles;
    return this.#values[index < 0 ? index + this.size : index]!;
  }

  /** Arithmetic mean; NaN until the window is full. */
  mean(): number {
    if (!this.full) return Number.NaN;
    let sum = 0;
    for (let index = 0; index < this.size; index += 1) sum += this.#values[index]!;
    return sum / this.size;
  }

  /** Sample standard deviation (divisor n - 1); NaN until full, and for a window of one. */
  sampleDeviation(): number {
    const mean = this.mean();
    let squares = 0;
    for (let index = 0; index < this.size; index += 1) {
      const distance = this.#values[index]! - mean;
      squares += distance * distance;
    }
    return Math.sqrt(squares / (this.size - 1));
  }

  /** Highest value; NaN until the window is full. */
  highest(): number {
    if (!this.full) return Number.NaN;
    let result = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < this.size; index += 1) {
      if (this.#values[index]! > result) result = this.#values[index]!;
    }
    return result;
  }

  /** Lowest value; NaN until the window is full. */
  lowest(): number {
    if (!this.full) return Number.NaN;
    let result = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.size; index += 1) {
      if (this.#values[index]! < result) result = this.#values[index]!;
    }
    return result;
  }
}
