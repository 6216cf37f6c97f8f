/**
 * Size of an entry (domain specification 1.6): risk share, multipliers, requested notional, leverage
 * ceiling, caps in both measures, then price, lots and the venue's minimum.
 *
 * The chain in USDT notional: R0 x weight / stop x risk multipliers / positions per strategy, at
 * most what the share has left, x size multipliers, at most each limit in turn.
 */
import type { ReasonCode } from '../../domain/reasons.ts';
import { ceilSteps, floorSteps, meetsMinimum, stepsToNumber, wholeSteps } from '../basis/exact.ts';
import { atMost, TOLERANCE } from '../basis/tolerance.ts';
import type { KernelState } from '../state.ts';
import { type Candidate, deny, notEvaluated } from './candidate.ts';
import * as C from './checks.ts';
import * as L from './layout.ts';

const CAP_REASONS: readonly ReasonCode[] = [
  'CAP_STRATEGY',
  'CAP_ASSET',
  'CAP_TOP_THREE',
  'CAP_TOTAL',
];

export function sizeEntry(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f } = candidate;
  if (f[L.OPEN_TRADES]! + 1 > f[L.OPEN_LIMIT]!) {
    return deny(f, C.CHECK_OPEN_TRADES, 'MAX_OPEN_TRADES');
  }
  for (let i = 0; i < 8; i += 1) {
    const cap = f[L.CAP_STRATEGY + (i >> 1)]!;
    const before = f[L.BEFORE + i]!;
    if (!atMost(before, cap)) return deny(f, C.CHECK_OVER_CAP + i, 'CLOSED_OVER_CAP');
  }
  fillLimits(state, candidate);
  f[L.COUNTERFACTUAL] = runChain(f, false);
  const notional = runChain(f, true);
  if (Number.isNaN(notional)) return notEvaluated(f, C.CHECK_MINIMUM, 'NOT_EVALUATED');
  return priceEntry(state, candidate) ?? roundToLots(state, candidate, notional);
}

/** Size without correlation throttling for an entry that throttling refused. */
export function measureCounterfactual(state: KernelState, candidate: Candidate): void {
  fillLimits(state, candidate);
  candidate.figures[L.COUNTERFACTUAL] = runChain(candidate.figures, false);
  candidate.figures.fill(Number.NaN, L.SIZE_LIMITS, L.SIZE_LIMITS + L.LIMITS.length);
  candidate.figures[L.BASE_NOTIONAL] = Number.NaN;
}

/** What still fits under a limit: never below zero. */
const room = (left: number): number => Math.max(0, left);

/** Limits that do not depend on the multipliers. */
function fillLimits(state: KernelState, candidate: Candidate): void {
  const { figures: f, signal, strategy, asset } = candidate;
  const { exposure } = state.holdings;
  const { others } = state;
  const stop = signal.stopDistance;
  const gross = f[L.GROSS]!;
  const risk = f[L.RISK_CAPACITY]!;
  const weight = f[L.STRATEGY_WEIGHT]!;
  f[L.BASE_NOTIONAL] = (risk * weight) / stop;
  // What the strategy uses already, in notional at this stop; `runChain` takes it off its share.
  f[L.SIZE_LIMITS + L.LIMIT_SHARE_LEFT] = exposure.strategyRisk[strategy]! / stop;
  f[L.SIZE_LIMITS + L.LIMIT_POSITION_SHARE] = state.config.sizing.maxPositionsPerStrategy;
  f[L.SIZE_LIMITS + L.LIMIT_REQUESTED] = signal.requestedNotional ?? Number.POSITIVE_INFINITY;
  const ceiling = Math.min(
    signal.leverageCeiling,
    state.index.strategies[strategy]!.config.leverageCeiling,
  );
  f[L.SIZE_LIMITS + L.LIMIT_LEVERAGE] = room(
    ceiling * weight * f[L.EQUITY]! - exposure.strategyNotional[strategy]!,
  );
  const caps = L.SIZE_LIMITS + L.LIMIT_CAPS;
  f[caps] = room(f[L.CAP_STRATEGY]! * gross - exposure.strategyNotional[strategy]!);
  f[caps + 1] = room((f[L.CAP_STRATEGY]! * risk - exposure.strategyRisk[strategy]!) / stop);
  f[caps + 2] = room(f[L.CAP_ASSET]! * gross - exposure.assetNotional[asset]!);
  f[caps + 3] = room((f[L.CAP_ASSET]! * risk - exposure.assetRisk[asset]!) / stop);
  f[caps + 4] = room(
    f[L.CAP_TOP_THREE]! * gross -
      others.notional1 -
      others.notional2 -
      exposure.assetNotional[asset]!,
  );
  f[caps + 5] = room(
    (f[L.CAP_TOP_THREE]! * risk - others.risk1 - others.risk2 - exposure.assetRisk[asset]!) / stop,
  );
  f[caps + 6] = room(f[L.CAP_TOTAL]! * gross - exposure.notional);
  f[caps + 7] = room((f[L.CAP_TOTAL]! * risk - exposure.risk) / stop);
}

/** Smaller by more than rounding: on a tie the first step binds (domain specification 1.11). */
const binds = (limit: number, notional: number): boolean => limit < notional * (1 - TOLERANCE);

