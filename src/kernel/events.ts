/**
 * The kernel's language: the events it consumes, in one order, and the outputs it answers with.
 * `step(state, event)` is the only way in. Version: `septet.kernel/1`.
 */
import type { Closure, ClosureCause, ClosureScope, Gate } from '../domain/closure.ts';
import type { EntryOrder, ProfileName, Regime, RiskState } from '../domain/decision.ts';
import type { EntryEnd } from '../domain/execution.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { RejectionCode } from '../domain/rejections.ts';
import type { BreakerId, WeightRecord } from '../domain/risk.ts';
import type { Signal } from '../domain/signal.ts';
import type { EpochMs, Ms } from '../domain/time.ts';

export type KernelEvent =
  /** Time passes; also the answer to a `wake` output. */
  | { readonly kind: 'time'; readonly at: EpochMs }
  | {
      readonly kind: 'equity';
      readonly at: EpochMs;
      /** Wallet balance + unrealised PnL at mark, USDT. */
      readonly equity: number;
      readonly walletBalance: number;
      /** Deposits minus withdrawals since the opening balance, USDT. */
      readonly transfers: number;
      readonly quality: 'good' | 'stale' | 'implausible';
      /** Net realised + unrealised PnL since inception by strategy id. */
      readonly strategyPnl: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'trade_closed';
      readonly at: EpochMs;
      readonly strategy: StrategyId;
      readonly symbol: SymbolId;
      readonly side: Side;
      /** Net of fees and funding, USDT. */
      readonly netPnl: number;
    }
  /**
   * Closed 1h candle of a symbol (regime on BTC, asset correlations), told at `at`: its close, or
   * later; one that closed an hour or more before `at` is history and changes no breaker by itself.
   */
  | {
      readonly kind: 'candle_1h';
      readonly at: EpochMs;
      readonly symbol: SymbolId;
      readonly openTime: EpochMs;
      readonly open: number;
      readonly high: number;
      readonly low: number;
      readonly close: number;
    }
  /** Book and mark of a symbol; flattened levels [price, quantity, ...], best first. */
  | {
      readonly kind: 'book';
      readonly at: EpochMs;
      readonly symbol: SymbolId;
      readonly mark: number;
      readonly bids: readonly number[];
      readonly asks: readonly number[];
    }
  | {
      readonly kind: 'funding';
      readonly at: EpochMs;
      readonly symbol: SymbolId;
      readonly status: 'ok' | 'degraded' | 'absent';
      readonly rate: number;
      readonly nextFundingTime: EpochMs;
      readonly interval: Ms;
    }
  | { readonly kind: 'signal'; readonly at: EpochMs; readonly signal: Signal }
  /** Progress of an approved entry on the venue; cumulative. */
  | {
      readonly kind: 'entry_progress';
      readonly at: EpochMs;
      readonly decision: number;
      readonly filledQuantity: number;
      readonly averagePrice: number;
    }
  /** Final state of an approved entry: its reservation ends. */
  | {
      readonly kind: 'entry_ended';
      readonly at: EpochMs;
      readonly decision: number;
      readonly end: EntryEnd;
      readonly reason: ReasonCode | null;
      readonly filledQuantity: number;
      readonly averagePrice: number;
    }
  /** A virtual position as it is now; quantity 0 = closed. */
  | {
      readonly kind: 'position';
      readonly at: EpochMs;
      readonly strategy: StrategyId;
      readonly symbol: SymbolId;
      readonly side: Side;
      /** Decision that opened it. */
      readonly decision: number;
      readonly quantity: number;
      readonly entryPrice: number;
      readonly stopPrice: number | null;
    }
  /** A closure somebody else owns (operator, launch, reconciliation, staleness, override). */
  | { readonly kind: 'close'; readonly at: EpochMs; readonly closure: Closure }
  | {
      readonly kind: 'release';
      readonly at: EpochMs;
      readonly closureId: string;
      readonly by: string;
    }
  | {
      readonly kind: 'set_profile';
      readonly at: EpochMs;
      readonly profile: ProfileName;
      readonly actor: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'set_strategy_enabled';
      readonly at: EpochMs;
      readonly strategy: StrategyId;
      readonly enabled: boolean;
      readonly actor: string;
      readonly reason: string;
    }
  /** An incident may only raise strictness; it falls back when the incident closes. */
  | { readonly kind: 'set_strictness'; readonly at: EpochMs; readonly strictness: 0 | 1 | 2 | 3 }
  /** No profile above this one within [from, until); one that is above it now is stepped down. */
  | {
      readonly kind: 'set_ceiling';
      readonly at: EpochMs;
      readonly profile: ProfileName;
      readonly from: EpochMs;
      readonly until: EpochMs;
      readonly actor: string;
      readonly reason: string;
    }
  /**
   * What a drawdown breaker or a cluster event does by itself, begun by a person (playbooks B, C):
   * it goes on and ends by the same rules. One that is in force already stays as it is.
   */
  | {
      readonly kind: 'trip_drawdown' | 'start_cluster';
      readonly at: EpochMs;
      readonly actor: string;
      readonly reason: string;
    }
  /**
   * Overrides in force from now on, the whole list (requirement CHG-3): breakers that are switched
   * off, strategies that extreme volatility does not close. Also after a change of the limits.
   */
  | {
      readonly kind: 'set_overrides';
      readonly at: EpochMs;
      readonly breakersOff: readonly BreakerId[];
      readonly exempt: readonly StrategyId[];
      /** In words: what changed, by whom. */
      readonly text: string;
    };

