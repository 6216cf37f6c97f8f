/** What stands behind the figures, made when somebody asks. Reads only. */
import type { CorrelationMatrix, KernelPanel } from '../domain/panel.ts';
import type { EpochMs } from '../domain/time.ts';
import { assetCorrelation } from './correlation/asset-correlation.ts';
import { pairCorrelation } from './correlation/strategy-correlation.ts';
import { slippageLimit } from './guards/slippage-check.ts';
import { kernelInsight } from './insight.ts';
import type { KernelState } from './state.ts';

/** Rows of a matrix at most: 190 pairs of 168 hours take some ms of the process that decides. */
const KEYS_MAX = 20;
const VOTES_MAX = 1_000;

export function kernelPanel(state: KernelState, at: EpochMs): KernelPanel {
  const { index, config, alignment, strategyPnl, hourlyCloses } = state;
  const { cluster, strictness, ceilings, spreads, slippageRuns } = kernelInsight(state);
  const assets = config.correlation.alignmentAssets;
  const votes: KernelPanel['votes'][number][] = [];
  for (const [slot, votedAt] of alignment.votedAt.entries()) {
    if (votedAt < 0 || votes.length >= VOTES_MAX) continue;
    const strategy = index.strategies[Math.floor(slot / assets.length)]!.id;
    const side = alignment.votedLong[slot] === 1 ? 'long' : 'short';
    votes.push({ strategy, asset: assets[slot % assets.length]!, side, at: votedAt });
  }
  return {
    at,
    assets: matrix(
      index.symbols.map(({ id }) => id),
      (a, b) => assetCorrelation(hourlyCloses, a, b),
    ),
    strategies: {
      ...matrix(
        index.strategies.map(({ id }) => id),
        (a, b) => pairCorrelation(strategyPnl, a, b, config.correlation),
      ),
      pairs: strategyPnl.pairs,
    },
    votes,
    cluster: { active: cluster.active, since: cluster.since },
    strictness,
    volatility: {
      symbol: config.breakers.volatility.symbol,
      lastAt: state.regime.lastOpenTime,
      atrPercent: [...state.regime.values],
      high: config.breakers.volatility.high,
      extreme: config.breakers.volatility.extreme,
    },
    ceilings,
    spreads,
    slippage: slippageRuns.map(({ symbol, bucket, run }) => {
      const config = index.buckets.find(({ id }) => id === bucket)!;
      return { symbol, bucket, limitBps: slippageLimit(state, config), run };
    }),
  };
}

function matrix(
  all: readonly string[],
  of: (a: number, b: number) => number | null,
): CorrelationMatrix {
  const keys = all.slice(0, KEYS_MAX);
  const rows: (number | null)[][] = keys.map((_, a) => keys.map((_, b) => (a === b ? 1 : null)));
  for (let a = 0; a < keys.length; a += 1) {
    for (let b = a + 1; b < keys.length; b += 1) {
      const value = of(a, b);
      rows[a]![b] = value;
      rows[b]![a] = value;
    }
  }
  return { keys, rows, omitted: all.length - keys.length };
}