/**
 * Runs the chain on the recorded figures. With `throttled` false the multipliers of correlation and
 * alignment are left out and nothing is recorded; with true, limits and the binding step are.
 */
function runChain(f: number[], throttled: boolean): number {
  const base = L.SIZE_LIMITS;
  let riskFactor = f[L.MULTIPLIERS]!;
  if (throttled) {
    riskFactor *= f[L.MULTIPLIERS + 1]! * f[L.MULTIPLIERS + 2]! * f[L.MULTIPLIERS + 3]!;
  }
  const sizeFactor =
    f[L.MULTIPLIERS + 4]! * f[L.MULTIPLIERS + 5]! * f[L.MULTIPLIERS + 6]! * f[L.MULTIPLIERS + 7]!;
  const share = f[L.BASE_NOTIONAL]! * riskFactor;
  const position = share / f[base + L.LIMIT_POSITION_SHARE]!;
  const left = Math.max(0, share - f[base + L.LIMIT_SHARE_LEFT]!);
  const requested = f[base + L.LIMIT_REQUESTED]! * riskFactor * sizeFactor;
  let binding = L.LIMIT_POSITION_SHARE;
  let notional = position;
  if (binds(left, notional)) binding = L.LIMIT_SHARE_LEFT;
  notional = Math.min(notional, left) * sizeFactor;
  if (binds(requested, notional)) binding = L.LIMIT_REQUESTED;
  notional = Math.min(notional, requested);
  // A limit that is not a number makes the size not a number, which denies.
  for (let i = L.LIMIT_LEVERAGE; i < L.LIMIT_VENUE_MAXIMUM; i += 1) {
    const limit = f[base + i]!;
    if (binds(limit, notional)) binding = i;
    notional = Math.min(notional, limit);
  }
  if (!throttled) return notional;
  f[base + L.LIMIT_POSITION_SHARE] = position;
  f[base + L.LIMIT_SHARE_LEFT] = left;
  f[base + L.LIMIT_REQUESTED] = requested;
  f[L.BINDING] = binding;
  return notional;
}

/**
 * Limit price: the touch on the far side, on the tick grid so that it stays marketable, never
 * beyond the collar around mark. A touch that is better than the collar allows is refused: such a
 * book contradicts the mark.
 */
function priceEntry(state: KernelState, candidate: Candidate): ReasonCode | null {
  const { figures: f, symbol, isLong } = candidate;
  const { tick } = state.index.symbols[symbol]!.exact;
  const mark = state.market.marks[symbol]!;
  const { priceCollar } = state.config.guards;
  let ticks: number;
  if (isLong) {
    const touch = ceilSteps(state.market.asks[symbol]![0]!, tick);
    ticks = Math.min(touch, floorSteps(mark * (1 + priceCollar), tick));
  } else {
    const touch = floorSteps(state.market.bids[symbol]![0]!, tick);
    ticks = Math.max(touch, ceilSteps(mark * (1 - priceCollar), tick));
  }
  f[L.TICKS] = ticks;
  const distance = Math.abs(stepsToNumber(ticks, tick) / mark - 1);
  f[L.COLLAR] = distance;
  if (ticks <= 0 || !atMost(distance, priceCollar)) {
    return deny(f, C.CHECK_COLLAR, 'PRICE_COLLAR');
  }
  return null;
}

function roundToLots(
  state: KernelState,
  candidate: Candidate,
  notional: number,
): ReasonCode | null {
  const { figures: f } = candidate;
  const ticks = f[L.TICKS]!;
  const { exact } = state.index.symbols[candidate.symbol]!;
  const unit = (exact.lot.mantissa * ticks * exact.tick.mantissa) / exact.notionalScale;
  const maximum = exact.maxLots * unit;
  f[L.SIZE_LIMITS + L.LIMIT_VENUE_MAXIMUM] = maximum;
  const lots = wholeSteps(Math.min(notional, maximum) / unit);
  if (maximum < notional) f[L.BINDING] = L.LIMIT_VENUE_MAXIMUM;
  f[L.LOTS] = lots;
  f[L.NOTIONAL] = (lots * exact.lot.mantissa * (ticks * exact.tick.mantissa)) / exact.notionalScale;
  f[L.MINIMUM] = minimumNotional(exact, unit);
  if (meetsMinimum(exact, lots, ticks)) return null;
  return deny(f, C.CHECK_MINIMUM, tooSmall(f));
}

const minimumNotional = (
  exact: { readonly minNotional: number; readonly minLots: number },
  unit: number,
): number => Math.max(exact.minNotional, exact.minLots * unit);

/** What is left after rounding is below the venue's minimum: named after the step that bound. */
function tooSmall(f: readonly number[]): ReasonCode {
  const binding = f[L.BINDING]!;
  if (binding === L.LIMIT_SHARE_LEFT) return 'STRATEGY_SHARE_USED';
  if (binding >= L.LIMIT_CAPS && binding < L.LIMIT_VENUE_MAXIMUM) {
    return CAP_REASONS[(binding - L.LIMIT_CAPS) >> 1]!;
  }
  return 'BELOW_MINIMUM';
}
