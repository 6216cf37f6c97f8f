import type { Side } from '../../domain/market.ts';
import { excess, mean, progress, shortfall } from '../edge.ts';
import { type CapitalState, directionOf, type RawEntry } from '../rules.ts';
import type { S6Parameters } from './parameters.ts';

/** The figures of one candle that the entry conditions of S6 speak of. */
export interface S6Situation {
  readonly close: number;
  readonly adx: number;
  readonly atr: number;
  readonly volume: number;
  readonly volumeMean: number;
  readonly trendEma: number;
  /** Fast minus slow EMA of 4h. */
  readonly contextGap: number;
  /** Return minus the mean return of the basket, now and one candle ago. */
  readonly relativeStrength: number;
  readonly previousRelativeStrength: number;
  readonly longState: CapitalState;
  readonly shortState: CapitalState;
}

/**
 * Entry of S6 (domain specification 3). Rising relative strength is above that of the candle
 * before. Edge: mean of five strengths: relative strength, ADX and volume / mean volume (0 at the
 * threshold, 1 at twice it), ATR / close (0 at its limit, 1 at zero), and the distance of close
 * from its EMA (1 at one ATR).
 */
export function s6Entry(p: S6Parameters, now: S6Situation): RawEntry | null {
  const side: Side = now.relativeStrength > 0 ? 'long' : 'short';
  const direction = directionOf(side);
  const state = side === 'long' ? now.longState : now.shortState;
  const strength = direction * now.relativeStrength;
  const tradable =
    now.adx >= p.adxMin &&
    now.volume >= p.volumeRatioMin * now.volumeMean &&
    now.atr / now.close <= p.atrToCloseMax &&
    (state === 0 || state === 1);
  const holds =
    tradable &&
    direction * now.contextGap > 0 &&
    direction * (now.close - now.trendEma) > 0 &&
    strength > p.relativeStrengthMin &&
    strength > direction * now.previousRelativeStrength;
  if (!holds) return null;
  const edge = mean(
    excess(strength, p.relativeStrengthMin),
    excess(now.adx, p.adxMin),
    excess(now.volume, p.volumeRatioMin * now.volumeMean),
    shortfall(now.atr / now.close, p.atrToCloseMax),
    progress(direction * (now.close - now.trendEma), 0, now.atr),
  );
  return { side, edge, state };
}
