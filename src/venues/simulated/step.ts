/**
 * One price step against the books. The adverse comes first: stops and liquidations, nearest to
 * the step's open first; then resting limit orders that the range traded through. The step's
 * range stands for the path of the mark price too, because nothing finer is known.
 */
import {
  add,
  type Decimal,
  decimalOf,
  floorTo,
  minimum,
  multiply,
  subtract,
  ZERO,
} from '../../domain/decimal.ts';
import type { PriceStep } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import { fireConditional } from './conditional.ts';
import { crossedLiquidation, liquidateCrossed } from './cross.ts';
import { endOrder, expireOrphansAfter, fillable, fillOrder, settleResting } from './lifecycle.ts';
import { liquidate } from './liquidation.ts';
import { isBuy, type Order } from './order.ts';
import { liquidationPrice } from './position.ts';
import { type ExchangeState, holdingOf, type Market } from './state.ts';
import { type Path, pathOf, reaches, type Trigger, triggersOf } from './triggers.ts';
import { refreshTriggers } from './watch.ts';

/** Can the engine use this step? Finite positive prices in order, and newer than the last one. */
export function isUsable(market: Market, step: PriceStep): boolean {
  return (
    step.low > 0 &&
    step.low <= step.open &&
    step.low <= step.close &&
    step.high >= step.open &&
    step.high >= step.close &&
    step.high < 1e12 &&
    step.mark > 0 &&
    step.mark < 1e12 &&
    step.volume >= 0 &&
    (market.step === null || step.at > market.step.at)
  );
}

/** Matches a step that is known to reach one of the market's bounds. */
export function matchStep(state: ExchangeState, market: Market, step: PriceStep): void {
  const path = pathOf(step);
  expireDue(state, market, step.at);
  for (const trigger of triggersOf(market, path, crossedLiquidation(state, market))) {
    fire(state, market, trigger, path);
  }
  fillResting(state, market, path, step.volume);
  refreshTriggers(market);
}

/** Orders good till a date that has come. */
function expireDue(state: ExchangeState, market: Market, at: EpochMs): void {
  if (at < market.nextExpiry) return;
  const isDue = (order: Order): boolean => (order.special?.goodTill ?? at + 1) <= at;
  const due = [...market.resting.filter(isDue), ...market.conditional.filter(isDue)];
  for (const order of due) endOrder(state, market, order, 'expired', at);
}

function fire(state: ExchangeState, market: Market, trigger: Trigger, path: Path): void {
  const { order, side, base, falling } = trigger;
  if (order !== null) {
    if (state.live.get(order.clientOrderId) === order) {
      fireConditional(state, market, order, base, path);
    }
    return;
  }
  // An order that fired before this may have closed the position or moved its liquidation price.
  if (side === 'crossed') {
    const now = crossedLiquidation(state, market);
    if (now !== null && now.falling === falling && reaches(path, now.price, falling)) {
      liquidateCrossed(state, market, base, path.at);
    }
    return;
  }
  const rate = market.terms.maintenanceMarginRate;
  const now = liquidationPrice(holdingOf(market, side), side, rate);
  if (now !== null && reaches(path, now, falling)) liquidate(state, market, side, base, path.at);
}

/** Resting orders as makers, at their limit: only strictly traded through, within the volume. */
function fillResting(state: ExchangeState, market: Market, path: Path, volume: number): void {
  if (market.resting.length === 0) return;
  const reached = market.resting
    .filter((order) => order.price !== null && tradedThrough(order, order.price, path))
    // The path after it triggered is not known.
    .filter((order) => order.special?.triggeredAt !== path.at)
    .sort((a, b) => compareResting(a, b, path.open));
  const share = multiply(decimalOf(Math.min(volume, 1e12)), state.limits.volumeShare);
  let budget = floorTo(share, market.terms.lotSize);
  for (const order of reached) {
    if (budget <= 0n) return;
    if (order.price === null || state.live.get(order.clientOrderId) !== order) continue;
    const quantity = minimum(budget, fillable(market, order));
    if (quantity <= 0n) continue;
    budget = subtract(budget, quantity);
    fillOrder(state, market, order, quantity, order.price, true, path.at);
    settleResting(state, market, order, path.at);
    expireOrphansAfter(state, market, order, path.at);
  }
}

const tradedThrough = (order: Order, price: Decimal, path: Path): boolean =>
  isBuy(order) ? path.low < price : path.high > price;

/** Nearest to the open first (a price the open is already beyond counts as 0), then by age. */
function compareResting(a: Order, b: Order, open: Decimal): number {
  const distanceOf = (order: Order): Decimal => {
    const price = order.price ?? ZERO;
    const distance = isBuy(order) ? subtract(open, price) : subtract(price, open);
    return distance > 0n ? distance : ZERO;
  };
  const difference = add(distanceOf(a), -distanceOf(b) as Decimal);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return a.number - b.number;
}
