/** Configurations that make rare things frequent: limits are figures, so an audit may tighten them. */
import type { SeptetConfig } from '../../src/domain/config.ts';
import { HOUR_MS, SECOND_MS } from '../../src/domain/time.ts';

/** Breakers, drawdown recovery, regime and correlation guard fire within days. */
export function nervous(config: SeptetConfig): SeptetConfig {
  const { kernel } = config;
  const { breakers, correlation } = kernel;
  return {
    ...config,
    kernel: {
      ...kernel,
      profiles: kernel.profiles.map((profile, index) => ({
        ...profile,
        hardDailyLoss: -0.0004 - 0.0001 * index,
      })),
      breakers: {
        ...breakers,
        dailySoft: { limit: -0.0002, freeze: HOUR_MS, rearmAbove: -0.0001 },
        drawdown: {
          ...breakers.drawdown,
          window: 36 * HOUR_MS,
          warning: 0.0008,
          warningEnd: 0.0006,
          breaker: 0.0014,
          freeze: 5 * HOUR_MS,
          recoveryHold: 2 * HOUR_MS,
          refireStep: 0.0003,
          rearmBelow: 0.001,
        },
        volatility: { ...breakers.volatility, window: 60, minSamples: 20 },
      },
      correlation: {
        ...correlation,
        minVotes: 3,
        guard: { ...correlation.guard, threshold: 0.05, minActiveHours: 3, window: 48 * HOUR_MS },
        cluster: { ...correlation.cluster, percentileSignals: 30, percentileMinSignals: 4 },
      },
      // Weights that no floor or cap holds show every digit of the returns they rest on.
      buckets: kernel.buckets.map((bucket) => ({ ...bucket, floor: 0.01, cap: 0.9 })),
      allocation: {
        ...kernel.allocation,
        minDailyReturns: 1,
        lookbackDays: 3,
        volatilityFloor: 0.00001,
        minTradesForInverseVolatility: 5,
      },
    },
  };
}

/** Thin books, tight spreads, short timeouts, dear funding: guards, retries and cooldowns act. */
export function illiquid(config: SeptetConfig): SeptetConfig {
  const { kernel, market } = config;
  return {
    ...config,
    // Orders reach the venue after the next candle: the price has often gone.
    venue: { ...config.venue, latency: 61 * SECOND_MS },
    market: {
      ...market,
      fundingInterval: HOUR_MS,
      assets: market.assets.map((asset) => ({ ...asset, levelNotional: 700 })),
    },
    kernel: {
      ...kernel,
      buckets: kernel.buckets.map((bucket) => ({
        ...bucket,
        maxSpreadBps: 2.2,
        maxSlippageBps: 2.6,
        entryTimeout: 10 * SECOND_MS,
      })),
      guards: {
        ...kernel.guards,
        maxEntriesPerMinute: 2,
        maxIdenticalInARow: 1,
        funding: {
          ...kernel.guards.funding,
          reduceAbove: 0.00002,
          refuseRate: 0.00003,
          refuseBelowEdge: 0.5,
        },
      },
    },
  };
}

/** Every strategy's weight is its cap: what is left of its share and of its cap are one figure. */
export function capped(config: SeptetConfig): SeptetConfig {
  const { kernel } = config;
  const profiles = kernel.profiles.map((profile) => ({ ...profile, perStrategyCap: 0.05 }));
  return { ...config, kernel: { ...kernel, profiles } };
}
