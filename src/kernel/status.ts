/** One snapshot of the kernel for people and programs. Reads only. */
import type { RiskState } from '../domain/decision.ts';
import type { ExposureRow, KernelStatus } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { atMost } from './basis/tolerance.ts';
import { breakerStatuses } from './breakers/breaker-status.ts';
import { riskStateOf } from './breakers/risk-state.ts';
import { alignmentOf } from './correlation/alignment.ts';
import { assetCap, grossCapacity, maxOpenTrades, riskCapacity } from './exposure/capacity.ts';
import { createLargestOthers, largestOthers } from './exposure/exposure.ts';
import { allRates } from './guards/rates.ts';
import { ceilingAt } from './profile/profile.ts';
import { type KernelState, profileNow } from './state.ts';

export function kernelStatus(state: KernelState, at: EpochMs): KernelStatus {
  const { equity, regime, closures, allocation, counters, cluster, alignment } = state;
  const { reading, config, index } = state;
  const known = equity.lastAt >= 0;
  const ceiling = ceilingAt(state.profile, at);
  const value = alignmentOf(alignment, config.correlation);
  const riskState: RiskState = riskStateOf(state);
  return {
    at,
    riskState,
    profile: profileNow(state).name,
    profileCeiling: ceiling === null ? null : index.profiles[ceiling]!.name,
    regime: regime.regime,
    regimeZ: regime.z,
    equity: known ? equity.equity : null,
    equityQuality: equity.quality,
    dailyPnl: known ? reading.pnl : null,
    drawdown: known ? reading.drawdown : null,
    epoch: closures.epoch,
    closures: [...closures.all.values()],
    breakers: breakerStatuses(state),
    weights: {
      buckets: allocation.buckets,
      strategies: allocation.strategies,
      cash: allocation.cash,
    },
    exposure: exposureStatus(state),
    openTrades: { open: state.holdings.openTrades, limit: maxOpenTrades(state) },
    alignment: {
      value: value < 0 ? null : value,
      votes: alignment.long + alignment.short,
      cluster: cluster.active,
      strategyCorrelation: state.strategyPnl.mean,
    },
    entries: {
      allowed: counters.allowed,
      refused: counters.refused,
      byReason: Object.fromEntries([...counters.byReason].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    rates: allRates(state.rates, at, config.rates),
    rejectedInputs: counters.rejectedInputs,
  };
}

function exposureStatus(state: KernelState): KernelStatus['exposure'] {
  const { index, config } = state;
  const { exposure } = state.holdings;
  const gross = grossCapacity(state);
  const risk = riskCapacity(state);
  const row = (
    key: string,
    notional: number,
    atRisk: number,
    cap: number,
    longNotional: number,
  ): ExposureRow => {
    const pair = {
      notional: gross > 0 ? notional / gross : 0,
      risk: risk > 0 ? atRisk / risk : 0,
    };
    const overCap = !atMost(pair.notional, cap) || !atMost(pair.risk, cap);
    const shortNotional = notional - longNotional;
    return { key, ...pair, cap, overCap, longNotional, shortNotional };
  };
  const strategyLong = longByStrategy(state);
  const cap = profileNow(state).perStrategyCap;
  const top = createLargestOthers();
  largestOthers(exposure, -1, top);
  const topNotional = top.notional1 + top.notional2 + top.notional3;
  const topRisk = top.risk1 + top.risk2 + top.risk3;
  return {
    gross,
    riskCapacity: risk,
    strategies: [...index.strategies.map((strategy) => strategy.id), 'EXTERNAL'].map((id, s) =>
      row(
        id,
        exposure.strategyNotional[s]!,
        exposure.strategyRisk[s]!,
        s === index.external ? config.caps.total : cap,
        strategyLong[s]!,
      ),
    ),
    assets: index.assets.map((asset, a) =>
      row(
        asset,
        exposure.assetNotional[a]!,
        exposure.assetRisk[a]!,
        assetCap(state, a),
        exposure.assetLongNotional[a]!,
      ),
    ),
    topThree: row('top three', topNotional, topRisk, config.caps.topThree, topLong(state)),
    total: row('total', exposure.notional, exposure.risk, config.caps.total, exposure.longNotional),
  };
}

function longByStrategy(state: KernelState): number[] {
  const long: number[] = new Array(state.index.external + 1).fill(0);
  const { positions, entries } = state.holdings;
  for (const item of [...positions, ...entries.values()]) {
    if (item.isLong) long[item.strategy]! += item.notional;
  }
  return long;
}

/** Long notional of the three assets with the largest notional. */
function topLong(state: KernelState): number {
  const { exposure } = state.holdings;
  return [...exposure.activeAssets]
    .sort((a, b) => exposure.assetNotional[b]! - exposure.assetNotional[a]! || a - b)
    .slice(0, 3)
    .reduce((sum, asset) => sum + exposure.assetLongNotional[asset]!, 0);
}
