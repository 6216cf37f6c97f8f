import type { SymbolId } from '../domain/ids.ts';
import type {
  Candle,
  FundingInfo,
  FundingSettlement,
  MarketSource,
  PriceStep,
} from '../domain/market.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../domain/time.ts';
import type { Timeframe } from '../domain/timeframe.ts';
import { BookMaker } from './book-synthesis.ts';
import { type CandleColumns, firstFrom } from './candle-columns.ts';
import { type PathPiece, splitCandle } from './candle-path.ts';
import { type PriceGrid, priceGrid } from './price-grid.ts';
import type { RecordedFunding } from './recorded-funding.ts';
import { type LiquidityFigures, RecordedLiquidity } from './recorded-liquidity.ts';
import type { WarmUpHistory } from './warm-up-history.ts';

/** All that is recorded of one symbol. */
export interface RecordedSeries {
  readonly symbol: SymbolId;
  /** 1m candles; those before the start only teach the liquidity model what is typical. */
  readonly candles: CandleColumns;
  readonly tickSize: number;
  readonly liquidity: LiquidityFigures;
  /** Null: the market has no funding for it. */
  readonly funding: RecordedFunding | null;
  readonly history: WarmUpHistory;
}

export interface RecordedMarketOptions {
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  /** 60 s: one step a candle; shorter (5, 10, 15, 20 or 30 s): steps along the candle's path. */
  readonly stepLength: Ms;
}

interface Line extends RecordedSeries {
  readonly grid: PriceGrid;
  readonly books: BookMaker;
  readonly model: RecordedLiquidity;
  /** Index of the present candle, -1 before the first. */
  index: number;
  path: readonly PathPiece[];
}

/**
 * Recorded 1m candles as a market. Mark price is the last price, because nothing finer than 1h is
 * recorded of it; books are synthesised around the close (docs/data.md). Where a candle is missing
 * there is no step, so that the symbol goes stale as it did then.
 */
export class RecordedMarket implements MarketSource {
  readonly symbols: readonly SymbolId[];
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly stepLength: Ms;
  readonly #lines: readonly Line[];
  #position: EpochMs;
  #target: EpochMs;
  #call = 0;

  constructor(series: readonly RecordedSeries[], options: RecordedMarketOptions) {
    const { startsAt, endsAt, stepLength } = options;
    if (!(stepLength >= 1_000) || MINUTE_MS % stepLength !== 0) {
      throw new RangeError(`stepLength ${stepLength} must divide a minute`);
    }
    if (startsAt % MINUTE_MS !== 0 || endsAt % MINUTE_MS !== 0 || endsAt <= startsAt) {
      throw new RangeError(`[${startsAt}, ${endsAt}) is not a period of whole minutes`);
    }
    this.symbols = series.map((each) => each.symbol);
    this.startsAt = startsAt;
    this.endsAt = endsAt;
    this.stepLength = stepLength;
    this.#lines = series.map((each) => createLine(each, startsAt));
    this.#position = startsAt;
    this.#target = startsAt;
  }

  /** As the contract says, lazily: steps of an earlier call that were not read are skipped. */
  advance(until: EpochMs): Iterable<PriceStep> {
    this.skipTo(this.#target);
    this.#target = Math.max(this.#target, Math.min(until, this.endsAt));
    this.#call += 1;
    return this.#steps(this.#call, this.#target);
  }

  /** Moves on without building the steps. */
  skipTo(until: EpochMs): void {
    const bounded = Math.min(until, this.endsAt);
    this.#target = Math.max(this.#target, bounded);
    const last = bounded - (bounded % this.stepLength);
    if (last <= this.#position) return;
    this.#call += 1;
    for (const line of this.#lines) moveTo(line, last, this.stepLength);
    this.#position = last;
  }

  funding(symbol: SymbolId): FundingInfo | undefined {
    const line = this.#lines.find((each) => each.symbol === symbol);
    return line?.funding?.info(this.#position);
  }

  settlements(from: EpochMs, to: EpochMs): readonly FundingSettlement[] {
    const end = Math.min(to, this.#position);
    const found = this.#lines.flatMap((line) => line.funding?.settlements(from, end) ?? []);
    return found.sort((a, b) => a.at - b.at);
  }

  history(symbol: SymbolId, timeframe: Timeframe, count: number): readonly Candle[] {
    const line = this.#lines.find((each) => each.symbol === symbol);
    const candles = line?.history.get(timeframe) ?? [];
    return candles.slice(Math.max(0, candles.length - Math.max(0, count)));
  }

  *#steps(call: number, until: EpochMs): Generator<PriceStep, void> {
    const length = this.stepLength;
    while (call === this.#call && this.#position + length <= until) {
      const at = this.#position + length;
      this.#position = at;
      for (const line of this.#lines) {
        if (!moveTo(line, at, length)) continue;
        yield stepOf(line, at, length);
        if (call !== this.#call) return;
      }
    }
  }
}

function createLine(series: RecordedSeries, startsAt: EpochMs): Line {
  const { candles, symbol, liquidity } = series;
  const grid = priceGrid(series.tickSize);
  const model = new RecordedLiquidity(liquidity);
  const start = firstFrom(candles, startsAt);
  for (let index = 0; index < start; index += 1) model.see(candles, index);
  const first = candles.close[Math.min(start, candles.length - 1)] ?? 1;
  const typical = (liquidity.levelNotional ?? 50_000) / first;
  const books = new BookMaker(grid, symbol, typical);
  return { ...series, grid, books, model, index: start - 1, path: [] };
}

/** Makes the candle that contains (at - length, at] the present one; false: it is missing. */
function moveTo(line: Line, at: EpochMs, length: Ms): boolean {
  const { candles, model } = line;
  const from = at - length;
  const minute = from - (from % MINUTE_MS);
  while (line.index + 1 < candles.length && candles.openTime[line.index + 1]! <= minute) {
    line.index += 1;
    model.see(candles, line.index);
    line.path = [];
  }
  return line.index >= 0 && candles.openTime[line.index] === minute;
}

function stepOf(line: Line, at: EpochMs, length: Ms): PriceStep {
  const piece = pieceOf(line, at, length);
  const { open, high, low, close, volume } = piece;
  const { model, books } = line;
  const book = books.book(at, close, model.spread(at), model.levelNotional(at));
  return { symbol: line.symbol, at, length, open, high, low, close, mark: close, volume, book };
}

function pieceOf(line: Line, at: EpochMs, length: Ms): PathPiece {
  const { candles, index } = line;
  const open = candles.open[index]!;
  const high = candles.high[index]!;
  const low = candles.low[index]!;
  const close = candles.close[index]!;
  const volume = candles.volume[index]!;
  if (length === MINUTE_MS) return { open, high, low, close, volume };
  if (line.path.length === 0) {
    const pieces = MINUTE_MS / length;
    line.path = splitCandle(line.grid, open, high, low, close, volume, pieces);
  }
  return line.path[(at - length - candles.openTime[index]!) / length]!;
}
