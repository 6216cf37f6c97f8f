import {
  candles,
  fraction,
  level,
  type ParametersOf,
  type ParameterTable,
  ratio,
} from '../parameters.ts';

/** S1, micro-trend scalper on 1m with 3m and 5m (domain specification 3). */
export const S1_PARAMETERS = {
  adxPeriod: candles(14, 'Period of ADX on 1m and 3m'),
  adxMin: level(24, 'Entry needs ADX above this'),
  contextAdxMin: level(24, 'Entry needs ADX(3m) above this'),
  atrPeriod: candles(14, 'Period of ATR'),
  atrToCloseMin: fraction(0.0007, 'Entry needs ATR / close above this'),
  emaFast: candles(8, 'Period of the fast EMA on 1m'),
  emaSlow: candles(21, 'Period of the slow EMA on 1m'),
  contextEmaFast: candles(8, 'Period of the fast EMA on 5m'),
  contextEmaSlow: candles(21, 'Period of the slow EMA on 5m'),
  emaGapMin: fraction(0.0012, 'Entry needs (fast EMA - slow EMA) / close above this'),
  volumeWindow: candles(20, 'Candles of the mean volume'),
  volumeRatioMin: ratio(1.2, 'Entry needs volume above this x its mean'),
  exitAdxMin: level(24, 'Exit when ADX falls below this'),
} as const satisfies ParameterTable;

export type S1Parameters = ParametersOf<typeof S1_PARAMETERS>;
