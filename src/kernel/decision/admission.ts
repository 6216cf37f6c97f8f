/**
 * May this signal become an entry at all: its age, the gate, its strategy, equity, and what a
 * cluster event leaves. Everything that is refused here is refused before any price is looked at.
 */
import type { Closure } from '../../domain/closure.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import type { Signal } from '../../domain/signal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { worstStrategy } from '../correlation/cluster.ts';
import { occupancy } from '../exposure/holdings.ts';
import { CLOSED_REASON, closuresOf } from '../gate/closures.ts';
import { entriesLastMinute } from '../guards/guard-state.ts';
import type { KernelState } from '../state.ts';
import * as P from './packed-layout.ts';

/** A signal with its places in the tables, its figures, and what the checks find out. */
export interface Candidate {
  readonly signal: Signal;
  readonly at: EpochMs;
  /** When the signal arrived; before `at` for one that waited for a contest to end. */
  readonly arrivedAt: EpochMs;
  readonly attempt: 0 | 1 | 2;
  readonly retryOf: number | null;
  readonly percentile: number;
  readonly strategy: number;
  readonly symbol: number;
  readonly asset: number;
  readonly isLong: boolean;
  readonly figures: number[];
  closures: readonly Closure[];
  lots: number;
  ticks: number;
  /** USDT notional of the order. */
  notional: number;
  /** Mid price at the decision. */
  mid: number;
}

/** Records input and limit of a check that has slots of its own. */
export function note(figures: number[], check: number, input: number, limit: number): void {
  const slot = P.ownSlot(check);
  figures[P.INPUTS + slot] = input;
  figures[P.CHECK_LIMITS + slot] = limit;
}

/** Records the check that ends the evaluation; NaN as its input makes it "not evaluated". */
export function deny(figures: number[], check: number, reason: ReasonCode): ReasonCode {
  figures[P.FAILED_CHECK] = check;
  figures[P.FAILED_OUTCOME] = 1;
  return reason;
}

/** A figure is missing: denied, because it cannot be evaluated. */
export function notEvaluated(figures: number[], check: number, reason: ReasonCode): ReasonCode {
  figures[P.FAILED_CHECK] = check;
  figures[P.FAILED_OUTCOME] = 2;
  return reason;
}

export function admit(state: KernelState, candidate: Candidate): ReasonCode | null {
  return (
    admitSignal(state, candidate) ?? admitEquity(state, candidate) ?? admitCluster(state, candidate)
  );
}

function admitSignal(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f, signal, strategy, symbol } = candidate;
  const entry = state.index.strategies[strategy]!;
  // A retry lives as long as its order did: only a first attempt can come too late.
  if (candidate.attempt === 0) {
    const age = candidate.arrivedAt - signal.at;
    note(f, P.CHECK_SIGNAL_AGE, age, state.config.guards.signalMaxAge);
    if (age < 0 || age > state.config.guards.signalMaxAge) {
      return deny(f, P.CHECK_SIGNAL_AGE, 'SIGNAL_OUT_OF_TIME');
    }
  }
  note(f, P.CHECK_ALLOW_LIST, entry.allowed[symbol]!, 1);
  if (entry.allowed[symbol] !== 1) return deny(f, P.CHECK_ALLOW_LIST, 'UNKNOWN_SYMBOL');
  const closures = closuresOf(state.closures, state.index, strategy, symbol);
  candidate.closures = closures;
  note(f, P.CHECK_CLOSURES, closures.length, 0);
  if (closures.length > 0) return deny(f, P.CHECK_CLOSURES, CLOSED_REASON[closures[0]!.cause]);
  note(f, P.CHECK_WORKER_OPEN, signal.paused ? 0 : 1, 1);
  if (signal.paused) return deny(f, P.CHECK_WORKER_OPEN, 'WORKER_PAUSED');
  note(f, P.CHECK_WANTED, signal.veto === null ? 1 : 0, 1);
  if (signal.veto !== null) {
    const holds = signal.veto === 'holding';
    return deny(f, P.CHECK_WANTED, holds ? 'ALREADY_IN_POSITION' : 'STRATEGY_COOLDOWN');
  }
  const enabled = state.allocation.enabled[strategy]!;
  note(f, P.CHECK_STRATEGY_ACTIVE, enabled, 1);
  if (enabled !== 1) return deny(f, P.CHECK_STRATEGY_ACTIVE, 'STRATEGY_INACTIVE');
  const weight = state.allocation.weights[strategy]!;
  note(f, P.CHECK_STRATEGY_WEIGHT, weight, 0);
  if (!(weight > 0)) return deny(f, P.CHECK_STRATEGY_WEIGHT, 'WEIGHT_UNKNOWN');
  const held = occupancy(state.holdings, strategy, symbol);
  note(f, P.CHECK_IN_POSITION, held, 0);
  return null;
}

function admitEquity(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f, at } = candidate;
  const { equity, config } = state;
  if (equity.lastAt < 0) return notEvaluated(f, P.CHECK_EQUITY, 'EQUITY_UNKNOWN');
  note(f, P.CHECK_EQUITY, equity.equity, 0);
  if (!(equity.equity > 0)) return deny(f, P.CHECK_EQUITY, 'EQUITY_UNKNOWN');
  const age = at - equity.lastAt;
  note(f, P.CHECK_EQUITY_AGE, age, config.guards.equityStaleAfter);
  if (age > config.guards.equityStaleAfter) {
    return deny(f, P.CHECK_EQUITY_AGE, 'EQUITY_UNKNOWN');
  }
  if (f[P.INPUTS + P.CHECK_IN_POSITION]! > 0) {
    return deny(f, P.CHECK_IN_POSITION, 'ALREADY_IN_POSITION');
  }
  return null;
}

function admitCluster(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f, at, strategy } = candidate;
  const { cluster, config } = state;
  if (cluster.active) {
    const { entryInterval } = config.correlation.cluster;
    // A retry belongs to an entry that was admitted already and opened no position.
    if (candidate.attempt === 0 && cluster.lastAdmittedAt >= 0) {
      const elapsed = at - cluster.lastAdmittedAt;
      note(f, P.CHECK_CLUSTER_INTERVAL, elapsed, entryInterval);
      if (elapsed < entryInterval) {
        return deny(f, P.CHECK_CLUSTER_INTERVAL, 'CLUSTER_ENTRY_RATE');
      }
    }
    const worst = worstStrategy(state, at);
    if (worst === strategy) {
      note(f, P.CHECK_CLUSTER_WORST, candidate.percentile, Number.NaN);
      return deny(f, P.CHECK_CLUSTER_WORST, 'CLUSTER_WORST_STRATEGY');
    }
  }
  const entries = entriesLastMinute(state.guards, strategy, at) + 1;
  note(f, P.CHECK_ENTRY_RATE, entries, config.guards.maxEntriesPerMinute);
  if (entries > config.guards.maxEntriesPerMinute) {
    return deny(f, P.CHECK_ENTRY_RATE, 'ENTRY_RATE');
  }
  return null;
}
