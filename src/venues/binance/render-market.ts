/** Contract data and market figures as the venue writes them. */
import { decimalOf, formatDecimal } from '../../domain/decimal.ts';
import { assetOf, marketIdOf } from '../../domain/ids.ts';
import type { Candle, FundingInfo, Instrument } from '../../domain/market.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import type { ListedContract } from '../../domain/venue.ts';
import type { Limits } from '../simulated/config.ts';
import type { BookView } from '../simulated/views.ts';
import type { RateLimits } from './rate-limiter.ts';

/** A float of the market as shortest decimal text; beyond what a decimal holds, whole. */
export const numberText = (value: number): string =>
  Math.abs(value) < 1e13 ? formatDecimal(decimalOf(value)) : value.toFixed(0);

const placesOf = (text: string): number => text.split('.')[1]?.length ?? 0;

export interface ExchangeLimits {
  /** Distance of a limit price from mark, fraction. */
  readonly priceCollar: string;
  readonly maxOpenOrders: Limits['maxOpenOrders'];
  readonly maxConditionalOrders: Limits['maxConditionalOrders'];
  readonly liquidationFee: string;
}

export function exchangeInfoJson(
  instruments: readonly (Instrument & ListedContract)[],
  limits: ExchangeLimits,
  rates: RateLimits,
  now: EpochMs,
  onboardedAt: EpochMs,
): object {
  return {
    timezone: 'UTC',
    serverTime: now,
    futuresType: 'U_MARGINED',
    rateLimits: [
      rateLimit('REQUEST_WEIGHT', 'MINUTE', 1, rates.weightPerMinute),
      rateLimit('ORDERS', 'MINUTE', 1, rates.ordersPerMinute),
      rateLimit('ORDERS', 'SECOND', 10, rates.ordersPerTenSeconds),
    ],
    exchangeFilters: [],
    assets: [{ asset: 'USDT', marginAvailable: true, autoAssetExchange: '0' }],
    symbols: instruments.map((each) => symbolJson(each, limits, onboardedAt)),
  };
}

const rateLimit = (
  rateLimitType: string,
  interval: string,
  intervalNum: number,
  limit: number,
) => ({
  rateLimitType,
  interval,
  intervalNum,
  limit,
});

/** Widest price and quantity the engine takes. */
const HIGHEST_PRICE = '999999999';
/** The perpetual's delivery date on the real venue: never. */
const NEVER: EpochMs = 4_133_404_800_000;

function symbolJson(
  instrument: Instrument & ListedContract,
  limits: ExchangeLimits,
  onboardedAt: EpochMs,
): object {
  const id = marketIdOf(instrument.symbol);
  const lot = {
    minQty: instrument.minQuantity,
    maxQty: instrument.maxQuantity,
    stepSize: instrument.lotSize,
  };
  const collar = Number(limits.priceCollar);
  return {
    symbol: id,
    pair: id,
    contractType: 'PERPETUAL',
    deliveryDate: instrument.delistsAt ?? NEVER,
    onboardDate: onboardedAt,
    status: 'TRADING',
    maintMarginPercent: numberText(Number(instrument.maintenanceMarginRate) * 100),
    requiredMarginPercent: numberText(100 / instrument.maxLeverage),
    baseAsset: assetOf(instrument.symbol),
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
    pricePrecision: placesOf(instrument.tickSize),
    quantityPrecision: placesOf(instrument.lotSize),
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: [],
    triggerProtect: limits.priceCollar,
    liquidationFee: limits.liquidationFee,
    marketTakeBound: limits.priceCollar,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: instrument.tickSize,
        maxPrice: HIGHEST_PRICE,
        tickSize: instrument.tickSize,
      },
      { filterType: 'LOT_SIZE', ...lot },
      { filterType: 'MARKET_LOT_SIZE', ...lot },
      { filterType: 'MAX_NUM_ORDERS', limit: limits.maxOpenOrders },
      { filterType: 'MAX_NUM_ALGO_ORDERS', limit: limits.maxConditionalOrders },
      { filterType: 'MIN_NOTIONAL', notional: instrument.minNotional },
      {
        filterType: 'PERCENT_PRICE',
        multiplierUp: numberText(1 + collar),
        multiplierDown: numberText(1 - collar),
        multiplierDecimal: '4',
      },
    ],
    orderTypes: [
      'LIMIT',
      'MARKET',
      'STOP',
      'STOP_MARKET',
      'TAKE_PROFIT',
      'TAKE_PROFIT_MARKET',
      'TRAILING_STOP_MARKET',
    ],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
  };
}

