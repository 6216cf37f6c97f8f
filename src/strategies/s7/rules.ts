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
import type { ExitWatch, Rules } from '../rules.ts';
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

const createIndicators = (p: S7Parameters) => ({
  atr: new Atr(p.atrPeriod),
  rsi: new Rsi(p.rsiPeriod),
  ema: new Ema(p.trendEma),
  atrQuantile: new RollingQuantile(p.burstWindow, p.burstQuantile),
  rangeQuantile: new RollingQuantile(p.rangeWindow, p.rangeQuantile),
  volumes: new Window(p.volumeWindow),
  closes: new Window(p.fallCandles + 1),
  previous: NOTHING,
  beforePrevious: NOTHING,
  // Capital states of the previous candle.
  longState: Number.NaN,
  shortState: Number.NaN,
});

export class S7Rules implements Rules<S7Observation> {
  readonly #p: S7Parameters;
  readonly #needs: readonly HistoryNeed[];
  #base: ReturnType<typeof createIndicators>;
  #count = 0;

  constructor(p: S7Parameters) {
    this.#p = p;
    this.#needs = s7History(p);
    this.#base = createIndicators(p);
  }

  restart(): void {
    this.#base = createIndicators(this.#p);
    this.#count = 0;
  }

  onContext(): void {}

  onBase(candle: Candle, closeTime: EpochMs): S7Observation {
    this.#count += 1;
    const base = this.#base;
    const { close, volume } = candle;
    const range = (candle.high - candle.low) / close;
    base.volumes.push(volume);
    base.closes.push(close);
    base.rangeQuantile.update(range);
    const atr = base.atr.update(candle);
    if (!Number.isNaN(atr)) base.atrQuantile.update(atr / close);
    const rsi = base.rsi.update(close);
    const trendEma = base.ema.update(close);
    const shock = {
      atrToClose: atr / close,
      atrQuantile: base.atrQuantile.value,
      volume,
      volumeMean: base.volumes.mean(),
      change: close / base.closes.ago(this.#p.fallCandles) - 1,
    };
    const entry = s7Entry(this.#p, {
      shock,
      close,
      atr,
      range,
      rangeQuantile: base.rangeQuantile.value,
      trendEma,
      previousClose: base.previous.close,
      highBefore: base.beforePrevious.high,
      lowBefore: base.beforePrevious.low,
      previousLongState: base.longState,
      previousShortState: base.shortState,
    });
    const longState = s7CapitalState(this.#p, 'long', shock);
    const shortState = s7CapitalState(this.#p, 'short', shock);
    base.longState = longState;
    base.shortState = shortState;
    base.beforePrevious = base.previous;
    base.previous = candle;
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
