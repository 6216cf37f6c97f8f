/** What a step reached: conditional orders and liquidations, in the order in which they trade. */
import {
  absolute,
  ceilTo,
  type Decimal,
  decimalOf,
  floorTo,
  multiply,
  ONE,
  subtract,
  ZERO,
} from '../../domain/decimal.ts';
import type { PriceStep, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Order } from './order.ts';
import { liquidationPrice } from './position.ts';
import type { Trail, WorkingPrice } from './special.ts';
import type { Market } from './state.ts';
import type { Terms } from './terms.ts';
import { triggersFalling } from './watch.ts';

/** The step's path as exact decimals. */
export interface Path {
  readonly open: Decimal;
  readonly close: Decimal;
  readonly low: Decimal;
  readonly high: Decimal;
  readonly mark: Decimal;
  /** Extremes with the mark price at the end. */
  readonly lowest: Decimal;
  readonly highest: Decimal;
  readonly at: EpochMs;
}

/** A conditional order or (order null) a liquidation that the step reached. */
export interface Trigger {
  readonly order: Order | null;
  /** Whose liquidation; `crossed`: that of all crossed positions together. */
  readonly side: Side | 'crossed';
  readonly falling: boolean;
  /** Price at which it turns into a trade. */
  readonly base: Decimal;
  /** 0: adverse, 1: to our advantage, 2: by the mark price alone, which is known at the end. */
  readonly rank: 0 | 1 | 2;
  readonly distance: Decimal;
}

export function pathOf(step: PriceStep): Path {
  const low = decimalOf(step.low);
  const high = decimalOf(step.high);
  const mark = decimalOf(step.mark);
  return {
    open: decimalOf(step.open),
    close: decimalOf(step.close),
    low,
    high,
    mark,
    lowest: mark < low ? mark : low,
    highest: mark > high ? mark : high,
    at: step.at,
  };
}

export const reaches = (path: Path, price: Decimal, falling: boolean): boolean =>
  falling ? path.lowest <= price : path.highest >= price;

/**
 * All that the path reached: the adverse before what is to our advantage; then nearest to the open
 * first, orders before liquidations, then by age. `crossed`: where all crossed positions are
 * liquidated, if anywhere. Trailing orders move along on the way.
 */
export function triggersOf(
  market: Market,
  path: Path,
  crossed: { readonly price: Decimal; readonly falling: boolean } | null,
): readonly Trigger[] {
  const triggers: Trigger[] = [];
  const liquidation = (price: Decimal | null, side: Trigger['side'], falling: boolean): void => {
    if (price === null || !reaches(path, price, falling)) return;
    triggers.push({ order: null, side, falling, ...atPrice(path, price, falling), rank: 0 });
  };
  if (!market.crossed) {
    const rate = market.terms.maintenanceMarginRate;
    liquidation(liquidationPrice(market.long, 'long', rate), 'long', true);
    liquidation(liquidationPrice(market.short, 'short', rate), 'short', false);
  }
  if (crossed !== null) liquidation(crossed.price, 'crossed', crossed.falling);
  // A liquidation presumes that the mark went along the range: orders by mark must see it, too.
  const liquidates = (falling: boolean): boolean =>
    triggers.some((trigger) => trigger.order === null && trigger.falling === falling);
  const wick = { falling: liquidates(true), rising: liquidates(false) };
  for (const order of market.conditional) {
    const falling = triggersFalling(order);
    const asked = order.special?.working ?? 'either';
    const working = asked === 'mark' && (falling ? wick.falling : wick.rising) ? 'either' : asked;
    const found = triggerOf(order, path, working, falling, market.terms);
    if (found !== null) triggers.push(found);
  }
  return triggers.sort(compareTriggers);
}

function triggerOf(
  order: Order,
  path: Path,
  working: WorkingPrice,
  falling: boolean,
  terms: Terms,
): Trigger | null {
  const side = order.positionSide;
  const trail = order.special?.trail ?? null;
  if (trail !== null) {
    const base = follow(order, trail, path, working, falling, terms);
    if (base === null) return null;
    const distance = absolute(subtract(base, path.open));
    return { order, side, falling, base, rank: working === 'mark' ? 2 : 0, distance };
  }
  const { stopPrice } = order;
  if (stopPrice === null) return null;
  if (working === 'mark') {
    const reached = falling ? path.mark <= stopPrice : path.mark >= stopPrice;
    return reached ? { order, side, falling, base: path.close, rank: 2, distance: ZERO } : null;
  }
  const traded = falling ? path.low <= stopPrice : path.high >= stopPrice;
  if (working === 'contract' ? !traded : !reaches(path, stopPrice, falling)) return null;
  const rank = order.special?.aim === 'take_profit' ? 1 : 0;
  return { order, side, falling, ...atPrice(path, stopPrice, falling), rank };
}

/**
 * Where a trigger at `price` trades: there, at the open if the step gapped beyond it, at the close
 * if the mark alone reached it while trades did not.
 */
function atPrice(path: Path, price: Decimal, falling: boolean): Pick<Trigger, 'base' | 'distance'> {
  const gapped = falling ? path.open <= price : path.open >= price;
  const traded = falling ? path.low <= price : path.high >= price;
  const distance = gapped ? ZERO : absolute(subtract(price, path.open));
  const there = gapped ? path.open : price;
  return { base: traded ? there : path.close, distance };
}

/**
 * Moves a trailing order along: first against the best price so far, then the step's best price
 * becomes it, and the close tells whether the market came back from there. Null: not triggered.
 */
function follow(
  order: Order,
  trail: Trail,
  path: Path,
  working: WorkingPrice,
  falling: boolean,
  terms: Terms,
): Decimal | null {
  const mark = working === 'mark';
  const [low, high] = mark ? [path.mark, path.mark] : [path.low, path.high];
  const [best, worst] = falling ? [high, low] : [low, high];
  const end = mark ? path.mark : path.close;
  const isBeyond = (price: Decimal, bound: Decimal): boolean =>
    falling ? price <= bound : price >= bound;
  if (trail.active) {
    const { stopPrice } = order;
    if (stopPrice !== null && isBeyond(worst, stopPrice)) {
      return mark ? path.close : atPrice(path, stopPrice, falling).base;
    }
  } else {
    const activation = trail.activation ?? best;
    if (falling ? best < activation : best > activation) return null;
    trail.active = true;
    trail.extreme = best;
  }
  if (falling ? best > trail.extreme : best < trail.extreme) trail.extreme = best;
  order.stopPrice = trailingStop(trail, falling, terms);
  if (!isBeyond(end, order.stopPrice)) return null;
  return mark ? path.close : order.stopPrice;
}

/** Stop price of an active trailing order, on the tick away from the market. */
export function trailingStop(trail: Trail, falling: boolean, terms: Terms): Decimal {
  return falling
    ? floorTo(multiply(trail.extreme, subtract(ONE, trail.callback)), terms.tickSize)
    : ceilTo(multiply(trail.extreme, (ONE + trail.callback) as Decimal), terms.tickSize);
}

function compareTriggers(a: Trigger, b: Trigger): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.distance !== b.distance) return a.distance < b.distance ? -1 : 1;
  if (a.order === null || b.order === null) {
    return (a.order === null ? 1 : 0) - (b.order === null ? 1 : 0);
  }
  return a.order.number - b.order.number;
}
