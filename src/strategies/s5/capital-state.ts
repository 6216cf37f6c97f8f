import type { Side } from '../../domain/market.ts';
import { type CapitalState, directionOf } from '../rules.ts';
import type { S5Parameters } from './parameters.ts';

/** The figures of one candle that the capital state of S5 speaks of; NaN while not ready. */
export interface S5Stress {
  readonly close: number;
  readonly atrToClose: number;
  /** Quantile of ATR / close over its window, this candle included. */
  readonly atrQuantile: number;
  readonly volume: number;
  readonly volumeMean: number;
  readonly stressEma: number;
  /** Return over `fallCandles`, signed fraction. */
  readonly change: number;
}

/**
 * Capital state of S5 for one side (domain specification 3): stress counts high volatility, high
 * volume, and close on the wrong side of its long EMA; a stress of 2 is state 1, a stress of 3 or
 * a fall beyond the limit (for a short: a rise) is state 2. NaN while a figure is not ready.
 */
export function s5CapitalState(p: S5Parameters, side: Side, now: S5Stress): CapitalState {
  const direction = directionOf(side);
  const unknown = now.atrQuantile + now.volumeMean + now.stressEma + now.change + now.atrToClose;
  if (Number.isNaN(unknown)) return Number.NaN;
  if (direction * now.change < -p.fallMax) return 2;
  const stress =
    (now.atrToClose > now.atrQuantile ? 1 : 0) +
    (now.volume > p.stressVolumeRatio * now.volumeMean ? 1 : 0) +
    (direction * (now.close - now.stressEma) < 0 ? 1 : 0);
  return Math.max(0, stress - 1);
}
