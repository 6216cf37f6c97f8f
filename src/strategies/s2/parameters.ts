import {
  candles,
  fraction,
  level,
  type ParametersOf,
  type ParameterTable,
  ratio,
} from '../parameters.ts';

/** S2, mean-reversion fade on 1m (domain specification 3). */
export const S2_PARAMETERS = {
  emaPeriod: candles(50, 'Period of the EMA that price returns to'),
  deviationWindow: candles(50, 'Candles of the standard deviation of close', 2),
  adxPeriod: candles(14, 'Period of ADX'),
  adxMax: level(22, 'Entry needs ADX below this'),
  emaChangeCandles: candles(5, 'Candles over which the change of the EMA is taken'),
  emaChangeMax: fraction(0.0005, 'Entry needs the absolute change of the EMA below this'),
  zEntry: ratio(2.1, 'Entry needs |z| above this, on the side that is faded'),
  rsiPeriod: candles(14, 'Period of RSI'),
  rsiLongMax: level(24, 'A long entry needs RSI below this'),
  rsiShortMin: level(76, 'A short entry needs RSI above this'),
  zExit: ratio(0.2, 'Exit a long when z is above minus this, a short when z is below this'),
  rsiExit: level(50, 'Exit a long when RSI is above this, a short when below'),
} as const satisfies ParameterTable;

export type S2Parameters = ParametersOf<typeof S2_PARAMETERS>;
