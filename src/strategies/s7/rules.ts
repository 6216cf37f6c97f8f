import type { Candle, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import {
  after,
  atrSpan,
  emaSpan,
  type HistoryNeed,
  historyNeed,
  missingHistory,
  rsiSpan,
  windowSpan,
} from '../history.ts';
import { Ema } from '../indicators/ema.ts';
import { RollingQuantile } from '../indicators/rolling-quantile.ts';
import { Atr, Rsi } from '../indicators/wilder.ts';
import { Window } from '../indicators/window.ts';
import type { CapitalState, ExitWatch, Rules } from '../rules.ts';
import { s7CapitalState } from './capital-state.ts';
import { s7Entry } from './entry.ts';
import { S7Exit, type S7Observation } from './exit.ts';
import type { S7Parameters } from './parameters.ts';

export function s7History(p: S7Parameters): readonly HistoryNeed[] {
  // The states of the candle before must be known, so one candle more than they need.
  const previous = windowSpan(2);
  return [
    historyNeed(
      '15m',
      after(after(atrSpan(p.atrPeriod), windowSpan(p.burstWindow)), previous),
      after(windowSpan(p.volumeWindow), previous),
      after(windowSpan(p.fallCandles + 1), previous),
      windowSpan(p.rangeWindow),
      windowSpan(3),
      emaSpan(p.trendEma),
      rsiSpan(p.rsiPeriod),
    ),
  ];
}

/** High, low and close of a past candle; NaN before there was one. */
interface Past {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}
const NOTHING: Past = { high: Number.NaN, low: Number.NaN, close: Number.NaN };

export class S7Rules implements Rules<S7Observation> {
  readonly #p: S7Parameters;
  readonly #needs: readonly HistoryNeed[];
  readonly #atr: Atr;
  readonly #rsi: Rsi;
  readonly #ema: Ema;
  readonly #atrQuantile: RollingQuantile;
  readonly #rangeQuantile: RollingQuantile;
  readonly #volumes: Window;
  readonly #closes: Window;
  #previous: Past = NOTHING;
  #beforePrevious: Past = NOTHING;
  #longState: CapitalState = Number.NaN;
  #shortState: CapitalState = Number.NaN;
  #count = 0;

  constructor(p: S7Parameters) {
    this.#p = p;
    this.#needs = s7History(p);
    this.#atr = new Atr(p.atrPeriod);
    this.#rsi = new Rsi(p.rsiPeriod);
    this.#ema = new Ema(p.trendEma);
    this.#atrQuantile = new RollingQuantile(p.burstWindow, p.burstQuantile);
    this.#rangeQuantile = new RollingQuantile(p.rangeWindow, p.rangeQuantile);
    this.#volumes = new Window(p.volumeWindow);
    this.#closes = new Window(p.fallCandles + 1);
  }

  onContext(): void {}

  onBase(candle: Candle, closeTime: EpochMs): S7Observation {
    this.#count += 1;
    const { close, volume } = candle;
    const range = (candle.high - candle.low) / close;
    this.#volumes.push(volume);
    this.#closes.push(close);
    this.#rangeQuantile.update(range);
    const atr = this.#atr.update(candle);
    if (!Number.isNaN(atr)) this.#atrQuantile.update(atr / close);
    const rsi = this.#rsi.update(close);
    const trendEma = this.#ema.update(close);
    const shock = {
      atrToClose: atr / close,
      atrQuantile: this.#atrQuantile.value,
      volume,
      volumeMean: this.#volumes.mean(),
      change: close / this.#closes.ago(this.#p.fallCandles) - 1,
    };
    const entry = s7Entry(this.#p, {
      ...shock,
      close,
      atr,
      range,
      rangeQuantile: this.#rangeQuantile.value,
      trendEma,
      previousClose: this.#previous.close,
      highBefore: this.#beforePrevious.high,
      lowBefore: this.#beforePrevious.low,
      previousLongState: this.#longState,
      previousShortState: this.#shortState,
    });
    const longState = s7CapitalState(this.#p, 'long', shock);
    const shortState = s7CapitalState(this.#p, 'short', shock);
    this.#longState = longState;
    this.#shortState = shortState;
    this.#beforePrevious = this.#previous;
    this.#previous = candle;
    return { closeTime, close, entry, trendEma, rsi, longState, shortState };
  }

  onBasket(): null {
    return null;
  }

  watch(side: Side, entry: S7Observation): ExitWatch<S7Observation> {
    return new S7Exit(this.#p, side, entry);
  }

  lacking(): readonly string[] {
    return missingHistory(this.#needs, () => this.#count);
  }
}
