import {
  candles,
  fraction,
  level,
  type ParametersOf,
  type ParameterTable,
  ratio,
} from '../parameters.ts';

/** S5, multi-timeframe trend reversal on 1h with 4h and 1d (domain specification 3). */
export const S5_PARAMETERS = {
  adxPeriod: candles(14, 'Period of ADX'),
  adxMin: level(24, 'No trade when ADX is below this'),
  atrPeriod: candles(14, 'Period of ATR'),
  atrToCloseMax: fraction(0.035, 'No trade when ATR / close is above this'),
  volumeWindow: candles(48, 'Candles of the mean volume'),
  volumeRatioMin: ratio(0.6, 'No trade when volume is below this x its mean'),
  contextEmaFast: candles(50, 'Period of the fast EMA on 4h and 1d'),
  contextEmaSlow: candles(200, 'Period of the slow EMA on 4h and 1d'),
  trendEma: candles(50, 'Period of the EMA that close must be beyond, and whose loss is the exit'),
  rsiPeriod: candles(14, 'Period of RSI on 1h and 1d'),
  rsiCross: level(50, 'RSI must cross this, up for a long, down for a short'),
  contextRsiLongMin: level(45, 'A long entry needs RSI(1d) above this'),
  contextRsiShortMax: level(55, 'A short entry needs RSI(1d) below this'),
  stressAtrWindow: candles(120, 'Candles of the quantile of ATR / close'),
  stressAtrQuantile: fraction(0.85, 'Stress: ATR / close above this quantile'),
  stressVolumeRatio: ratio(1.8, 'Stress: volume above this x its mean'),
  stressEma: candles(200, 'Stress: close beyond the EMA of this period, against the side'),
  fallCandles: candles(24, 'Candles of the fall (short: rise) that refuses entries'),
  fallMax: fraction(0.08, 'State 2 when the fall (short: rise) is beyond this'),
  rsiExitLong: level(75, 'Exit a long when RSI is above this'),
  rsiExitShort: level(25, 'Exit a short when RSI is below this'),
} as const satisfies ParameterTable;

export type S5Parameters = ParametersOf<typeof S5_PARAMETERS>;
