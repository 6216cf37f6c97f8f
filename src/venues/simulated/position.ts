/**
 * Arithmetic of one side of a symbol: average entry, realised profit, isolated margin, liquidation.
 * With q held at average entry e, isolated margin m and maintenance rate r, the side is liquidated
 * where m + q (p - e) = r q p for a long, and m + q (e - p) = r q p for a short.
 */
import { add, type Decimal, multiplyDivide, ONE, subtract, ZERO } from '../../domain/decimal.ts';
import type { Side } from '../../domain/market.ts';
import { averagePrice, initialMargin, money, notionalOf, shareOf, sum } from './exact.ts';
import type { Holding } from './state.ts';

/** Average entry price, 8 places; 0 when nothing is held. */
export const entryPrice = (holding: Holding): Decimal =>
  holding.quantity > 0n ? averagePrice(holding.cost, holding.quantity) : ZERO;

/** Adds to the side; returns the margin this binds. */
export function increase(
  holding: Holding,
  quantity: Decimal,
  price: Decimal,
  leverage: number,
): Decimal {
  const notional = notionalOf(quantity, price);
  const margin = initialMargin(notional, leverage);
  holding.quantity = add(holding.quantity, quantity);
  holding.cost = sum(holding.cost, notional);
  holding.margin = add(holding.margin, margin);
  return margin;
}

/** Takes from the side (quantity at most what is held); cost and margin leave pro rata. */
export function decrease(
  holding: Holding,
  side: Side,
  quantity: Decimal,
  price: Decimal,
): { readonly realised: Decimal; readonly margin: Decimal } {
  if (quantity <= 0n || quantity > holding.quantity) {
    throw new RangeError('a reduction must be within the position');
  }
  const released = shareOf(holding.cost, quantity, holding.quantity);
  const proceeds = notionalOf(quantity, price);
  const realised = money(side === 'long' ? proceeds - released : released - proceeds);
  const margin = multiplyDivide(holding.margin, quantity, holding.quantity);
  holding.quantity = subtract(holding.quantity, quantity);
  holding.cost = (holding.cost - released) as typeof holding.cost;
  holding.margin = subtract(holding.margin, margin);
  return { realised, margin };
}

/** Price at which maintenance `rate` x notional is all that is left; null when there is none. */
export function liquidationPrice(holding: Holding, side: Side, rate: Decimal): Decimal | null {
  if (holding.quantity === 0n) return null;
  const margin = holding.margin * ONE;
  const numerator = side === 'long' ? holding.cost - margin : holding.cost + margin;
  const factor = side === 'long' ? ONE - rate : ONE + rate;
  if (numerator <= 0n || factor <= 0n) return null;
  const denominator = (holding.quantity * factor) as Decimal;
  return multiplyDivide(numerator as Decimal, ONE, denominator);
}

/** Price at which the side's margin is used up: the liquidation price at rate 0. */
export const bankruptcyPrice = (holding: Holding, side: Side): Decimal | null =>
  liquidationPrice(holding, side, ZERO);
