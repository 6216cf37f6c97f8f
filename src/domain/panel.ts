/** What stands behind the figures of the status: matrices, votes, spreads. For people and pages. */
import type { ProfileName } from './decision.ts';
import type { StrategyId, SymbolId } from './ids.ts';
import type { Side } from './market.ts';
import type { EpochMs } from './time.ts';

/** Symmetric, in the order of `keys`; null: undefined, too few common hours. */
export interface CorrelationMatrix {
  readonly keys: readonly string[];
  readonly rows: readonly (readonly (number | null)[])[];
  /** Keys that had no room. */
  readonly omitted: number;
}

export interface KernelPanel {
  readonly at: EpochMs;
  /** Hourly returns of the last 7 days. */
  readonly assets: CorrelationMatrix;
  /** Hourly PnL of the last 7 days; the mean over the pairs that count is in the status. */
  readonly strategies: CorrelationMatrix & { readonly pairs: number };
  /** Votes that count in the alignment now. */
  readonly votes: readonly {
    readonly strategy: StrategyId;
    readonly asset: string;
    readonly side: Side;
    readonly at: EpochMs;
  }[];
  readonly cluster: { readonly active: boolean; readonly since: EpochMs };
  readonly strictness: number;
  /** What the z-score of the status is made of. */
  readonly volatility: {
    readonly symbol: SymbolId;
    /** Open time of the newest hourly candle; -1: none yet. */
    readonly lastAt: EpochMs;
    /** ATR as % of close, hourly, oldest first, up to `lastAt`. */
    readonly atrPercent: readonly number[];
    /** From these z-scores on the regime is high, or extreme. */
    readonly high: number;
    readonly extreme: number;
  };
  readonly ceilings: readonly {
    readonly profile: ProfileName;
    readonly from: EpochMs;
    readonly until: EpochMs;
  }[];
  /** Of the last book, basis points of mid; null: no book yet. */
  readonly spreads: readonly { readonly symbol: SymbolId; readonly bps: number | null }[];
  /** Slippage by symbol and bucket: limit now, and checks in a row above it. */
  readonly slippage: readonly {
    readonly symbol: SymbolId;
    readonly bucket: string;
    readonly limitBps: number;
    readonly run: number;
  }[];
}
