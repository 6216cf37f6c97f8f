/** A signal on its way to a decision, with its places in the tables and what the checks find out. */
import type { Closure } from '../../domain/closure.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import type { Signal } from '../../domain/signal.ts';
import type { EpochMs } from '../../domain/time.ts';
import * as L from './layout.ts';

/** Work space of one decision, filled anew for each; only `figures` and `closures` outlive it. */
export interface Candidate {
  signal: Signal;
  at: EpochMs;
  /** When the signal arrived; before `at` for one that waited for a contest to end. */
  arrivedAt: EpochMs;
  attempt: 0 | 1 | 2;
  /** Edge percentile of the signal; NaN when it was not ranked. */
  percentile: number;
  strategy: number;
  symbol: number;
  asset: number;
  isLong: boolean;
  figures: number[];
  closures: readonly Closure[];
}

export function createCandidate(): Candidate {
  return {
    signal: {} as Signal,
    at: 0,
    arrivedAt: 0,
    attempt: 0,
    percentile: Number.NaN,
    strategy: 0,
    symbol: 0,
    asset: 0,
    isLong: false,
    figures: [],
    closures: NO_CLOSURES,
  };
}

export const NO_CLOSURES: readonly Closure[] = Object.freeze([]);

/** Records the check that ends the evaluation. */
export function deny(figures: number[], check: number, reason: ReasonCode): ReasonCode {
  figures[L.FAILED_CHECK] = check;
  figures[L.FAILED_OUTCOME] = 1;
  return reason;
}

/** A figure is missing: denied, because it cannot be evaluated. */
export function notEvaluated(figures: number[], check: number, reason: ReasonCode): ReasonCode {
  figures[L.FAILED_CHECK] = check;
  figures[L.FAILED_OUTCOME] = 2;
  return reason;
}
