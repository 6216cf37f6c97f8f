/** Closings nobody ordered: liquidation of a side, and auto-deleveraging by the venue. */
import { add, ceilTo, type Decimal, floorTo, minimum, ZERO } from '../../domain/decimal.ts';
import type { Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import { charge, money, notionalOf } from './exact.ts';
import { endOrder, execute, expireOrphans } from './lifecycle.ts';
import { bankruptcyPrice } from './position.ts';
import { type ExchangeState, type Holding, holdingOf, type Market } from './state.ts';

/**
 * Closes the whole side at `base`, but never beyond the price at which its margin is used up: the
 * venue's insurance fund bears the rest. The liquidation fee takes at most what margin is left, so
 * the side costs its margin and nothing more. Opening orders of the side are cancelled first.
 */
export function liquidate(
  state: ExchangeState,
  market: Market,
  side: Side,
  base: Decimal,
  at: EpochMs,
): void {
  const openings = market.resting.filter(
    (order) => order.positionSide === side && order.action === 'open',
  );
  for (const order of openings) endOrder(state, market, order, 'cancelled', at);
  const holding = holdingOf(market, side);
  const price = priceWithin(market, holding, side, base);
  closeForced(state, market, side, price, holding.margin, at);
  expireOrphans(state, market, side, at);
}

/** Takes the whole side at `price`; the fee takes at most what is left of `funds` after the loss. */
export function closeForced(
  state: ExchangeState,
  market: Market,
  side: Side,
  price: Decimal,
  funds: Decimal,
  at: EpochMs,
): void {
  const { quantity, cost } = holdingOf(market, side);
  const notional = notionalOf(quantity, price);
  const left = add(funds, money(side === 'long' ? notional - cost : cost - notional));
  execute(state, market, {
    clientOrderId: '',
    positionSide: side,
    action: 'reduce',
    quantity,
    price,
    fee: minimum(charge(notional, state.limits.liquidationFee), left > 0n ? left : ZERO),
    maker: false,
    cause: 'liquidation',
    at,
  });
}

/** The base price on the tick, held within bankruptcy (rounded to the holder's favour). */
function priceWithin(market: Market, holding: Holding, side: Side, base: Decimal): Decimal {
  const { tickSize } = market.terms;
  const bankruptcy = bankruptcyPrice(holding, side);
  if (side === 'long') {
    const price = floorTo(base, tickSize);
    const floor = bankruptcy === null ? tickSize : ceilTo(bankruptcy, tickSize);
    return price > floor ? price : floor;
  }
  const price = ceilTo(base, tickSize);
  if (bankruptcy === null) return price;
  const ceiling = floorTo(bankruptcy, tickSize);
  return price < ceiling ? price : ceiling;
}

/** The venue takes `quantity` (at most what is held) from a side at `price`, without a fee. */
export function deleverage(
  state: ExchangeState,
  market: Market,
  side: Side,
  quantity: Decimal,
  price: Decimal,
  at: EpochMs,
): void {
  const taken = minimum(quantity, holdingOf(market, side).quantity);
  if (taken <= 0n) return;
  execute(state, market, {
    clientOrderId: '',
    positionSide: side,
    action: 'reduce',
    quantity: taken,
    price,
    fee: ZERO,
    maker: false,
    cause: 'adl',
    at,
  });
  expireOrphans(state, market, side, at);
}
