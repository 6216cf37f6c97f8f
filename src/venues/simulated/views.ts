/** What others may read of the exchange's state: copies in decimal text, never the state itself. */
import { type Decimal, type DecimalText, decimalOf, formatDecimal } from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { OrderAction, OrderType, TimeInForce, VenueOrderStatus } from '../../domain/venue.ts';
import { averagePrice, charge, money, notionalOf } from './exact.ts';
import { isBuy, isConditional, type Order } from './order.ts';
import { currentDepth } from './place.ts';
import { entryPrice, liquidationPrice } from './position.ts';
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
  /** Isolated margin that was put in. */
  readonly margin: DecimalText;
  /** Margin that the side's resting opening orders bind. */
  readonly orderMargin: DecimalText;
  readonly maintenanceMargin: DecimalText;
  readonly leverage: number;
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
    price: order.price === null ? null : formatDecimal(order.price),
    stopPrice: order.stopPrice === null ? null : formatDecimal(order.stopPrice),
    filled: formatDecimal(order.filled),
    filledNotional: formatDecimal(money(order.filledNotional)),
    averagePrice: filled ? formatDecimal(averagePrice(order.filledNotional, order.filled)) : '0',
    status: order.status,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
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

export function sideViews(state: ExchangeState): readonly SideView[] {
  return [...state.markets.values()].flatMap((market) =>
    SIDES.map((side) => sideView(market, side)),
  );
}

function sideView(market: Market, side: Side): SideView {
  const holding = holdingOf(market, side);
  const mark = market.step === null ? (0n as Decimal) : decimalOf(market.step.mark);
  const value = notionalOf(holding.quantity, mark);
  const rate = market.terms.maintenanceMarginRate;
  const liquidation = liquidationPrice(holding, side, rate);
  let orderMargin = 0n;
  for (const order of market.resting) {
    if (order.positionSide === side) orderMargin += order.margin;
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
    liquidationPrice: liquidation === null ? null : formatDecimal(liquidation),
  };
}

/** The visible book less what our own orders took from it; empty before the first price. */
export function bookView(market: Market | undefined, levels: number): BookView {
  if (market === undefined || market.step === null) return { bids: [], asks: [] };
  const depth = currentDepth(market);
  const side = (from: typeof depth.bids): readonly (readonly [DecimalText, DecimalText])[] =>
    from
      .filter((level) => level.remaining > 0n)
      .slice(0, levels)
      .map((level) => [formatDecimal(level.price), formatDecimal(level.remaining)] as const);
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
