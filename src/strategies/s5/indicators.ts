import type { Candle } from '../../domain/market.ts';
import {
  adxSpan,
  after,
  atrSpan,
  emaSpan,
  type HistoryNeed,
  historyNeed,
  rsiSpan,
  windowSpan,
} from '../history.ts';
import { Adx } from '../indicators/adx.ts';
import { Ema } from '../indicators/ema.ts';
import { RollingQuantile } from '../indicators/rolling-quantile.ts';
import { Atr, Rsi } from '../indicators/wilder.ts';
import { Window } from '../indicators/window.ts';
import type { S5Stress } from './capital-state.ts';
import type { S5Base } from './entry.ts';
import type { S5Parameters } from './parameters.ts';

export function s5History(p: S5Parameters): readonly HistoryNeed[] {
  const contextTrend = [emaSpan(p.contextEmaFast), emaSpan(p.contextEmaSlow)];
  return [
    historyNeed(
      '1h',
      adxSpan(p.adxPeriod),
      after(atrSpan(p.atrPeriod), windowSpan(p.stressAtrWindow)),
      windowSpan(p.volumeWindow),
      emaSpan(p.trendEma),
      emaSpan(p.stressEma),
      after(rsiSpan(p.rsiPeriod), windowSpan(2)),
      windowSpan(p.fallCandles + 1),
    ),
    historyNeed('4h', ...contextTrend),
    historyNeed('1d', ...contextTrend, rsiSpan(p.rsiPeriod)),
  ];
}

/** What S5 computes from its base candles; figures are NaN while not ready. */
export class S5Indicators implements S5Base, S5Stress {
  readonly #adx: Adx;
  readonly #atr: Atr;
  readonly #rsi: Rsi;
  readonly #trendEma: Ema;
  readonly #stressEma: Ema;
  readonly #quantile: RollingQuantile;
  readonly #volumes: Window;
  readonly #closes: Window;
  previousRsi = Number.NaN;
  close = Number.NaN;
  volume = Number.NaN;
  volumeMean = Number.NaN;

  constructor(p: S5Parameters) {
    this.#adx = new Adx(p.adxPeriod);
    this.#atr = new Atr(p.atrPeriod);
    this.#rsi = new Rsi(p.rsiPeriod);
    this.#trendEma = new Ema(p.trendEma);
    this.#stressEma = new Ema(p.stressEma);
    this.#quantile = new RollingQuantile(p.stressAtrWindow, p.stressAtrQuantile);
    this.#volumes = new Window(p.volumeWindow);
    this.#closes = new Window(p.fallCandles + 1);
  }

  update(candle: Candle): void {
    this.close = candle.close;
    this.volume = candle.volume;
    this.#volumes.push(candle.volume);
    this.#closes.push(candle.close);
    this.volumeMean = this.#volumes.mean();
    this.#adx.update(candle);
    const atr = this.#atr.update(candle);
    this.previousRsi = this.#rsi.value;
    this.#rsi.update(candle.close);
    this.#trendEma.update(candle.close);
    this.#stressEma.update(candle.close);
    if (!Number.isNaN(atr)) this.#quantile.update(atr / candle.close);
  }

  get adx(): number {
    return this.#adx.value;
  }
  get atr(): number {
    return this.#atr.value;
  }
  get atrToClose(): number {
    return this.#atr.value / this.close;
  }
  get atrQuantile(): number {
    return this.#quantile.value;
  }
  get trendEma(): number {
    return this.#trendEma.value;
  }
  get stressEma(): number {
    return this.#stressEma.value;
  }
  get rsi(): number {
    return this.#rsi.value;
  }
  get change(): number {
    return this.close / this.#closes.ago(this.#closes.size - 1) - 1;
  }
}
