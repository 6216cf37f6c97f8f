import { candles, fraction, level, type ParametersOf, type ParameterTable } from '../parameters.ts';

/** S3, trend pullback on 15m with 1h (domain specification 3). */
export const S3_PARAMETERS = {
  adxPeriod: candles(14, 'Period of ADX on 15m and 1h'),
  adxMin: level(24, 'Entry needs ADX above this'),
  contextAdxMin: level(24, 'Entry needs ADX(1h) above this'),
  contextEmaFast: candles(50, 'Period of the fast EMA on 1h'),
  contextEmaSlow: candles(200, 'Period of the slow EMA on 1h'),
  pullbackEma: candles(20, 'Period of the EMA that the pullback is measured from'),
  pullbackMin: fraction(0.007, 'Entry needs (EMA - close) / close above this (short: minus it)'),
  rsiPeriod: candles(14, 'Period of RSI'),
  rsiLongMin: level(40, 'A long entry needs RSI above this'),
  rsiShortMax: level(60, 'A short entry needs RSI below this'),
  exitEma: candles(50, 'Period of the EMA whose loss, once regained, ends the trade'),
  rsiExitLong: level(72, 'Exit a long when RSI is above this'),
  rsiExitShort: level(28, 'Exit a short when RSI is below this'),
} as const satisfies ParameterTable;

export type S3Parameters = ParametersOf<typeof S3_PARAMETERS>;
