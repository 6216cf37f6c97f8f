import type { Candle, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Timeframe } from '../../domain/timeframe.ts';
import { ContextSeries, TrendWithAdx } from '../context.ts';
import { excess, mean, progress } from '../edge.ts';
import {
  adxSpan,
  emaSpan,
  type HistoryNeed,
  historyNeed,
  missingHistory,
  rsiSpan,
} from '../history.ts';
import { Adx } from '../indicators/adx.ts';
import { Ema } from '../indicators/ema.ts';
import { Rsi } from '../indicators/wilder.ts';
import {
  directionOf,
  type ExitReason,
  type ExitWatch,
  type Observation,
  type RawEntry,
  type Rules,
} from '../rules.ts';
import type { S3Parameters } from './parameters.ts';

export interface S3Observation extends Observation {
  readonly rsi: number;
  readonly exitEma: number;
}

export function s3History(p: S3Parameters): readonly HistoryNeed[] {
  return [
    historyNeed(
      '15m',
      adxSpan(p.adxPeriod),
      emaSpan(p.pullbackEma),
      emaSpan(p.exitEma),
      rsiSpan(p.rsiPeriod),
    ),
    historyNeed('1h', adxSpan(p.adxPeriod), emaSpan(p.contextEmaFast), emaSpan(p.contextEmaSlow)),
  ];
}

/** The figures of one candle that the entry conditions of S3 speak of. */
export interface S3Situation {
  readonly close: number;
  readonly adx: number;
  readonly rsi: number;
  readonly pullbackEma: number;
  readonly contextAdx: number;
  /** Fast minus slow EMA of 1h. */
  readonly contextGap: number;
}

/**
 * Entry of S3 (domain specification 3). Edge: mean of four strengths: ADX, ADX(1h), depth of the
 * pullback (each 0 at its threshold, 1 at twice it), and RSI (0 at its limit, 1 at the far end of
 * the scale: how little momentum the pullback has cost).
 */
export function s3Entry(p: S3Parameters, now: S3Situation): RawEntry | null {
  const side: Side = now.contextGap > 0 ? 'long' : 'short';
  const direction = directionOf(side);
  const pullback = (direction * (now.pullbackEma - now.close)) / now.close;
  const rsiLimit = side === 'long' ? p.rsiLongMin : p.rsiShortMax;
  const holds =
    now.adx > p.adxMin &&
    now.contextAdx > p.contextAdxMin &&
    direction * now.contextGap > 0 &&
    pullback > p.pullbackMin &&
    direction * (now.rsi - rsiLimit) > 0;
  if (!holds) return null;
  const edge = mean(
    excess(now.adx, p.adxMin),
    excess(now.contextAdx, p.contextAdxMin),
    excess(pullback, p.pullbackMin),
    progress(now.rsi, rsiLimit, side === 'long' ? 100 : 0),
  );
  return { side, edge, state: 0 };
}

/**
 * Exit of S3: close back through the exit EMA, once a close beyond it was seen since the entry
 * candle (itself included); or RSI at its extreme.
 */
export class S3Exit implements ExitWatch<S3Observation> {
  readonly #p: S3Parameters;
  readonly #side: Side;
  #regained: boolean;

  constructor(p: S3Parameters, side: Side, entry: S3Observation) {
    this.#p = p;
    this.#side = side;
    this.#regained = this.#beyondEma(entry) > 0;
  }

  next(now: S3Observation): ExitReason | null {
    const beyond = this.#beyondEma(now);
    if (beyond > 0) this.#regained = true;
    if (this.#regained && beyond < 0) return 'close_through_ema';
    const limit = this.#side === 'long' ? this.#p.rsiExitLong : this.#p.rsiExitShort;
    return directionOf(this.#side) * (now.rsi - limit) > 0 ? 'rsi_extreme' : null;
  }

  #beyondEma(now: S3Observation): number {
    return directionOf(this.#side) * (now.close - now.exitEma);
  }
}

const createIndicators = (p: S3Parameters) => ({
  adx: new Adx(p.adxPeriod),
  rsi: new Rsi(p.rsiPeriod),
  pullbackEma: new Ema(p.pullbackEma),
  exitEma: new Ema(p.exitEma),
});

export class S3Rules implements Rules<S3Observation> {
  readonly #p: S3Parameters;
  readonly #needs: readonly HistoryNeed[];
  readonly #context: ContextSeries<TrendWithAdx>;
  #base: ReturnType<typeof createIndicators>;
  #count = 0;

  constructor(p: S3Parameters) {
    this.#p = p;
    this.#needs = s3History(p);
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

  onBase(candle: Candle, closeTime: EpochMs): S3Observation {
    this.#count += 1;
    const base = this.#base;
    const close = candle.close;
    const adx = base.adx.update(candle);
    const rsi = base.rsi.update(close);
    const pullbackEma = base.pullbackEma.update(close);
    const exitEma = base.exitEma.update(close);
    const context = this.#context.indicator;
    const entry = this.#context.currentAt(closeTime)
      ? s3Entry(this.#p, {
          close,
          adx,
          rsi,
          pullbackEma,
          contextAdx: context.adx.value,
          contextGap: context.gap,
        })
      : null;
    return { closeTime, close, entry, rsi, exitEma };
  }

  onBasket(): null {
    return null;
  }

  watch(side: Side, entry: S3Observation): ExitWatch<S3Observation> {
    return new S3Exit(this.#p, side, entry);
  }

  lacking(): readonly string[] {
    return missingHistory(this.#needs, (timeframe) =>
      timeframe === '1h' ? this.#context.count : this.#count,
    );
  }
}
