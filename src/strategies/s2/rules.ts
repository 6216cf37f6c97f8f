import type { Candle, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import { excess, mean, progress, shortfall } from '../edge.ts';
import {
  adxSpan,
  after,
  emaSpan,
  type HistoryNeed,
  historyNeed,
  missingHistory,
  rsiSpan,
  windowSpan,
} from '../history.ts';
import { Adx } from '../indicators/adx.ts';
import { Ema } from '../indicators/ema.ts';
import { Rsi } from '../indicators/wilder.ts';
import { Window } from '../indicators/window.ts';
import {
  directionOf,
  type ExitReason,
  type ExitWatch,
  type Observation,
  type RawEntry,
  type Rules,
} from '../rules.ts';
import type { S2Parameters } from './parameters.ts';

export interface S2Observation extends Observation {
  readonly z: number;
  readonly rsi: number;
}

/** A deviation this small against price is rounding noise of a flat series, not a deviation. */
const FLAT = 1e-12;

export function s2History(p: S2Parameters): readonly HistoryNeed[] {
  return [
    historyNeed(
      '1m',
      after(emaSpan(p.emaPeriod), windowSpan(p.emaChangeCandles + 1)),
      windowSpan(p.deviationWindow),
      adxSpan(p.adxPeriod),
      rsiSpan(p.rsiPeriod),
    ),
  ];
}

/** The figures of one candle that the entry conditions of S2 speak of. */
export interface S2Situation {
  readonly z: number;
  readonly adx: number;
  readonly rsi: number;
  /** Relative change of the EMA over `emaChangeCandles`, signed. */
  readonly emaChange: number;
}

/** z = (close - EMA) / sample deviation of close; NaN while not ready or in a flat market. */
export function zScore(close: number, ema: number, deviation: number): number {
  return deviation > FLAT * close ? (close - ema) / deviation : Number.NaN;
}

/**
 * Entry of S2 (domain specification 3). Edge: mean of four strengths: |z| (0 at its threshold, 1
 * at twice it), RSI (0 at its limit, 1 at its end of the scale), ADX and |change of the EMA| (0 at
 * the limit, 1 at zero).
 */
export function s2Entry(p: S2Parameters, now: S2Situation): RawEntry | null {
  const calm = now.adx < p.adxMax && Math.abs(now.emaChange) < p.emaChangeMax;
  if (!calm) return null;
  const long = now.z < -p.zEntry && now.rsi < p.rsiLongMax;
  const short = now.z > p.zEntry && now.rsi > p.rsiShortMin;
  if (!long && !short) return null;
  const edge = mean(
    excess(Math.abs(now.z), p.zEntry),
    long ? progress(now.rsi, p.rsiLongMax, 0) : progress(now.rsi, p.rsiShortMin, 100),
    shortfall(now.adx, p.adxMax),
    shortfall(Math.abs(now.emaChange), p.emaChangeMax),
  );
  return { side: long ? 'long' : 'short', edge, state: 0 };
}

/** Exit of S2: z has come back, or RSI has. */
export function s2Exit(p: S2Parameters, side: Side, now: S2Observation): ExitReason | null {
  const direction = directionOf(side);
  if (direction * now.z > -p.zExit) return 'z_reverted';
  if (direction * (now.rsi - p.rsiExit) > 0) return 'rsi_reverted';
  return null;
}

const createIndicators = (p: S2Parameters) => ({
  adx: new Adx(p.adxPeriod),
  rsi: new Rsi(p.rsiPeriod),
  ema: new Ema(p.emaPeriod),
  emas: new Window(p.emaChangeCandles + 1),
  closes: new Window(p.deviationWindow),
});

export class S2Rules implements Rules<S2Observation> {
  readonly #p: S2Parameters;
  readonly #needs: readonly HistoryNeed[];
  #base: ReturnType<typeof createIndicators>;
  #count = 0;

  constructor(p: S2Parameters) {
    this.#p = p;
    this.#needs = s2History(p);
    this.#base = createIndicators(p);
  }

  restart(): void {
    this.#base = createIndicators(this.#p);
    this.#count = 0;
  }

  onContext(): void {}

  onBase(candle: Candle, closeTime: EpochMs): S2Observation {
    this.#count += 1;
    const base = this.#base;
    const close = candle.close;
    base.closes.push(close);
    const ema = base.ema.update(close);
    base.emas.push(ema);
    const adx = base.adx.update(candle);
    const rsi = base.rsi.update(close);
    const z = zScore(close, ema, base.closes.sampleDeviation());
    const emaChange = ema / base.emas.ago(this.#p.emaChangeCandles) - 1;
    return { closeTime, close, entry: s2Entry(this.#p, { z, adx, rsi, emaChange }), z, rsi };
  }

  onBasket(): null {
    return null;
  }

  watch(side: Side): ExitWatch<S2Observation> {
    return { next: (now) => s2Exit(this.#p, side, now) };
  }

  lacking(): readonly string[] {
    return missingHistory(this.#needs, () => this.#count);
  }
}
