/** Changing price and quantity of a resting limit order, which keeps its number and its fills. */
import type { DecimalText } from '../../domain/decimal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { REJECTIONS, type Rejection } from './codes.ts';
import { currentDepth } from './depth.ts';
import { checkChange } from './filters.ts';
import { endOrder, expireOrphansAfter, fillable, reserve, settleResting } from './lifecycle.ts';
import { awaitsTrigger, type Order, remainingOf } from './order.ts';
import { checkMargin, checkTimeInForce, execute } from './place.ts';
import { markPrevented, meet } from './self-trade.ts';
import type { ExchangeState } from './state.ts';
import { refreshTriggers } from './watch.ts';

export interface Change {
  readonly quantity: DecimalText;
  readonly price: DecimalText;
}

/**
 * Null: done. A quantity at or below what has filled ends the order; a price that the book has
 * trades at once. `taken` is told before anything trades.
 */
export function amend(
  state: ExchangeState,
  named: Pick<Order, 'clientOrderId' | 'symbol'>,
  change: Change,
  now: EpochMs,
  taken: () => void,
): Rejection | null {
  const market = state.markets.get(named.symbol);
  const order = state.live.get(named.clientOrderId);
  if (market === undefined || order?.symbol !== named.symbol) return REJECTIONS.notAmendable();
  if (order.type !== 'limit' || awaitsTrigger(order)) return REJECTIONS.notAmendable();
  const checked = checkChange(state, market, order, change);
  if ('code' in checked) return checked;
  const { quantity, price } = checked;
  if (quantity === order.quantity && price === order.price) return REJECTIONS.noChange();
  const before = { quantity: order.quantity, price: order.price };
  if (quantity <= order.filled) {
    taken();
    endOrder(state, market, order, 'cancelled', now);
    refreshTriggers(market);
    return null;
  }
  Object.assign(order, { quantity, price });
  const depth = currentDepth(market);
  const wanted = fillable(market, order);
  const meeting = meet(market, order, depth, wanted);
  const refusal =
    checkTimeInForce(order, meeting, wanted) ?? checkMargin(state, market, order, depth, meeting);
  if (refusal !== null) {
    Object.assign(order, before);
    return refusal;
  }
  order.updatedAt = now;
  taken();
  execute(state, market, order, meeting, now);
  if (meeting.stopped && remainingOf(order) > 0n) {
    markPrevented(order);
    endOrder(state, market, order, 'expired', now);
  } else if (meeting.matches.length > 0) settleResting(state, market, order, now);
  else reserve(state, market, order);
  state.revision += 1;
  expireOrphansAfter(state, market, order, now);
  refreshTriggers(market);
  return null;
}
