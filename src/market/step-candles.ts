import type { Candle, PriceStep } from '../domain/market.ts';
import { type EpochMs, MINUTE_MS } from '../domain/time.ts';

/**
 * Closed 1m candles of one symbol from its price steps. Steps must not cross a minute.
 * A minute without steps gives no candle; the minute in which the stream begins is dropped unless
 * it begins at its start, because its open, high and low are unknown.
 */
export class StepCandles {
  #start: EpochMs = Number.NEGATIVE_INFINITY;
  #since: EpochMs = Number.POSITIVE_INFINITY;
  #open = 0;
  #high = 0;
  #low = 0;
  #close = 0;
  #volume = 0;
  #any = false;

  /** Takes a step; emits the candle it ends, before it one that was left without its last steps. */
  add(step: PriceStep, emit: (candle: Candle) => void): void {
    const from = step.at - step.length;
    const minute = from - (from % MINUTE_MS);
    if (step.at > minute + MINUTE_MS || minute < this.#start) {
      throw new RangeError(`${step.symbol} step at ${step.at} crosses a minute or runs backwards`);
    }
    if (from < this.#since) this.#since = from;
    if (minute !== this.#start) this.#take(emit);
    if (this.#any) {
      if (step.high > this.#high) this.#high = step.high;
      if (step.low < this.#low) this.#low = step.low;
      this.#volume += step.volume;
    } else {
      this.#any = true;
      this.#start = minute;
      this.#open = step.open;
      this.#high = step.high;
      this.#low = step.low;
      this.#volume = step.volume;
    }
    this.#close = step.close;
    if (step.at === minute + MINUTE_MS) this.#take(emit);
  }

  /** Emits the candle of a minute that ended at or before `now` without its last steps. */
  flush(now: EpochMs, emit: (candle: Candle) => void): void {
    if (this.#any && this.#start + MINUTE_MS <= now) this.#take(emit);
  }

  #take(emit: (candle: Candle) => void): void {
    if (!this.#any) return;
    this.#any = false;
    if (this.#start < this.#since) return;
    emit({
      openTime: this.#start,
      open: this.#open,
      high: this.#high,
      low: this.#low,
      close: this.#close,
      volume: this.#volume,
    });
  }
}
