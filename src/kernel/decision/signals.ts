/**
 * A signal's way to a decision (domain specification 1.7): checked, remembered by id, its vote and
 * edge counted, then decided at once or, in a cluster event, held until its contest ends.
 */
import type { Signal } from '../../domain/signal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { majorityOf, vote } from '../correlation/alignment.ts';
import { updateThrottles } from '../correlation/cluster.ts';
import { addEdge } from '../correlation/edge-percentile.ts';
import type { Contender, KernelState } from '../state.ts';
import { admit } from './admission.ts';
import { type Candidate, deny } from './candidate.ts';
import * as C from './checks.ts';
import { candidateOf, decide, refuse } from './decide.ts';
import * as L from './layout.ts';

/** Most signals that wait for one contest; a further one is decided as not the best. */
const MAX_CONTENDERS = 1_024;

/** Takes a signal that has no fault; `strategy` and `symbol` are its places in the tables. */
export function handleSignal(
  state: KernelState,
  at: EpochMs,
  signal: Signal,
  strategy: number,
  symbol: number,
): void {
  const inTime = signal.at <= at && at - signal.at <= state.config.guards.signalMaxAge;
  const { alignment } = state.index.symbols[symbol]!;
  // A signal out of time says nothing about the market now: it neither votes nor ranks.
  const percentile = inTime ? countSignal(state, at, signal, strategy, alignment) : NaN;
  const candidate = candidateOf(state, signal, at, strategy, symbol, 0, NaN, percentile, at);
  if (!state.cluster.active || !isAligned(state, signal, alignment)) {
    decide(state, candidate);
    return;
  }
  const reason = admit(state, candidate);
  if (reason === null) hold(state, { signal, percentile, arrival: at });
  else refuse(state, candidate, reason);
}

/** Vote (onsets only, the current signal included) and edge percentile. */
function countSignal(
  state: KernelState,
  at: EpochMs,
  signal: Signal,
  strategy: number,
  asset: number,
): number {
  const percentile = addEdge(state.edges[strategy]!, signal.edge, at, state.config.correlation);
  if (signal.onset && asset >= 0) {
    const wasEmpty = state.alignment.queue.size === 0;
    vote(state.alignment, strategy, asset, signal.side === 'long', at);
    if (wasEmpty) state.wakeDirty = true;
    updateThrottles(state, at);
  }
  return percentile;
}

/** On the majority side, on one of the alignment assets. */
const isAligned = (state: KernelState, signal: Signal, asset: number): boolean =>
  asset >= 0 && majorityOf(state.alignment) === (signal.side === 'long' ? 1 : 2);

function hold(state: KernelState, contender: Contender): void {
  const { cluster } = state;
  if (cluster.contenders.length >= MAX_CONTENDERS) {
    lose(state, contender, contender.arrival, Number.NaN);
    return;
  }
  cluster.contenders.push(contender);
  if (cluster.contestEndsAt !== null) return;
  cluster.contestEndsAt = contender.arrival + state.config.correlation.cluster.contestWindow;
  state.wakeDirty = true;
}

/** The contest ends: the highest edge is decided, the earlier signal on a tie, then strategy order. */
export function endContest(state: KernelState, at: EpochMs): void {
  const { cluster } = state;
  const { contenders } = cluster;
  cluster.contenders = [];
  cluster.contestEndsAt = null;
  // A contest begins with its first contender, so there is one.
  let best = contenders[0]!;
  for (const contender of contenders) if (beats(state, contender, best)) best = contender;
  decide(state, contenderAt(state, best, at));
  for (const contender of contenders) {
    if (contender !== best) lose(state, contender, at, best.percentile);
  }
}

/** Does `a`, which came after `b` or with it, go before it? */
function beats(state: KernelState, a: Contender, b: Contender): boolean {
  if (a.percentile !== b.percentile) return a.percentile > b.percentile;
  if (a.signal.at !== b.signal.at) return a.signal.at < b.signal.at;
  if (a.arrival !== b.arrival) return false;
  const { strategyOf } = state.index;
  return strategyOf.get(a.signal.strategy)! < strategyOf.get(b.signal.strategy)!;
}

function lose(state: KernelState, contender: Contender, at: EpochMs, best: number): void {
  const candidate = contenderAt(state, contender, at);
  candidate.figures[L.PERCENTILE] = contender.percentile;
  candidate.figures[L.BEST_PERCENTILE] = best;
  const reason = deny(candidate.figures, C.CHECK_CLUSTER_BEST, 'CLUSTER_NOT_BEST');
  refuse(state, candidate, reason);
}

function contenderAt(state: KernelState, contender: Contender, at: EpochMs): Candidate {
  const { signal, percentile, arrival } = contender;
  const strategy = state.index.strategyOf.get(signal.strategy)!;
  const symbol = state.index.symbolOf.get(signal.symbol)!;
  return candidateOf(state, signal, at, strategy, symbol, 0, NaN, percentile, arrival);
}
