import { Window } from './window.ts';

/**
 * Quantile of the last `size` values, newest included, with linear interpolation between the two
 * neighbours: position `quantile x (size - 1)` in ascending order. Values must not be NaN.
 */
export class RollingQuantile {
  readonly #window: Window;
  readonly #sorted: Float64Array;
  readonly #position: number;
  #count = 0;
  value = Number.NaN;

  /** `size`: whole number >= 1; `quantile` in [0, 1]. */
  constructor(size: number, quantile: number) {
    this.#window = new Window(size);
    this.#sorted = new Float64Array(size);
    this.#position = quantile * (size - 1);
  }

  /** Adds a value; `value` is the quantile from the moment the window is full, NaN before. */
  update(value: number): void {
    if (Number.isNaN(value)) throw new RangeError('a quantile of NaN');
    if (this.#window.full) this.#remove(this.#window.ago(this.#window.size - 1));
    this.#insert(value);
    this.#window.push(value);
    if (this.#window.full) this.value = this.#interpolate();
  }

  #interpolate(): number {
    const lower = Math.floor(this.#position);
    const low = this.#sorted[lower]!;
    const weight = this.#position - lower;
    return weight === 0 ? low : low + weight * (this.#sorted[lower + 1]! - low);
  }

  #insert(value: number): void {
    const index = this.#lowerBound(value);
    this.#sorted.copyWithin(index + 1, index, this.#count);
    this.#sorted[index] = value;
    this.#count += 1;
  }

  #remove(value: number): void {
    const index = this.#lowerBound(value);
    this.#sorted.copyWithin(index, index + 1, this.#count);
    this.#count -= 1;
  }

  /** First index whose value is not below `value`. */
  #lowerBound(value: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
