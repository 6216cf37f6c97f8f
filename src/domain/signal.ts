import type { StrategyId, SymbolId } from './ids.ts';
import type { Side } from './market.ts';
import type { EpochMs, Ms } from './time.ts';

/**
 * How a position is left without anybody deciding: travels with the entry, runs in the executor.
 * Distances and profits are fractions of the entry price (0.018 = 1.8 %).
 */
export interface ExitPlan {
  /** Fixed stop: distance from the average entry price against the position, > 0. */
  readonly stop: number;
  /** Trailing stop: arms at `offset` profit, then follows the best price at `distance`. */
  readonly trailing: { readonly offset: number; readonly distance: number } | null;
  /**
   * Minimal return: [minutes open, profit that closes], minutes ascending from 0. Acts on closes
   * of the base timeframe, net of fees; suspended once the trailing stop has armed.
   */
  readonly minimalReturn: readonly (readonly [minutes: number, profit: number])[];
  /** Base timeframe of the strategy, ms. */
  readonly baseTimeframe: Ms;
}

/** A strategy's proposal to open. Never an order: the kernel decides. */
export interface Signal {
  /** Unique for all time: `<strategy>-<base symbol>-<candle close time>-<side letter>` for workers. */
  readonly id: string;
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  readonly side: Side;
  /** Strength in [0, 1], the strategy's own normalisation. */
  readonly edge: number;
  /** Fraction of price between entry and stop, > 0. */
  readonly stopDistance: number;
  /** Price the strategy saw (close of its candle), > 0. */
  readonly referencePrice: number;
  readonly at: EpochMs;
  /** Expected holding time in hours, > 0 (funding hook). */
  readonly expectedHoldingHours: number;
  /** Optional wish, USDT; a limit on the size, never a target above it. */
  readonly requestedNotional: number | null;
  /** Size multiplier of the strategy's capital state, in (0, 1]; 1 when it has none. */
  readonly capitalMultiplier: number;
  /** The strategy's own leverage ceiling now: notional / (weight x equity). */
  readonly leverageCeiling: number;
  /** First candle of a run of signals: only an onset votes in the alignment. */
  readonly onset: boolean;
  /**
   * The worker's own entry latch was closed when it made this: the kernel counts the vote and
   * refuses the entry, whatever the gate says.
   */
  readonly paused: boolean;
  /**
   * The strategy itself does not want this entry: it already holds a position in the symbol, or
   * cools down after closing one. The kernel counts the vote and refuses; null: it wants it.
   */
  readonly veto: 'cooldown' | 'holding' | null;
  readonly exitPlan: ExitPlan;
}

/** A strategy's rule exit: goes straight from the worker to the executor, nothing may deny it. */
export interface ExitRequest {
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly reason: string;
  readonly at: EpochMs;
}
