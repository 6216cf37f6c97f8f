/**
 * Capital weights of buckets and strategies (domain specification 1.4): inverse volatility within
 * bounds, pro-rata redistribution in one definition, what no cap can take stays cash.
 */
import type { AllocationConfig } from '../../domain/config.ts';
import type { WeightRecord } from '../../domain/risk.ts';
import type { KernelIndex } from '../basis/config-index.ts';
import { clampWeights } from './clamp-weights.ts';
import { addDailyReturn, dailyVolatility, withStandIns } from './daily-returns.ts';

export interface AllocationState {
  /** By strategy: switched on (configuration, operator). */
  readonly enabled: number[];
  /** By strategy: weight now, and the capital (USDT) it was given at the last 00:00. */
  readonly weights: number[];
  readonly bucketWeights: number[];
  readonly dayCapital: number[];
  readonly bucketDayCapital: number[];
  /** Daily returns, oldest first. */
  readonly returns: number[][];
  readonly bucketReturns: number[][];
  readonly closedTrades: number[];
  /** 1: was open for entries or held something at some time of this day. */
  readonly dayActive: number[];
  buckets: WeightRecord[];
  strategies: WeightRecord[];
  cash: number;
}

export function createAllocation(index: KernelIndex): AllocationState {
  const zeros = (length: number): number[] => new Array(length).fill(0);
  const strategies = index.strategies.length;
  const buckets = index.buckets.length;
  return {
    enabled: index.strategies.map((strategy) => (strategy.config.enabled ? 1 : 0)),
    weights: zeros(strategies),
    bucketWeights: zeros(buckets),
    dayCapital: zeros(strategies),
    bucketDayCapital: zeros(buckets),
    returns: index.strategies.map(() => []),
    bucketReturns: index.buckets.map(() => []),
    closedTrades: zeros(strategies),
    dayActive: zeros(strategies),
    buckets: [],
    strategies: [],
    cash: 1,
  };
}

/** Computes all weights anew. `active` by strategy; `strategyCap` is the profile's. */
export function allocate(
  state: AllocationState,
  index: KernelIndex,
  config: AllocationConfig,
  active: readonly boolean[],
  strategyCap: number,
): void {
  allocateBuckets(state, index, config, active);
  state.strategies = [];
  for (let bucket = 0; bucket < index.buckets.length; bucket += 1) {
    allocateStrategies(state, index, config, active, strategyCap, bucket);
  }
  let placed = 0;
  for (const weight of state.weights) placed += weight;
  state.cash = Math.max(0, 1 - placed);
}

function allocateBuckets(
  state: AllocationState,
  index: KernelIndex,
  config: AllocationConfig,
  active: readonly boolean[],
): void {
  const isActive = index.bucketMembers.map((members) => members.some((s) => active[s]));
  const open = index.buckets.flatMap((_, bucket) => (isActive[bucket] ? [bucket] : []));
  const known = open.map((bucket) => dailyVolatility(state.bucketReturns[bucket]!, config));
  const volatilities = withStandIns(known, config.volatilityFloor);
  const bounds = open.map((bucket, i) => ({
    raw: 1 / volatilities[i]!,
    floor: index.buckets[bucket]!.floor,
    cap: index.buckets[bucket]!.cap,
  }));
  const weights = clampWeights(bounds, 1);
  state.buckets = index.buckets.map((bucket, b) => {
    const at = open.indexOf(b);
    const bound = bounds[at];
    state.bucketWeights[b] = weights[at] ?? 0;
    return {
      bucket: bucket.id,
      strategy: null,
      active: at >= 0,
      volatility: volatilities[at] ?? 0,
      samples: state.bucketReturns[b]!.length,
      raw: bound?.raw ?? 0,
      floor: bound?.floor ?? 0,
      cap: bound?.cap ?? 0,
      weight: state.bucketWeights[b]!,
    };
  });
}

function allocateStrategies(
  state: AllocationState,
  index: KernelIndex,
  config: AllocationConfig,
  active: readonly boolean[],
  strategyCap: number,
  bucket: number,
): void {
  const members = index.bucketMembers[bucket]!;
  const open = members.filter((s) => active[s]);
  const proven = open.every((s) => state.closedTrades[s]! >= config.minTradesForInverseVolatility);
  const volatilities = withStandIns(
    open.map((s) => dailyVolatility(state.returns[s]!, config)),
    config.volatilityFloor,
  );
  const bounds = volatilities.map((volatility) => ({
    raw: proven ? 1 / volatility : 1,
    floor: 0,
    cap: strategyCap,
  }));
  const weights = clampWeights(bounds, state.bucketWeights[bucket]!);
  for (const s of members) {
    const at = open.indexOf(s);
    state.weights[s] = weights[at] ?? 0;
    state.strategies[s] = {
      bucket: index.buckets[bucket]!.id,
      strategy: index.strategies[s]!.id,
      active: at >= 0,
      volatility: volatilities[at] ?? 0,
      samples: state.returns[s]!.length,
      raw: bounds[at]?.raw ?? 0,
      floor: 0,
      cap: bounds[at]?.cap ?? 0,
      weight: state.weights[s]!,
    };
  }
}

/** Capital below the ledger's smallest unit (USDT) is none: a return on it is no number. */
const SMALLEST_CAPITAL = 1e-8;

/**
 * Closes the day: takes each strategy's and bucket's return on the capital it had at 00:00. A day
 * on which a strategy was closed throughout and held nothing is skipped, and so is one without
 * capital (the day of the launch, unless it began at 00:00).
 */
export function closeDay(
  state: AllocationState,
  index: KernelIndex,
  config: AllocationConfig,
  dayPnl: readonly number[],
): void {
  index.strategies.forEach((_, s) => {
    const capital = state.dayCapital[s]!;
    if (state.dayActive[s] !== 1 || capital < SMALLEST_CAPITAL) return;
    addDailyReturn(state.returns[s]!, dayPnl[s]! / capital, config.lookbackDays);
  });
  index.bucketMembers.forEach((members, bucket) => {
    const capital = state.bucketDayCapital[bucket]!;
    if (capital < SMALLEST_CAPITAL || !members.some((s) => state.dayActive[s] === 1)) return;
    let pnl = 0;
    for (const s of members) pnl += dayPnl[s]!;
    addDailyReturn(state.bucketReturns[bucket]!, pnl / capital, config.lookbackDays);
  });
}

/** 00:00: capital of the new day from the weights just computed. */
export function startCapital(state: AllocationState, equity: number): void {
  for (let s = 0; s < state.weights.length; s += 1) {
    state.dayCapital[s] = state.weights[s]! * equity;
  }
  for (let b = 0; b < state.bucketWeights.length; b += 1) {
    state.bucketDayCapital[b] = state.bucketWeights[b]! * equity;
  }
}
