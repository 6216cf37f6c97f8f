/** A new order: checked, matched against the current book as taker, the rest put to rest. */
import { type Decimal, ZERO } from '../../domain/decimal.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { PlaceOrder } from '../../domain/venue.ts';
import { REJECTIONS, type Rejection } from './codes.ts';
import {
  bestPrice,
  buildDepth,
  collarAround,
  type Depth,
  type Match,
  matchBook,
  take,
  totalQuantity,
} from './depth.ts';
import { initialMargin, NO_NOTIONAL, type Notional, notionalOf, sum } from './exact.ts';
import { type CheckedOrder, checkOrder } from './filters.ts';
import {
  endOrder,
  expireOrphans,
  fillable,
  fillOrder,
  refreshTriggers,
  rest,
  tellOrder,
} from './lifecycle.ts';
import { isBuy, isConditional, type Order, remainingOf } from './order.ts';
import { availableBalance, type ExchangeState, type Market } from './state.ts';

export function place(state: ExchangeState, command: PlaceOrder, now: EpochMs): void {
  const market = state.markets.get(command.symbol);
  if (market === undefined) {
    reject(state, command, REJECTIONS.unknownSymbol(), now);
    return;
  }
  const check = checkOrder(state, market, command);
  if (!check.ok) {
    reject(state, command, check.rejection, now);
    return;
  }
  const order = newOrder(state, command, check.order, now);
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
  const matches = matchBook(depth, isBuy(order), order.price, wanted);
  const refusal =
    checkTimeInForce(order, matches, wanted) ??
    checkMarketPrice(state, order, depth, checked.mark) ??
    checkMargin(state, market, order, depth, matches);
  if (refusal !== null) {
    reject(state, order, refusal, now);
    return;
  }
  accept(state, order, now);
  take(depth, matches);
  for (const match of matches) {
    fillOrder(state, market, order, match.quantity, match.price, false, now);
  }
  finishImmediate(state, market, order, now);
}

function finishImmediate(state: ExchangeState, market: Market, order: Order, now: EpochMs): void {
  const mayRest =
    order.type === 'limit' && (order.timeInForce === 'GTC' || order.timeInForce === 'POST_ONLY');
  if (remainingOf(order) === 0n) {
    endOrder(state, market, order, 'filled', now);
  } else if (mayRest && fillable(market, order) > 0n) {
    if (order.filled > 0n) order.status = 'partially_filled';
    rest(state, market, order);
    if (order.filled > 0n) tellOrder(state, order, now);
  } else {
    endOrder(state, market, order, 'expired', now);
  }
  if (order.action === 'reduce') expireOrphans(state, market, order.positionSide, now);
}

function checkTimeInForce(
  order: Order,
  matches: readonly Match[],
  wanted: Decimal,
): Rejection | null {
  if (order.type !== 'limit') return null;
  if (order.timeInForce === 'POST_ONLY' && matches.length > 0) return REJECTIONS.postOnly();
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
 * Initial margin of what an opening order would hold: at its limit, a sale at the better bid; a
 * market order at what it would fill.
 */
function checkMargin(
  state: ExchangeState,
  market: Market,
  order: Order,
  depth: Depth,
  matches: readonly Match[],
): Rejection | null {
  if (order.action === 'reduce') return null;
  let notional: Notional;
  if (order.price === null) {
    notional = matches.reduce(
      (total, match) => sum(total, notionalOf(match.quantity, match.price)),
      NO_NOTIONAL,
    );
  } else {
    const bid = isBuy(order) ? null : bestPrice(depth, false);
    const price = bid !== null && bid > order.price ? bid : order.price;
    notional = notionalOf(order.quantity, price);
  }
  const needed = initialMargin(notional, market.leverage);
  return needed > availableBalance(state) ? REJECTIONS.insufficientMargin() : null;
}

function newOrder(
  state: ExchangeState,
  command: PlaceOrder,
  checked: CheckedOrder,
  now: EpochMs,
): Order {
  return {
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
  };
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

/** The market's book, built from the last step on first use. */
export function currentDepth(market: Market): Depth {
  if (market.step === null) throw new RangeError('no step has been seen');
  market.depth ??= buildDepth(market.step.book, market.terms);
  return market.depth;
}
