import type { Side } from '../../domain/market.ts';
import { type CapitalState, directionOf } from '../rules.ts';
import type { S7Parameters } from './parameters.ts';

/** The figures of one candle that S7 calls burst, spike and fall; NaN while not ready. */
export interface S7Shock {
  readonly atrToClose: number;
  /** Quantile of ATR / close over its window, this candle included. */
  readonly atrQuantile: number;
  readonly volume: number;
  readonly volumeMean: number;
  /** Return over `fallCandles`, signed fraction. */
  readonly change: number;
}

/** Volatility burst and volume spike at once. */
export const isBurstAndSpike = (p: S7Parameters, now: S7Shock): boolean =>
  now.atrToClose > now.atrQuantile && now.volume > p.spikeRatio * now.volumeMean;

/**
 * Capital state of S7 for one side (domain specification 3): burst with spike counts one, a fall
 * (for a short: a rise) beyond the first limit one; beyond the second it is 2 at once. NaN while a
 * figure is not ready.
 */
export function s7CapitalState(p: S7Parameters, side: Side, now: S7Shock): CapitalState {
  if (Number.isNaN(now.atrToClose + now.atrQuantile + now.volumeMean + now.change)) {
    return Number.NaN;
  }
  const fall = -directionOf(side) * now.change;
  if (fall > p.fallMax) return 2;
  return (isBurstAndSpike(p, now) ? 1 : 0) + (fall > p.fallStressed ? 1 : 0);
}
