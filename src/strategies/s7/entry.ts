import type { Side } from '../../domain/market.ts';
import { excess, mean, progress } from '../edge.ts';
import { type CapitalState, directionOf, type RawEntry } from '../rules.ts';
import { isBurstAndSpike, type S7Shock } from './capital-state.ts';
import type { S7Parameters } from './parameters.ts';

/** The figures of one candle that the entry conditions of S7 speak of. */
export interface S7Situation {
  readonly shock: S7Shock;
  readonly close: number;
  readonly atr: number;
  /** (high - low) / close, and its quantile over its window, this candle included. */
  readonly range: number;
  readonly rangeQuantile: number;
  readonly trendEma: number;
  readonly previousClose: number;
  /** High and low of the candle before the previous one. */
  readonly highBefore: number;
  readonly lowBefore: number;
  /** Capital states of the previous candle. */
  readonly previousLongState: CapitalState;
  readonly previousShortState: CapitalState;
}

/** Direction of the event on this candle, or null when there is none. */
export function s7Event(p: S7Parameters, now: S7Situation): Side | null {
  const shock = isBurstAndSpike(p, now.shock) && now.range > now.rangeQuantile;
  if (!shock) return null;
  if (now.previousClose > now.highBefore) return 'long';
  return now.previousClose < now.lowBefore ? 'short' : null;
}

/**
 * Entry of S7 (domain specification 3). The capital state that sizes or refuses is the previous
 * candle's. Edge: mean of four strengths: ATR / close against its quantile, volume against its
 * spike limit, range / close against its quantile (each 0 at the limit, 1 at twice it), and the
 * distance of close from its EMA (1 at one ATR).
 */
export function s7Entry(p: S7Parameters, now: S7Situation): RawEntry | null {
  const side = s7Event(p, now);
  if (side === null) return null;
  const direction = directionOf(side);
  const state = side === 'long' ? now.previousLongState : now.previousShortState;
  if (state !== 0 && state !== 1) return null;
  if (!(direction * (now.close - now.trendEma) > 0)) return null;
  const edge = mean(
    excess(now.shock.atrToClose, now.shock.atrQuantile),
    excess(now.shock.volume, p.spikeRatio * now.shock.volumeMean),
    excess(now.range, now.rangeQuantile),
    progress(direction * (now.close - now.trendEma), 0, now.atr),
  );
  return { side, edge, state };
}
