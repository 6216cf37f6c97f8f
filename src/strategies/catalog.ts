/**
 * The built-in strategies: which rule sets there are, what they run on, and the defaults of
 * every figure (domain specification 1.1 and 3). The configuration is validated against this.
 */
import type { Timeframe } from '../domain/timeframe.ts';
import type { ParameterTable } from './parameters.ts';
import { S1_PARAMETERS } from './s1/parameters.ts';
import { S2_PARAMETERS } from './s2/parameters.ts';
import { S3_PARAMETERS } from './s3/parameters.ts';
import { S4_PARAMETERS } from './s4/parameters.ts';
import { S5_PARAMETERS } from './s5/parameters.ts';
import { S6_PARAMETERS } from './s6/parameters.ts';
import { S7_PARAMETERS } from './s7/parameters.ts';

/** One built-in rule set. Fractions are fractions of price (0.018 = 1.8 %). */
export interface CatalogEntry {
  /** Short name for people. */
  readonly name: string;
  /** Default id, bucket and launch phase. */
  readonly id: string;
  readonly bucket: string;
  readonly phase: string;
  /** Base timeframe: the rule set decides on its closes and runs on no other. */
  readonly timeframe: Timeframe;
  /** Higher timeframes it reads; the feed must deliver them before the base candle. */
  readonly contexts: readonly Timeframe[];
  /** Also reads the base candles of the basket's symbols. */
  readonly usesBasket: boolean;
  readonly stop: number;
  readonly trailing: { readonly offset: number; readonly distance: number } | null;
  /** [minutes open, profit that closes], minutes ascending from 0. */
  readonly minimalReturn: readonly (readonly [minutes: number, profit: number])[];
  readonly leverageCeiling: number;
  readonly leverageCeilingStressed: number;
  /** Size multiplier in capital state 1; 1 for rule sets without a capital state. */
  readonly capitalMultiplierStressed: number;
  readonly cooldownCandles: number;
  readonly expectedHoldingHours: number;
  readonly parameters: ParameterTable;
}

export const IMPLEMENTATIONS = ['s1', 's2', 's3', 's4', 's5', 's6', 's7'] as const;
export type Implementation = (typeof IMPLEMENTATIONS)[number];

export const isImplementation = (text: string): text is Implementation =>
  (IMPLEMENTATIONS as readonly string[]).includes(text);

export const strategyCatalog: Readonly<Record<Implementation, CatalogEntry>> = {
  s1: {
    name: 'micro-trend scalper',
    id: 'S1',
    bucket: 'HFT',
    phase: 'B',
    timeframe: '1m',
    contexts: ['3m', '5m'],
    usesBasket: false,
    stop: 0.018,
    trailing: { offset: 0.008, distance: 0.005 },
    minimalReturn: [
      [0, 0.0035],
      [12, 0.0018],
      [35, 0],
    ],
    leverageCeiling: 3,
    leverageCeilingStressed: 3,
    capitalMultiplierStressed: 1,
    cooldownCandles: 6,
    expectedHoldingHours: 0.5,
    parameters: S1_PARAMETERS,
  },
  s2: {
    name: 'mean-reversion fade',
    id: 'S2',
    bucket: 'HFT',
    phase: 'C',
    timeframe: '1m',
    contexts: [],
    usesBasket: false,
    stop: 0.022,
    trailing: { offset: 0.009, distance: 0.004 },
    minimalReturn: [
      [0, 0.005],
      [10, 0.001],
    ],
    leverageCeiling: 2,
    leverageCeilingStressed: 2,
    capitalMultiplierStressed: 1,
    cooldownCandles: 10,
    expectedHoldingHours: 0.5,
    parameters: S2_PARAMETERS,
  },
  s3: {
    name: 'trend pullback',
    id: 'S3',
    bucket: 'MFT',
    phase: 'A',
    timeframe: '15m',
    contexts: ['1h'],
    usesBasket: false,
    stop: 0.035,
    trailing: { offset: 0.018, distance: 0.01 },
    minimalReturn: [
      [0, 0.025],
      [90, 0.008],
      [360, 0],
    ],
    leverageCeiling: 3,
    leverageCeilingStressed: 3,
    capitalMultiplierStressed: 1,
    cooldownCandles: 4,
    expectedHoldingHours: 6,
    parameters: S3_PARAMETERS,
  },
  s4: {
    name: 'breakout and retest',
    id: 'S4',
    bucket: 'MFT',
    phase: 'A',
    timeframe: '15m',
    contexts: ['1h'],
    usesBasket: false,
    stop: 0.03,
    trailing: { offset: 0.022, distance: 0.012 },
    minimalReturn: [
      [0, 0.03],
      [120, 0.01],
      [600, 0],
    ],
    leverageCeiling: 2.5,
    leverageCeilingStressed: 2.5,
    capitalMultiplierStressed: 1,
    cooldownCandles: 6,
    expectedHoldingHours: 8,
    parameters: S4_PARAMETERS,
  },
  s5: {
    name: 'multi-timeframe trend reversal',
    id: 'S5',
    bucket: 'LFT',
    phase: 'A',
    timeframe: '1h',
    contexts: ['4h', '1d'],
    usesBasket: false,
    stop: 0.05,
    trailing: { offset: 0.03, distance: 0.015 },
    minimalReturn: [
      [0, 0.035],
      [240, 0.015],
      [720, 0],
    ],
    leverageCeiling: 2,
    leverageCeilingStressed: 1.5,
    capitalMultiplierStressed: 0.4,
    cooldownCandles: 6,
    expectedHoldingHours: 24,
    parameters: S5_PARAMETERS,
  },
  s6: {
    name: 'momentum rotation',
    id: 'S6',
    bucket: 'LFT',
    phase: 'A',
    timeframe: '1h',
    contexts: ['4h'],
    usesBasket: true,
    stop: 0.055,
    trailing: { offset: 0.026, distance: 0.012 },
    minimalReturn: [
      [0, 0.04],
      [180, 0.018],
      [600, 0],
    ],
    leverageCeiling: 2.3,
    leverageCeilingStressed: 1.8,
    capitalMultiplierStressed: 0.5,
    cooldownCandles: 6,
    expectedHoldingHours: 24,
    parameters: S6_PARAMETERS,
  },
  s7: {
    name: 'volatility shock follow-through',
    id: 'S7',
    bucket: 'EVENT',
    phase: 'C',
    timeframe: '15m',
    contexts: [],
    usesBasket: false,
    stop: 0.04,
    trailing: { offset: 0.03, distance: 0.014 },
    minimalReturn: [
      [0, 0.03],
      [90, 0.012],
      [360, 0],
    ],
    leverageCeiling: 2,
    leverageCeilingStressed: 1.4,
    capitalMultiplierStressed: 0.35,
    cooldownCandles: 8,
    expectedHoldingHours: 4,
    parameters: S7_PARAMETERS,
  },
};
