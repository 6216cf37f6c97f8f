/**
 * One decision: every check of one signal in order, the size, and the order. Data in, data out:
 * the figures of each step go into the packed record, the first check that fails ends it.
 */
import type { Closure } from '../../domain/closure.ts';
import type { EntryOrder } from '../../domain/decision.ts';
import { REASONS, type ReasonCode } from '../../domain/reasons.ts';
import type { Signal } from '../../domain/signal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { stepsToNumber, stepsToText } from '../basis/exact.ts';
import type { ApprovedOrder } from '../events.ts';
import { reserveEntry } from '../exposure/holdings.ts';
import { openOwnClosure } from '../gate/gate.ts';
import { guardFailed, guardsPassed, rememberEntry } from '../guards/guard-state.ts';
import { guardMarket, guardOrder } from '../guards/guards.ts';
import { addSample } from '../guards/rates.ts';
import type { KernelState } from '../state.ts';
import { admit, type Candidate } from './admission.ts';
import { beginFigures } from './figures.ts';
import * as P from './packed-layout.ts';
import { measureCounterfactual, sizeEntry } from './sizing.ts';

const REASON_CODES = Object.keys(REASONS) as ReasonCode[];
const REASON_NUMBER = new Map(REASON_CODES.map((code, at) => [code, at] as const));

/** Code of a packed reason number. */
export const reasonOf = (number: number): ReasonCode | null => REASON_CODES[number] ?? null;

/** A signal on its way to a decision. */
export function candidateOf(
  state: KernelState,
  signal: Signal,
  at: EpochMs,
  attempt: 0 | 1 | 2,
  retryOf: number | null,
  percentile: number,
  arrivedAt: EpochMs = at,
): Candidate {
  const strategy = state.index.strategyOf.get(signal.strategy)!;
  const symbol = state.index.symbolOf.get(signal.symbol)!;
  return {
    signal,
    at,
    arrivedAt,
    attempt,
    retryOf,
    percentile,
    strategy,
    symbol,
    asset: state.index.symbols[symbol]!.asset,
    isLong: signal.side === 'long',
    figures: beginFigures(state, signal, at, attempt, retryOf, strategy, symbol),
    closures: NO_CLOSURES,
    lots: 0,
    ticks: 0,
    notional: 0,
    mid: 0,
  };
}
const NO_CLOSURES: readonly Closure[] = [];

/** Decides now; returns true when the entry was allowed. */
export function decide(state: KernelState, candidate: Candidate): boolean {
  const reason =
    admit(state, candidate) ??
    guardMarket(state, candidate) ??
    sizeEntry(state, candidate) ??
    guardOrder(state, candidate);
  if (reason !== null) {
    refuse(state, candidate, reason);
    return false;
  }
  allow(state, candidate);
  return true;
}

/** Emits a refusal for a reason already recorded in the figures. */
export function refuse(state: KernelState, candidate: Candidate, reason: ReasonCode): void {
  const { figures, at, signal } = candidate;
  if (isCorrelationRefusal(reason)) measureCounterfactual(state, candidate);
  const decision = number(state, candidate);
  figures[P.REASON] = REASON_NUMBER.get(reason)!;
  const { counters, config } = state;
  counters.refused += 1;
  counters.byReason.set(reason, (counters.byReason.get(reason) ?? 0) + 1);
  if (REASONS[reason] === 'unexpected') {
    addSample(state.rates.rejected, at, 1, 1, config.rates.rejectedWindow);
  }
  const { closures } = candidate;
  const packed = { figures, signal, order: null, closures };
  const verdict = 'refused';
  state.out.push({ kind: 'decision', at, decision, verdict, reason, signal, order: null, packed });
  if (reason === 'SPREAD_TOO_WIDE' || reason === 'SLIPPAGE_TOO_HIGH')
    countFailure(state, candidate);
}

const isCorrelationRefusal = (reason: ReasonCode): boolean =>
  reason === 'CLUSTER_NOT_BEST' ||
  reason === 'CLUSTER_ENTRY_RATE' ||
  reason === 'CLUSTER_WORST_STRATEGY';

function number(state: KernelState, candidate: Candidate): number {
  state.core.decision += 1;
  candidate.figures[P.DECISION] = state.core.decision;
  return state.core.decision;
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

function allow(state: KernelState, candidate: Candidate): void {
  const { figures, at, signal, strategy, symbol, lots, ticks, isLong, attempt, retryOf } =
    candidate;
  const decision = number(state, candidate);
  const entry = state.index.symbols[symbol]!.exact;
  const { bucketConfig } = state.index.strategies[strategy]!;
  const price = stepsToNumber(ticks, entry.tick);
  figures[P.ALLOWED] = 1;
  const entryOrder: EntryOrder = {
    decision,
    attempt,
    strategy: signal.strategy,
    symbol: signal.symbol,
    side: signal.side,
    quantity: stepsToText(lots, entry.lot),
    limitPrice: stepsToText(ticks, entry.tick),
    referencePrice: candidate.mid,
    stopDistance: signal.stopDistance,
    timeout: bucketConfig.entryTimeout,
    exitPlan: signal.exitPlan,
    epoch: state.closures.epoch,
    writer: state.core.writer,
    decidedAt: at,
    expiresAt: at + state.config.guards.decisionLifetime,
  };
  // The one place that approves: everything above it has been checked.
  const order = entryOrder as ApprovedOrder;
  reserveEntry(state.holdings, {
    decision,
    strategy,
    symbol,
    asset: candidate.asset,
    isLong,
    attempt,
    retryOf,
    signal,
    quantity: stepsToNumber(lots, entry.lot),
    price,
    mid: candidate.mid,
    filled: 0,
    booked: 0,
    notional: candidate.notional,
    risk: candidate.notional * signal.stopDistance,
    waitsUntil: null,
  });
  state.cluster.lastAdmittedAt = at;
  state.counters.allowed += 1;
  rememberEntry(state.guards, strategy, symbol, isLong, lots, ticks, at, state.config.guards);
  guardsPassed(state.guards, symbol);
  const { closures } = candidate;
  const packed = { figures, signal, order, closures };
  const verdict = 'allowed';
  state.out.push({ kind: 'decision', at, decision, verdict, reason: null, signal, order, packed });
}
