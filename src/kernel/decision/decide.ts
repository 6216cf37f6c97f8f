/**
 * One decision: every check of one signal in order, the size, and the order. Data in, data out:
 * the figures of each step are recorded, the first check that fails ends it.
 */
import { REASONS, type ReasonCode } from '../../domain/reasons.ts';
import type { Signal } from '../../domain/signal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { stepsToNumber } from '../basis/exact.ts';
import type { Decision } from '../events.ts';
import { reserveEntry } from '../exposure/holdings.ts';
import { openOwnClosure } from '../gate/gate.ts';
import { guardFailed, guardsPassed, rememberEntry } from '../guards/guard-state.ts';
import { guardMarket, guardOrder } from '../guards/guards.ts';
import { addSample, rejectsKept } from '../guards/rates.ts';
import type { KernelState } from '../state.ts';
import { admit } from './admission.ts';
import { type Candidate, NO_CLOSURES } from './candidate.ts';
import { beginFigures } from './figures.ts';
import * as L from './layout.ts';
import { measureCounterfactual, sizeEntry } from './sizing.ts';

/**
 * Puts a signal on its way: the state's work space, valid until the next one. `strategy` and
 * `symbol` are its places in the tables; `retryOf` is NaN for a first attempt.
 */
export function candidateOf(
  state: KernelState,
  signal: Signal,
  at: EpochMs,
  strategy: number,
  symbol: number,
  attempt: 0 | 1 | 2,
  retryOf: number,
  percentile: number,
  arrivedAt: EpochMs,
): Candidate {
  const { candidate } = state;
  candidate.signal = signal;
  candidate.at = at;
  candidate.arrivedAt = arrivedAt;
  candidate.attempt = attempt;
  candidate.percentile = percentile;
  candidate.strategy = strategy;
  candidate.symbol = symbol;
  candidate.asset = state.index.symbols[symbol]!.asset;
  candidate.isLong = signal.side === 'long';
  candidate.figures = beginFigures(state, signal, attempt, retryOf, strategy, symbol);
  candidate.closures = NO_CLOSURES;
  return candidate;
}

/** Decides now; returns why the entry was refused, null when it was allowed. */
export function decide(state: KernelState, candidate: Candidate): ReasonCode | null {
  const reason =
    admit(state, candidate) ??
    guardMarket(state, candidate) ??
    sizeEntry(state, candidate) ??
    guardOrder(state, candidate);
  if (reason === null) allow(state, candidate);
  else refuse(state, candidate, reason);
  return reason;
}

/** Emits a refusal for a reason already recorded in the figures. */
export function refuse(state: KernelState, candidate: Candidate, reason: ReasonCode): void {
  if (isCorrelationRefusal(reason)) measureCounterfactual(state, candidate);
  const { figures, at, signal, closures } = candidate;
  state.core.decision += 1;
  const { decision } = state.core;
  const { counters, config } = state;
  counters.refused += 1;
  counters.byReason.set(reason, (counters.byReason.get(reason) ?? 0) + 1);
  if (REASONS[reason] === 'unexpected') {
    addSample(state.rates.rejected, at, 1, 1, rejectsKept(config.rates));
  }
  const verdict = 'refused';
  emit(state, { kind: 'decision', at, decision, verdict, reason, signal, figures, closures });
  if (reason === 'SPREAD_TOO_WIDE' || reason === 'SLIPPAGE_TOO_HIGH')
    countFailure(state, candidate);
}

const isCorrelationRefusal = (reason: ReasonCode): boolean =>
  reason === 'CLUSTER_NOT_BEST' ||
  reason === 'CLUSTER_ENTRY_RATE' ||
  reason === 'CLUSTER_WORST_STRATEGY';

/** Most steps make one decision and nothing else: a list of one is smaller than one that grew. */
function emit(state: KernelState, decision: Decision): void {
  if (state.out.length === 0) state.out = [decision];
  else state.out.push(decision);
}

/** Two guard failures in a row put the symbol on the cooldown list. */
function countFailure(state: KernelState, candidate: Candidate): void {
  const { at, symbol } = candidate;
  const { cooldown } = state.config.guards;
  if (!guardFailed(state.guards, symbol, at, cooldown)) return;
  const scope = { strategy: null, symbol: state.index.symbols[symbol]!.id };
  const reason = `${cooldown.failures} guard failures in a row on ${scope.symbol}`;
  openOwnClosure(state, at, 'symbol_cooldown', scope, at + cooldown.duration, reason);
}

/** The one place that approves: everything before it has been checked. */
function allow(state: KernelState, candidate: Candidate): void {
  const { figures, at, signal, strategy, symbol, isLong, closures } = candidate;
  state.core.decision += 1;
  const { decision } = state.core;
  const { exact } = state.index.symbols[symbol]!;
  const lots = figures[L.LOTS]!;
  const ticks = figures[L.TICKS]!;
  const notional = figures[L.NOTIONAL]!;
  reserveEntry(state.holdings, {
    decision,
    strategy,
    symbol,
    asset: candidate.asset,
    isLong,
    attempt: candidate.attempt,
    signal,
    quantity: stepsToNumber(lots, exact.lot),
    price: stepsToNumber(ticks, exact.tick),
    mid: figures[L.MID]!,
    filled: 0,
    booked: 0,
    notional,
    risk: notional * signal.stopDistance,
    waitsUntil: null,
  });
  state.cluster.lastAdmittedAt = at;
  state.counters.allowed += 1;
  rememberEntry(state.guards, strategy, symbol, isLong, lots, ticks, at, state.config.guards);
  guardsPassed(state.guards, symbol);
  const verdict = 'allowed';
  emit(state, { kind: 'decision', at, decision, verdict, reason: null, signal, figures, closures });
}
