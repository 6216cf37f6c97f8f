/**
 * Volatility regime (domain specification 1.8): z-score of the reference symbol's 1h ATR as % of
 * close against its own trailing window, the current value included, population deviation.
 * ATR: Wilder smoothing, seeded with the mean of the first `period` true ranges; the first
 * candle's true range is high - low.
 */
import type { BreakersConfig, RegimeEffect } from '../../domain/config.ts';
import type { Regime } from '../../domain/decision.ts';
import type { EpochMs } from '../../domain/time.ts';
import { atLeast } from '../basis/tolerance.ts';

export interface RegimeState {
  /** In effect; behind `measured` only while history is read. */
  regime: Regime;
  /** By the candles so far. */
  measured: Regime;
  z: number | null;
  lastOpenTime: EpochMs;
  previousClose: number;
  /** True ranges seen while seeding; the ATR once `seeded` reaches the period. */
  seeded: number;
  atr: number;
  /** ATR as % of close, oldest first. */
  values: number[];
  /** Hourly closes in a row with z >= high, z < high, z < extreme. */
  aboveHigh: number;
  belowHigh: number;
  belowExtreme: number;
}

export const createRegime = (): RegimeState => ({
  regime: 'normal',
  measured: 'normal',
  z: null,
  lastOpenTime: -1,
  previousClose: 0,
  seeded: 0,
  atr: 0,
  values: [],
  aboveHigh: 0,
  belowHigh: 0,
  belowExtreme: 0,
});

export interface HourlyCandle {
  readonly openTime: EpochMs;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Takes the next closed candle (later than the last one) and returns the regime it measures. */
export function addRegimeCandle(
  state: RegimeState,
  candle: HourlyCandle,
  config: BreakersConfig['volatility'],
): Regime {
  state.lastOpenTime = candle.openTime;
  if (!updateAtr(state, candle, config.atrPeriod)) return state.measured;
  state.values.push((state.atr / candle.close) * 100);
  if (state.values.length > config.window) state.values.shift();
  state.z = state.values.length < config.minSamples ? null : zScore(state.values);
  if (state.z !== null) state.measured = nextRegime(state, state.z, config);
  return state.measured;
}

/** False while the ATR is still being seeded. */
function updateAtr(state: RegimeState, candle: HourlyCandle, period: number): boolean {
  const range = candle.high - candle.low;
  const trueRange =
    state.seeded === 0
      ? range
      : Math.max(
          range,
          Math.abs(candle.high - state.previousClose),
          Math.abs(candle.low - state.previousClose),
        );
  state.previousClose = candle.close;
  if (state.seeded < period) {
    state.atr += trueRange / period;
    state.seeded += 1;
    return state.seeded === period;
  }
  state.atr = (state.atr * (period - 1) + trueRange) / period;
  return true;
}

/** z of the newest of values >= 0; 0 when they do not vary. */
export function zScore(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  const deviation = Math.sqrt(squares / values.length);
  const newest = values[values.length - 1]!;
  return deviation <= mean * 1e-12 ? 0 : (newest - mean) / deviation;
}

/** At most one transition per close; the counters run whatever the regime is. */
function nextRegime(state: RegimeState, z: number, config: BreakersConfig['volatility']): Regime {
  const high = atLeast(z, config.high);
  const extreme = atLeast(z, config.extreme);
  state.aboveHigh = high ? state.aboveHigh + 1 : 0;
  state.belowHigh = high ? 0 : state.belowHigh + 1;
  state.belowExtreme = extreme ? 0 : state.belowExtreme + 1;
  if (extreme) return 'extreme';
  const { confirmations } = config;
  if (state.measured === 'extreme') return state.belowExtreme >= confirmations ? 'high' : 'extreme';
  if (state.measured === 'high') return state.belowHigh >= confirmations ? 'normal' : 'high';
  return state.aboveHigh >= confirmations ? 'high' : 'normal';
}

const NO_EFFECT: RegimeEffect = { leverage: 1, maxOpenTrades: 1, slippage: 1 };

export function regimeEffect(regime: Regime, config: BreakersConfig['volatility']): RegimeEffect {
  if (regime === 'extreme') return config.extremeEffect;
  return regime === 'high' ? config.highEffect : NO_EFFECT;
}
