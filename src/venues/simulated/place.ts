/** A new order: checked, matched against the current book as taker, the rest put to rest. */
import { type Decimal, ZERO } from '../../domain/decimal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { REJECTIONS, type Rejection } from './codes.ts';
import { availableBalance } from './cross.ts';
import { bestPrice, collarAround, currentDepth, type Depth, take, totalQuantity } from './depth.ts';
import { initialMargin, NO_NOTIONAL, type Notional, notionalOf, sum } from './exact.ts';
import { type CheckedOrder, checkOrder } from './filters.ts';
import {
  endOrder,
  expireOrphansAfter,
  fillable,
  fillOrder,
  opposing,
  rest,
  tellOrder,
} from './lifecycle.ts';
import { isBuy, isConditional, type Order, remainingOf } from './order.ts';
import { expirePrevented, type Meeting, markPrevented, meet } from './self-trade.ts';
import type { ExchangeOrder, Special } from './special.ts';
import type { ExchangeState, Market } from './state.ts';
import { trailingStop } from './triggers.ts';
import { refreshTriggers, triggersFalling } from './watch.ts';

export function place(state: ExchangeState, command: ExchangeOrder, now: EpochMs): void {
  const market = state.markets.get(command.symbol);
  if (market === undefined) {
    reject(state, command, REJECTIONS.unknownSymbol(), now);
    return;
  }
  const check = checkOrder(state, market, command, now);
  if (!check.ok) {
    reject(state, command, check.rejection, now);
    return;
  }
  const order = newOrder(state, market, command, check.order, now);
  if (isConditional(order)) {
    accept(state, order, now);
    rest(state, market, order);
  } else {
    placeImmediate(state, market, order, check.order, now);
  }
  refreshTriggers(market);
}

function placeImmediate(
  state: ExchangeState,
  market: Market,
  order: Order,
  checked: CheckedOrder,
  now: EpochMs,
): void {
  const depth = currentDepth(market);
  const wanted = fillable(market, order);
  const meeting = meet(market, order, depth, wanted);
  const refusal =
    checkTimeInForce(order, meeting, wanted) ??
    checkMarketPrice(state, order, depth, checked.mark) ??
    checkMargin(state, market, order, depth, meeting);
  if (refusal !== null) {
    reject(state, order, refusal, now);
    return;
  }
  accept(state, order, now);
  execute(state, market, order, meeting, now);
  finishImmediate(state, market, order, meeting.stopped, now);
}

/** Takes what it met: our own orders that expire for it, then the book. */
export function execute(
  state: ExchangeState,
  market: Market,
  order: Order,
  { expiring, matches }: Meeting,
  now: EpochMs,
): void {
  if (expiring.length > 0) expirePrevented(state, market, expiring, now);
  take(currentDepth(market), matches);
  for (const match of matches) {
    fillOrder(state, market, order, match.quantity, match.price, false, now);
  }
}

function finishImmediate(
  state: ExchangeState,
  market: Market,
  order: Order,
  stopped: boolean,
  now: EpochMs,
): void {
  const mayRest =
    !stopped &&
    order.type === 'limit' &&
    (order.timeInForce === 'GTC' || order.timeInForce === 'POST_ONLY');
  if (remainingOf(order) === 0n) {
    endOrder(state, market, order, 'filled', now);
  } else if (mayRest && fillable(market, order) > 0n) {
    if (order.filled > 0n) order.status = 'partially_filled';
    rest(state, market, order);
    if (order.filled > 0n) tellOrder(state, order, now);
  } else {
    if (stopped) markPrevented(order);
    endOrder(state, market, order, 'expired', now);
  }
  expireOrphansAfter(state, market, order, now);
}

export function checkTimeInForce(
  order: Order,
  { matches, expiring, stopped }: Meeting,
  wanted: Decimal,
): Rejection | null {
  if (order.type !== 'limit') return null;
  const takes = matches.length + expiring.length > 0 || stopped;
  if (order.timeInForce === 'POST_ONLY' && takes) return REJECTIONS.postOnly();
  if (order.timeInForce === 'FOK' && totalQuantity(matches) < wanted)
    return REJECTIONS.fillOrKill();
  return null;
}

function checkMarketPrice(
  state: ExchangeState,
  order: Order,
  depth: Depth,
  mark: Decimal,
): Rejection | null {
  if (order.type !== 'market') return null;
  const best = bestPrice(depth, isBuy(order));
  if (best === null) return null;
  const bounds = collarAround(mark, state.limits.priceCollar);
  return best > bounds.high || best < bounds.low ? REJECTIONS.marketPrice() : null;
}

/**
 * Initial margin of what an opening order would hold beyond what it reserves already: at its
 * limit, a sale at the better bid; a market order at what it would fill.
 */
export function checkMargin(
  state: ExchangeState,
  market: Market,
  order: Order,
  depth: Depth,
  { matches }: Meeting,
): Rejection | null {
  if (order.action === 'reduce') return null;
  let closing = opposing(state, market, order);
  let notional: Notional = NO_NOTIONAL;
  if (order.price === null) {
    for (const { quantity, price } of matches) {
      const opening = quantity - closing;
      if (opening > 0n) notional = sum(notional, notionalOf(opening as Decimal, price));
      closing = (opening > 0n ? 0n : -opening) as Decimal;
    }
  } else {
    const bid = isBuy(order) ? null : bestPrice(depth, false);
    const price = bid !== null && bid > order.price ? bid : order.price;
    const opening = remainingOf(order) - closing;
    notional = notionalOf((opening > 0n ? opening : 0n) as Decimal, price);
  }
  const needed = initialMargin(notional, market.leverage) - order.margin;
  return needed > 0n && needed > availableBalance(state) ? REJECTIONS.insufficientMargin() : null;
}

function newOrder(
  state: ExchangeState,
  market: Market,
  command: ExchangeOrder,
  checked: CheckedOrder,
  now: EpochMs,
): Order {
  const order: Order = {
    number: state.lastOrderNumber + 1,
    clientOrderId: command.clientOrderId,
    symbol: command.symbol,
    positionSide: command.positionSide,
    action: command.action,
    type: command.type,
    timeInForce: command.timeInForce,
    quantity: checked.quantity,
    price: checked.price,
    stopPrice: checked.stopPrice,
    createdAt: now,
    filled: ZERO,
    filledNotional: NO_NOTIONAL,
    status: 'new',
    updatedAt: now,
    margin: ZERO,
    firstTrade: 0,
    lastTrade: 0,
    special: specialOf(command, checked),
  };
  const trail = order.special?.trail ?? null;
  if (trail?.active) order.stopPrice = trailingStop(trail, triggersFalling(order), market.terms);
  return order;
}

/** A trailing order without activation price follows from the price at which it was placed. */
function specialOf({ special }: ExchangeOrder, checked: CheckedOrder): Special | null {
  if (special === undefined) return null;
  const { callback, activation, working: extreme } = checked;
  const { callback: _callback, activation: _activation, ...rest } = special;
  const active = activation === null;
  const trail = callback === null ? null : { callback, activation, active, extreme };
  return { ...rest, trail, triggeredAt: null, prevented: false };
}

function accept(state: ExchangeState, order: Order, now: EpochMs): void {
  state.lastOrderNumber = order.number;
  state.emit({ kind: 'accepted', clientOrderId: order.clientOrderId, at: now });
}

function reject(
  state: ExchangeState,
  order: { readonly clientOrderId: string },
  rejection: Rejection,
  now: EpochMs,
): void {
  const { code, message } = rejection;
  state.emit({ kind: 'rejected', clientOrderId: order.clientOrderId, code, message, at: now });
}
