import { describe, expect, it } from 'vitest';
import type { SeptetConfig } from '../domain/config.ts';
import { defaultMarketConfig } from '../market/default-market.ts';
import { DEFAULT_INSTRUMENTS } from '../venues/instruments.ts';
import { formatConfigErrors } from './errors.ts';
import { loadConfig } from './load.ts';
import { DEFAULT_FOLDER } from './testing/config-folder.ts';

const S = 1_000;
const MIN = 60_000;
const H = 3_600_000;
const DAY = 86_400_000;

function defaults(): SeptetConfig {
  const loaded = loadConfig(DEFAULT_FOLDER, { speed: 1 });
  if (!loaded.ok) throw new Error(formatConfigErrors(loaded.errors).join('\n'));
  return loaded.config;
}
const config = defaults();
const { kernel } = config;

describe('the default configuration holds the figures of the domain specification', () => {
  it('PRE-2 loads without an error', () => {
    expect(loadConfig(DEFAULT_FOLDER).ok).toBe(true);
  });

  it('PRE-2 portfolio (1.1)', () => {
    expect(kernel.quote).toBe('USDT');
    expect(kernel.instruments.map(({ symbol }) => symbol)).toEqual([
      'BTC/USDT:USDT',
      'ETH/USDT:USDT',
      'SOL/USDT:USDT',
    ]);
    expect(kernel.profile).toBe('balanced');
    expect(config.venue.initialBalance).toBe('100000');
    expect(kernel.breakers.riskyStrategies).toEqual(['S2', 'S7']);
    const loaded = loadConfig(DEFAULT_FOLDER);
    expect(loaded.ok && loaded.config.runtime.speed).toBe(60);
  });

  it('PRE-2 profiles (1.2)', () => {
    const row = (name: string, ...figures: readonly number[]) => {
      const [leverage, maxOpenTrades, riskBudget, perStrategyCap, assetCapMultiplier] = figures;
      const [hardDailyLoss, slippageMultiplier] = figures.slice(5);
      const limits = { leverage, maxOpenTrades, riskBudget, perStrategyCap, assetCapMultiplier };
      return { name, ...limits, hardDailyLoss, slippageMultiplier };
    };
    expect(kernel.profiles).toEqual([
      row('conservative', 1.5, 6, 0.008, 0.12, 0.85, -0.022, 0.8),
      row('balanced', 2.5, 10, 0.014, 0.18, 1, -0.03, 1),
      row('aggressive', 3.5, 14, 0.021, 0.22, 1.15, -0.038, 1.2),
    ]);
  });

  it('PRE-2 buckets (1.4, 1.9)', () => {
    const row = (id: string, cap: number, spread: number, slippage: number, timeout: number) => ({
      id,
      floor: 0.1,
      cap,
      maxSpreadBps: spread,
      maxSlippageBps: slippage,
      entryTimeout: timeout * S,
    });
    expect(kernel.buckets).toEqual([
      row('HFT', 0.4, 8, 10, 90),
      row('MFT', 0.4, 15, 20, 180),
      row('LFT', 0.45, 20, 30, 300),
      row('EVENT', 0.2, 18, 25, 120),
    ]);
  });

  it('PRE-2 allocation, caps, sizing (1.4, 1.5, 1.6)', () => {
    expect(kernel.allocation).toEqual({
      lookbackDays: 20,
      decay: 0.94,
      volatilityFloor: 0.0005,
      minDailyReturns: 5,
      minTradesForInverseVolatility: 100,
    });
    expect(kernel.caps).toEqual({
      asset: { BTC: 0.3, ETH: 0.25, SOL: 0.18 },
      otherAsset: 0.15,
      topThree: 0.6,
      total: 1,
    });
    expect(kernel.sizing).toEqual({
      maxPositionsPerStrategy: 2,
      retryMultipliers: [0.9, 0.75],
      maxOrderNotional: 50_000,
    });
  });

  it('PRE-2 correlation and alignment (1.7)', () => {
    expect(kernel.correlation).toEqual({
      alignmentAssets: ['BTC', 'ETH', 'SOL'],
      voteWindow: 24 * H,
      minVotes: 6,
      minAssetsWithVotes: 2,
      level1: { threshold: 0.75, riskMultiplier: 0.75 },
      guard: {
        threshold: 0.65,
        riskMultiplier: 0.8,
        window: 7 * DAY,
        minActiveHours: 24,
        minPairs: 2,
      },
      cluster: {
        enter: 0.9,
        exit: 0.8,
        exitHold: 30 * MIN,
        riskMultiplier: 0.6,
        entryInterval: 15 * MIN,
        contestWindow: 2 * S,
        edgeWindow: 24 * H,
        minStrategies: 2,
        percentileSignals: 200,
        percentileMinSignals: 20,
      },
    });
  });

  it('PRE-2 breakers (1.8, 1.3)', () => {
    expect(kernel.breakers).toEqual({
      dailySoft: { limit: -0.02, freeze: 2 * H, rearmAbove: -0.015 },
      drawdown: {
        window: 30 * DAY,
        warning: 0.06,
        warningEnd: 0.05,
        warningSizeMultiplier: 0.5,
        breaker: 0.09,
        freeze: 24 * H,
        recoveryRiskMultiplier: 0.6,
        recoveryHold: 12 * H,
        refireStep: 0.02,
        rearmBelow: 0.08,
      },
      lossStreak: {
        warning: 4,
        critical: 6,
        criticalFreeze: 90 * MIN,
        severe: 8,
        severeFreeze: 6 * H,
      },
      volatility: {
        symbol: 'BTC/USDT:USDT',
        atrPeriod: 14,
        window: 720,
        minSamples: 168,
        high: 1.5,
        extreme: 2.2,
        confirmations: 3,
        highEffect: { leverage: 0.7, maxOpenTrades: 0.8, slippage: 0.8 },
        extremeEffect: { leverage: 0.5, maxOpenTrades: 0.6, slippage: 0.8 },
      },
      degradedConfirmations: 3,
      riskyStrategies: ['S2', 'S7'],
    });
  });

  it('PRE-2 execution guards and rates (1.9, 1.10, 4.1)', () => {
    expect(kernel.guards).toEqual({
      strictnessFactor: 0.8,
      priceCollar: 0.02,
      maxEntriesPerMinute: 10,
      maxIdenticalInARow: 3,
      decisionLifetime: 5 * S,
      signalMaxAge: 10 * S,
      marketStaleAfter: 3 * 5 * S,
      equityStaleAfter: 3 * 15 * S,
      cooldown: { failures: 2, window: 10 * MIN, duration: 30 * MIN },
      funding: {
        reduceAbove: 0.0004,
        reduceMultiplier: 0.75,
        refuseRate: 0.0008,
        refuseBelowEdge: 0.55,
        degradedAlertAfter: 2 * H,
      },
    });
    expect(kernel.rates).toEqual({
      minSamples: 20,
      window: H,
      rejectedWindow: 30 * MIN,
      rejectedLimit: 0.3,
    });
  });

  it('PRE-2 what the executor does about what it did not do itself', () => {
    expect(config.execution).toEqual({
      unknownOrders: 'report',
      differences: 'book',
      externalStop: null,
      exitLimitFirst: false,
      countdown: 60_000,
    });
  });

  it('PRE-2 launch phases and limits of pre-flight', () => {
    expect(config.launch).toEqual({
      phases: [
        { name: 'A', duration: 15 * MIN, gated: false },
        { name: 'B', duration: 15 * MIN, gated: false },
        { name: 'C', duration: null, gated: true },
      ],
      spreadWindow: 5 * MIN,
      acceptanceWindow: 30 * MIN,
      clockOffsetWarning: 500,
      clockOffsetLimit: 1_000,
      timeServers: ['time.cloudflare.com', 'time.google.com', 'time.facebook.com'],
      diskFreeMinimumBytes: 512 * 1024 * 1024,
    });
  });
});

describe('market and venue', () => {
  it('are those that the program ships', () => {
    const { assets, ...figures } = config.market;
    const { assets: shipped, ...shippedFigures } = defaultMarketConfig;
    expect(figures).toEqual(shippedFigures);
    expect(assets).toEqual(shipped);
    expect(kernel.instruments).toEqual(DEFAULT_INSTRUMENTS.slice(0, 3));
  });

  it('know the rotation symbols, so that adding one to the portfolio needs a market only', () => {
    const symbols = DEFAULT_INSTRUMENTS.map(({ symbol }) => symbol);
    const loaded = loadConfig(DEFAULT_FOLDER, { symbols });
    expect(loaded.ok ? [] : loaded.errors.map(({ message }) => message)).toEqual(
      symbols
        .slice(3)
        .map((symbol) => `${symbol} is a symbol of the portfolio and has no asset here`),
    );
  });
});
