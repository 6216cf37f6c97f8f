/**
 * What a rule set is: indicators of one strategy on one symbol, fed with closed candles in order
 * of closing (higher timeframes first), that turns each base candle into an observation. It knows
 * nothing of positions, cooldowns or the gate: those are the worker's.
 */
import type { Candle, Side } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Timeframe } from '../domain/timeframe.ts';

/** Capital state: 0 calm, 1 stressed (smaller size), 2 no entries; NaN while unknown. */
export type CapitalState = number;

/** The raw entry conditions hold on this candle. */
export interface RawEntry {
  readonly side: Side;
  /** Strength in [0, 1], see the formula of the rule set. */
  readonly edge: number;
  /** Capital state that sizes the entry; in state 2 there is no entry. */
  readonly state: 0 | 1;
}

/** One base candle as the rule set saw it. Figures are NaN while their indicator is not ready. */
export interface Observation {
  readonly closeTime: EpochMs;
  readonly close: number;
  readonly entry: RawEntry | null;
}

/** Why a rule exit was requested: stable codes, in reports and in the trade list. */
export type ExitReason =
  | 'close_through_ema'
  | 'adx_faded'
  | 'z_reverted'
  | 'rsi_reverted'
  | 'rsi_extreme'
  | 'breakout_failed'
  | 'capital_state'
  | 'relative_strength_lost';

/** Watches one position from its entry candle on; keeps what it must remember. */
export interface ExitWatch<O extends Observation> {
  /**
   * The next closed candle after the entry candle, in order; the same candle may come twice (a
   * later one may know more of it). Answers why to leave, or null. Figures that are not ready
   * trigger nothing.
   */
  next(observation: O): ExitReason | null;
}

export interface Rules<O extends Observation> {
  /** Takes a closed candle of a higher timeframe; other timeframes are ignored. */
  onContext(timeframe: Timeframe, candle: Candle): void;
  /** Takes the next closed base candle. */
  onBase(candle: Candle, closeTime: EpochMs): O;
  /** Forgets all base candles: they broke off. Higher timeframes look after themselves. */
  restart(): void;
  /** Sees the newest base candle again, now with the basket's mean return; null: not needed. */
  onBasket(meanReturn: number): O | null;
  watch(side: Side, entry: O): ExitWatch<O>;
  /** What is missing before it can signal, in words; empty when nothing is. */
  lacking(): readonly string[];
}

/** +1 for long, -1 for short: short conditions are the long ones mirrored. */
export const directionOf = (side: Side): 1 | -1 => (side === 'long' ? 1 : -1);
