/** A conditional order that triggered: it trades at market, or becomes a limit order. */
import { absolute, type Decimal, multiply, subtract } from '../../domain/decimal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { availableBalance } from './cross.ts';
import { currentDepth, type Match, matchFrom, take, totalQuantity } from './depth.ts';
import { initialMargin, notionalOf } from './exact.ts';
import {
  endOrder,
  expireOrphansAfter,
  fillable,
  fillOrder,
  opposing,
  reserve,
  rest,
  settleResting,
  tellOrder,
} from './lifecycle.ts';
import { isBuy, type Order, remainingOf } from './order.ts';
import { type ExchangeState, holdingOf, type Market } from './state.ts';
import type { Path } from './triggers.ts';

/** Trades from `base` on: the price at which the step triggered it. */
export function fireConditional(
  state: ExchangeState,
  market: Market,
  order: Order,
  base: Decimal,
  path: Path,
): void {
  if (order.special?.closePosition === true) {
    order.quantity = holdingOf(market, order.positionSide).quantity;
  }
  const wanted = fillable(market, order);
  const opens = subtract(wanted, opposing(state, market, order));
  const affordable =
    order.action === 'reduce' ||
    opens <= 0n ||
    initialMargin(notionalOf(opens, order.price ?? base), market.leverage) <=
      availableBalance(state);
  if (wanted === 0n || !affordable || isHeldBack(state, order, path)) {
    endOrder(state, market, order, 'expired', path.at);
    return;
  }
  const matches = matchFrom(currentDepth(market), isBuy(order), base, wanted, {
    terms: market.terms,
    beyond: state.limits.beyondDepthSlippage,
    limit: order.price,
  });
  if (order.type === 'limit') becomeLimit(state, market, order, matches, wanted, path.at);
  else {
    trade(state, market, order, matches, path.at);
    endOrder(state, market, order, remainingOf(order) === 0n ? 'filled' : 'expired', path.at);
  }
  expireOrphansAfter(state, market, order, path.at);
}

/** Last and mark price too far apart for an order that asked to be protected from that. */
function isHeldBack(state: ExchangeState, order: Order, path: Path): boolean {
  if (order.special?.priceProtect !== true) return false;
  const apart = absolute(subtract(path.close, path.mark));
  return apart > multiply(path.mark, state.limits.priceCollar);
}

function trade(
  state: ExchangeState,
  market: Market,
  order: Order,
  matches: readonly Match[],
  at: EpochMs,
): void {
  take(currentDepth(market), matches);
  for (const match of matches) {
    fillOrder(state, market, order, match.quantity, match.price, false, at);
  }
}

/** Into the book of limit orders, where what does not trade at once rests as its kind says. */
function becomeLimit(
  state: ExchangeState,
  market: Market,
  order: Order,
  matches: readonly Match[],
  wanted: Decimal,
  at: EpochMs,
): void {
  const { timeInForce } = order;
  const refused =
    (timeInForce === 'POST_ONLY' && matches.length > 0) ||
    (timeInForce === 'FOK' && totalQuantity(matches) < wanted);
  if (refused) {
    endOrder(state, market, order, 'expired', at);
    return;
  }
  market.conditional.splice(market.conditional.indexOf(order), 1);
  if (order.special !== null) order.special.triggeredAt = at;
  order.updatedAt = at;
  rest(state, market, order);
  tellOrder(state, order, at);
  trade(state, market, order, matches, at);
  if (order.filled > 0n) settleResting(state, market, order, at);
  else reserve(state, market, order);
  if (timeInForce === 'IOC' && state.live.get(order.clientOrderId) === order) {
    endOrder(state, market, order, 'expired', at);
  }
}
