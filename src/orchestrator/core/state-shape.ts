/** What the saved state of an orchestrator is arranged by; apart, because a supervisor asks too. */
import type { KernelConfig } from '../../domain/config.ts';
import { canonicalText } from '../../journal/canonical.ts';

/** Parts of a configuration by which saved state is arranged: lists by order, windows by length. */
function shapeOf(config: KernelConfig): Readonly<Record<string, unknown>> {
  const { allocation, correlation, breakers, rates } = config;
  return {
    strategies: config.strategies.map(({ id, bucket, symbols }) => ({ id, bucket, symbols })),
    symbols: config.instruments.map(({ symbol }) => symbol),
    buckets: config.buckets.map(({ id }) => id),
    profiles: config.profiles.map(({ name }) => name),
    'allocation windows': [allocation.lookbackDays],
    'alignment assets and windows': [
      correlation.alignmentAssets,
      correlation.voteWindow,
      correlation.guard.window,
      correlation.cluster.edgeWindow,
      correlation.cluster.percentileSignals,
    ],
    'breaker windows': [
      breakers.drawdown.window,
      breakers.volatility.symbol,
      breakers.volatility.atrPeriod,
      breakers.volatility.window,
    ],
    'rate windows': [rates.window, rates.rejectedWindow],
  };
}

/** Parts that the state of a journal is arranged by and `to` has otherwise; empty: it can go on. */
export function shapeDifferences(from: KernelConfig, to: KernelConfig): readonly string[] {
  const before = shapeOf(from);
  const after = shapeOf(to);
  return Object.keys(after).filter(
    (name) => canonicalText(before[name]) !== canonicalText(after[name]),
  );
}
