/**
 * Paper validation of a candidate beside the version in force (requirement CHG-2): what it is held
 * against, what each side did on the same market data, and what comes of the comparison.
 */
import type { PaperProgress, PaperVerdict } from './change.ts';
import type { ReasonClass } from './reasons.ts';
import type { EpochMs, Ms } from './time.ts';

/** At `marginal` or beyond a person must confirm, at `fail` or beyond nobody can. */
export interface PaperLimit {
  readonly marginal: number;
  readonly fail: number;
}

/** `config/changes.yaml: paper`. Fractions are fractions. */
export interface PaperConfig {
  /** Wall time a candidate runs beside the version in force; 7 d. */
  readonly days: Ms;
  /** A longer hole in the data extends the end by its length; 5 min. */
  readonly gap: Ms;
  /** Closed trades of each side below which nothing can pass (specification 1.10: 20). */
  readonly minTrades: number;
  /** Return by which the candidate may be behind, fraction of the equity at the start. */
  readonly returnBehind: number;
  /** Mean length of the blocks that hours are drawn in, for the uncertainty, hours; 12. */
  readonly blockHours: number;
  /** Points of drawdown beyond that of the version in force. */
  readonly drawdown: PaperLimit;
  /** Peak gross exposure as a multiple of that of the version in force. */
  readonly exposure: PaperLimit;
  /** Rejected order rate (1.10), over at least 20 attempts. */
  readonly rejected: PaperLimit;
  /** Timeout failure rate, over at least 20 ended attempts. */
  readonly timeouts: PaperLimit;
  /** Slippage beyond that of the version in force, bps. */
  readonly slippage: PaperLimit;
  /** Breaker trips beyond those of the version in force. */
  readonly breakers: PaperLimit;
}

/** As `config/changes.yaml` comes, for what has no version in force to ask: previews, older homes. */
export const DEFAULT_PAPER: PaperConfig = {
  days: 604_800_000,
  gap: 300_000,
  minTrades: 20,
  returnBehind: 0.01,
  blockHours: 12,
  drawdown: { marginal: 0.01, fail: 0.03 },
  exposure: { marginal: 1.1, fail: 2 },
  rejected: { marginal: 0.3, fail: 0.6 },
  timeouts: { marginal: 0.04, fail: 0.08 },
  slippage: { marginal: 3, fail: 10 },
  breakers: { marginal: 1, fail: 4 },
};

/** A figure and how many samples it rests on; null: too few to say. */
export interface Measured {
  readonly value: number | null;
  readonly samples: number;
}

export interface PaperPoint {
  readonly at: EpochMs;
  readonly equity: number;
  /** Gross notional / equity. */
  readonly exposure: number;
}

/** What one configuration did on the tape. */
export interface SideFigures {
  readonly version: string;
  readonly profile: string;
  readonly symbols: readonly string[];
  /** Of the configuration, but not on the tape. */
  readonly missing: readonly string[];
  readonly strategies: readonly string[];
  readonly initialEquity: number;
  readonly equity: number;
  /** Equity now - at the start, USDT; open positions at mark. */
  readonly pnl: number;
  readonly return: number;
  /** Deepest fall from a peak, fraction of the peak, at every mark. */
  readonly maxDrawdown: number;
  readonly exposure: { readonly mean: number; readonly peak: number };
  readonly trades: { readonly closed: number; readonly won: number };
  readonly costs: { readonly fees: number; readonly funding: number };
  readonly decisions: {
    readonly allowed: number;
    readonly deliberate: number;
    readonly unexpected: number;
    readonly byReason: readonly {
      readonly reason: string;
      readonly class: ReasonClass;
      readonly count: number;
    }[];
  };
  readonly rejected: Measured;
  readonly timeouts: Measured;
  /** Filled / submitted notional of ended orders. */
  readonly fillRatio: Measured;
  /** Signed, against the decision's reference price, weighted by notional; bps. */
  readonly slippage: Measured;
  /** Trips by breaker: `daily_soft warning`, `drawdown_breaker active`. */
  readonly breakers: Readonly<Record<string, number>>;
  readonly throttle: {
    /** Allowed entries that correlation made smaller, and refused ones it chose against. */
    readonly reduced: number;
    readonly refused: number;
    /** Notional of reduced entries without and with it, USDT, before lots. */
    readonly wanted: number;
    readonly taken: number;
  };
  /** Exits that failed, stops that were missing and the like. */
  readonly troubles: number;
  /** Do the ledger's entries explain the venue's balance to the last digit? */
  readonly ledgerExact: boolean;
  /** SHA-256 by module of the orchestrator's state: equal on every run over one tape. */
  readonly stateHashes: Readonly<Record<string, string>>;
  readonly points: readonly PaperPoint[];
}

export interface PaperCheck {
  readonly id: string;
  readonly title: string;
  readonly verdict: PaperVerdict;
  /** With the figures of both. */
  readonly text: string;
}

/** Difference of the returns over the period, candidate - version in force. */
export interface ReturnDifference {
  readonly value: number;
  /** 95 % interval; null: too few hours. */
  readonly low: number | null;
  readonly high: number | null;
  readonly hours: number;
  readonly resamples: number;
}

export const PAPER_REPORT_SCHEMA = 'septet.paper/1';

export interface PaperReport {
  readonly schema: typeof PAPER_REPORT_SCHEMA;
  readonly proposal: string;
  /** SHA-256 of the candidate's files. */
  readonly content: string;
  readonly build: string;
  /** Market time the tape covers. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** False: a preview, which never opens the way to a promotion. */
  readonly counts: boolean;
  /** Wall time counted and left out, ms. */
  readonly counted: Ms;
  readonly gaps: Ms;
  readonly steps: number;
  /** Steps that were made of 1m candles because nobody recorded then. */
  readonly filled: number;
  readonly inForce: SideFigures;
  readonly candidate: SideFigures;
  readonly difference: ReturnDifference;
  readonly checks: readonly PaperCheck[];
  /** The worst of the checks. */
  readonly verdict: PaperVerdict;
  readonly notes: readonly string[];
}

/** What the shadow tells of itself, each minute and at changes. */
export interface PaperState {
  /** `assignmentId` of what it is about. */
  readonly assignment: string;
  readonly progress: PaperProgress;
  /** Market time that is on the tape, and up to which both were run; null: nothing yet. */
  readonly tapeUntil: EpochMs | null;
  readonly runUntil: EpochMs | null;
  readonly tapeBytes: number;
  readonly residentBytes: number;
  /** Why it does not go on, in words; null: it does. */
  readonly trouble: string | null;
  readonly report: {
    readonly name: string;
    readonly verdict: PaperVerdict;
    readonly at: EpochMs;
    readonly counts: boolean;
  } | null;
}
