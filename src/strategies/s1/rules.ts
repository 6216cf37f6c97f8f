import type { Candle, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Timeframe } from '../../domain/timeframe.ts';
import { AdxOnly, ContextSeries, Trend } from '../context.ts';
import { excess, mean } from '../edge.ts';
import {
  adxSpan,
  atrSpan,
  emaSpan,
  type HistoryNeed,
  historyNeed,
  missingHistory,
  windowSpan,
} from '../history.ts';
import { Adx } from '../indicators/adx.ts';
import { Ema } from '../indicators/ema.ts';
import { Atr } from '../indicators/wilder.ts';
import { Window } from '../indicators/window.ts';
import {
  directionOf,
  type ExitReason,
  type ExitWatch,
  type Observation,
  type RawEntry,
  type Rules,
} from '../rules.ts';
import type { S1Parameters } from './parameters.ts';

export interface S1Observation extends Observation {
  readonly adx: number;
  readonly emaFast: number;
}

export function s1History(p: S1Parameters): readonly HistoryNeed[] {
  return [
    historyNeed(
      '1m',
      adxSpan(p.adxPeriod),
      atrSpan(p.atrPeriod),
      emaSpan(p.emaFast),
      emaSpan(p.emaSlow),
      windowSpan(p.volumeWindow),
    ),
    historyNeed('3m', adxSpan(p.adxPeriod)),
    historyNeed('5m', emaSpan(p.contextEmaFast), emaSpan(p.contextEmaSlow)),
  ];
}

/** The figures of one candle that the entry conditions of S1 speak of. */
export interface S1Situation {
  readonly close: number;
  readonly adx: number;
  readonly atr: number;
  readonly contextAdx: number;
  /** Fast minus slow EMA of 5m. */
  readonly contextGap: number;
  readonly volume: number;
  readonly volumeMean: number;
  readonly emaFast: number;
  readonly emaSlow: number;
}

/**
 * Entry of S1 (domain specification 3). Edge: mean of five strengths, each 0 at its threshold and
 * 1 at twice it: ADX, ADX(3m), ATR / close, |fast - slow EMA| / close, volume / mean volume.
 */
export function s1Entry(p: S1Parameters, now: S1Situation): RawEntry | null {
  const side: Side = now.emaFast > now.emaSlow ? 'long' : 'short';
  const direction = directionOf(side);
  const emaGap = (direction * (now.emaFast - now.emaSlow)) / now.close;
  const holds =
    now.adx > p.adxMin &&
    now.atr / now.close > p.atrToCloseMin &&
    now.contextAdx > p.contextAdxMin &&
    direction * now.contextGap > 0 &&
    now.volume > p.volumeRatioMin * now.volumeMean &&
    emaGap > p.emaGapMin &&
    direction * (now.close - now.emaFast) > 0;
  if (!holds) return null;
  const edge = mean(
    excess(now.adx, p.adxMin),
    excess(now.contextAdx, p.contextAdxMin),
    excess(now.atr / now.close, p.atrToCloseMin),
    excess(emaGap, p.emaGapMin),
    excess(now.volume, p.volumeRatioMin * now.volumeMean),
  );
  return { side, edge, state: 0 };
}

/** Exit of S1: close back through the fast EMA, or ADX below its limit. */
export function s1Exit(p: S1Parameters, side: Side, now: S1Observation): ExitReason | null {
  if (directionOf(side) * (now.close - now.emaFast) < 0) return 'close_through_ema';
  if (now.adx < p.exitAdxMin) return 'adx_faded';
  return null;
}

const createIndicators = (p: S1Parameters) => ({
  adx: new Adx(p.adxPeriod),
  atr: new Atr(p.atrPeriod),
  fast: new Ema(p.emaFast),
  slow: new Ema(p.emaSlow),
  volume: new Window(p.volumeWindow),
});

export class S1Rules implements Rules<S1Observation> {
  readonly #p: S1Parameters;
  readonly #needs: readonly HistoryNeed[];
  readonly #adx3m: ContextSeries<AdxOnly>;
  readonly #trend5m: ContextSeries<Trend>;
  #base: ReturnType<typeof createIndicators>;
  #count = 0;

  constructor(p: S1Parameters) {
    this.#p = p;
    this.#needs = s1History(p);
    this.#base = createIndicators(p);
    this.#adx3m = new ContextSeries('3m', () => new AdxOnly(p.adxPeriod));
    this.#trend5m = new ContextSeries('5m', () => new Trend(p.contextEmaFast, p.contextEmaSlow));
  }

  restart(): void {
    this.#base = createIndicators(this.#p);
    this.#count = 0;
  }

  onContext(timeframe: Timeframe, candle: Candle): void {
    if (timeframe === '3m') this.#adx3m.accept(candle);
    if (timeframe === '5m') this.#trend5m.accept(candle);
  }

  onBase(candle: Candle, closeTime: EpochMs): S1Observation {
    this.#count += 1;
    const base = this.#base;
    base.volume.push(candle.volume);
    const adx = base.adx.update(candle);
    const atr = base.atr.update(candle);
    const emaFast = base.fast.update(candle.close);
    const emaSlow = base.slow.update(candle.close);
    const current = this.#adx3m.currentAt(closeTime) && this.#trend5m.currentAt(closeTime);
    const entry = current
      ? s1Entry(this.#p, {
          close: candle.close,
          adx,
          atr,
          contextAdx: this.#adx3m.indicator.adx.value,
          contextGap: this.#trend5m.indicator.gap,
          volume: candle.volume,
          volumeMean: base.volume.mean(),
          emaFast,
          emaSlow,
        })
      : null;
    return { closeTime, close: candle.close, entry, adx, emaFast };
  }

  onBasket(): null {
    return null;
  }

  watch(side: Side): ExitWatch<S1Observation> {
    return { next: (now) => s1Exit(this.#p, side, now) };
  }

  lacking(): readonly string[] {
    return missingHistory(this.#needs, (timeframe) => {
      if (timeframe === '3m') return this.#adx3m.count;
      return timeframe === '5m' ? this.#trend5m.count : this.#count;
    });
  }
}
