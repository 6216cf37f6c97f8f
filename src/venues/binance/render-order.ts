/** Orders and trades as the venue's REST interface writes them. */
import { decimal, formatDecimal, multiply, subtract } from '../../domain/decimal.ts';
import { marketIdOf } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { TimeInForce, VenueOrderStatus } from '../../domain/venue.ts';
import type { SelfTradeMode } from '../simulated/special.ts';
import type { FillEvent } from '../simulated/state.ts';
import type { OrderView } from '../simulated/views.ts';

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

const SELF_TRADE: Readonly<Record<SelfTradeMode, string>> = {
  none: 'NONE',
  expire_taker: 'EXPIRE_TAKER',
  expire_maker: 'EXPIRE_MAKER',
  expire_both: 'EXPIRE_BOTH',
};

export const statusText = (order: OrderView): string =>
  order.special?.prevented ? 'EXPIRED_IN_MATCH' : STATUS[order.status];
export const sideText = (buy: boolean): string => (buy ? 'BUY' : 'SELL');
export const positionSideText = (of: {
  readonly positionSide: Side;
  readonly oneWay?: boolean | undefined;
}): string => {
  if (of.oneWay === true) return 'BOTH';
  return of.positionSide === 'long' ? 'LONG' : 'SHORT';
};
const positionSideOf = ({ positionSide, special }: OrderView): string =>
  positionSideText({ positionSide, oneWay: special?.oneWay });
const timeInForceText = (order: OrderView): string =>
  (order.special?.goodTill ?? null) === null ? TIME_IN_FORCE[order.timeInForce] : 'GTD';
/** What trades: a conditional order does so as a market order, or as the limit order it became. */
export const typeText = (order: OrderView): string => (order.type === 'limit' ? 'LIMIT' : 'MARKET');

/** What it was placed as. */
export function originalType(order: OrderView): string {
  if (!order.conditional) return typeText(order);
  const aim = order.special?.aim ?? 'stop';
  if (aim === 'trailing') return 'TRAILING_STOP_MARKET';
  const name = aim === 'stop' ? 'STOP' : 'TAKE_PROFIT';
  return order.type === 'limit' ? name : `${name}_MARKET`;
}

/** Has a conditional order left its book for the matching engine? */
export const isTriggered = (order: OrderView): boolean =>
  order.conditional && (Number(order.filled) > 0 || (order.special?.triggeredAt ?? null) !== null);

/** What is told of an order wherever it is told, under the names of REST. */
export function traitsOf(order: OrderView) {
  const { special } = order;
  return {
    side: sideText(order.buy),
    positionSide: positionSideOf(order),
    timeInForce: timeInForceText(order),
    workingType: special?.working === 'mark' ? 'MARK_PRICE' : 'CONTRACT_PRICE',
    reduceOnly: special?.oneWay === true && order.action === 'reduce' && !special.closePosition,
    closePosition: special?.closePosition ?? false,
    priceProtect: special?.priceProtect ?? false,
    selfTradePreventionMode: SELF_TRADE[special?.selfTrade ?? 'none'],
    goodTillDate: special?.goodTill ?? 0,
    priceMatch: 'NONE',
  } as const;
}

/** A trailing order's callback rate in percent. */
export const callbackPercent = (order: OrderView): string | null => {
  const callback = order.special?.callback ?? null;
  return callback === null ? null : formatDecimal(multiply(decimal(callback), decimal('100')));
};

export function orderJson(order: OrderView): Record<string, unknown> {
  const callback = callbackPercent(order);
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
    type: typeText(order),
    ...traitsOf(order),
    stopPrice: order.stopPrice ?? '0',
    ...(callback === null
      ? {}
      : { activatePrice: order.special?.activation ?? '0', priceRate: callback }),
    origType: originalType(order),
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
  const live = order.status === 'new' || order.status === 'partially_filled';
  if (isTriggered(order)) return live ? 'TRIGGERED' : 'FINISHED';
  if (live) return 'NEW';
  if (order.status === 'cancelled') return 'CANCELED';
  return endedUntriggered(order) ? 'EXPIRED' : 'REJECTED';
}

/** Its date has come, or the position it was to close is gone. */
function endedUntriggered({ special, updatedAt }: OrderView): boolean {
  if (special === null) return false;
  return special.closePosition || (special.goodTill !== null && special.goodTill <= updatedAt);
}

/** Why a conditional order that triggered never traded. */
export function algoFailure(order: OrderView): string {
  if (algoStatus(order) !== 'REJECTED') return '';
  if (order.special?.priceProtect) return 'The order is rejected by price protection.';
  return order.action === 'reduce' ? 'ReduceOnly Order is rejected.' : 'Margin is insufficient.';
}

export function algoOrderJson(order: OrderView): Record<string, unknown> {
  const triggered = isTriggered(order);
  const status = algoStatus(order);
  const callback = callbackPercent(order);
  const untouched = status === 'NEW' || status === 'CANCELED' || status === 'EXPIRED';
  return {
    algoId: order.number,
    clientAlgoId: order.clientOrderId,
    algoType: 'CONDITIONAL',
    orderType: originalType(order),
    symbol: marketIdOf(order.symbol),
    quantity: order.quantity,
    algoStatus: status,
    actualOrderId: triggered ? String(order.number) : '',
    actualPrice: order.averagePrice,
    actualQty: order.filled,
    triggerPrice: order.stopPrice ?? '0',
    price: order.price ?? '0',
    icebergQuantity: null,
    ...traitsOf(order),
    ...(callback === null
      ? {}
      : { activatePrice: order.special?.activation ?? '0', callbackRate: callback }),
    createTime: order.createdAt,
    updateTime: order.updatedAt,
    triggerTime: untouched ? 0 : (order.special?.triggeredAt ?? order.updatedAt),
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
