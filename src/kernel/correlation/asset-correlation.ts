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
  // Returns of the window need the close at its start; at most one an hour, whatever is told.
  const old = times.findIndex((time) => time >= openTime - window);
  const most = Math.round(window / HOUR_MS) + 1;
  const leaving = Math.max(old, times.length - most);
  times.splice(0, leaving);
  closes.splice(0, leaving);
}

/** Signed correlation of two symbols' hourly returns; null when undefined. */
export function assetCorrelation(state: HourlyClosesState, a: number, b: number): number | null {
  const timesA = state.openTimes[a]!;
  const closesA = state.closes[a]!;
  const closeOfB = new Map(
    state.openTimes[b]!.map((time, i) => [time, state.closes[b]![i]!] as const),
  );
  const returnsA: number[] = [];
  const returnsB: number[] = [];
  for (const [i, time] of timesA.entries()) {
    const before = time - HOUR_MS;
    const fromB = closeOfB.get(before);
    const toB = closeOfB.get(time);
    if (timesA[i - 1] !== before || fromB === undefined || toB === undefined) continue;
    // Return + 1: the same correlation.
    returnsA.push(closesA[i]! / closesA[i - 1]!);
    returnsB.push(toB / fromB);
  }
  return pearson(returnsA, returnsB);
}
