/**
 * A signal's way to a decision (domain specification 1.7): checked, remembered by id, its vote and
 * edge counted, then decided at once or, in a cluster event, held until its contest ends.
 */
import type { Signal } from '../../domain/signal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { majorityOf, vote } from '../correlation/alignment.ts';
import { updateThrottles } from '../correlation/cluster.ts';
import { addEdge } from '../correlation/edge-percentile.ts';
import type { Fault } from '../input/rejections.ts';
import { signalFault } from '../input/validate-signal.ts';
import type { Contender, KernelState } from '../state.ts';
import { admit, deny, note } from './admission.ts';
import { candidateOf, decide, refuse } from './decide.ts';
import * as P from './packed-layout.ts';

/** Ids remembered per generation; two generations are kept. */
const IDS_PER_GENERATION = 4_096;
/** Most signals that wait for one contest; a further one is decided as not the best. */
const MAX_CONTENDERS = 1_024;

/** Malformed, unknown or seen before: such a signal is refused before it touches anything. */
export function signalEventFault(state: KernelState, signal: Signal): Fault | null {
  const fault = signalFault(signal, state.index);
  if (fault !== null) return fault;
  const ids = state.signalIds;
  if (!ids.current.has(signal.id) && !ids.previous.has(signal.id)) return null;
  return { code: 'SIGNAL_DUPLICATE', text: `signal ${signal.id} came before` };
}

/** Takes a signal that has no fault. */
export function handleSignal(state: KernelState, at: EpochMs, signal: Signal): void {
  rememberId(state, signal.id);
  const inTime = signal.at <= at && at - signal.at <= state.config.guards.signalMaxAge;
  // A signal out of time says nothing about the market now: it neither votes nor ranks.
  const percentile = inTime ? countSignal(state, at, signal) : -1;
  const candidate = candidateOf(state, signal, at, 0, null, percentile);
  if (!state.cluster.active || !isAligned(state, signal)) {
    decide(state, candidate);
    return;
  }
  const reason = admit(state, candidate);
  if (reason === null) hold(state, { signal, percentile, arrival: at });
  else refuse(state, candidate, reason);
}

function rememberId(state: KernelState, id: string): void {
  const ids = state.signalIds;
  if (ids.current.size >= IDS_PER_GENERATION) {
    ids.previous = ids.current;
    ids.current = new Set();
  }
  ids.current.add(id);
}

/** Vote (onsets only, the current signal included) and edge percentile. */
function countSignal(state: KernelState, at: EpochMs, signal: Signal): number {
  const strategy = state.index.strategyOf.get(signal.strategy)!;
  const asset = state.index.symbols[state.index.symbolOf.get(signal.symbol)!]!.alignment;
  const { correlation } = state.config;
  const percentile = addEdge(state.edges[strategy]!, signal.edge, at, correlation);
  if (signal.onset && asset >= 0) {
    const wasEmpty = state.alignment.queue.size === 0;
    vote(state.alignment, strategy, asset, signal.side === 'long', at);
    if (wasEmpty) state.wakeDirty = true;
    updateThrottles(state, at);
  }
  return percentile;
}

/** On the majority side, on one of the alignment assets. */
function isAligned(state: KernelState, signal: Signal): boolean {
  if (state.index.symbols[state.index.symbolOf.get(signal.symbol)!]!.alignment < 0) return false;
  return majorityOf(state.alignment) === (signal.side === 'long' ? 1 : 2);
}

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
  state.wakeDirty = true;
  let best = contenders[0];
  for (const contender of contenders) if (best && beats(state, contender, best)) best = contender;
  if (best === undefined) return;
  const { signal, percentile, arrival } = best;
  decide(state, candidateOf(state, signal, at, 0, null, percentile, arrival));
  for (const contender of contenders) {
    if (contender !== best) lose(state, contender, at, percentile);
  }
}

function beats(state: KernelState, a: Contender, b: Contender): boolean {
  if (a.percentile !== b.percentile) return a.percentile > b.percentile;
  if (a.signal.at !== b.signal.at) return a.signal.at < b.signal.at;
  if (a.arrival !== b.arrival) return a.arrival < b.arrival;
  const { strategyOf } = state.index;
  return strategyOf.get(a.signal.strategy)! < strategyOf.get(b.signal.strategy)!;
}

function lose(state: KernelState, contender: Contender, at: EpochMs, best: number): void {
  const { signal, percentile, arrival } = contender;
  const candidate = candidateOf(state, signal, at, 0, null, percentile, arrival);
  note(candidate.figures, P.CHECK_CLUSTER_BEST, percentile, best);
  const reason = deny(candidate.figures, P.CHECK_CLUSTER_BEST, 'CLUSTER_NOT_BEST');
  refuse(state, candidate, reason);
}
