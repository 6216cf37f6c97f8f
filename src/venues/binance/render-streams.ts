/** Messages of the market streams. */
import { marketIdOf, type SymbolId } from '../../domain/ids.ts';
import type { Candle, FundingInfo } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { BookView } from '../simulated/views.ts';
import { type Interval, intervalMs } from './intervals.ts';
import { type DayFigures, numberText, turnoverOf } from './render-market.ts';

export function klineMessage(
  symbol: SymbolId,
  interval: Interval,
  candle: Candle,
  closed: boolean,
  at: EpochMs,
): object {
  const s = marketIdOf(symbol);
  return {
    e: 'kline',
    E: at,
    s,
    k: {
      t: candle.openTime,
      T: candle.openTime + intervalMs(interval) - 1,
      s,
      i: interval,
      f: -1,
      L: -1,
      o: numberText(candle.open),
      c: numberText(candle.close),
      h: numberText(candle.high),
      l: numberText(candle.low),
      v: numberText(candle.volume),
      n: 0,
      x: closed,
      q: numberText(turnoverOf(candle)),
      V: '0',
      Q: '0',
      B: '0',
    },
  };
}

/** `first` to `last` number the changes; `before` is the last of the message before. */
export function depthMessage(
  symbol: SymbolId,
  book: BookView,
  ids: { readonly first: number; readonly last: number; readonly before: number },
  at: EpochMs,
): object {
  return {
    e: 'depthUpdate',
    E: at,
    T: at,
    s: marketIdOf(symbol),
    U: ids.first,
    u: ids.last,
    pu: ids.before,
    b: book.bids,
    a: book.asks,
  };
}

export function bookTickerMessage(
  symbol: SymbolId,
  book: BookView,
  id: number,
  at: EpochMs,
): object {
  const [b, B] = book.bids[0] ?? ['0', '0'];
  const [a, A] = book.asks[0] ?? ['0', '0'];
  return { e: 'bookTicker', u: id, E: at, T: at, s: marketIdOf(symbol), b, B, a, A };
}

export function markPriceMessage(
  symbol: SymbolId,
  mark: string,
  funding: FundingInfo | undefined,
  at: EpochMs,
): object {
  return {
    e: 'markPriceUpdate',
    E: at,
    s: marketIdOf(symbol),
    p: mark,
    i: mark,
    P: mark,
    r: funding === undefined ? '' : numberText(funding.rate),
    T: funding?.nextFundingTime ?? 0,
  };
}

export function tickerMessage(symbol: SymbolId, day: DayFigures, at: EpochMs): object {
  const change = day.last - day.open;
  return {
    ...miniTickerMessage(symbol, day, at),
    e: '24hrTicker',
    p: numberText(change),
    P: numberText(Math.round((change / day.open) * 1e5) / 1e3),
    w: numberText(day.volume > 0 ? day.turnover / day.volume : day.last),
    Q: '0',
    O: day.openTime,
    C: at,
    F: -1,
    L: -1,
    n: 0,
  };
}

export function miniTickerMessage(symbol: SymbolId, day: DayFigures, at: EpochMs): object {
  return {
    e: '24hrMiniTicker',
    E: at,
    s: marketIdOf(symbol),
    c: numberText(day.last),
    o: numberText(day.open),
    h: numberText(day.high),
    l: numberText(day.low),
    v: numberText(day.volume),
    q: numberText(day.turnover),
  };
}

/** A trade of the market; the venue's aggregated trades are single ones here. */
export interface MarketTrade {
  readonly id: number;
  readonly symbol: SymbolId;
  readonly price: number;
  readonly quantity: number;
  readonly at: EpochMs;
  readonly buyerIsMaker: boolean;
}

const aggregated = (trade: MarketTrade) => ({
  a: trade.id,
  p: numberText(trade.price),
  q: numberText(trade.quantity),
  f: trade.id,
  l: trade.id,
  T: trade.at,
  m: trade.buyerIsMaker,
});

export const aggregatedTradeJson = (trade: MarketTrade): object => aggregated(trade);

export const aggregatedTradeMessage = (trade: MarketTrade, at: EpochMs): object => ({
  e: 'aggTrade',
  E: at,
  s: marketIdOf(trade.symbol),
  ...aggregated(trade),
});

export const tradeMessage = (trade: MarketTrade, at: EpochMs): object => ({
  e: 'trade',
  E: at,
  T: trade.at,
  s: marketIdOf(trade.symbol),
  t: trade.id,
  p: numberText(trade.price),
  q: numberText(trade.quantity),
  X: 'MARKET',
  m: trade.buyerIsMaker,
});

export const marketTradeJson = (trade: MarketTrade): object => ({
  id: trade.id,
  price: numberText(trade.price),
  qty: numberText(trade.quantity),
  quoteQty: numberText(trade.price * trade.quantity),
  time: trade.at,
  isBuyerMaker: trade.buyerIsMaker,
});
