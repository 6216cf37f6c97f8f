import type { SymbolId } from '../domain/ids.ts';
import type { Candle, CandleClosed } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { TIMEFRAMES, type Timeframe, timeframeMs } from '../domain/timeframe.ts';

export type OnCandle = (event: CandleClosed) => void;

/** A candle in the making; `count` base candles went into it, 0: none yet. */
interface Partial {
  readonly timeframe: Timeframe;
  readonly length: Ms;
  start: EpochMs;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  count: number;
}

/**
 * Candles of longer timeframes from closed base candles of one symbol.
 *
 * A candle is emitted when the base candle that ends its interval arrives, or, where base candles
 * are missing at its end, with the next base candle or `flush`. At one instant the longest
 * timeframe comes first and the base candle itself last, so that whoever reads the base candle
 * has every higher candle that closed with it (strategy specification: a higher timeframe is
 * visible from the instant it closes).
 *
 * - An interval without any base candle gives no candle.
 * - An interval in which base candles are missing gives the candle of those there are, as the
 *   exchange's own candles around an outage do.
 * - The interval in which the data begin is dropped unless they begin at its start: what came
 *   before in it is unknown. `prime` supplies it; where primed and base candles do not meet,
 *   intervals that start between them are dropped.
 */
export class CandleAggregator {
  readonly symbol: SymbolId;
  readonly base: Timeframe;
  readonly #baseLength: Ms;
  /** Longest first; the base timeframe is not among them. */
  readonly #partials: readonly Partial[];
  /** End of the last base candle or primed candle. */
  #end = Number.NEGATIVE_INFINITY;
  /** Start of the data: only intervals that start at or after it are emitted. */
  #since = Number.POSITIVE_INFINITY;
  /** Between primed and base candles nothing is known: intervals that start in there are dropped. */
  #unknownFrom = Number.POSITIVE_INFINITY;
  #unknownTo = Number.NEGATIVE_INFINITY;
  #primed = false;

  /** `timeframes`: those to build, whole multiples of `base`; default all longer ones. */
  constructor(
    symbol: SymbolId,
    base: Timeframe = '1m',
    timeframes: readonly Timeframe[] = TIMEFRAMES,
  ) {
    this.symbol = symbol;
    this.base = base;
    this.#baseLength = timeframeMs(base);
    this.#partials = timeframes
      .filter((timeframe) => timeframeMs(timeframe) > this.#baseLength)
      .filter((timeframe) => timeframeMs(timeframe) % this.#baseLength === 0)
      .sort((a, b) => timeframeMs(b) - timeframeMs(a))
      .map(emptyPartial);
  }

  /** A closed base candle, later than all before; emits what closed, the candle itself last. */
  add(candle: Candle, emit: OnCandle): void {
    const { openTime, open, high, low, close, volume } = candle;
    this.addValues(openTime, open, high, low, close, volume, emit);
    emit({ symbol: this.symbol, timeframe: this.base, candle });
  }

  /** As `add`, from columns, without emitting the base candle. */
  addValues(
    openTime: EpochMs,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    emit: OnCandle,
  ): void {
    if (openTime < this.#end || openTime % this.#baseLength !== 0) this.#refuse(openTime);
    if (openTime < this.#since) this.#since = openTime;
    if (this.#primed) {
      this.#primed = false;
      this.#unknownFrom = this.#end;
      this.#unknownTo = openTime;
    }
    const end = openTime + this.#baseLength;
    const partials = this.#partials;
    // What an outage left open closes before the new candle counts.
    if (openTime !== this.#end) this.#close(openTime, emit);
    this.#end = end;
    for (let index = 0; index < partials.length; index += 1) {
      const partial = partials[index]!;
      take(partial, openTime, open, high, low, close, volume);
      if (end === partial.start + partial.length) this.#emit(partial, emit);
    }
  }

  /** Emits what ended at or before `now` although its last base candles never came. */
  flush(now: EpochMs, emit: OnCandle): void {
    if (now > this.#end) this.#close(now, emit);
  }

  /**
   * Takes a closed candle of a finer timeframe, from before the first base candle, into the longer
   * candles in the making; nothing is emitted. In time order; `timeframe` may differ from call to
   * call, so that a day can be made up of hours, then quarters, then minutes.
   */
  prime(timeframe: Timeframe, candle: Candle): void {
    const length = timeframeMs(timeframe);
    if (candle.openTime < this.#end) this.#refuse(candle.openTime);
    if (candle.openTime < this.#since) this.#since = candle.openTime;
    this.#primed = true;
    this.#close(candle.openTime, ignore);
    this.#end = candle.openTime + length;
    for (const partial of this.#partials) {
      if (partial.length <= length) continue;
      take(
        partial,
        candle.openTime,
        candle.open,
        candle.high,
        candle.low,
        candle.close,
        candle.volume,
      );
    }
    this.#close(this.#end, ignore);
  }

  #close(now: EpochMs, emit: OnCandle): void {
    for (const partial of this.#partials) {
      if (partial.count > 0 && partial.start + partial.length <= now) this.#emit(partial, emit);
    }
  }

  #emit(partial: Partial, emit: OnCandle): void {
    partial.count = 0;
    if (partial.start < this.#since) return;
    if (partial.start >= this.#unknownFrom && partial.start < this.#unknownTo) return;
    const { start: openTime, open, high, low, close, volume } = partial;
    const candle: Candle = { openTime, open, high, low, close, volume };
    emit({ symbol: this.symbol, timeframe: partial.timeframe, candle });
  }

  #refuse(openTime: EpochMs): never {
    throw new RangeError(
      `${this.symbol} ${this.base} candle of ${openTime} is off its grid or not after the one before`,
    );
  }
}

const ignore: OnCandle = () => undefined;

const emptyPartial = (timeframe: Timeframe): Partial => ({
  timeframe,
  length: timeframeMs(timeframe),
  start: 0,
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  volume: 0,
  count: 0,
});

function take(
  partial: Partial,
  openTime: EpochMs,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): void {
  if (partial.count === 0) {
    partial.start = openTime - (openTime % partial.length);
    partial.open = open;
    partial.high = high;
    partial.low = low;
    partial.volume = volume;
  } else {
    if (high > partial.high) partial.high = high;
    if (low < partial.low) partial.low = low;
    partial.volume += volume;
  }
  partial.close = close;
  partial.count += 1;
}
