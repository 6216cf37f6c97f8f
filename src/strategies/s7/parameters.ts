import {
  candles,
  fraction,
  level,
  type ParametersOf,
  type ParameterTable,
  ratio,
} from '../parameters.ts';

/** S7, volatility shock follow-through on 15m (domain specification 3). */
export const S7_PARAMETERS = {
  atrPeriod: candles(14, 'Period of ATR'),
  burstWindow: candles(96, 'Candles of the quantile of ATR / close'),
  burstQuantile: fraction(0.9, 'Burst: ATR / close above this quantile'),
  volumeWindow: candles(96, 'Candles of the mean volume'),
  spikeRatio: ratio(2, 'Spike: volume above this x its mean'),
  rangeWindow: candles(96, 'Candles of the quantile of range / close'),
  rangeQuantile: fraction(0.9, 'Event: range / close above this quantile'),
  trendEma: candles(20, 'Period of the EMA that close must be beyond, and whose loss is the exit'),
  fallCandles: candles(32, 'Candles of the fall (short: rise) of the capital state'),
  fallStressed: fraction(0.07, 'Stress: a fall (short: rise) beyond this'),
  fallMax: fraction(0.12, 'State 2 when the fall (short: rise) is beyond this'),
  rsiPeriod: candles(14, 'Period of RSI'),
  rsiExitLong: level(74, 'Exit a long when RSI is above this, once it was inside'),
  rsiExitShort: level(26, 'Exit a short when RSI is below this, once it was inside'),
} as const satisfies ParameterTable;

export type S7Parameters = ParametersOf<typeof S7_PARAMETERS>;
