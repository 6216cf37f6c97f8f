import type { Candle } from '../../domain/market.ts';
import {
  adxSpan,
  after,
  atrSpan,
  emaSpan,
  type HistoryNeed,
  historyNeed,
  windowSpan,
} from '../history.ts';
import { Adx } from '../indicators/adx.ts';
import { Ema } from '../indicators/ema.ts';
import { RollingQuantile } from '../indicators/rolling-quantile.ts';
import { Atr } from '../indicators/wilder.ts';
import { Window } from '../indicators/window.ts';
import type { S6Stress } from './capital-state.ts';
import type { S6Parameters } from './parameters.ts';

export function s6History(p: S6Parameters): readonly HistoryNeed[] {
  return [
    historyNeed(
      '1h',
      adxSpan(p.adxPeriod),
      after(atrSpan(p.atrPeriod), windowSpan(p.stressAtrWindow)),
      windowSpan(p.volumeWindow),
      emaSpan(p.trendEma),
      windowSpan(p.drawdownWindow),
      // One candle more than the return needs: relative strength must be known twice to rise.
      windowSpan(p.returnCandles + 2),
    ),
    historyNeed('4h', emaSpan(p.contextEmaFast), emaSpan(p.contextEmaSlow)),
  ];
}

/** What S6 computes from its own base candles; figures are NaN while not ready. */
export class S6Indicators implements S6Stress {
  readonly #adx: Adx;
  readonly #atr: Atr;
  readonly #trendEma: Ema;
  readonly #quantile: RollingQuantile;
  readonly #volumes: Window;
  readonly #closes: Window;
  readonly #highs: Window;
  readonly #lows: Window;
  close = Number.NaN;
  volume = Number.NaN;
  volumeMean = Number.NaN;
  highest = Number.NaN;
  lowest = Number.NaN;

  constructor(p: S6Parameters) {
    this.#adx = new Adx(p.adxPeriod);
    this.#atr = new Atr(p.atrPeriod);
    this.#trendEma = new Ema(p.trendEma);
    this.#quantile = new RollingQuantile(p.stressAtrWindow, p.stressAtrQuantile);
    this.#volumes = new Window(p.volumeWindow);
    this.#closes = new Window(p.returnCandles + 1);
    this.#highs = new Window(p.drawdownWindow);
    this.#lows = new Window(p.drawdownWindow);
  }

  update(candle: Candle): void {
    this.close = candle.close;
    this.volume = candle.volume;
    this.#volumes.push(candle.volume);
    this.#closes.push(candle.close);
    this.#highs.push(candle.high);
    this.#lows.push(candle.low);
    this.volumeMean = this.#volumes.mean();
    this.highest = this.#highs.highest();
    this.lowest = this.#lows.lowest();
    this.#adx.update(candle);
    const atr = this.#atr.update(candle);
    this.#trendEma.update(candle.close);
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
  /** Own return over `returnCandles`, signed fraction. */
  get change(): number {
    return this.close / this.#closes.ago(this.#closes.size - 1) - 1;
  }
}
