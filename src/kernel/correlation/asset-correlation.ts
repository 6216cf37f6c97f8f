/**
 * Correlation between symbols for the panel (domain specification 1.7): Pearson over hourly returns
 * of the last 7 days, hours that both symbols have.
 */
import { type EpochMs, HOUR_MS, type Ms } from '../../domain/time.ts';
import { pearson } from './pearson.ts';

export interface HourlyClosesState {
  /** By symbol, oldest first: open time and close of each hourly candle. */
  readonly openTimes: number[][];
  readonly closes: number[][];
}

export const createHourlyCloses = (symbols: number): HourlyClosesState => ({
  openTimes: Array.from({ length: symbols }, () => []),
  closes: Array.from({ length: symbols }, () => []),
});

/** Open time of the newest candle of a symbol; -1 when there is none. */
export const newestOpenTime = (state: HourlyClosesState, symbol: number): EpochMs =>
  state.openTimes[symbol]!.at(-1) ?? -1;

export function addHourlyClose(
  state: HourlyClosesState,
  symbol: number,
  openTime: EpochMs,
  close: number,
  window: Ms,
): void {
  const times = state.openTimes[symbol]!;
  const closes = state.closes[symbol]!;
  times.push(openTime);
  closes.push(close);
  const limit = Math.round(window / HOUR_MS) + 1;
  if (times.length > limit) {
    times.splice(0, times.length - limit);
    closes.splice(0, closes.length - limit);
  }
}

/** Signed correlation of two symbols' hourly returns; null when undefined. */
export function assetCorrelation(state: HourlyClosesState, a: number, b: number): number | null {
  const returnsA: number[] = [];
  const returnsB: number[] = [];
  const timesA = state.openTimes[a]!;
  const timesB = state.openTimes[b]!;
  const at = new Map(timesB.map((time, i) => [time, i] as const));
  for (let i = 1; i < timesA.length; i += 1) {
    const j = at.get(timesA[i]!);
    if (j === undefined || j === 0) continue;
    if (timesA[i]! - timesA[i - 1]! !== HOUR_MS || timesB[j]! - timesB[j - 1]! !== HOUR_MS)
      continue;
    returnsA.push(state.closes[a]![i]! / state.closes[a]![i - 1]! - 1);
    returnsB.push(state.closes[b]![j]! / state.closes[b]![j - 1]! - 1);
  }
  return pearson(returnsA, returnsB);
}
