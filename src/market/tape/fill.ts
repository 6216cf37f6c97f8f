/** What nobody recorded, made of the candles that the feed still has: prices a minute at a time. */
import type { SymbolId } from '../../domain/ids.ts';
import type { Book, Candle, PriceStep } from '../../domain/market.ts';
import { type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import { type Timeframe, timeframeMs } from '../../domain/timeframe.ts';
import type { FeedOutput } from '../feed.ts';
import { priceGrid, roundPrice } from '../price-grid.ts';

export interface MissedCandles {
  readonly symbol: SymbolId;
  readonly timeframe: Timeframe;
  readonly candles: readonly Candle[];
}

/**
 * Outputs in (since, until], in time order: steps of a minute with the last known book moved to the
 * close, then the candles, longest first. A symbol without any step before gets none: it has no
 * book. Of the minute in which recording stopped only the close is used, because its extremes may
 * be from before.
 */
export function fillOutputs(
  missed: readonly MissedCandles[],
  since: EpochMs,
  until: EpochMs,
  lastStep: (symbol: SymbolId) => PriceStep | undefined,
  tickOf: (symbol: SymbolId) => number,
): readonly FeedOutput[] {
  const rows = missed.flatMap(({ symbol, timeframe, candles }) =>
    candles
      .map((candle) => ({
        symbol,
        timeframe,
        candle,
        at: candle.openTime + timeframeMs(timeframe),
      }))
      .filter(({ at }) => at > since && at <= until),
  );
  rows.sort((a, b) => a.at - b.at || timeframeMs(b.timeframe) - timeframeMs(a.timeframe));
  const instants = new Map<EpochMs, { prices: FeedOutput[]; candles: FeedOutput[] }>();
  for (const { symbol, timeframe, candle, at } of rows) {
    const instant = instants.get(at) ?? { prices: [], candles: [] };
    instants.set(at, instant);
    instant.candles.push({ kind: 'candle', event: { symbol, timeframe, candle } });
    const last = timeframe === '1m' ? lastStep(symbol) : undefined;
    if (last === undefined) continue;
    const step = stepOf(candle, at, last, candle.openTime < since, tickOf(symbol));
    instant.prices.push({ kind: 'price', step });
  }
  return [...instants.values()].flatMap(({ prices, candles }) => [...prices, ...candles]);
}

function stepOf(
  { open, high, low, close, volume }: Candle,
  at: EpochMs,
  last: PriceStep,
  partial: boolean,
  tick: number,
): PriceStep {
  const range = partial ? { open: close, high: close, low: close } : { open, high, low };
  const book = movedBook(last.book, close - middle(last), tick);
  return { symbol: last.symbol, at, length: MINUTE_MS, ...range, close, mark: close, volume, book };
}

const middle = ({ book, close }: PriceStep): number =>
  book.bids[0] === undefined || book.asks[0] === undefined
    ? close
    : (book.bids[0] + book.asks[0]) / 2;

/** Prices are at even places, quantities at odd ones. */
function movedBook({ bids, asks }: Book, by: number, tick: number): Book {
  const grid = priceGrid(tick);
  const moved = (levels: readonly number[]): readonly number[] =>
    levels.map((value, index) => (index % 2 === 0 ? roundPrice(grid, value + by) : value));
  return { bids: moved(bids), asks: moved(asks) };
}
