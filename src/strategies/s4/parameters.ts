import { candles, fraction, level, type ParametersOf, type ParameterTable } from '../parameters.ts';

/** S4, breakout and retest on 15m with 1h (domain specification 3). */
export const S4_PARAMETERS = {
  channelCandles: candles(55, 'Candles before this one that make the highest high, lowest low'),
  adxPeriod: candles(14, 'Period of ADX on 15m and 1h'),
  adxMin: level(26, 'Entry needs ADX above this'),
  contextAdxMin: level(26, 'Entry needs ADX(1h) above this'),
  atrPeriod: candles(14, 'Period of ATR'),
  atrToCloseMin: fraction(0.001, 'Entry needs ATR / close above this'),
  contextEmaFast: candles(50, 'Period of the fast EMA on 1h'),
  contextEmaSlow: candles(200, 'Period of the slow EMA on 1h'),
  breakoutMax: fraction(
    0.002,
    'Entry needs close beyond the channel by at most this fraction of it',
  ),
  exitBackThrough: fraction(0.005, 'Exit when close is further than this back through the channel'),
  exitAdxMin: level(15, 'Exit when ADX falls below this'),
} as const satisfies ParameterTable;

export type S4Parameters = ParametersOf<typeof S4_PARAMETERS>;
