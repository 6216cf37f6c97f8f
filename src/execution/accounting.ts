/**
 * Exact cost-basis accounting of one virtual position and exact shares. A holding is signed with
 * respect to its position side: positive is the normal case, negative only while a reduction was
 * told before the opening it belongs to (see docs/execution.md, attribution).
 */
import { type Decimal, divide, multiply, multiplyDivide, ZERO } from '../domain/decimal.ts';
import type { Side } from '../domain/market.ts';
import type { OrderAction } from '../domain/venue.ts';

export interface Holding {
  /** Base units; the sign is relative to the side. */
  quantity: Decimal;
  /** Sum of notionals of what is held, USDT, same sign as `quantity`. */
  cost: Decimal;
}

const direction = (side: Side): bigint => (side === 'long' ? 1n : -1n);

/** Notional of a fill, USDT, rounded half to even at 8 places: the unit of all attribution. */
export const notionalOf = (quantity: Decimal, price: Decimal): Decimal => multiply(quantity, price);

/** How much of a fill can be booked before the holding passes through zero; it is split there. */
export function untilZero(holding: Holding, action: OrderAction, quantity: Decimal): Decimal {
  const shrinks = action === 'open' ? holding.quantity < 0n : holding.quantity > 0n;
  if (!shrinks) return quantity;
  const size = holding.quantity < 0n ? -holding.quantity : holding.quantity;
  return (quantity < size ? quantity : size) as Decimal;
}

/** PnL that a fill realises on the holding's own average price, before fees; never crosses zero. */
export function realisedBy(
  holding: Holding,
  side: Side,
  action: OrderAction,
  quantity: Decimal,
  price: Decimal,
): Decimal {
  const shrinks = action === 'open' ? holding.quantity < 0n : holding.quantity > 0n;
  if (!shrinks) return ZERO;
  const size = (holding.quantity < 0n ? -holding.quantity : holding.quantity) as Decimal;
  if (quantity > size) throw new RangeError('a fill must be split where the holding is zero');
  // The last part releases the whole rest, so that no rounding is left behind.
  const release = quantity === size ? holding.cost : multiplyDivide(holding.cost, quantity, size);
  const notional = notionalOf(quantity, price);
  const proceeds = action === 'reduce' ? notional : -notional;
  return (direction(side) * (proceeds - release)) as Decimal;
}

/** Books a fill whose realised PnL is known (from `realisedBy`, or from the journal). */
export function bookFill(
  holding: Holding,
  side: Side,
  action: OrderAction,
  quantity: Decimal,
  price: Decimal,
  realised: Decimal,
): void {
  const notional = notionalOf(quantity, price);
  // Released cost = proceeds - direction x realised; what only adds has realised 0.
  const proceeds = action === 'reduce' ? notional : -notional;
  holding.cost = (holding.cost - (proceeds - direction(side) * realised)) as Decimal;
  holding.quantity = (
    action === 'open' ? holding.quantity + quantity : holding.quantity - quantity
  ) as Decimal;
}

/** Average price of what is held; 0 for nothing. */
export const averagePrice = (holding: Holding): Decimal =>
  holding.quantity === 0n ? ZERO : divide(holding.cost, holding.quantity);

/** Unrealised PnL at a mark price, USDT, float. */
export function unrealisedAt(holding: Holding, side: Side, mark: number): number {
  const value = (Number(holding.quantity) / 1e8) * mark - Number(holding.cost) / 1e8;
  return side === 'long' ? value : -value;
}

/**
 * Splits `total` (any sign) over weights (>= 0, not all 0) in multiples of `step`: floors of the
 * pro-rata shares, the rest to the largest weights. The shares add up to `total` exactly.
 */
export function proRata(
  total: Decimal,
  weights: readonly Decimal[],
  step: Decimal = 1n as Decimal,
): readonly Decimal[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum <= 0n) throw new RangeError('nothing to share among');
  const sign = total < 0n ? -1n : 1n;
  const magnitude = total * sign;
  const shares = weights.map((weight) => {
    const share = (magnitude * weight) / sum;
    return share - (share % step);
  });
  const order = weights.map((_, index) => index);
  order.sort((a, b) => (weights[a]! === weights[b]! ? a - b : weights[a]! > weights[b]! ? -1 : 1));
  let rest = magnitude - shares.reduce((a, b) => a + b, 0n);
  // A quantity is never shared beyond what its holder has; money (total > sum) goes to the largest.
  const capped = magnitude <= sum;
  for (const index of order) {
    if (rest === 0n) break;
    const room = capped ? weights[index]! - shares[index]! : rest;
    const extra = rest < room ? rest : room;
    if (extra <= 0n) continue;
    shares[index] = shares[index]! + extra;
    rest -= extra;
  }
  return shares.map((share) => (share * sign) as Decimal);
}
