/**
 * The decision record: what was decided about one signal, and everything needed to recompute it.
 * This is the shape written to the journal and to `decisions.ndjson`; schema `septet.decision/1`.
 */
import type { Closure } from './closure.ts';
import type { DecimalText } from './decimal.ts';
import type { BucketId, StrategyId, SymbolId } from './ids.ts';
import type { Side } from './market.ts';
import type { ReasonClass, ReasonCode } from './reasons.ts';
import type { ExitPlan, Signal } from './signal.ts';
import type { EpochMs, Ms } from './time.ts';

export const DECISION_SCHEMA = 'septet.decision/1';

export type RiskState = 'NORMAL' | 'WARNING' | 'FROZEN' | 'HALTED';
export type Regime = 'normal' | 'high' | 'extreme';
export type ProfileName = string;

/** An entry the kernel approved; only the kernel makes one, only the executor sends it. */
export interface EntryOrder {
  /** Decision number, unique and ascending per portfolio; part of the client order id. */
  readonly decision: number;
  /** 0 first try, 1 and 2 retries (each retry is a decision of its own). */
  readonly attempt: 0 | 1 | 2;
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly quantity: DecimalText;
  readonly limitPrice: DecimalText;
  readonly referencePrice: number;
  readonly stopDistance: number;
  /** Cancelled when not filled within this time after it was accepted. */
  readonly timeout: Ms;
  readonly exitPlan: ExitPlan;
  /** Gate epoch and writer at the decision; checked before the order goes out on the wire. */
  readonly epoch: number;
  readonly writer: number;
  readonly decidedAt: EpochMs;
  readonly expiresAt: EpochMs;
}

/** `pass`, `deny`, or `not_evaluated` — which denies as well. */
export type CheckOutcome = 'pass' | 'deny' | 'not_evaluated';

export interface CheckRecord {
  readonly check: string;
  readonly outcome: CheckOutcome;
  /** What was measured and what it was held against, in `unit`; null when there is no figure. */
  readonly input: number | null;
  readonly limit: number | null;
  readonly unit: string;
  readonly note?: string;
}

/** One step of the size chain, in order; `notional` is USDT after the step. */
export interface SizeStep {
  readonly step: string;
  /** Multiplier applied, or null when the step is a limit. */
  readonly factor: number | null;
  /** Limit applied, USDT notional, or null when the step is a multiplier. */
  readonly limit: number | null;
  readonly notional: number;
}

/** Both measures of one exposure as fractions: notional / G and at-risk / R0. */
export interface ExposurePair {
  readonly notional: number;
  readonly risk: number;
}

export interface ExposureRecord {
  readonly strategy: ExposurePair;
  readonly asset: ExposurePair;
  readonly topThree: ExposurePair;
  readonly total: ExposurePair;
  /** Same-direction exposure of the asset, reported beside gross. */
  readonly assetSameDirection: ExposurePair;
}

export interface DecisionRecord {
  readonly schema: typeof DECISION_SCHEMA;
  /** `d<decision number>`. */
  readonly id: string;
  readonly decision: number;
  readonly at: EpochMs;
  readonly verdict: 'allowed' | 'refused';
  /** Why refused; null when allowed. */
  readonly reason: ReasonCode | null;
  readonly reasonClass: ReasonClass | null;
  /** In words, with figures. */
  readonly text: string;
  readonly signal: Signal;
  /** Decision number of the attempt this one retries, or null. */
  readonly retryOf: number | null;
  readonly configVersion: string;
  /** Build of the program; absent: of a build that did not name itself, or of a kernel file. */
  readonly build?: string;
  readonly epoch: number;
  readonly riskState: RiskState;
  readonly profile: ProfileName;
  readonly regime: Regime;
  readonly strictness: number;
  /** Closures that apply to this entry; empty when the gate was open for it. */
  readonly closures: readonly Closure[];
  readonly capacity: {
    readonly equity: number;
    readonly leverage: number;
    readonly regimeLeverage: number;
    /** G = equity x leverage x regime multiplier, USDT. */
    readonly gross: number;
    /** R0 = equity x risk budget % x regime multiplier, USDT. */
    readonly risk: number;
  };
  readonly weights: {
    readonly bucket: BucketId | null;
    readonly bucketWeight: number;
    readonly strategyWeight: number;
  };
  readonly caps: {
    readonly strategy: number;
    readonly asset: number;
    readonly topThree: number;
    readonly total: number;
  };
  readonly multipliers: {
    readonly risk: Readonly<Record<string, number>>;
    readonly size: Readonly<Record<string, number>>;
  };
  readonly alignment: {
    readonly value: number | null;
    readonly votes: number;
    readonly majority: Side | null;
    readonly strategyCorrelation: number | null;
    readonly cluster: boolean;
  };
  readonly checks: readonly CheckRecord[];
  readonly size: readonly SizeStep[];
  /** The step with the smallest limit, the first on a tie; null when sizing was not reached. */
  readonly bindingStep: string | null;
  readonly exposureBefore: ExposureRecord;
  readonly exposureAfter: ExposureRecord;
  readonly openTrades: { readonly before: number; readonly limit: number };
  /** Overrides in force, `O3 breaker daily_soft off`; absent when there were none. */
  readonly overrides?: readonly string[];
  readonly counterfactual: {
    /** Notional before lots that the entry would have had without correlation throttling. */
    readonly notionalWithoutCorrelation: number | null;
  };
  readonly order: EntryOrder | null;
}
