/** What others may read of the exchange's state: copies in decimal text, never the state itself. */
import { type Decimal, type DecimalText, decimalOf, formatDecimal } from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type {
  OrderAction,
  OrderType,
  TimeInForce,
  VenueEvent,
  VenueOrderStatus,
} from '../../domain/venue.ts';
import { availableBalance, crossedLiquidation, crossedResult, crossWallet } from './cross.ts';
import { currentDepth, levelTexts } from './depth.ts';
import { averagePrice, charge, money, notionalOf } from './exact.ts';
import { isBuy, isConditional, type Order } from './order.ts';
import { entryPrice, liquidationPrice } from './position.ts';
import type { Special } from './special.ts';
import { type ExchangeState, type FillEvent, holdingOf, type Market } from './state.ts';

/** An order with what the venue port does not tell: its number, times and sums. */
export interface OrderView {
  /** The venue's own number, ascending in order of acceptance. */
  readonly number: number;
  readonly clientOrderId: string;
  readonly symbol: SymbolId;
  readonly positionSide: Side;
  readonly action: OrderAction;
  readonly buy: boolean;
  readonly type: OrderType;
  readonly conditional: boolean;
  readonly timeInForce: TimeInForce;
  readonly quantity: DecimalText;
  readonly price: DecimalText | null;
  readonly stopPrice: DecimalText | null;
  readonly filled: DecimalText;
  /** Sum of quantity x price over its fills, USDT. */
  readonly filledNotional: DecimalText;
  /** 0 when nothing filled. */
  readonly averagePrice: DecimalText;
  readonly status: VenueOrderStatus;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
  /** What it said beyond the venue port; null: nothing. */
  readonly special: SpecialView | null;
}

/** Trailing orders: callback as a fraction, and the price from which on they follow. */
export interface SpecialView extends Omit<Special, 'trail'> {
  readonly callback: DecimalText | null;
  readonly activation: DecimalText | null;
}

/** Wallet and what it is made of: wallet = opening + realised - fees + funding + transfers. */
export interface BooksView {
  readonly wallet: DecimalText;
  readonly opening: DecimalText;
  readonly realised: DecimalText;
  readonly fees: DecimalText;
  readonly funding: DecimalText;
  readonly transfers: DecimalText;
  /** Wallet less the margins of positions and resting opening orders, and crossed losses. */
  readonly available: DecimalText;
  /** Wallet outside of isolated margins, and the unrealised result of crossed positions. */
  readonly crossWallet: DecimalText;
  readonly crossUnrealised: DecimalText;
}

/** One side of a symbol, also when nothing is held. */
export interface SideView {
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly quantity: DecimalText;
  readonly entryPrice: DecimalText;
  /** Last mark; 0 before the first price. */
  readonly mark: DecimalText;
  /** Quantity x mark, not signed. */
  readonly notional: DecimalText;
  readonly unrealised: DecimalText;
  /** Isolated margin that was put in, or what a crossed side binds. */
  readonly margin: DecimalText;
  /** Margin that the side's resting opening orders bind. */
  readonly orderMargin: DecimalText;
  readonly maintenanceMargin: DecimalText;
  readonly leverage: number;
  readonly crossed: boolean;
  /** The only position of its symbol; `side` is its direction. */
  readonly oneWay: boolean;
  /** Null when there is none. */
  readonly liquidationPrice: DecimalText | null;
}

export interface BookView {
  /** Best first: price, quantity. */
  readonly bids: readonly (readonly [DecimalText, DecimalText])[];
  readonly asks: readonly (readonly [DecimalText, DecimalText])[];
}

const SIDES: readonly Side[] = ['long', 'short'];

export function orderView(order: Order): OrderView {
  const filled = order.filled > 0n;
  return {
    number: order.number,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    positionSide: order.positionSide,
    action: order.action,
    buy: isBuy(order),
    type: order.type,
    conditional: isConditional(order),
    timeInForce: order.timeInForce,
    quantity: formatDecimal(order.quantity),
    price: textOf(order.price),
    stopPrice: textOf(order.stopPrice),
    filled: formatDecimal(order.filled),
    filledNotional: formatDecimal(money(order.filledNotional)),
    averagePrice: filled ? formatDecimal(averagePrice(order.filledNotional, order.filled)) : '0',
    status: order.status,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    special: order.special === null ? null : specialView(order.special),
  };
}

const textOf = (value: Decimal | null): DecimalText | null =>
  value === null ? null : formatDecimal(value);

function specialView({ trail, ...rest }: Special): SpecialView {
  const callback = textOf(trail?.callback ?? null);
  return { ...rest, callback, activation: textOf(trail?.activation ?? null) };
}

export function booksView(state: ExchangeState): BooksView {
  const { opening, realised, fees, funding, transfers } = state.books;
  return {
    wallet: formatDecimal(state.wallet),
    opening: formatDecimal(opening),
    realised: formatDecimal(realised),
    fees: formatDecimal(fees),
    funding: formatDecimal(funding),
    transfers: formatDecimal(transfers),
    available: formatDecimal(availableBalance(state)),
    crossWallet: formatDecimal(crossWallet(state)),
    crossUnrealised: formatDecimal(crossedResult(state)),
  };
}

