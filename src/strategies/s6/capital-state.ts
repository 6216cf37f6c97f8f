import type { Side } from '../../domain/market.ts';
import type { CapitalState } from '../rules.ts';
import type { S6Parameters } from './parameters.ts';

/** The figures of one candle that the capital state of S6 speaks of; NaN while not ready. */
export interface S6Stress {
  readonly close: number;
  readonly atrToClose: number;
  /** Quantile of ATR / close over its window, this candle included. */
  readonly atrQuantile: number;
  readonly volume: number;
  readonly volumeMean: number;
  /** Highest high and lowest low of the drawdown window, this candle included. */
  readonly highest: number;
  readonly lowest: number;
}

/**
 * Capital state of S6 for one side (domain specification 3): drawdown is from the highest high of
 * its window; for a short its mirror, the rise from the lowest low. NaN while a figure is not
 * ready.
 */
export function s6CapitalState(p: S6Parameters, side: Side, now: S6Stress): CapitalState {
  const unknown = now.atrToClose + now.atrQuantile + now.volumeMean + now.highest + now.lowest;
  if (Number.isNaN(unknown)) return Number.NaN;
  const against = side === 'long' ? 1 - now.close / now.highest : now.close / now.lowest - 1;
  const highVolume = now.volume > p.stressVolumeRatio * now.volumeMean;
  if (against > p.drawdownMax && highVolume) return 2;
  return against > p.drawdownStressed || now.atrToClose > now.atrQuantile ? 1 : 0;
}
