import { describe, expect, it } from 'vitest';
import type { SeptetConfig } from '../domain/config.ts';
import { defaultMarketConfig } from '../market/default-market.ts';
import { strategyCatalog } from '../strategies/catalog.ts';
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

  it('PRE-2 PRE-4 profiles (1.2)', () => {
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

  it('PRE-2 LAU-4 buckets (1.4, 1.9)', () => {
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

  it('PRE-2 ALR-1 ALR-2 ALR-3 breakers (1.8, 1.3)', () => {
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

  it('PRE-2 LAU-5 PRE-3 ACC-1 launch phases and limits of pre-flight', () => {
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
      diskFreeMinimumBytes: 512 * 1024 * 1024,
    });
  });
});

/** id, bucket, phase, timeframe, stop, trail, offset, ceiling, stressed, x size, cooldown, hours. */
const STRATEGIES = [
  ['S1', 'HFT', 'B', '1m', 0.018, 0.005, 0.008, 3, 3, 1, 6, 0.5],
  ['S2', 'HFT', 'C', '1m', 0.022, 0.004, 0.009, 2, 2, 1, 10, 0.5],
  ['S3', 'MFT', 'A', '15m', 0.035, 0.01, 0.018, 3, 3, 1, 4, 6],
  ['S4', 'MFT', 'A', '15m', 0.03, 0.012, 0.022, 2.5, 2.5, 1, 6, 8],
  ['S5', 'LFT', 'A', '1h', 0.05, 0.015, 0.03, 2, 1.5, 0.4, 6, 24],
  ['S6', 'LFT', 'A', '1h', 0.055, 0.012, 0.026, 2.3, 1.8, 0.5, 6, 24],
  ['S7', 'EVENT', 'C', '15m', 0.04, 0.014, 0.03, 2, 1.4, 0.35, 8, 4],
] as const;

const MINIMAL_RETURN: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  S1: [
    [0, 0.0035],
    [12, 0.0018],
    [35, 0],
  ],
  S2: [
    [0, 0.005],
    [10, 0.001],
  ],
  S3: [
    [0, 0.025],
    [90, 0.008],
    [360, 0],
  ],
  S4: [
    [0, 0.03],
    [120, 0.01],
    [600, 0],
  ],
  S5: [
    [0, 0.035],
    [240, 0.015],
    [720, 0],
  ],
  S6: [
    [0, 0.04],
    [180, 0.018],
    [600, 0],
  ],
  S7: [
    [0, 0.03],
    [90, 0.012],
    [360, 0],
  ],
};

/** Figures of the rules, spec 3, in the order in which it tells them. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  S1: {
    adxMin: 24,
    atrToCloseMin: 0.0007,
    contextAdxMin: 24,
    contextEmaFast: 8,
    contextEmaSlow: 21,
    volumeRatioMin: 1.2,
    volumeWindow: 20,
    emaFast: 8,
    emaSlow: 21,
    emaGapMin: 0.0012,
    exitAdxMin: 24,
  },
  S2: {
    emaPeriod: 50,
    deviationWindow: 50,
    adxMax: 22,
    emaChangeCandles: 5,
    emaChangeMax: 0.0005,
    zEntry: 2.1,
    rsiLongMax: 24,
    rsiShortMin: 76,
    zExit: 0.2,
    rsiExit: 50,
    rsiPeriod: 14,
  },
  S3: {
    adxMin: 24,
    contextAdxMin: 24,
    contextEmaFast: 50,
    contextEmaSlow: 200,
    pullbackEma: 20,
    pullbackMin: 0.007,
    rsiLongMin: 40,
    rsiShortMax: 60,
    exitEma: 50,
    rsiExitLong: 72,
    rsiExitShort: 28,
  },
  S4: {
    channelCandles: 55,
    adxMin: 26,
    contextAdxMin: 26,
    atrToCloseMin: 0.001,
    contextEmaFast: 50,
    contextEmaSlow: 200,
    breakoutMax: 0.002,
    exitBackThrough: 0.005,
    exitAdxMin: 15,
  },
  S5: {
    adxMin: 24,
    atrToCloseMax: 0.035,
    volumeRatioMin: 0.6,
    volumeWindow: 48,
    contextEmaFast: 50,
    contextEmaSlow: 200,
    trendEma: 50,
    rsiCross: 50,
    contextRsiLongMin: 45,
    contextRsiShortMax: 55,
    stressAtrWindow: 120,
    stressAtrQuantile: 0.85,
    stressVolumeRatio: 1.8,
    stressEma: 200,
    fallCandles: 24,
    fallMax: 0.08,
    rsiExitLong: 75,
    rsiExitShort: 25,
  },
  S6: {
    returnCandles: 24,
    adxMin: 22,
    volumeRatioMin: 0.7,
    volumeWindow: 48,
    atrToCloseMax: 0.07,
    contextEmaFast: 50,
    contextEmaSlow: 200,
    trendEma: 20,
    relativeStrengthMin: 0.015,
    drawdownWindow: 48,
    drawdownStressed: 0.06,
    stressAtrWindow: 96,
    stressAtrQuantile: 0.9,
    drawdownMax: 0.1,
    stressVolumeRatio: 2.2,
  },
  S7: {
    burstWindow: 96,
    burstQuantile: 0.9,
    spikeRatio: 2,
    volumeWindow: 96,
    rangeWindow: 96,
    rangeQuantile: 0.9,
    trendEma: 20,
    fallCandles: 32,
    fallStressed: 0.07,
    fallMax: 0.12,
    rsiExitLong: 74,
    rsiExitShort: 26,
  },
};

describe('the default strategies hold the figures of domain specification 1.1 and 3', () => {
  it('PRE-2 are S1 to S7, all enabled, on all symbols', () => {
    expect(kernel.strategies.map(({ id }) => id)).toEqual(STRATEGIES.map(([id]) => id));
    for (const strategy of kernel.strategies) {
      expect(strategy.enabled).toBe(true);
      expect(strategy.symbols).toEqual(kernel.instruments.map(({ symbol }) => symbol));
    }
  });

  for (const [id, bucket, phase, timeframe, stop, distance, offset, ...rest] of STRATEGIES) {
    it(`PRE-2 ${id}: bucket, phase, exits, ceilings, cooldown, parameters`, () => {
      const [ceiling, stressed, multiplier, cooldown, hours] = rest;
      const strategy = kernel.strategies.find((item) => item.id === (id as string));
      expect(strategy).toMatchObject({
        implementation: id.toLowerCase(),
        bucket,
        phase,
        timeframe,
        stop,
        trailing: { distance, offset },
        minimalReturn: MINIMAL_RETURN[id],
        leverageCeiling: ceiling,
        leverageCeilingStressed: stressed,
        capitalMultiplierStressed: multiplier,
        cooldownCandles: cooldown,
        expectedHoldingHours: hours,
        parameters: PARAMETERS[id],
      });
    });
  }

  it('PRE-2 every parameter stands at the default of its rule set', () => {
    for (const strategy of kernel.strategies) {
      const entry = Object.entries(strategyCatalog).find(
        ([name]) => name === strategy.implementation,
      );
      const expected = Object.entries(entry?.[1].parameters ?? {}).map(([key, spec]) => [
        key,
        spec.default,
      ]);
      expect(strategy.parameters).toEqual(Object.fromEntries(expected));
    }
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
