/**
 * Execution guards (domain specification 1.9): freshness and spread of the book and the funding
 * hook before sizing; price collar, order ceiling, expected slippage and repetition after it.
 */
import type { ReasonCode } from '../../domain/reasons.ts';
import { HOUR_MS } from '../../domain/time.ts';
import { stepsToNumber } from '../basis/exact.ts';
import { above, atMost, below } from '../basis/tolerance.ts';
import { type Candidate, deny, notEvaluated } from '../decision/candidate.ts';
import * as C from '../decision/checks.ts';
import { fillExposure } from '../decision/figures.ts';
import * as L from '../decision/layout.ts';
import { effectNow, strictnessFactor } from '../exposure/capacity.ts';
import { type KernelState, profileNow } from '../state.ts';
import { identicalRun } from './guard-state.ts';
import { settlementsWithin } from './market-state.ts';
import { averageTakePrice, midPrice, slippageBps, spreadBps } from './order-book.ts';

export function guardMarket(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f, at, symbol } = candidate;
  const { market, config } = state;
  const bookAt = market.bookAt[symbol]!;
  if (bookAt < 0) return notEvaluated(f, C.CHECK_BOOK_AGE, 'BOOK_MISSING');
  f[L.BOOK_AGE] = at - bookAt;
  if (at - bookAt > config.guards.marketStaleAfter) {
    return deny(f, C.CHECK_BOOK_AGE, 'BOOK_STALE');
  }
  const bid = market.bids[symbol]![0]!;
  const ask = market.asks[symbol]![0]!;
  f[L.MID] = midPrice(bid, ask);
  const spread = spreadBps(bid, ask);
  const { bucketConfig } = state.index.strategies[candidate.strategy]!;
  const limit = bucketConfig.maxSpreadBps * strictnessFactor(state);
  f[L.SPREAD] = spread;
  f[L.SPREAD_LIMIT] = limit;
  if (!atMost(spread, limit)) return deny(f, C.CHECK_SPREAD, 'SPREAD_TOO_WIDE');
  return guardFunding(state, candidate);
}

/** Paying reduces or refuses; receiving, and data that is missing or absent, never does. */
function guardFunding(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f, at, signal, isLong } = candidate;
  const funding = state.market.funding[candidate.symbol];
  const hook = state.config.guards.funding;
  if (funding?.status !== 'ok') return null;
  const holding = signal.expectedHoldingHours * HOUR_MS;
  const settlements = settlementsWithin(funding, at, holding);
  const paying = isLong ? funding.rate : -funding.rate;
  f[L.FUNDING] = settlements === 0 ? 0 : paying;
  if (settlements === 0) return null;
  if (above(paying, hook.refuseRate) && below(signal.edge, hook.refuseBelowEdge)) {
    return deny(f, C.CHECK_FUNDING, 'FUNDING_ADVERSE');
  }
  if (above(paying * settlements, hook.reduceAbove)) {
    f[L.MULTIPLIERS + 6] = hook.reduceMultiplier;
  }
  return null;
}

export function guardOrder(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f, strategy, symbol, isLong } = candidate;
  const { sizing, guards } = state.config;
  if (f[L.NOTIONAL]! > sizing.maxOrderNotional) return deny(f, C.CHECK_CEILING, 'ORDER_CEILING');
  const reason = guardSlippage(state, candidate);
  if (reason !== null) return reason;
  const run = identicalRun(state.guards, strategy, symbol, isLong, f[L.LOTS]!, f[L.TICKS]!);
  f[L.IDENTICAL] = run;
  if (run > guards.maxIdenticalInARow) return deny(f, C.CHECK_IDENTICAL, 'REPEATED_EXECUTION');
  return verifyCaps(state, candidate);
}

function guardSlippage(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f, strategy, symbol, isLong } = candidate;
  const quantity = stepsToNumber(f[L.LOTS]!, state.index.symbols[symbol]!.exact.lot);
  const levels = isLong ? state.market.asks[symbol]! : state.market.bids[symbol]!;
  const expected = slippageBps(averageTakePrice(levels, quantity), f[L.MID]!, isLong);
  const limit =
    state.index.strategies[strategy]!.bucketConfig.maxSlippageBps *
    profileNow(state).slippageMultiplier *
    effectNow(state).slippage *
    strictnessFactor(state);
  f[L.SLIPPAGE] = expected;
  f[L.SLIPPAGE_LIMIT] = limit;
  if (Number.isNaN(expected)) return notEvaluated(f, C.CHECK_SLIPPAGE, 'NOT_EVALUATED');
  return atMost(expected, limit) ? null : deny(f, C.CHECK_SLIPPAGE, 'SLIPPAGE_TOO_HIGH');
}

const CAP_REASONS: readonly ReasonCode[] = [
  'CAP_STRATEGY',
  'CAP_ASSET',
  'CAP_TOP_THREE',
  'CAP_TOTAL',
];

/** The last word: with this very order every measure is within its cap. */
function verifyCaps(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f } = candidate;
  const notional = f[L.NOTIONAL]!;
  const risk = notional * candidate.signal.stopDistance;
  fillExposure(
    state,
    f,
    L.AFTER,
    candidate.strategy,
    candidate.asset,
    candidate.isLong,
    notional,
    risk,
  );
  for (let i = 0; i < 8; i += 1) {
    const cap = f[L.CAP_STRATEGY + (i >> 1)]!;
    const after = f[L.AFTER + i]!;
    if (!atMost(after, cap)) return deny(f, C.CHECK_CAPS + i, CAP_REASONS[i >> 1]!);
  }
  return null;
}
