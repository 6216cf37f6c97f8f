/** Somebody else was faster: a part of what an order would take from the book is gone before it. */
import {
  type Decimal,
  floorTo,
  minimum,
  multiply,
  parseDecimal,
  subtract,
} from '../../domain/decimal.ts';
import type { PlaceOrder } from '../../domain/venue.ts';
import { currentDepth, type Level, matchBook, totalQuantity } from './depth.ts';
import { isBuy } from './order.ts';
import { holdingOf, type Market } from './state.ts';

/** Leaves of what the order would get at once only `fraction`, whole lots, and nothing behind it. */
export function thinBook(market: Market, order: PlaceOrder, fraction: Decimal): void {
  const quantity = parseDecimal(order.quantity);
  if (market.step === null || quantity === undefined || order.type === 'stop_market') return;
  const limit = order.price === null ? null : (parseDecimal(order.price) ?? null);
  const holding = holdingOf(market, order.positionSide).quantity;
  const wanted = order.action === 'reduce' ? minimum(quantity, holding) : quantity;
  const depth = currentDepth(market);
  const buy = isBuy(order);
  const whole = totalQuantity(matchBook(depth, buy, limit, wanted));
  let left = floorTo(multiply(whole, fraction), market.terms.lotSize);
  const reachable = (level: Level): boolean =>
    limit === null || (buy ? level.price <= limit : level.price >= limit);
  for (const level of buy ? depth.asks : depth.bids) {
    if (!reachable(level)) break;
    level.remaining = minimum(level.remaining, left);
    left = subtract(left, level.remaining);
    depth.touched += 1;
  }
}