/** Turnover is not recorded: volume at the candle's middle price stands for it. */
export const turnoverOf = (candle: Candle): number =>
  (candle.volume * (candle.open + candle.high + candle.low + candle.close)) / 4;

/** Trades are not simulated one by one: their count and the takers' share are 0. */
export function klineJson(candle: Candle, length: Ms): readonly unknown[] {
  return [
    candle.openTime,
    numberText(candle.open),
    numberText(candle.high),
    numberText(candle.low),
    numberText(candle.close),
    numberText(candle.volume),
    candle.openTime + length - 1,
    numberText(turnoverOf(candle)),
    0,
    '0',
    '0',
    '0',
  ];
}

export function depthJson(book: BookView, updateId: number, at: EpochMs): object {
  return { lastUpdateId: updateId, E: at, T: at, bids: book.bids, asks: book.asks };
}

export function bookTickerJson(marketId: string, book: BookView, id: number, at: EpochMs): object {
  const [bid, bidQuantity] = book.bids[0] ?? ['0', '0'];
  const [ask, askQuantity] = book.asks[0] ?? ['0', '0'];
  return {
    lastUpdateId: id,
    symbol: marketId,
    bidPrice: bid,
    bidQty: bidQuantity,
    askPrice: ask,
    askQty: askQuantity,
    time: at,
  };
}

/** The generator and recorded candles know no index price: mark stands for it. */
export function premiumIndexJson(
  marketId: string,
  mark: string,
  funding: FundingInfo | undefined,
  at: EpochMs,
): object {
  return {
    symbol: marketId,
    markPrice: mark,
    indexPrice: mark,
    estimatedSettlePrice: mark,
    lastFundingRate: funding === undefined ? '' : numberText(funding.rate),
    interestRate: '',
    nextFundingTime: funding?.nextFundingTime ?? 0,
    time: at,
  };
}

/** Figures of the last 24 hours. */
export interface DayFigures {
  readonly openTime: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly last: number;
  readonly volume: number;
  readonly turnover: number;
}

/** Of candles in time order, the last one in progress; undefined when there is none. */
export function dayFigures(candles: readonly Candle[]): DayFigures | undefined {
  const first = candles[0];
  const last = candles.at(-1);
  if (first === undefined || last === undefined) return undefined;
  let { high, low } = first;
  let volume = 0;
  let turnover = 0;
  for (const candle of candles) {
    high = Math.max(high, candle.high);
    low = Math.min(low, candle.low);
    volume += candle.volume;
    turnover += turnoverOf(candle);
  }
  const { openTime, open } = first;
  return { openTime, open, high, low, last: last.close, volume, turnover };
}

export function tickerJson(marketId: string, day: DayFigures, at: EpochMs): object {
  const change = day.last - day.open;
  return {
    symbol: marketId,
    priceChange: numberText(change),
    priceChangePercent: numberText(Math.round((change / day.open) * 1e5) / 1e3),
    weightedAvgPrice: numberText(day.volume > 0 ? day.turnover / day.volume : day.last),
    lastPrice: numberText(day.last),
    openPrice: numberText(day.open),
    highPrice: numberText(day.high),
    lowPrice: numberText(day.low),
    volume: numberText(day.volume),
    quoteVolume: numberText(day.turnover),
    openTime: day.openTime,
    closeTime: at,
  };
}
