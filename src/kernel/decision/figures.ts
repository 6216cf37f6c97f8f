/** Beginning of a decision's figures: header, capacity, caps, throttles, exposure before the entry. */
import type { Signal } from '../../domain/signal.ts';
import { isOff } from '../breakers/switched-off.ts';
import { alignmentOf, majorityOf } from '../correlation/alignment.ts';
import {
  assetCap,
  effectNow,
  grossCapacity,
  maxOpenTrades,
  riskCapacity,
} from '../exposure/capacity.ts';
import { largestOthers } from '../exposure/exposure.ts';
import { type KernelState, profileNow } from '../state.ts';
import * as L from './layout.ts';

const TEMPLATE = L.emptyFigures();
export const RISK_STATES = ['NORMAL', 'WARNING', 'FROZEN', 'HALTED'] as const;
export const REGIMES = ['normal', 'high', 'extreme'] as const;

export function beginFigures(
  state: KernelState,
  signal: Signal,
  attempt: 0 | 1 | 2,
  retryOf: number,
  strategy: number,
  symbol: number,
): number[] {
  const f = TEMPLATE.slice();
  const { core, allocation, index, config } = state;
  const profile = profileNow(state);
  const asset = index.symbols[symbol]!.asset;
  f[L.RETRY_OF] = retryOf;
  f[L.ATTEMPT] = attempt;
  f[L.EPOCH] = state.closures.epoch;
  f[L.RISK_STATE] = RISK_STATES.indexOf(core.riskState);
  f[L.PROFILE] = state.profile.current;
  f[L.REGIME] = REGIMES.indexOf(state.regime.regime);
  f[L.STRICTNESS] = core.strictness;
  f[L.STRATEGY] = strategy;
  f[L.SYMBOL] = symbol;
  f[L.EQUITY] = state.equity.equity;
  f[L.REGIME_LEVERAGE] = effectNow(state).leverage;
  f[L.GROSS] = grossCapacity(state);
  f[L.RISK_CAPACITY] = riskCapacity(state);
  f[L.BUCKET_WEIGHT] = allocation.bucketWeights[index.strategies[strategy]!.bucket]!;
  f[L.STRATEGY_WEIGHT] = allocation.weights[strategy]!;
  f[L.CAP_STRATEGY] = profile.perStrategyCap;
  f[L.CAP_ASSET] = assetCap(state, asset);
  f[L.CAP_TOP_THREE] = config.caps.topThree;
  f[L.CAP_TOTAL] = config.caps.total;
  f[L.OPEN_TRADES] = state.holdings.openTrades;
  f[L.OPEN_LIMIT] = maxOpenTrades(state);
  fillThrottles(state, f);
  f[L.MULTIPLIERS + 5] = signal.capitalMultiplier;
  if (attempt > 0) f[L.MULTIPLIERS + 7] = config.sizing.retryMultipliers[attempt - 1]!;
  largestOthers(state.holdings.exposure, asset, state.others);
  fillExposure(state, f, L.BEFORE, strategy, asset, signal.side === 'long', 0, 0);
  return f;
}

function fillThrottles(state: KernelState, f: number[]): void {
  const { cluster, drawdown, alignment, config, overrides } = state;
  const value = alignmentOf(alignment, config.correlation);
  if (value >= 0) f[L.ALIGNMENT] = value;
  f[L.VOTES] = alignment.long + alignment.short;
  f[L.MAJORITY] = majorityOf(alignment);
  if (state.strategyPnl.mean !== null) f[L.STRATEGY_CORRELATION] = state.strategyPnl.mean;
  const limits = config.breakers.drawdown;
  const recovering = drawdown.recovering && !isOff(overrides, 'drawdown_breaker');
  if (recovering) f[L.MULTIPLIERS] = limits.recoveryRiskMultiplier;
  if (cluster.active) {
    f[L.CLUSTER] = 1;
    f[L.MULTIPLIERS + 3] = config.correlation.cluster.riskMultiplier;
  } else {
    if (cluster.levelOne) f[L.MULTIPLIERS + 1] = config.correlation.level1.riskMultiplier;
    if (cluster.guard) f[L.MULTIPLIERS + 2] = config.correlation.guard.riskMultiplier;
  }
  const warned = drawdown.warning && !isOff(overrides, 'drawdown_warning');
  if (warned) f[L.MULTIPLIERS + 4] = limits.warningSizeMultiplier;
}

/**
 * The ten exposure fractions with `notional` and `risk` (USDT) of the entry added. A capacity of 0
 * makes every fraction 0: without equity there is nothing to be a fraction of, and the equity check
 * denies. Expects `state.others` for the asset.
 */
export function fillExposure(
  state: KernelState,
  f: number[],
  slot: number,
  strategy: number,
  asset: number,
  isLong: boolean,
  notional: number,
  risk: number,
): void {
  const { exposure } = state.holdings;
  const { others } = state;
  const perGross = f[L.GROSS]! > 0 ? 1 / f[L.GROSS]! : 0;
  const perRisk = f[L.RISK_CAPACITY]! > 0 ? 1 / f[L.RISK_CAPACITY]! : 0;
  const assetNotional = exposure.assetNotional[asset]! + notional;
  const assetRisk = exposure.assetRisk[asset]! + risk;
  const longNotional = exposure.assetLongNotional[asset]!;
  const longRisk = exposure.assetLongRisk[asset]!;
  f[slot] = (exposure.strategyNotional[strategy]! + notional) * perGross;
  f[slot + 1] = (exposure.strategyRisk[strategy]! + risk) * perRisk;
  f[slot + 2] = assetNotional * perGross;
  f[slot + 3] = assetRisk * perRisk;
  f[slot + 4] =
    (others.notional1 + others.notional2 + Math.max(others.notional3, assetNotional)) * perGross;
  f[slot + 5] = (others.risk1 + others.risk2 + Math.max(others.risk3, assetRisk)) * perRisk;
  f[slot + 6] = (exposure.notional + notional) * perGross;
  f[slot + 7] = (exposure.risk + risk) * perRisk;
  f[slot + 8] = (isLong ? longNotional + notional : assetNotional - longNotional) * perGross;
  f[slot + 9] = (isLong ? longRisk + risk : assetRisk - longRisk) * perRisk;
}
