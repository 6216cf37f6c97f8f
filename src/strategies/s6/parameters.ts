import {
  candles,
  fraction,
  level,
  type ParametersOf,
  type ParameterTable,
  ratio,
} from '../parameters.ts';

/** S6, momentum rotation against a basket on 1h with 4h (domain specification 3). */
export const S6_PARAMETERS = {
  adxPeriod: candles(14, 'Period of ADX'),
  adxMin: level(22, 'No trade when ADX is below this'),
  atrPeriod: candles(14, 'Period of ATR'),
  atrToCloseMax: fraction(0.07, 'No trade when ATR / close is above this'),
  volumeWindow: candles(48, 'Candles of the mean volume'),
  volumeRatioMin: ratio(0.7, 'No trade when volume is below this x its mean'),
  contextEmaFast: candles(50, 'Period of the fast EMA on 4h'),
  contextEmaSlow: candles(200, 'Period of the slow EMA on 4h'),
  trendEma: candles(20, 'Period of the EMA that close must be beyond, and whose loss is the exit'),
  returnCandles: candles(24, 'Candles of the return compared with the basket'),
  relativeStrengthMin: fraction(0.015, 'Entry needs relative strength beyond this, and growing'),
  drawdownWindow: candles(48, 'Candles of the drawdown (short: rise from the lowest low)'),
  drawdownStressed: fraction(0.06, 'State 1 when the drawdown is beyond this'),
  stressAtrWindow: candles(96, 'Candles of the quantile of ATR / close'),
  stressAtrQuantile: fraction(0.9, 'State 1 when ATR / close is above this quantile'),
  drawdownMax: fraction(0.1, 'State 2 when the drawdown is beyond this on high volume'),
  stressVolumeRatio: ratio(2.2, 'High volume: above this x its mean'),
} as const satisfies ParameterTable;

export type S6Parameters = ParametersOf<typeof S6_PARAMETERS>;
