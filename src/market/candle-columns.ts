import type { Candle } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { type Timeframe, timeframeMs } from '../domain/timeframe.ts';

/** A hole in a series: bars absent from `from` to `to`, both the open times of missing bars. */
export interface Gap {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly bars: number;
  /** Line of the first row after the hole. */
  readonly line: number;
}

/** Candles by column, oldest first; a year of 1m takes 25 MB. */
export interface CandleColumns {
  readonly length: number;
  readonly interval: Ms;
  readonly openTime: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Most decimal places of any price: the finest tick the data show. */
  readonly places: number;
  readonly gaps: readonly Gap[];
}

export function candleAt(columns: CandleColumns, index: number): Candle {
  return {
    openTime: columns.openTime[index]!,
    open: columns.open[index]!,
    high: columns.high[index]!,
    low: columns.low[index]!,
    close: columns.close[index]!,
    volume: columns.volume[index]!,
  };
}

/** Index of the first candle that opens at or after `at`; `length` when there is none. */
export function firstFrom(columns: CandleColumns, at: EpochMs): number {
  let low = 0;
  let high = columns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (columns.openTime[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The candles with index in [from, to), without copying. */
export function sliceColumns(columns: CandleColumns, from: number, to: number): CandleColumns {
  return {
    length: Math.max(0, to - from),
    interval: columns.interval,
    openTime: columns.openTime.subarray(from, to),
    open: columns.open.subarray(from, to),
    high: columns.high.subarray(from, to),
    low: columns.low.subarray(from, to),
    close: columns.close.subarray(from, to),
    volume: columns.volume.subarray(from, to),
    places: columns.places,
    gaps: columns.gaps,
  };
}

/** One series from several that follow each other; where they overlap, the earlier one counts. */
export function joinColumns(parts: readonly CandleColumns[]): CandleColumns {
  const first = parts[0];
  if (!first) throw new RangeError('nothing to join');
  if (parts.length === 1) return first;
  const slices: CandleColumns[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const part of parts) {
    const slice = sliceColumns(part, firstFrom(part, end), part.length);
    if (slice.length === 0) continue;
    slices.push(slice);
    end = slice.openTime[slice.length - 1]! + slice.interval;
  }
  const length = slices.reduce((sum, slice) => sum + slice.length, 0);
  const column = (pick: (slice: CandleColumns) => Float64Array): Float64Array => {
    const joined = new Float64Array(length);
    let offset = 0;
    for (const slice of slices) {
      joined.set(pick(slice), offset);
      offset += slice.length;
    }
    return joined;
  };
  return {
    length,
    interval: first.interval,
    openTime: column((slice) => slice.openTime),
    open: column((slice) => slice.open),
    high: column((slice) => slice.high),
    low: column((slice) => slice.low),
    close: column((slice) => slice.close),
    volume: column((slice) => slice.volume),
    places: slices.reduce((places, slice) => Math.max(places, slice.places), 0),
    gaps: slices.flatMap((slice) => slice.gaps),
  };
}

/** A candle of a longer timeframe, and whether all of its base candles were there. */
export interface Resampled {
  readonly candle: Candle;
  readonly complete: boolean;
}

/** Candles of `timeframe` from those of [from, to) that close at or before `to`. */
export function resample(
  columns: CandleColumns,
  timeframe: Timeframe,
  from: EpochMs,
  to: EpochMs,
): Resampled[] {
  const length = timeframeMs(timeframe);
  const needed = length / columns.interval;
  const result: Resampled[] = [];
  let index = firstFrom(columns, from);
  while (index < columns.length) {
    const openTime = columns.openTime[index]! - (columns.openTime[index]! % length);
    if (openTime + length > to) break;
    const open = columns.open[index]!;
    let high = columns.high[index]!;
    let low = columns.low[index]!;
    let volume = 0;
    let count = 0;
    for (; index < columns.length && columns.openTime[index]! < openTime + length; index += 1) {
      if (columns.high[index]! > high) high = columns.high[index]!;
      if (columns.low[index]! < low) low = columns.low[index]!;
      volume += columns.volume[index]!;
      count += 1;
    }
    const candle = { openTime, open, high, low, close: columns.close[index - 1]!, volume };
    result.push({ candle, complete: count === needed });
  }
  return result;
}
