import type { Side } from '../../domain/market.ts';
import {
  type CapitalState,
  directionOf,
  type ExitReason,
  type ExitWatch,
  type Observation,
} from '../rules.ts';
import type { S7Parameters } from './parameters.ts';

export interface S7Observation extends Observation {
  readonly trendEma: number;
  readonly rsi: number;
  readonly longState: CapitalState;
  readonly shortState: CapitalState;
}

/**
 * Exit of S7: close through the EMA; state 2; state 1 again after a candle at state 0 since the
 * entry candle; RSI beyond its band once it was inside since the entry candle (itself included,
 * ends of the band included).
 */
export class S7Exit implements ExitWatch<S7Observation> {
  readonly #p: S7Parameters;
  readonly #side: Side;
  #calmSeen: boolean;
  #insideSeen: boolean;

  constructor(p: S7Parameters, side: Side, entry: S7Observation) {
    this.#p = p;
    this.#side = side;
    this.#calmSeen = this.#stateOf(entry) === 0;
    this.#insideSeen = this.#isInside(entry.rsi);
  }

  next(now: S7Observation): ExitReason | null {
    const state = this.#stateOf(now);
    if (state === 0) this.#calmSeen = true;
    if (this.#isInside(now.rsi)) this.#insideSeen = true;
    const direction = directionOf(this.#side);
    if (direction * (now.close - now.trendEma) < 0) return 'close_through_ema';
    if (state === 2 || (state === 1 && this.#calmSeen)) return 'capital_state';
    const limit = this.#side === 'long' ? this.#p.rsiExitLong : this.#p.rsiExitShort;
    return this.#insideSeen && direction * (now.rsi - limit) > 0 ? 'rsi_extreme' : null;
  }

  #stateOf(observation: S7Observation): CapitalState {
    return this.#side === 'long' ? observation.longState : observation.shortState;
  }

  #isInside(rsi: number): boolean {
    return rsi >= this.#p.rsiExitShort && rsi <= this.#p.rsiExitLong;
  }
}