/** Which orders are asked for; what is left out does not matter. */
export interface OrderFilter {
  readonly symbol?: SymbolId;
  readonly number?: number;
  readonly clientOrderId?: string;
  readonly conditional?: boolean;
  /** Only orders that have not ended. */
  readonly live?: boolean;
}

/** Orders by number: live ones, and those that ended as far as remembered. */
export function findOrders(state: ExchangeState, filter: OrderFilter): readonly OrderView[] {
  const wanted = (order: Order): boolean =>
    order.symbol === (filter.symbol ?? order.symbol) &&
    order.number === (filter.number ?? order.number) &&
    order.clientOrderId === (filter.clientOrderId ?? order.clientOrderId) &&
    isConditional(order) === (filter.conditional ?? isConditional(order));
  const found = [...state.live.values()].filter(wanted);
  if (filter.live !== true) {
    for (const [, order] of state.ended.log.after(0)) if (wanted(order)) found.push(order);
  }
  return found.sort((a, b) => a.number - b.number).map(orderView);
}

/** The newest order of that client order id; live ones are always the newest. */
export function newestOrder(state: ExchangeState, clientOrderId: string): Order | undefined {
  const live = state.live.get(clientOrderId);
  if (live !== undefined) return live;
  const plain = state.ended.find(clientOrderId, false);
  const conditional = state.ended.find(clientOrderId, true);
  if (plain === undefined || conditional === undefined) return plain ?? conditional;
  return plain.number > conditional.number ? plain : conditional;
}

/** In one-way mode the position that a symbol has, else its two sides. */
export function sideViews(state: ExchangeState, symbol?: SymbolId): readonly SideView[] {
  const only = symbol === undefined ? undefined : state.markets.get(symbol);
  const markets = only === undefined ? [...state.markets.values()] : [only];
  return markets.flatMap((market) => {
    if (!state.oneWay) return SIDES.map((side) => sideView(state, market, side));
    return [sideView(state, market, market.short.quantity > 0n ? 'short' : 'long')];
  });
}

function sideView(state: ExchangeState, market: Market, side: Side): SideView {
  const holding = holdingOf(market, side);
  const mark = market.step === null ? (0n as Decimal) : decimalOf(market.step.mark);
  const value = notionalOf(holding.quantity, mark);
  const rate = market.terms.maintenanceMarginRate;
  let orderMargin = 0n;
  for (const order of market.resting) {
    if (state.oneWay || order.positionSide === side) orderMargin += order.margin;
  }
  return {
    symbol: market.terms.symbol,
    side,
    quantity: formatDecimal(holding.quantity),
    entryPrice: formatDecimal(entryPrice(holding)),
    mark: formatDecimal(mark),
    notional: formatDecimal(money(value)),
    unrealised: formatDecimal(money(side === 'long' ? value - holding.cost : holding.cost - value)),
    margin: formatDecimal(holding.margin),
    orderMargin: formatDecimal(orderMargin as Decimal),
    maintenanceMargin: formatDecimal(charge(value, rate)),
    leverage: market.leverage,
    crossed: market.crossed,
    oneWay: state.oneWay,
    liquidationPrice: textOf(liquidationOf(state, market, side)),
  };
}

/** A crossed side is told the price of all of them, if it is the side that price hurts. */
function liquidationOf(state: ExchangeState, market: Market, side: Side): Decimal | null {
  const holding = holdingOf(market, side);
  if (!market.crossed) return liquidationPrice(holding, side, market.terms.maintenanceMarginRate);
  if (holding.quantity === 0n) return null;
  const found = crossedLiquidation(state, market);
  return found !== null && found.falling === (side === 'long') ? found.price : null;
}

/** The same text as long as the book has not changed. */
export const bookStamp = (market: Market | undefined): string =>
  `${market?.step?.at ?? 0} ${market?.depth?.touched ?? 0}`;

/** The visible book less what our own orders took from it; empty before the first price. */
export function bookView(market: Market | undefined, levels: number): BookView {
  if (market === undefined || market.step === null) return { bids: [], asks: [] };
  const depth = currentDepth(market);
  const side = (from: typeof depth.bids): readonly (readonly [DecimalText, DecimalText])[] =>
    from
      .filter((level) => level.remaining > 0n)
      .slice(0, levels)
      .map(levelTexts);
  return { bids: side(depth.bids), asks: side(depth.asks) };
}

/** Its fills as far as remembered, oldest first. */
export function fillsOf(state: ExchangeState, order: Order): readonly FillEvent[] {
  const fills: FillEvent[] = [];
  if (order.firstTrade === 0) return fills;
  for (let number = order.firstTrade; number <= order.lastTrade; number += 1) {
    const fill = state.trades.get(number);
    if (fill?.clientOrderId === order.clientOrderId) fills.push(fill);
  }
  return fills;
}

export function walletEvents(state: ExchangeState, since: EpochMs): readonly VenueEvent[] {
  const events: VenueEvent[] = [];
  for (const [, fill] of state.trades.after(0)) if (fill.at >= since) events.push(fill);
  for (const [, entry] of state.income.after(0)) if (entry.at >= since) events.push(entry);
  return events.sort((a, b) => a.at - b.at);
}
