/** Life of an order after acceptance: fills, reservation of margin, its end; what each one tells. */
import {
  add,
  type Decimal,
  formatDecimal,
  minimum,
  subtract,
  toNumber,
  ZERO,
} from '../../domain/decimal.ts';
import type { Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { OrderAction, VenueOrderStatus } from '../../domain/venue.ts';
import { averagePrice, charge, initialMargin, notionalOf, sum } from './exact.ts';
import { isBuy, isConditional, type Order, remainingOf } from './order.ts';
import { decrease, increase, liquidationPrice } from './position.ts';
import { type ExchangeState, type FillEvent, holdingOf, type Market } from './state.ts';

export interface Execution {
  readonly clientOrderId: string;
  readonly positionSide: Side;
  readonly action: OrderAction;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly maker: boolean;
  readonly cause: FillEvent['cause'];
  readonly at: EpochMs;
}

/** Books an execution: holding, margin, wallet, trade log; returns the trade's number. */
export function execute(state: ExchangeState, market: Market, execution: Execution): number {
  const { positionSide, action, quantity, price, fee } = execution;
  const holding = holdingOf(market, positionSide);
  let realised = ZERO;
  if (action === 'open') {
    const margin = increase(holding, quantity, price, market.leverage);
    state.positionMargin = add(state.positionMargin, margin);
  } else {
    const released = decrease(holding, positionSide, quantity, price);
    realised = released.realised;
    state.positionMargin = subtract(state.positionMargin, released.margin);
  }
  state.books.realised = add(state.books.realised, realised);
  state.books.fees = add(state.books.fees, fee);
  state.wallet = (state.wallet + realised - fee) as Decimal;
  state.revision += 1;
  const fill: FillEvent = {
    kind: 'fill',
    tradeId: String(state.trades.last + 1),
    clientOrderId: execution.clientOrderId,
    symbol: market.terms.symbol,
    positionSide,
    action,
    quantity: formatDecimal(quantity),
    price: formatDecimal(price),
    fee: formatDecimal(fee),
    realisedPnl: formatDecimal(realised),
    maker: execution.maker,
    cause: execution.cause,
    at: execution.at,
  };
  state.trades.append(fill);
  state.emit(fill);
  return state.trades.last;
}

/** Fills `quantity` (at most what the order and, reducing, the position have left) of an order. */
export function fillOrder(
  state: ExchangeState,
  market: Market,
  order: Order,
  quantity: Decimal,
  price: Decimal,
  maker: boolean,
  at: EpochMs,
): void {
  if (quantity <= 0n || quantity > remainingOf(order)) {
    throw new RangeError('a fill must be within the order');
  }
  const notional = notionalOf(quantity, price);
  const trade = execute(state, market, {
    clientOrderId: order.clientOrderId,
    positionSide: order.positionSide,
    action: order.action,
    quantity,
    price,
    fee: charge(notional, maker ? market.terms.makerFee : market.terms.takerFee),
    maker,
    cause: 'order',
    at,
  });
  order.filled = add(order.filled, quantity);
  order.filledNotional = sum(order.filledNotional, notional);
  order.updatedAt = at;
  order.lastTrade = trade;
  if (order.firstTrade === 0) order.firstTrade = trade;
}

/** Binds the margin that the rest of a resting opening order would need, or frees it. */
export function reserve(state: ExchangeState, market: Market, order: Order): void {
  const rests =
    order.action === 'open' && order.price !== null && state.live.has(order.clientOrderId);
  const needed =
    rests && order.price !== null
      ? initialMargin(notionalOf(remainingOf(order), order.price), market.leverage)
      : ZERO;
  state.orderMargin = (state.orderMargin + needed - order.margin) as Decimal;
  order.margin = needed;
}

export function tellOrder(state: ExchangeState, order: Order, at: EpochMs): void {
  state.emit({
    kind: 'order',
    clientOrderId: order.clientOrderId,
    status: order.status,
    filledQuantity: formatDecimal(order.filled),
    averagePrice:
      order.filled > 0n ? formatDecimal(averagePrice(order.filledNotional, order.filled)) : '0',
    at,
  });
}

/** Puts an accepted order into its book. */
export function rest(state: ExchangeState, market: Market, order: Order): void {
  state.live.set(order.clientOrderId, order);
  (isConditional(order) ? market.conditional : market.resting).push(order);
  if (!isConditional(order)) reserve(state, market, order);
  state.revision += 1;
}

/** Ends an order, at rest or never rested, with its final state, and remembers it. */
export function endOrder(
  state: ExchangeState,
  market: Market,
  order: Order,
  status: VenueOrderStatus,
  at: EpochMs,
): void {
  if (state.live.delete(order.clientOrderId)) {
    const book = isConditional(order) ? market.conditional : market.resting;
    book.splice(book.indexOf(order), 1);
  }
  reserve(state, market, order);
  order.status = status;
  order.updatedAt = at;
  state.ended.add(order);
  state.revision += 1;
  tellOrder(state, order, at);
}

/** After a fill of an order at rest: its new state, or its end. */
export function settleResting(
  state: ExchangeState,
  market: Market,
  order: Order,
  at: EpochMs,
): void {
  if (remainingOf(order) === 0n) {
    endOrder(state, market, order, 'filled', at);
    return;
  }
  order.status = 'partially_filled';
  reserve(state, market, order);
  tellOrder(state, order, at);
}

/** A side without position has nothing to reduce: its limit reductions expire. */
export function expireOrphans(state: ExchangeState, market: Market, side: Side, at: EpochMs): void {
  if (holdingOf(market, side).quantity > 0n) return;
  const orphans = market.resting.filter(
    (order) => order.positionSide === side && order.action === 'reduce',
  );
  for (const order of orphans) endOrder(state, market, order, 'expired', at);
}

/** What an order may fill now: its rest, reductions clipped to the position. */
export function fillable(market: Market, order: Order): Decimal {
  const rest = remainingOf(order);
  if (order.action === 'open') return rest;
  return minimum(rest, holdingOf(market, order.positionSide).quantity);
}

/** Recomputes the two prices between which a step can change nothing on this symbol. */
export function refreshTriggers(market: Market): void {
  let fall = Number.NEGATIVE_INFINITY;
  let rise = Number.POSITIVE_INFINITY;
  const watch = (price: Decimal | null, falling: boolean): void => {
    if (price === null) return;
    if (falling) fall = Math.max(fall, toNumber(price));
    else rise = Math.min(rise, toNumber(price));
  };
  for (const order of market.resting) watch(order.price, isBuy(order));
  for (const order of market.conditional) watch(order.stopPrice, !isBuy(order));
  const rate = market.terms.maintenanceMarginRate;
  watch(liquidationPrice(market.long, 'long', rate), true);
  watch(liquidationPrice(market.short, 'short', rate), false);
  market.fallTrigger = fall;
  market.riseTrigger = rise;
}
