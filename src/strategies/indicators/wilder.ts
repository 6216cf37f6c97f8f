import { ATR, RSI } from 'trading-signals';
import type { Bar } from './adx.ts';

/**
 * Average true range with Wilder smoothing, in quote per base: the mean of the first `period`
 * true ranges (the first bar's is high - low), then weight 1 / period. NaN before.
 */
export class Atr {
  readonly #atr: ATR;
  value = Number.NaN;

  constructor(period: number) {
    this.#atr = new ATR(period);
  }

  update(bar: Bar): number {
    this.value = this.#atr.add(bar) ?? Number.NaN;
    return this.value;
  }
}

/**
 * Relative strength index with Wilder smoothing, in [0, 100]: the first value needs `period`
 * changes, so `period + 1` closes. NaN before; 100 when there was no fall at all.
 */
export class Rsi {
  readonly #rsi: RSI;
  value = Number.NaN;

  constructor(period: number) {
    this.#rsi = new RSI(period);
  }

  update(close: number): number {
    this.value = this.#rsi.add(close) ?? Number.NaN;
    return this.value;
  }
}
