/**
 * The default figures of the domain specification as a `KernelConfig`: BTC, ETH and SOL, S1..S7,
 * profile `balanced`. Tests build on it with spreads (`{ ...kernelConfig(), profile: ... }`).
 */
import type {
  BucketConfig,
  KernelConfig,
  ProfileConfig,
  StrategyConfig,
} from '../../src/domain/config.ts';
import { assetId, bucketId, strategyId, symbolId } from '../../src/domain/ids.ts';
import type { Instrument } from '../../src/domain/market.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts';
import type { Timeframe } from '../../src/domain/timeframe.ts';

export const BTC = symbolId('BTC/USDT:USDT');
export const ETH = symbolId('ETH/USDT:USDT');
export const SOL = symbolId('SOL/USDT:USDT');
export const SYMBOLS = [BTC, ETH, SOL] as const;

export const [S1, S2, S3, S4, S5, S6, S7] = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7'].map(
  strategyId,
) as [
  StrategyConfig['id'],
  StrategyConfig['id'],
  StrategyConfig['id'],
  StrategyConfig['id'],
  StrategyConfig['id'],
  StrategyConfig['id'],
  StrategyConfig['id'],
];

export const INSTRUMENTS: readonly Instrument[] = [
  instrument(BTC, '0.1', '0.001', '1000', '100', '0.004'),
  instrument(ETH, '0.01', '0.001', '10000', '20', '0.005'),
  instrument(SOL, '0.01', '0.01', '100000', '5', '0.01'),
];

function instrument(
  symbol: Instrument['symbol'],
  tickSize: string,
  lotSize: string,
  maxQuantity: string,
  minNotional: string,
  maintenanceMarginRate: string,
): Instrument {
  return {
    symbol,
    tickSize,
    lotSize,
    minQuantity: lotSize,
    maxQuantity,
    minNotional,
    makerFee: '0.0002',
    takerFee: '0.0005',
    maintenanceMarginRate,
    maxLeverage: 50,
  };
}

export const PROFILES: readonly ProfileConfig[] = [
  profile('conservative', 1.5, 6, 0.008, 0.12, 0.85, -0.022, 0.8),
  profile('balanced', 2.5, 10, 0.014, 0.18, 1.0, -0.03, 1.0),
  profile('aggressive', 3.5, 14, 0.021, 0.22, 1.15, -0.038, 1.2),
];

function profile(
  name: string,
  leverage: number,
  maxOpenTrades: number,
  riskBudget: number,
  perStrategyCap: number,
  assetCapMultiplier: number,
  hardDailyLoss: number,
  slippageMultiplier: number,
): ProfileConfig {
  return {
    name,
    leverage,
    maxOpenTrades,
    riskBudget,
    perStrategyCap,
    assetCapMultiplier,
    hardDailyLoss,
    slippageMultiplier,
  };
}

export const BUCKETS: readonly BucketConfig[] = [
  bucket('HFT', 0.4, 8, 10, 90),
  bucket('MFT', 0.4, 15, 20, 180),
  bucket('LFT', 0.45, 20, 30, 300),
  bucket('EVENT', 0.2, 18, 25, 120),
];

function bucket(
  id: string,
  cap: number,
  maxSpreadBps: number,
  maxSlippageBps: number,
  timeoutSeconds: number,
): BucketConfig {
  return {
    id: bucketId(id),
    floor: 0.1,
    cap,
    maxSpreadBps,
    maxSlippageBps,
    entryTimeout: timeoutSeconds * SECOND_MS,
  };
}

type Row = readonly [
  id: string,
  bucket: string,
  phase: string,
  timeframe: Timeframe,
  stop: number,
  offset: number,
  distance: number,
  leverage: number,
  stressed: number,
  capital: number,
  cooldown: number,
  holding: number,
  minimalReturn: readonly (readonly [number, number])[],
];

// biome-ignore format: a table reads best as one.
const STRATEGY_ROWS: readonly Row[] = [
  ['S1', 'HFT', 'B', '1m', 0.018, 0.008, 0.005, 3, 3, 1, 6, 0.5, [[0, 0.0035], [12, 0.0018], [35, 0]]],
  ['S2', 'HFT', 'C', '1m', 0.022, 0.009, 0.004, 2, 2, 1, 10, 0.5, [[0, 0.005], [10, 0.001]]],
  ['S3', 'MFT', 'A', '15m', 0.035, 0.018, 0.01, 3, 3, 1, 4, 6, [[0, 0.025], [90, 0.008], [360, 0]]],
  ['S4', 'MFT', 'A', '15m', 0.03, 0.022, 0.012, 2.5, 2.5, 1, 6, 8, [[0, 0.03], [120, 0.01], [600, 0]]],
  ['S5', 'LFT', 'A', '1h', 0.05, 0.03, 0.015, 2, 1.5, 0.4, 6, 24, [[0, 0.035], [240, 0.015], [720, 0]]],
  ['S6', 'LFT', 'A', '1h', 0.055, 0.026, 0.012, 2.3, 1.8, 0.5, 6, 24, [[0, 0.04], [180, 0.018], [600, 0]]],
  ['S7', 'EVENT', 'C', '15m', 0.04, 0.03, 0.014, 2, 1.4, 0.35, 8, 4, [[0, 0.03], [90, 0.012], [360, 0]]],
];

