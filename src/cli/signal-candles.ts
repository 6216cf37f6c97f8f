import type { SymbolId } from '../domain/ids.ts';
import type { CandleClosed } from '../domain/market.ts';
import { type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { CandleAggregator } from '../market/candle-aggregator.ts';
import { type CandleColumns, candleAt } from '../market/candle-columns.ts';
import type { DataFile } from '../market/data-file.ts';

/** Base candles of one symbol without a hole between its files. */
export interface SymbolCandles {
  readonly symbol: SymbolId;
  readonly columns: CandleColumns;
}

/** Files in time order, split where a day is missing between two: nothing reaches across that. */
export function unbrokenRuns(files: readonly DataFile[]): readonly (readonly DataFile[])[] {
  const runs: DataFile[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const file of [...files].sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (file.to <= end) continue;
    if (file.from > end) runs.push([]);
    runs.at(-1)!.push(file);
    end = file.to;
  }
  return runs;
}

/**
 * Candles of several symbols, base and all longer timeframes, in order of closing; at one instant
 * longer timeframes first, then the order of the symbols.
 */
export function* closedCandles(
  source: Timeframe,
  all: readonly SymbolCandles[],
): Generator<CandleClosed, void, void> {
  const length = timeframeMs(source);
  const lines = all.map(({ symbol, columns }) => ({
    columns,
    aggregator: new CandleAggregator(symbol, source),
    next: 0,
  }));
  for (;;) {
    let instant = Number.POSITIVE_INFINITY;
    for (const { columns, next } of lines) {
      if (next < columns.length) instant = Math.min(instant, columns.openTime[next]!);
    }
    if (instant === Number.POSITIVE_INFINITY) return;
    const closed: CandleClosed[] = [];
    for (const line of lines) {
      if (line.next >= line.columns.length || line.columns.openTime[line.next] !== instant)
        continue;
      line.aggregator.add(candleAt(line.columns, line.next), (event) => closed.push(event));
      line.next += 1;
    }
    if (lines.length > 1) closed.sort(byClosing);
    yield* closed;
  }

  function byClosing(a: CandleClosed, b: CandleClosed): number {
    const lengthA = Math.max(length, timeframeMs(a.timeframe));
    const lengthB = Math.max(length, timeframeMs(b.timeframe));
    return a.candle.openTime + lengthA - (b.candle.openTime + lengthB) || lengthB - lengthA;
  }
}
