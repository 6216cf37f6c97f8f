/** Intervals of candles: those of the feed, and those built from them. */
import type { Candle } from '../../domain/market.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, type Ms } from '../../domain/time.ts';
import { isTimeframe, type Timeframe, timeframeMs } from '../../domain/timeframe.ts';

interface Built {
  readonly of: Timeframe;
  readonly length: Ms;
  /** First opening after the epoch. */
  readonly offset: Ms;
}
const BUILT = {
  '30m': { of: '15m', length: 30 * MINUTE_MS, offset: 0 },
  '2h': { of: '1h', length: 2 * HOUR_MS, offset: 0 },
  '6h': { of: '1h', length: 6 * HOUR_MS, offset: 0 },
  '8h': { of: '4h', length: 8 * HOUR_MS, offset: 0 },
  '12h': { of: '4h', length: 12 * HOUR_MS, offset: 0 },
  '3d': { of: '1d', length: 3 * DAY_MS, offset: 0 },
  // The epoch was a Thursday; weeks begin on Monday.
  '1w': { of: '1d', length: 7 * DAY_MS, offset: 4 * DAY_MS },
} as const satisfies Readonly<Record<string, Built>>;
export type Interval = Timeframe | keyof typeof BUILT;

export const isInterval = (text: string): text is Interval =>
  isTimeframe(text) || Object.hasOwn(BUILT, text);

export const intervalMs = (interval: Interval): Ms =>
  isTimeframe(interval) ? timeframeMs(interval) : BUILT[interval].length;

/** The timeframe an interval is built from; itself when the feed has it. */
export const partOf = (interval: Interval): Timeframe =>
  isTimeframe(interval) ? interval : BUILT[interval].of;

/** Opening of the candle that `time` lies in. */
export function openingOf(interval: Interval, time: EpochMs): EpochMs {
  const offset = isTimeframe(interval) ? 0 : BUILT[interval].offset;
  const length = intervalMs(interval);
  return time - ((((time - offset) % length) + length) % length);
}

/** Candles of `interval` from shorter ones in time order; a first one that misses its beginning is left out. */
export function buildCandles(interval: Interval, parts: readonly Candle[]): Candle[] {
  const built: Candle[] = [];
  for (const part of parts) {
    const openTime = openingOf(interval, part.openTime);
    const last = built.at(-1);
    if (last?.openTime !== openTime) {
      if (last !== undefined || part.openTime === openTime) built.push({ ...part, openTime });
      continue;
    }
    built[built.length - 1] = {
      openTime,
      open: last.open,
      high: Math.max(last.high, part.high),
      low: Math.min(last.low, part.low),
      close: part.close,
      volume: last.volume + part.volume,
    };
  }
  return built;
}