export const STRATEGIES: readonly StrategyConfig[] = STRATEGY_ROWS.map((row) => ({
  id: strategyId(row[0]),
  implementation: row[0].toLowerCase(),
  enabled: true,
  bucket: bucketId(row[1]),
  phase: row[2],
  symbols: SYMBOLS,
  timeframe: row[3],
  stop: row[4],
  trailing: { offset: row[5], distance: row[6] },
  minimalReturn: row[12],
  leverageCeiling: row[7],
  leverageCeilingStressed: row[8],
  capitalMultiplierStressed: row[9],
  cooldownCandles: row[10],
  expectedHoldingHours: row[11],
  parameters: {},
}));

/** The whole kernel configuration with default figures; a fresh object each time. */
export function kernelConfig(overrides: Partial<KernelConfig> = {}): KernelConfig {
  return {
    version: 'test-1',
    portfolio: 'paper',
    quote: 'USDT',
    instruments: INSTRUMENTS,
    profiles: PROFILES,
    profile: 'balanced',
    buckets: BUCKETS,
    strategies: STRATEGIES,
    allocation: {
      lookbackDays: 20,
      decay: 0.94,
      volatilityFloor: 0.0005,
      minDailyReturns: 5,
      minTradesForInverseVolatility: 100,
    },
    caps: {
      asset: { [assetId('BTC')]: 0.3, [assetId('ETH')]: 0.25, [assetId('SOL')]: 0.18 },
      otherAsset: 0.15,
      topThree: 0.6,
      total: 1,
    },
    sizing: {
      maxPositionsPerStrategy: 2,
      retryMultipliers: [0.9, 0.75],
      maxOrderNotional: 100_000,
    },
    correlation: {
      alignmentAssets: [assetId('BTC'), assetId('ETH'), assetId('SOL')],
      voteWindow: DAY_MS,
      minVotes: 6,
      minAssetsWithVotes: 2,
      level1: { threshold: 0.75, riskMultiplier: 0.75 },
      guard: {
        threshold: 0.65,
        riskMultiplier: 0.8,
        window: 7 * DAY_MS,
        minActiveHours: 24,
        minPairs: 2,
      },
      cluster: {
        enter: 0.9,
        exit: 0.8,
        exitHold: 30 * MINUTE_MS,
        riskMultiplier: 0.6,
        entryInterval: 15 * MINUTE_MS,
        contestWindow: 2 * SECOND_MS,
        edgeWindow: DAY_MS,
        minStrategies: 2,
        percentileSignals: 200,
        percentileMinSignals: 20,
      },
    },
    breakers: {
      dailySoft: { limit: -0.02, freeze: 2 * HOUR_MS, rearmAbove: -0.015 },
      drawdown: {
        window: 30 * DAY_MS,
        warning: 0.06,
        warningEnd: 0.05,
        warningSizeMultiplier: 0.5,
        breaker: 0.09,
        freeze: 24 * HOUR_MS,
        recoveryRiskMultiplier: 0.6,
        recoveryHold: 12 * HOUR_MS,
        refireStep: 0.02,
        rearmBelow: 0.08,
      },
      lossStreak: {
        warning: 4,
        critical: 6,
        criticalFreeze: 90 * MINUTE_MS,
        severe: 8,
        severeFreeze: 6 * HOUR_MS,
      },
      volatility: {
        symbol: BTC,
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
      riskyStrategies: [strategyId('S2'), strategyId('S7')],
    },
    guards: {
      strictnessFactor: 0.8,
      priceCollar: 0.02,
      maxEntriesPerMinute: 10,
      maxIdenticalInARow: 3,
      decisionLifetime: 5 * SECOND_MS,
      marketStaleAfter: 15 * SECOND_MS,
      equityStaleAfter: 3 * MINUTE_MS,
      cooldown: { failures: 2, window: 10 * MINUTE_MS, duration: 30 * MINUTE_MS },
      funding: {
        reduceAbove: 0.0004,
        reduceMultiplier: 0.75,
        refuseRate: 0.0008,
        refuseBelowEdge: 0.55,
        degradedAlertAfter: 2 * HOUR_MS,
      },
      signalMaxAge: 30 * SECOND_MS,
    },
    rates: {
      minSamples: 20,
      window: HOUR_MS,
      rejectedWindow: 30 * MINUTE_MS,
      rejectedLimit: 0.3,
    },
    ...overrides,
  };
}
