/** Who listens to which market stream, and what each stream says of an instant. */
import type { SymbolId } from '../domain/ids.ts';
import type { Candle } from '../domain/market.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../domain/time.ts';
import { type Interval, intervalMs, openingOf, partOf } from '../venues/binance/intervals.ts';
import { type DayFigures, dayFigures, numberText } from '../venues/binance/render-market.ts';
import {
  aggregatedTradeMessage,
  bookTickerMessage,
  depthMessage,
  klineMessage,
  markPriceMessage,
  miniTickerMessage,
  tickerMessage,
  tradeMessage,
} from '../venues/binance/render-streams.ts';
import type { Stream } from '../venues/binance/streams.ts';
import type { BookChange } from './book-tracker.ts';
import type { Instant, SimMarket } from './sim-market.ts';

/** One connection. `text` is the message's JSON. */
export interface Sink {
  send(stream: string, text: string): void;
}

interface Entry {
  readonly stream: Stream;
  readonly sinks: Set<Sink>;
}

const DAY_OF_MINUTES = DAY_MS / MINUTE_MS;

export class StreamHub {
  /** What a stream's message becomes on its way; null: it is not told. */
  view: (stream: Stream, message: object) => object | null = (_stream, message) => message;
  private readonly market: SimMarket;
  private readonly entries = new Map<string, Entry>();

  constructor(market: SimMarket) {
    this.market = market;
  }

  add(stream: Stream, sink: Sink): void {
    const entry = this.entries.get(stream.name) ?? { stream, sinks: new Set<Sink>() };
    entry.sinks.add(sink);
    this.entries.set(stream.name, entry);
  }

  remove(name: string, sink: Sink): void {
    const entry = this.entries.get(name);
    entry?.sinks.delete(sink);
    if (entry?.sinks.size === 0) this.entries.delete(name);
  }

  /** The market moved. */
  instant(instant: Instant, changes: readonly BookChange[]): void {
    const days = new Map<SymbolId, DayFigures | undefined>();
    const dayOf = (symbol: SymbolId): DayFigures | undefined => {
      if (!days.has(symbol)) days.set(symbol, this.day(symbol));
      return days.get(symbol);
    };
    for (const entry of this.entries.values()) {
      const { stream } = entry;
      if (stream.kind === 'kline') this.klines(entry, instant);
      else if (stream.kind === 'depth' || stream.kind === 'bookTicker')
        this.bookChanges(entry, changes, instant.at);
      else if (stream.kind === 'markPrice') this.marks(entry, instant);
      else if (stream.kind === 'trade' || stream.kind === 'aggTrade') this.trades(entry, instant);
      else this.tickers(entry, instant, dayOf);
    }
  }

  /** Our own orders took from books between two instants. */
  books(changes: readonly BookChange[], at: EpochMs): void {
    for (const entry of this.entries.values()) {
      const { kind } = entry.stream;
      if (kind === 'depth' || kind === 'bookTicker') this.bookChanges(entry, changes, at);
    }
  }

  /** The last 24 hours up to now. */
  day(symbol: SymbolId): DayFigures | undefined {
    return dayFigures(this.market.candles(symbol, '1m', DAY_OF_MINUTES));
  }

  private klines(entry: Entry, { at, closed, steps }: Instant): void {
    const { stream } = entry;
    if (stream.kind !== 'kline' || stream.symbol === null) return;
    const { symbol, interval } = stream;
    for (const candle of this.closed(symbol, interval, closed)) {
      this.tell(entry, klineMessage(symbol, interval, candle, true, at));
    }
    const current = this.market.current(symbol, interval);
    if (current !== null && steps.some((step) => step.symbol === symbol)) {
      this.tell(entry, klineMessage(symbol, interval, current, false, at));
    }
  }

  /** Candles of an interval that end now: with the last of the parts they are built from. */
  private closed(
    symbol: SymbolId,
    interval: Interval,
    closed: Instant['closed'],
  ): readonly Candle[] {
    const part = partOf(interval);
    const parts = closed.filter((event) => event.symbol === symbol && event.timeframe === part);
    if (part === interval) return parts.map(({ candle }) => candle);
    return parts.flatMap(({ candle }) => {
      const end = candle.openTime + intervalMs(part);
      if (openingOf(interval, end) !== end) return [];
      const openTime = openingOf(interval, candle.openTime);
      const built = this.market.candles(symbol, interval, 2);
      return built.filter((each) => each.openTime === openTime);
    });
  }

  private marks(entry: Entry, { at, steps }: Instant): void {
    const { symbol } = entry.stream;
    const messages = steps
      .filter((step) => symbol === null || step.symbol === symbol)
      .map((step) => {
        const funding = this.market.funding(step.symbol);
        return markPriceMessage(step.symbol, numberText(step.mark), funding, at);
      });
    this.tellAll(entry, messages);
  }

  private tickers(
    entry: Entry,
    { at, steps }: Instant,
    dayOf: (symbol: SymbolId) => DayFigures | undefined,
  ): void {
    const { symbol, kind } = entry.stream;
    const render = kind === 'ticker' ? tickerMessage : miniTickerMessage;
    const messages: object[] = [];
    for (const step of steps) {
      if (symbol !== null && step.symbol !== symbol) continue;
      const day = dayOf(step.symbol);
      if (day !== undefined) messages.push(render(step.symbol, day, at));
    }
    this.tellAll(entry, messages);
  }

  private trades(entry: Entry, instant: Instant): void {
    const { kind, symbol } = entry.stream;
    const message = kind === 'trade' ? tradeMessage : aggregatedTradeMessage;
    for (const trade of instant.trades) {
      if (trade.symbol === symbol) this.tell(entry, message(trade, instant.at));
    }
  }

  private bookChanges(entry: Entry, changes: readonly BookChange[], at: EpochMs): void {
    const { stream } = entry;
    for (const change of changes) {
      const { symbol, id, book, difference } = change;
      if (stream.symbol !== null && stream.symbol !== symbol) continue;
      if (stream.kind === 'bookTicker') {
        if (change.bestChanged) this.tell(entry, bookTickerMessage(symbol, book, id, at));
      } else if (stream.kind === 'depth') {
        const { levels } = stream;
        const shown =
          levels === null
            ? difference
            : { bids: book.bids.slice(0, levels), asks: book.asks.slice(0, levels) };
        this.tell(entry, depthMessage(symbol, shown, { first: id, last: id, before: id - 1 }, at));
      }
    }
  }

  /** Of all symbols: one array; of one symbol: its message alone. */
  private tellAll(entry: Entry, messages: readonly object[]): void {
    if (messages.length === 0) return;
    if (entry.stream.symbol === null) this.tell(entry, messages);
    else for (const message of messages) this.tell(entry, message);
  }

  private tell({ stream, sinks }: Entry, news: object): void {
    const message = this.view(stream, news);
    if (message === null) return;
    const text = JSON.stringify(message);
    for (const sink of sinks) sink.send(stream.name, text);
  }
}
