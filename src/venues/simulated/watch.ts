/** Between which prices, and until when, a step can change nothing on a symbol. */
import { type Decimal, toNumber } from '../../domain/decimal.ts';
import { isBuy, type Order } from './order.ts';
import { liquidationPrice } from './position.ts';
import type { Market } from './state.ts';

/** Does it trigger when the price falls? */
export const triggersFalling = (order: Order): boolean =>
  isBuy(order) === (order.special?.aim === 'take_profit');

/** Recomputes the market's bounds; crossed positions are outside of them (`cross.ts`). */
export function refreshTriggers(market: Market): void {
  let fall = Number.NEGATIVE_INFINITY;
  let rise = Number.POSITIVE_INFINITY;
  let expiry = Number.POSITIVE_INFINITY;
  const watch = (price: Decimal | null, falling: boolean): void => {
    if (price === null) return;
    if (falling) fall = Math.max(fall, toNumber(price));
    else rise = Math.min(rise, toNumber(price));
  };
  for (const order of market.resting) {
    watch(order.price, isBuy(order));
    expiry = Math.min(expiry, order.special?.goodTill ?? expiry);
  }
  for (const order of market.conditional) {
    const falling = triggersFalling(order);
    watch(order.stopPrice, falling);
    expiry = Math.min(expiry, order.special?.goodTill ?? expiry);
    const trail = order.special?.trail ?? null;
    // A better price than the best moves the stop along; until it is active, the other way round.
    if (trail !== null) watch(trail.active ? trail.extreme : trail.activation, !falling);
  }
  if (!market.crossed) {
    const rate = market.terms.maintenanceMarginRate;
    watch(liquidationPrice(market.long, 'long', rate), true);
    watch(liquidationPrice(market.short, 'short', rate), false);
  }
  market.fallTrigger = fall;
  market.riseTrigger = rise;
  market.nextExpiry = expiry;
}
