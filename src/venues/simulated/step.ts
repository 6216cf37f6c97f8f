/**
 * One price step against the books. The adverse comes first: stops and liquidations, nearest to
 * the step's open first; then resting limit orders that the range traded through. The step's
 * range stands for the path of the mark price too, because nothing finer is known.
 */
import {
  absolute,
  add,
  type Decimal,
  decimalOf,
  floorTo,
  minimum,
  multiply,
  subtract,
  ZERO,
} from '../../domain/decimal.ts';
import type { PriceStep, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import { matchFrom, take } from './depth.ts';
import { initialMargin, notionalOf } from './exact.ts';
import {
  endOrder,
  expireOrphans,
  fillable,
  fillOrder,
  refreshTriggers,
  settleResting,
} from './lifecycle.ts';
import { liquidate } from './liquidation.ts';
import { isBuy, type Order, remainingOf } from './order.ts';
import { currentDepth } from './place.ts';
import { liquidationPrice } from './position.ts';
import { availableBalance, type ExchangeState, holdingOf, type Market } from './state.ts';

/** The step's path as exact decimals. */
export interface Path {
  readonly open: Decimal;
  readonly close: Decimal;
  readonly low: Decimal;
  readonly high: Decimal;
  /** Extremes with the mark price at the end. */
  readonly lowest: Decimal;
  readonly highest: Decimal;
  readonly at: EpochMs;
}

/** A stop or (order null) a liquidation of `side` that the step reached. */
interface Trigger {
  readonly order: Order | null;
  readonly side: Side;
  readonly price: Decimal;
  readonly falling: boolean;
  readonly distance: Decimal;
}

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

/** Matches a step that is known to reach one of the market's trigger prices. */
export function matchStep(state: ExchangeState, market: Market, step: PriceStep): void {
  const path = pathOf(step);
  for (const trigger of triggersOf(market, path)) fire(state, market, trigger, path);
  fillResting(state, market, path, step.volume);
  refreshTriggers(market);
}

function pathOf(step: PriceStep): Path {
  const low = decimalOf(step.low);
  const high = decimalOf(step.high);
  const mark = decimalOf(step.mark);
  return {
    open: decimalOf(step.open),
    close: decimalOf(step.close),
    low,
    high,
    lowest: mark < low ? mark : low,
    highest: mark > high ? mark : high,
    at: step.at,
  };
}

const reaches = (path: Path, price: Decimal, falling: boolean): boolean =>
  falling ? path.lowest <= price : path.highest >= price;

/** All that the path reached: nearest to the open first, stops before liquidations, then by age. */
function triggersOf(market: Market, path: Path): readonly Trigger[] {
  const triggers: Trigger[] = [];
  const consider = (order: Order | null, side: Side, price: Decimal, falling: boolean): void => {
    if (!reaches(path, price, falling)) return;
    const gapped = falling ? path.open <= price : path.open >= price;
    const distance = gapped ? ZERO : absolute(subtract(price, path.open));
    triggers.push({ order, side, price, falling, distance });
  };
  for (const order of market.conditional) {
    if (order.stopPrice !== null) {
      consider(order, order.positionSide, order.stopPrice, !isBuy(order));
    }
  }
  const rate = market.terms.maintenanceMarginRate;
  const long = liquidationPrice(market.long, 'long', rate);
  if (long !== null) consider(null, 'long', long, true);
  const short = liquidationPrice(market.short, 'short', rate);
  if (short !== null) consider(null, 'short', short, false);
  return triggers.sort(compareTriggers);
}

function compareTriggers(a: Trigger, b: Trigger): number {
  if (a.distance !== b.distance) return a.distance < b.distance ? -1 : 1;
  if (a.order === null || b.order === null) {
    return (a.order === null ? 1 : 0) - (b.order === null ? 1 : 0);
  }
  return a.order.number - b.order.number;
}

/**
 * Price at which a trigger turns into a trade: the trigger price, the open if the step gapped
 * beyond it, the close if the mark alone reached it while trades did not.
 */
function baseOf(trigger: Trigger, path: Path): Decimal {
  const { price, falling } = trigger;
  if (falling) {
    if (path.low > price) return path.close;
    return path.open < price ? path.open : price;
  }
  if (path.high < price) return path.close;
  return path.open > price ? path.open : price;
}

function fire(state: ExchangeState, market: Market, trigger: Trigger, path: Path): void {
  const base = baseOf(trigger, path);
  if (trigger.order !== null) {
    if (state.live.get(trigger.order.clientOrderId) !== trigger.order) return;
    fireStop(state, market, trigger.order, base, path.at);
    return;
  }
  const rate = market.terms.maintenanceMarginRate;
  const now = liquidationPrice(holdingOf(market, trigger.side), trigger.side, rate);
  // A stop fired before this may have closed the side or moved its liquidation price.
  if (now === null || !reaches(path, now, trigger.falling)) return;
  liquidate(state, market, trigger.side, base, path.at);
}

function fireStop(
  state: ExchangeState,
  market: Market,
  order: Order,
  base: Decimal,
  at: EpochMs,
): void {
  const wanted = fillable(market, order);
  const affordable =
    order.action === 'reduce' ||
    initialMargin(notionalOf(wanted, base), market.leverage) <= availableBalance(state);
  if (wanted === 0n || !affordable) {
    endOrder(state, market, order, 'expired', at);
    return;
  }
  const depth = currentDepth(market);
  const beyond = state.limits.beyondDepthSlippage;
  const matches = matchFrom(depth, isBuy(order), base, wanted, market.terms, beyond);
  take(depth, matches);
  for (const match of matches) {
    fillOrder(state, market, order, match.quantity, match.price, false, at);
  }
  endOrder(state, market, order, remainingOf(order) === 0n ? 'filled' : 'expired', at);
  if (order.action === 'reduce') expireOrphans(state, market, order.positionSide, at);
}

/** Resting orders as makers, at their limit: only strictly traded through, within the volume. */
function fillResting(state: ExchangeState, market: Market, path: Path, volume: number): void {
  if (market.resting.length === 0) return;
  const reached = market.resting
    .filter((order) => order.price !== null && tradedThrough(order, order.price, path))
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
    if (order.action === 'reduce') expireOrphans(state, market, order.positionSide, path.at);
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
