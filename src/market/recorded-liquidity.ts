import { DAY_MS, type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { CandleColumns } from './candle-columns.ts';
import { HOUR_VOLATILITY } from './common-factor.ts';

/** What a calm book of an asset looks like; the replay scales it. */
export interface LiquidityFigures {
  /** Spread in the asset's own typical volatility, bps. */
  readonly spreadBps: number;
  /** Typical notional on the first level, USDT; null: a share of the recorded turnover. */
  readonly levelNotional: number | null;
}

/** Weight of the newest minute in the running range and turnover (memory about half an hour). */
const RECENT = 1 / 30;
/** The same for what counts as typical (memory about five days). */
const TYPICAL = 1 / 7_200;
/** First level as a share of the turnover of a minute. */
const LEVEL_SHARE = 0.03;
const WIDEST = 12;

/**
 * Spread and depth from recorded candles, which carry no book: the spread widens with the present
 * range relative to the typical one of its hour, the depth follows turnover and thins with range.
 * Looks only at candles up to the present one.
 */
export class RecordedLiquidity {
  readonly #figures: LiquidityFigures;
  #range = 0;
  #typical = 0;
  #turnover = 0;
  #seen = 0;

  constructor(figures: LiquidityFigures) {
    this.#figures = figures;
  }

  /** Takes the candle at `index`. */
  see(columns: CandleColumns, index: number): void {
    const close = columns.close[index]!;
    const range = (columns.high[index]! - columns.low[index]!) / close;
    const turnover = columns.volume[index]! * close;
    this.#seen += 1;
    // Plain means until the memory is full, exponential after that.
    const recent = Math.max(RECENT, 1 / this.#seen);
    this.#range += (range - this.#range) * recent;
    this.#turnover += (turnover - this.#turnover) * recent;
    this.#typical += (range - this.#typical) * Math.max(TYPICAL, 1 / this.#seen);
  }

  /** Spread as a fraction of price at an instant. */
  spread(at: EpochMs): number {
    return (this.#figures.spreadBps / 10_000) * this.#stress(at);
  }

  /** Notional on the first level, USDT, above 0. */
  levelNotional(at: EpochMs): number {
    const usual = this.#figures.levelNotional ?? this.#turnover * LEVEL_SHARE;
    const thin = 0.5 + 0.5 * this.#stress(at);
    return Math.max(usual / thin, 100);
  }

  /** Present range relative to the typical one of this hour, 0.5 to `WIDEST`. */
  #stress(at: EpochMs): number {
    const hour = HOUR_VOLATILITY[Math.floor((at % DAY_MS) / HOUR_MS)]!;
    const typical = this.#typical * hour;
    const ratio = typical > 0 ? this.#range / typical : 1;
    return Math.min(Math.max(0.45 + 0.55 * ratio, 0.5), WIDEST);
  }
}
