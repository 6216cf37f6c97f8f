/**
 * May this signal become an entry at all: its age, the gate, its strategy, equity, and what a
 * cluster event leaves. Everything that is refused here is refused before any price is looked at.
 */
import type { ReasonCode } from '../../domain/reasons.ts';
import { worstStrategy } from '../correlation/cluster.ts';
import { occupancy } from '../exposure/holdings.ts';
import { CLOSED_REASON, closuresOf } from '../gate/closures.ts';
import { entriesLastMinute } from '../guards/guard-state.ts';
import type { KernelState } from '../state.ts';
import { type Candidate, deny, notEvaluated } from './candidate.ts';
import * as C from './checks.ts';
import * as L from './layout.ts';

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
    f[L.SIGNAL_AGE] = age;
    if (age < 0 || age > state.config.guards.signalMaxAge) {
      return deny(f, C.CHECK_SIGNAL_AGE, 'SIGNAL_OUT_OF_TIME');
    }
  }
  if (entry.allowed[symbol] !== 1) return deny(f, C.CHECK_ALLOW_LIST, 'UNKNOWN_SYMBOL');
  const closures = closuresOf(state.closures, state.index, strategy, symbol);
  candidate.closures = closures;
  f[L.CLOSURES] = closures.length;
  if (closures.length > 0) return deny(f, C.CHECK_CLOSURES, CLOSED_REASON[closures[0]!.cause]);
  if (signal.paused) return deny(f, C.CHECK_WORKER_OPEN, 'WORKER_PAUSED');
  if (signal.veto !== null) {
    const holds = signal.veto === 'holding';
    return deny(f, C.CHECK_WANTED, holds ? 'ALREADY_IN_POSITION' : 'STRATEGY_COOLDOWN');
  }
  const enabled = state.allocation.enabled[strategy]!;
  f[L.ENABLED] = enabled;
  if (enabled !== 1) return deny(f, C.CHECK_STRATEGY_ACTIVE, 'STRATEGY_INACTIVE');
  if (!(f[L.STRATEGY_WEIGHT]! > 0)) return deny(f, C.CHECK_STRATEGY_WEIGHT, 'WEIGHT_UNKNOWN');
  return null;
}

function admitEquity(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f, at } = candidate;
  const { equity, config } = state;
  if (equity.lastAt < 0) return notEvaluated(f, C.CHECK_EQUITY, 'EQUITY_UNKNOWN');
  if (!(equity.equity > 0)) return deny(f, C.CHECK_EQUITY, 'EQUITY_UNKNOWN');
  const age = at - equity.lastAt;
  f[L.EQUITY_AGE] = age;
  if (age > config.guards.equityStaleAfter) {
    return deny(f, C.CHECK_EQUITY_AGE, 'EQUITY_UNKNOWN');
  }
  const held = occupancy(state.holdings, candidate.strategy, candidate.symbol);
  f[L.IN_POSITION] = held;
  return held > 0 ? deny(f, C.CHECK_IN_POSITION, 'ALREADY_IN_POSITION') : null;
}

function admitCluster(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f, at, strategy } = candidate;
  const { cluster, config } = state;
  if (cluster.active) {
    const { entryInterval } = config.correlation.cluster;
    // A retry belongs to an entry that was admitted already and opened no position.
    if (candidate.attempt === 0 && cluster.lastAdmittedAt >= 0) {
      const elapsed = at - cluster.lastAdmittedAt;
      f[L.CLUSTER_INTERVAL] = elapsed;
      if (elapsed < entryInterval) {
        return deny(f, C.CHECK_CLUSTER_INTERVAL, 'CLUSTER_ENTRY_RATE');
      }
    }
    if (worstStrategy(state, at) === strategy) {
      f[L.PERCENTILE] = candidate.percentile;
      return deny(f, C.CHECK_CLUSTER_WORST, 'CLUSTER_WORST_STRATEGY');
    }
  }
  const entries = entriesLastMinute(state.guards, strategy, at) + 1;
  f[L.ENTRIES] = entries;
  return entries > config.guards.maxEntriesPerMinute
    ? deny(f, C.CHECK_ENTRY_RATE, 'ENTRY_RATE')
    : null;
}
