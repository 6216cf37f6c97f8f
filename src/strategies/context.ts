/** Higher timeframes as a rule set sees them: closed candles only, and only the current one. */
import type { Candle } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { DAY_MS } from '../domain/time.ts';
import { type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { Adx } from './indicators/adx.ts';
import { Ema } from './indicators/ema.ts';
import { Rsi } from './indicators/wilder.ts';

/**
 * A hole in a series up to this long is bridged: windows count the candles that are there. After
 * a longer one the series starts anew, because its averages say nothing about the market beyond.
 */
export const LONGEST_BRIDGED_HOLE: Ms = DAY_MS;

export interface CandleIndicator {
  update(candle: Candle): void;
}

export class ContextSeries<I extends CandleIndicator> {
  readonly timeframe: Timeframe;
  readonly #length: Ms;
  readonly #create: () => I;
  indicator: I;
  /** Candles since the series (re)started. */
  count = 0;
  #closeTime: EpochMs = Number.NEGATIVE_INFINITY;

  constructor(timeframe: Timeframe, create: () => I) {
    this.timeframe = timeframe;
    this.#length = timeframeMs(timeframe);
    this.#create = create;
    this.indicator = create();
  }

  /** Takes the next closed candle; one that is not newer than the last is ignored. */
  accept(candle: Candle): void {
    if (candle.openTime < this.#closeTime) return;
    if (candle.openTime - this.#closeTime > LONGEST_BRIDGED_HOLE && this.count > 0) {
      this.indicator = this.#create();
      this.count = 0;
    }
    this.indicator.update(candle);
    this.#closeTime = candle.openTime + this.#length;
    this.count += 1;
  }

  /**
   * Is the newest candle the one that closed last at or before `at`? False when it is missing
   * (the value would be out of date) and when it closed later (it would be from the future).
   */
  currentAt(at: EpochMs): boolean {
    return this.#closeTime <= at && at - this.#closeTime < this.#length;
  }
}

/** Fast against slow EMA of close. */
export class Trend implements CandleIndicator {
  readonly fast: Ema;
  readonly slow: Ema;

  constructor(fast: number, slow: number) {
    this.fast = new Ema(fast);
    this.slow = new Ema(slow);
  }

  update(candle: Candle): void {
    this.fast.update(candle.close);
    this.slow.update(candle.close);
  }

  /** Fast minus slow EMA, quote per base; NaN until both are ready. */
  get gap(): number {
    return this.fast.value - this.slow.value;
  }
}

export class TrendWithAdx extends Trend {
  readonly adx: Adx;

  constructor(fast: number, slow: number, adxPeriod: number) {
    super(fast, slow);
    this.adx = new Adx(adxPeriod);
  }

  override update(candle: Candle): void {
    super.update(candle);
    this.adx.update(candle);
  }
}

export class TrendWithRsi extends Trend {
  readonly rsi: Rsi;

  constructor(fast: number, slow: number, rsiPeriod: number) {
    super(fast, slow);
    this.rsi = new Rsi(rsiPeriod);
  }

  override update(candle: Candle): void {
    super.update(candle);
    this.rsi.update(candle.close);
  }
}

/** ADX alone. */
export class AdxOnly implements CandleIndicator {
  readonly adx: Adx;

  constructor(period: number) {
    this.adx = new Adx(period);
  }

  update(candle: Candle): void {
    this.adx.update(candle);
  }
}
