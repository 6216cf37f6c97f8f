/** Our own resting orders in the way of an incoming one, and what its mode does about them. */
import type { Decimal } from '../../domain/decimal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { type Depth, type Match, matchBook, totalQuantity } from './depth.ts';
import { endOrder } from './lifecycle.ts';
import { isBuy, type Order } from './order.ts';
import { PLAIN, type Special } from './special.ts';
import type { ExchangeState, Market } from './state.ts';

export interface Meeting {
  /** What it gets of the visible book. */
  readonly matches: readonly Match[];
  /** Resting orders that expire for it. */
  readonly expiring: readonly Order[];
  /** It ends where it met the first of them. */
  readonly stopped: boolean;
}

/**
 * What an incoming order gets of the book, and which of our own orders it would meet on the way.
 * Market orders of the same price come before ours. Mode `none`: ours do not stand in its way.
 */
export function meet(market: Market, order: Order, depth: Depth, wanted: Decimal): Meeting {
  const mode = order.special?.selfTrade ?? 'none';
  const buy = isBuy(order);
  const matches = matchBook(depth, buy, order.price, wanted);
  if (mode === 'none') return { matches, expiring: [], stopped: false };
  const expiring: Order[] = [];
  for (const own of inTheWay(market, order)) {
    const before = matches.filter(({ price }) => (buy ? price <= own.price : price >= own.price));
    if (totalQuantity(before) >= wanted) break;
    if (mode !== 'expire_taker') expiring.push(own.order);
    if (mode !== 'expire_maker') return { matches: before, expiring, stopped: true };
  }
  return { matches, expiring, stopped: false };
}

/** Best price first, then by age. */
function inTheWay(
  market: Market,
  incoming: Order,
): readonly { readonly order: Order; readonly price: Decimal }[] {
  const buy = isBuy(incoming);
  const limit = incoming.price;
  return market.resting
    .flatMap((order) =>
      order.price !== null && isBuy(order) !== buy ? [{ order, price: order.price }] : [],
    )
    .filter(({ price }) => limit === null || (buy ? price <= limit : price >= limit))
    .sort((a, b) => {
      if (a.price === b.price) return a.order.number - b.order.number;
      return a.price < b.price === buy ? -1 : 1;
    });
}

export function expirePrevented(
  state: ExchangeState,
  market: Market,
  orders: readonly Order[],
  at: EpochMs,
): void {
  for (const order of orders) {
    markPrevented(order);
    endOrder(state, market, order, 'expired', at);
  }
}

export function markPrevented(order: Order): void {
  const { callback: _callback, activation: _activation, ...plain } = PLAIN;
  const nothing: Special = { ...plain, trail: null, triggeredAt: null, prevented: false };
  order.special = { ...nothing, ...order.special, prevented: true };
}