/** Kind of a refused input; `unknown` for what is no event of this language. */
export type RejectedKind = KernelEvent['kind'] | 'unknown';

/**
 * An order that passed every check. Its mark has no name outside `decision/approved-order.ts`, which
 * takes allowed decisions only: an unchecked order is a type error wherever an approved one is asked
 * for.
 */
export type ApprovedOrder = EntryOrder & { readonly [APPROVED]: true };
declare const APPROVED: unique symbol;

interface Decided {
  readonly kind: 'decision';
  readonly at: EpochMs;
  /** Ascending from 1 without holes, refused ones included. */
  readonly decision: number;
  readonly signal: Signal;
  /** Every figure of the decision; `describeDecision` expands them to the record. */
  readonly figures: readonly number[];
  /** Closures that applied; empty when the gate was open for it. */
  readonly closures: readonly Closure[];
}

/** Its order is made by `approvedOrder`. */
export interface AllowedDecision extends Decided {
  readonly verdict: 'allowed';
  readonly reason: null;
}

/** A refused signal has no order, by type: what was refused cannot be sent by mistake. */
export interface RefusedDecision extends Decided {
  readonly verdict: 'refused';
  readonly reason: ReasonCode;
}

export type Decision = AllowedDecision | RefusedDecision;

export type KernelOutput =
  | Decision
  /** The gate moved: goes to the executor before anything else of this step. */
  | { readonly kind: 'gate'; readonly at: EpochMs; readonly gate: Gate }
  | {
      readonly kind: 'closure_opened';
      readonly at: EpochMs;
      readonly closure: Closure;
      readonly epoch: number;
    }
  | {
      readonly kind: 'closure_released';
      readonly at: EpochMs;
      readonly closure: Closure;
      readonly by: string;
    }
  /** Resting entries of the scope are to be cancelled at `at`. */
  | {
      readonly kind: 'cancel_entries';
      readonly at: EpochMs;
      readonly scope: ClosureScope;
      readonly cause: ClosureCause;
    }
  | {
      readonly kind: 'breaker';
      readonly at: EpochMs;
      readonly breaker: BreakerId;
      readonly transition:
        | 'tripped'
        | 'renewed'
        | 'cleared'
        | 'rearmed'
        | 'recovering'
        | 'recovered';
      readonly value: number;
      readonly limit: number;
      readonly until: EpochMs | null;
      readonly severity: 'info' | 'warning' | 'critical';
      /** From what, to what, since when. */
      readonly text: string;
    }
  | {
      readonly kind: 'regime';
      readonly at: EpochMs;
      readonly from: Regime;
      readonly to: Regime;
      readonly z: number;
      readonly text: string;
    }
  | {
      readonly kind: 'throttle';
      readonly at: EpochMs;
      readonly throttle: 'alignment' | 'correlation_guard' | 'cluster' | 'joint_extreme';
      readonly active: boolean;
      readonly value: number;
      readonly text: string;
    }
  | {
      readonly kind: 'weights';
      readonly at: EpochMs;
      readonly reason: string;
      readonly buckets: readonly WeightRecord[];
      readonly strategies: readonly WeightRecord[];
      /** What no cap can take. */
      readonly cash: number;
    }
  | {
      readonly kind: 'risk_state';
      readonly at: EpochMs;
      readonly from: RiskState;
      readonly to: RiskState;
    }
  | {
      readonly kind: 'profile';
      readonly at: EpochMs;
      readonly from: ProfileName;
      readonly to: ProfileName;
      readonly ceiling: ProfileName | null;
      readonly text: string;
    }
  /** Bad input: counted, journaled, state untouched. */
  | {
      readonly kind: 'rejected_input';
      readonly at: EpochMs;
      readonly event: RejectedKind;
      readonly code: RejectionCode;
      readonly text: string;
    }
  /** Worth a person's look; alerts are built on these. */
  | {
      readonly kind: 'notice';
      readonly at: EpochMs;
      readonly severity: 'info' | 'warning' | 'critical';
      readonly code: string;
      readonly text: string;
    };
