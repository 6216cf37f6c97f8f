import type { Candle, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Timeframe } from '../../domain/timeframe.ts';
import { ContextSeries, TrendWithAdx } from '../context.ts';
import { excess, mean, progress } from '../edge.ts';
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
import type { S4Parameters } from './parameters.ts';

export interface S4Observation extends Observation {
  readonly adx: number;
  /** Highest high and lowest low of the candles before this one. */
  readonly channelHigh: number;
  readonly channelLow: number;
}

export function s4History(p: S4Parameters): readonly HistoryNeed[] {
  return [
    historyNeed(
      '15m',
      windowSpan(p.channelCandles + 1),
      adxSpan(p.adxPeriod),
      atrSpan(p.atrPeriod),
    ),
    historyNeed('1h', adxSpan(p.adxPeriod), emaSpan(p.contextEmaFast), emaSpan(p.contextEmaSlow)),
  ];
}

/** The figures of one candle that the entry conditions of S4 speak of. */
export interface S4Situation {
  readonly close: number;
  readonly adx: number;
  readonly atr: number;
  readonly contextAdx: number;
  /** Fast minus slow EMA of 1h. */
  readonly contextGap: number;
  readonly channelHigh: number;
  readonly channelLow: number;
}

/**
 * Entry of S4 (domain specification 3). Edge: mean of four strengths: ADX, ADX(1h), ATR / close
 * (each 0 at its threshold, 1 at twice it), and how far close is beyond the channel (0 on its
 * edge, 1 at the furthest permitted).
 */
export function s4Entry(p: S4Parameters, now: S4Situation): RawEntry | null {
  const side: Side = now.contextGap > 0 ? 'long' : 'short';
  const direction = directionOf(side);
  const channel = side === 'long' ? now.channelHigh : now.channelLow;
  const beyond = (direction * (now.close - channel)) / channel;
  const holds =
    now.adx > p.adxMin &&
    now.contextAdx > p.contextAdxMin &&
    now.atr / now.close > p.atrToCloseMin &&
    direction * now.contextGap > 0 &&
    beyond > 0 &&
    beyond <= p.breakoutMax;
  if (!holds) return null;
  const edge = mean(
    excess(now.adx, p.adxMin),
    excess(now.contextAdx, p.contextAdxMin),
    excess(now.atr / now.close, p.atrToCloseMin),
    progress(beyond, 0, p.breakoutMax),
  );
  return { side, edge, state: 0 };
}

/** Exit of S4: close too far back through the channel of the entry candle, or ADX faded. */
export class S4Exit implements ExitWatch<S4Observation> {
  readonly #p: S4Parameters;
  readonly #direction: 1 | -1;
  readonly #channel: number;

  constructor(p: S4Parameters, side: Side, entry: S4Observation) {
    this.#p = p;
    this.#direction = directionOf(side);
    this.#channel = side === 'long' ? entry.channelHigh : entry.channelLow;
  }

  next(now: S4Observation): ExitReason | null {
    const back = (this.#direction * (this.#channel - now.close)) / this.#channel;
    if (back > this.#p.exitBackThrough) return 'breakout_failed';
    return now.adx < this.#p.exitAdxMin ? 'adx_faded' : null;
  }
}

const createIndicators = (p: S4Parameters) => ({
  adx: new Adx(p.adxPeriod),
  atr: new Atr(p.atrPeriod),
  highs: new Window(p.channelCandles),
  lows: new Window(p.channelCandles),
});

export class S4Rules implements Rules<S4Observation> {
  readonly #p: S4Parameters;
  readonly #needs: readonly HistoryNeed[];
  readonly #context: ContextSeries<TrendWithAdx>;
  #base: ReturnType<typeof createIndicators>;
  #count = 0;

  constructor(p: S4Parameters) {
    this.#p = p;
    this.#needs = s4History(p);
    this.#base = createIndicators(p);
    this.#context = new ContextSeries(
      '1h',
      () => new TrendWithAdx(p.contextEmaFast, p.contextEmaSlow, p.adxPeriod),
    );
  }

  restart(): void {
    this.#base = createIndicators(this.#p);
    this.#count = 0;
  }

  onContext(timeframe: Timeframe, candle: Candle): void {
    if (timeframe === '1h') this.#context.accept(candle);
  }

  onBase(candle: Candle, closeTime: EpochMs): S4Observation {
    this.#count += 1;
    const base = this.#base;
    const close = candle.close;
    const adx = base.adx.update(candle);
    const atr = base.atr.update(candle);
    // The channel is that of the candles before this one: this candle joins the windows below.
    const channelHigh = base.highs.highest();
    const channelLow = base.lows.lowest();
    base.highs.push(candle.high);
    base.lows.push(candle.low);
    const context = this.#context.indicator;
    const entry = this.#context.currentAt(closeTime)
      ? s4Entry(this.#p, {
          close,
          adx,
          atr,
          contextAdx: context.adx.value,
          contextGap: context.gap,
          channelHigh,
          channelLow,
        })
      : null;
    return { closeTime, close, entry, adx, channelHigh, channelLow };
  }

  onBasket(): null {
    return null;
  }

  watch(side: Side, entry: S4Observation): ExitWatch<S4Observation> {
    return new S4Exit(this.#p, side, entry);
  }

  lacking(): readonly string[] {
    return missingHistory(this.#needs, (timeframe) =>
      timeframe === '1h' ? this.#context.count : this.#count,
    );
  }
}
