import { describe, expect, it } from 'vitest';
import { strategyCatalog } from '../strategies/catalog.ts';
import { loadConfig } from './load.ts';
import { DEFAULT_FOLDER } from './testing/config-folder.ts';

const loaded = loadConfig(DEFAULT_FOLDER);
if (!loaded.ok) throw new Error('the default configuration does not load');
const { kernel } = loaded.config;

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
