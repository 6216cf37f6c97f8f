import type { Side } from '../../domain/market.ts';
import { excess, mean, progress, shortfall } from '../edge.ts';
import { type CapitalState, directionOf, type RawEntry } from '../rules.ts';
import type { S5Parameters } from './parameters.ts';

/** The figures of one base candle that the entry conditions of S5 speak of. */
export interface S5Base {
  readonly close: number;
  readonly adx: number;
  readonly atr: number;
  readonly volume: number;
  readonly volumeMean: number;
  readonly trendEma: number;
  readonly rsi: number;
  readonly previousRsi: number;
}

/** Those of the higher timeframes: fast minus slow EMA of 4h and of 1d, RSI of 1d. */
export interface S5Higher {
  readonly gap4h: number;
  readonly gap1d: number;
  readonly rsi1d: number;
}

/**
 * Entry of S5 (domain specification 3). RSI crosses up through the level when it was at or below
 * it one candle ago and is above it now. Edge: mean of five strengths: ADX and volume / mean
 * volume (0 at the limit, 1 at twice it), ATR / close (0 at its limit, 1 at zero), RSI(1d) (0 at
 * its limit, 1 at the far end of the scale), and the distance of close from its EMA (1 at one ATR).
 */
export function s5Entry(
  p: S5Parameters,
  now: S5Base,
  higher: S5Higher,
  longState: CapitalState,
  shortState: CapitalState,
): RawEntry | null {
  const side: Side = higher.gap1d > 0 ? 'long' : 'short';
  const direction = directionOf(side);
  const state = side === 'long' ? longState : shortState;
  const contextLimit = side === 'long' ? p.contextRsiLongMin : p.contextRsiShortMax;
  const tradable =
    now.adx >= p.adxMin &&
    now.atr / now.close <= p.atrToCloseMax &&
    now.volume >= p.volumeRatioMin * now.volumeMean &&
    (state === 0 || state === 1);
  const holds =
    tradable &&
    direction * higher.gap4h > 0 &&
    direction * higher.gap1d > 0 &&
    direction * (now.close - now.trendEma) > 0 &&
    direction * (now.previousRsi - p.rsiCross) <= 0 &&
    direction * (now.rsi - p.rsiCross) > 0 &&
    direction * (higher.rsi1d - contextLimit) > 0;
  if (!holds) return null;
  const edge = mean(
    excess(now.adx, p.adxMin),
    excess(now.volume, p.volumeRatioMin * now.volumeMean),
    shortfall(now.atr / now.close, p.atrToCloseMax),
    progress(higher.rsi1d, contextLimit, side === 'long' ? 100 : 0),
    progress(direction * (now.close - now.trendEma), 0, now.atr),
  );
  return { side, edge, state };
}
