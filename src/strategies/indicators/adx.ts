import type { Candle } from '../../domain/market.ts';

/** The part of a candle that true range and directional movement are made of. */
export type Bar = Pick<Candle, 'high' | 'low' | 'close'>;

/**
 * Average directional index after Wilder, in [0, 100]. True range and directional movement start
 * with the second bar; their Wilder averages start as the mean of the first `period` values, ADX
 * as the mean of the first `period` DX: the first value comes with bar `2 x period`.
 *
 * The ADX of the `trading-signals` library counts a bar that reaches equally far up and down in
 * both directions, where Wilder counts it in neither; such bars are common on 1m candles, so it
 * is not used here.
 */
export class Adx {
  readonly #period: number;
  #bars = 0;
  #previousHigh = 0;
  #previousLow = 0;
  #previousClose = 0;
  #trueRange = 0;
  #up = 0;
  #down = 0;
  #dxSum = 0;
  /** NaN until `2 x period` bars came. */
  value = Number.NaN;

  constructor(period: number) {
    this.#period = period;
  }

  update(bar: Bar): number {
    this.#bars += 1;
    if (this.#bars > 1) this.#advance(bar);
    this.#previousHigh = bar.high;
    this.#previousLow = bar.low;
    this.#previousClose = bar.close;
    return this.value;
  }

  #advance(bar: Bar): void {
    const rise = bar.high - this.#previousHigh;
    const fall = this.#previousLow - bar.low;
    this.#trueRange = this.#smooth(this.#trueRange, this.#rangeOf(bar));
    this.#up = this.#smooth(this.#up, rise > fall && rise > 0 ? rise : 0);
    this.#down = this.#smooth(this.#down, fall > rise && fall > 0 ? fall : 0);
    const values = this.#bars - 1;
    if (values < this.#period) return;
    const dx = this.#directionalIndex();
    const indices = values - this.#period + 1;
    if (indices > this.#period) {
      this.value += (dx - this.value) / this.#period;
      return;
    }
    this.#dxSum += dx;
    if (indices === this.#period) this.value = this.#dxSum / this.#period;
  }

  #rangeOf(bar: Bar): number {
    const high = bar.high > this.#previousClose ? bar.high : this.#previousClose;
    const low = bar.low < this.#previousClose ? bar.low : this.#previousClose;
    return high - low;
  }

  /** Adds up the first `period` values to their mean, then smooths with weight 1 / period. */
  #smooth(average: number, value: number): number {
    const values = this.#bars - 1;
    if (values <= this.#period) return average + value / this.#period;
    return average + (value - average) / this.#period;
  }

  /** DX in [0, 100]; 0 when nothing moved at all. */
  #directionalIndex(): number {
    // Both directional indices are divided by the same true range, which therefore cancels.
    const sum = this.#up + this.#down;
    if (!(sum > 0) || !(this.#trueRange > 0)) return 0;
    return (100 * Math.abs(this.#up - this.#down)) / sum;
  }
}
