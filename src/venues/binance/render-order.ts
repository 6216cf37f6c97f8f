/** Orders and trades as the venue's REST interface writes them. */
import { decimal, formatDecimal, multiply, subtract } from '../../domain/decimal.ts';
import { marketIdOf } from '../../domain/ids.ts';
import type { TimeInForce, VenueOrderStatus } from '../../domain/venue.ts';
import type { FillEvent } from '../simulated/state.ts';
import type { OrderView } from '../simulated/views.ts';
import type { WorkingType } from './order-request.ts';

const STATUS: Readonly<Record<VenueOrderStatus, string>> = {
  new: 'NEW',
  partially_filled: 'PARTIALLY_FILLED',
  filled: 'FILLED',
  cancelled: 'CANCELED',
  expired: 'EXPIRED',
  rejected: 'REJECTED',
};
const TIME_IN_FORCE: Readonly<Record<TimeInForce, string>> = {
  GTC: 'GTC',
  IOC: 'IOC',
  FOK: 'FOK',
  POST_ONLY: 'GTX',
};

export const statusText = (order: OrderView): string => STATUS[order.status];
export const sideText = (buy: boolean): string => (buy ? 'BUY' : 'SELL');
export const positionSideText = (order: Pick<OrderView, 'positionSide'>): string =>
  order.positionSide === 'long' ? 'LONG' : 'SHORT';
export const timeInForceText = (order: OrderView): string => TIME_IN_FORCE[order.timeInForce];
/** What trades: a conditional order does so as a market order. */
export const typeText = (order: OrderView): string => (order.type === 'limit' ? 'LIMIT' : 'MARKET');
export const originalType = (order: OrderView): string =>
  order.conditional ? 'STOP_MARKET' : typeText(order);

/** Has a conditional order left its book for the matching engine? */
export const isTriggered = (order: OrderView): boolean =>
  order.conditional && Number(order.filled) > 0;

export function orderJson(order: OrderView, workingType: WorkingType): Record<string, unknown> {
  return {
    orderId: order.number,
    symbol: marketIdOf(order.symbol),
    status: statusText(order),
    clientOrderId: order.clientOrderId,
    price: order.price ?? '0',
    avgPrice: order.averagePrice,
    origQty: order.quantity,
    executedQty: order.filled,
    cumQty: order.filled,
    cumQuote: order.filledNotional,
    timeInForce: timeInForceText(order),
    type: typeText(order),
    reduceOnly: false,
    closePosition: false,
    side: sideText(order.buy),
    positionSide: positionSideText(order),
    stopPrice: order.stopPrice ?? '0',
    workingType,
    priceProtect: false,
    origType: originalType(order),
    priceMatch: 'NONE',
    selfTradePreventionMode: 'NONE',
    goodTillDate: 0,
    time: order.createdAt,
    updateTime: order.updatedAt,
  };
}

/** The short answer to a new order: taken, whatever became of it since. */
export const acknowledged = (order: OrderView): OrderView => ({
  ...order,
  status: 'new',
  filled: '0',
  filledNotional: '0',
  averagePrice: '0',
  updatedAt: order.createdAt,
});

export function algoStatus(order: OrderView): string {
  if (order.status === 'cancelled') return 'CANCELED';
  if (order.status === 'new') return 'NEW';
  return isTriggered(order) ? 'FINISHED' : 'REJECTED';
}

/** Why a conditional order that triggered never traded. */
export function algoFailure(order: OrderView): string {
  if (algoStatus(order) !== 'REJECTED') return '';
  return order.action === 'reduce' ? 'ReduceOnly Order is rejected.' : 'Margin is insufficient.';
}

export function algoOrderJson(order: OrderView, workingType: WorkingType): Record<string, unknown> {
  const triggered = isTriggered(order);
  return {
    algoId: order.number,
    clientAlgoId: order.clientOrderId,
    algoType: 'CONDITIONAL',
    orderType: 'STOP_MARKET',
    symbol: marketIdOf(order.symbol),
    side: sideText(order.buy),
    positionSide: positionSideText(order),
    timeInForce: timeInForceText(order),
    quantity: order.quantity,
    algoStatus: algoStatus(order),
    actualOrderId: triggered ? String(order.number) : '',
    actualPrice: order.averagePrice,
    actualQty: order.filled,
    triggerPrice: order.stopPrice,
    price: '0',
    icebergQuantity: null,
    selfTradePreventionMode: 'NONE',
    workingType,
    priceMatch: 'NONE',
    closePosition: false,
    priceProtect: false,
    reduceOnly: false,
    createTime: order.createdAt,
    updateTime: order.updatedAt,
    triggerTime: algoStatus(order) === 'NEW' || order.status === 'cancelled' ? 0 : order.updatedAt,
    goodTillDate: 0,
  };
}

/** `orderId` is 0 for trades nobody ordered (liquidation). */
export function tradeJson(fill: FillEvent, orderId: number): Record<string, unknown> {
  const buyer = (fill.positionSide === 'long') === (fill.action === 'open');
  return {
    symbol: marketIdOf(fill.symbol),
    id: Number(fill.tradeId),
    orderId,
    side: sideText(buyer),
    price: fill.price,
    qty: fill.quantity,
    realizedPnl: fill.realisedPnl,
    quoteQty: formatDecimal(multiply(decimal(fill.quantity), decimal(fill.price))),
    commission: fill.fee,
    commissionAsset: 'USDT',
    time: fill.at,
    positionSide: positionSideText(fill),
    buyer,
    maker: fill.maker,
  };
}

/** Negated decimal text. */
export const minus = (text: string): string => formatDecimal(subtract(decimal('0'), decimal(text)));
