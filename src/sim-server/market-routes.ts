/** Public market data. */
import { marketIdOf, type SymbolId } from '../domain/ids.ts';
import { VENUE_ERRORS } from '../venues/binance/errors.ts';
import { type Interval, intervalMs, isInterval } from '../venues/binance/intervals.ts';
import { inPeriod, type Parameters } from '../venues/binance/parameters.ts';
import {
  bookTickerJson,
  depthJson,
  exchangeInfoJson,
  klineJson,
  numberText,
  premiumIndexJson,
  tickerJson,
} from '../venues/binance/render-market.ts';
import { aggregatedTradeJson, marketTradeJson } from '../venues/binance/render-streams.ts';
import type { Desk } from './desk.ts';
import { byLimit, bySymbol, type Route } from './route.ts';

const DEPTH_LIMITS = [5, 10, 20, 50, 100, 500, 1_000];

/** One object for a symbol, an array for all of them. */
function each(
  desk: Desk,
  parameters: Parameters,
  of: (symbol: SymbolId) => object | undefined,
): object {
  const symbol = desk.symbols.optional(parameters);
  if (symbol !== undefined) return of(symbol) ?? {};
  return desk.symbols.symbols.map(of).filter((value) => value !== undefined);
}

const markOf = (desk: Desk, symbol: SymbolId): string =>
  desk.exchange.sides().find((side) => side.symbol === symbol)?.mark ?? '0';

function readInterval(parameters: Parameters): Interval {
  const interval = parameters.mandatory('interval');
  if (!isInterval(interval)) throw VENUE_ERRORS.interval();
  return interval;
}

function klines(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const interval = readInterval(parameters);
  const limit = parameters.limit(500, 1_500);
  const period = parameters.period();
  const everything = period.fromGiven || Number.isFinite(period.to);
  const candles = desk.market.candles(symbol, interval, everything ? undefined : limit);
  const length = intervalMs(interval);
  return inPeriod(candles, (candle) => candle.openTime, period, limit).map((candle) =>
    klineJson(candle, length),
  );
}

/** Of the mark price, which stands for the index price, too. */
const markKlines =
  (name: 'symbol' | 'pair') =>
  (desk: Desk, parameters: Parameters): unknown => {
    const symbol = desk.symbols.ofId(parameters.mandatory(name));
    if (symbol === undefined) throw VENUE_ERRORS.symbol();
    const interval = readInterval(parameters);
    const limit = parameters.limit(500, 1_500);
    const candles = desk.market.marks.candles(symbol, interval);
    const length = intervalMs(interval);
    return inPeriod(candles, (candle) => candle.openTime, parameters.period(), limit).map(
      (candle) => klineJson(candle, length),
    );
  };

function trades(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const limit = parameters.limit(500, 1_000);
  return desk.market.trades.after(symbol, 0).slice(-limit).map(marketTradeJson);
}

function aggregatedTrades(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const limit = parameters.limit(500, 1_000);
  const from = parameters.whole('fromId');
  const period = parameters.period();
  const found = desk.market.trades.after(symbol, (from ?? 1) - 1);
  const asked = { ...period, fromGiven: period.fromGiven || from !== undefined };
  return inPeriod(found, (trade) => trade.at, asked, limit).map(aggregatedTradeJson);
}

function depth(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const limit = parameters.whole('limit') ?? 500;
  if (!DEPTH_LIMITS.includes(limit)) throw VENUE_ERRORS.depthLimit(limit);
  const { id, book } = desk.books.read(symbol);
  const shown = { bids: book.bids.slice(0, limit), asks: book.asks.slice(0, limit) };
  return depthJson(shown, id, desk.market.now);
}

function fundingRate(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.optional(parameters);
  const limit = parameters.limit(100, 1_000);
  const period = parameters.period();
  const symbols = symbol === undefined ? desk.symbols.symbols : [symbol];
  const settlements = symbols.flatMap((one) => desk.market.settlements(one));
  settlements.sort((a, b) => a.at - b.at);
  return inPeriod(settlements, (settlement) => settlement.at, period, limit).map(
    ({ symbol: of, at, rate }) => ({
      symbol: marketIdOf(of),
      fundingTime: at,
      fundingRate: numberText(rate),
      markPrice: '',
    }),
  );
}

function day(desk: Desk, parameters: Parameters): unknown {
  return each(desk, parameters, (symbol) => {
    const figures = desk.hub.day(symbol);
    return figures && tickerJson(marketIdOf(symbol), figures, desk.market.now);
  });
}

function price(desk: Desk, parameters: Parameters): unknown {
  return each(desk, parameters, (symbol) => {
    const last = desk.market.candles(symbol, '1m', 1).at(-1);
    return (
      last && { symbol: marketIdOf(symbol), price: numberText(last.close), time: desk.market.now }
    );
  });
}

function bookTicker(desk: Desk, parameters: Parameters): unknown {
  return each(desk, parameters, (symbol) => {
    const { id, book } = desk.books.read(symbol);
    return bookTickerJson(marketIdOf(symbol), book, id, desk.market.now);
  });
}

function premiumIndex(desk: Desk, parameters: Parameters): unknown {
  return each(desk, parameters, (symbol) =>
    premiumIndexJson(
      marketIdOf(symbol),
      markOf(desk, symbol),
      desk.market.funding(symbol),
      desk.market.now,
    ),
  );
}

function exchangeInfo(desk: Desk): unknown {
  const { exchange, market, limits } = desk;
  const offered = new Set(desk.symbols.symbols);
  const instruments = exchange.instruments.filter((instrument) => offered.has(instrument.symbol));
  return exchangeInfoJson(
    desk.listed(instruments),
    exchange.config,
    limits,
    desk.wall(),
    market.source.startsAt,
  );
}

const KLINE_WEIGHTS = byLimit(500, [
  [99, 1],
  [499, 2],
  [1_000, 5],
  [1_500, 10],
]);
const DEPTH_WEIGHTS = byLimit(500, [
  [50, 2],
  [100, 5],
  [500, 10],
  [1_000, 20],
]);

const open = (
  path: string,
  weight: Route['weight'],
  answer: (desk: Desk, parameters: Parameters) => unknown,
): Route => ({ method: 'GET', path, security: 'none', weight, answer });

export const MARKET_ROUTES: readonly Route[] = [
  open('/fapi/v1/ping', 1, () => ({})),
  open('/fapi/v1/time', 1, (desk) => ({ serverTime: desk.wall() + desk.clockOffset() })),
  open('/fapi/v1/exchangeInfo', 1, exchangeInfo),
  open('/fapi/v1/klines', KLINE_WEIGHTS, klines),
  open('/fapi/v1/markPriceKlines', KLINE_WEIGHTS, markKlines('symbol')),
  open('/fapi/v1/indexPriceKlines', KLINE_WEIGHTS, markKlines('pair')),
  open('/fapi/v1/trades', 5, trades),
  open('/fapi/v1/aggTrades', 20, aggregatedTrades),
  open('/fapi/v1/depth', DEPTH_WEIGHTS, depth),
  open('/fapi/v1/ticker/24hr', bySymbol(1, 40), day),
  open('/fapi/v1/ticker/price', bySymbol(1, 2), price),
  open('/fapi/v2/ticker/price', bySymbol(1, 2), price),
  open('/fapi/v1/ticker/bookTicker', bySymbol(2, 5), bookTicker),
  open('/fapi/v1/premiumIndex', bySymbol(1, 10), premiumIndex),
  open('/fapi/v1/fundingRate', 1, fundingRate),
];
