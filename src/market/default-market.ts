import { symbolId } from '../domain/ids.ts';
import type { MarketConfig } from '../domain/market-config.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../domain/time.ts';

/**
 * The market of the paper portfolio: BTC, ETH and SOL with figures near those of the real
 * perpetuals (docs/data.md lists what they give). Same seed, same market, on every machine.
 */
export const defaultMarketConfig: MarketConfig = {
  seed: 11,
  // 2025-01-06 09:00 UTC, a Monday: a whole hour, and 15 hours before the first session ends.
  startsAt: 1_736_154_000_000,
  historyDays: 260,
  stepLength: 5 * SECOND_MS,
  fundingInterval: 8 * HOUR_MS,
  assets: [
    {
      symbol: symbolId('BTC/USDT:USDT'),
      initialPrice: 95_000,
      tickSize: 0.1,
      volatility: 0.38,
      correlation: 0.92,
      spreadBps: 0.6,
      levelNotional: 250_000,
      turnoverPerMinute: 8_000_000,
    },
    {
      symbol: symbolId('ETH/USDT:USDT'),
      initialPrice: 3_300,
      tickSize: 0.01,
      volatility: 0.52,
      correlation: 0.86,
      spreadBps: 0.9,
      levelNotional: 150_000,
      turnoverPerMinute: 5_000_000,
    },
    {
      symbol: symbolId('SOL/USDT:USDT'),
      initialPrice: 190,
      tickSize: 0.01,
      volatility: 0.68,
      correlation: 0.78,
      spreadBps: 1.6,
      levelNotional: 60_000,
      turnoverPerMinute: 1_500_000,
    },
  ],
  regimes: [
    {
      name: 'range',
      volatilityMultiplier: 1,
      driftPerDay: 0,
      meanDuration: 20 * HOUR_MS,
      jumpsPerDay: 0.4,
      jumpSize: 0.006,
    },
    {
      name: 'uptrend',
      volatilityMultiplier: 1.15,
      driftPerDay: 0.03,
      meanDuration: 1 * DAY_MS,
      jumpsPerDay: 0.6,
      jumpSize: 0.007,
    },
    {
      name: 'downtrend',
      volatilityMultiplier: 1.3,
      driftPerDay: -0.03,
      meanDuration: 1 * DAY_MS,
      jumpsPerDay: 0.8,
      jumpSize: 0.008,
    },
    {
      name: 'turbulent',
      volatilityMultiplier: 2.4,
      driftPerDay: 0,
      meanDuration: 4 * HOUR_MS,
      jumpsPerDay: 6,
      jumpSize: 0.012,
    },
  ],
};
