/** Life of an order after acceptance: fills, reservation of margin, its end; what each one tells. */
import { add, type Decimal, formatDecimal, minimum, subtract, ZERO } from '../../domain/decimal.ts';
import type { Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { OrderAction, VenueOrderStatus } from '../../domain/venue.ts';
import { averagePrice, charge, initialMargin, notionalOf, sum } from './exact.ts';
import { awaitsTrigger, type Order, remainingOf } from './order.ts';
import { decrease, increase } from './position.ts';
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
    ...(state.oneWay ? { oneWay: true } : {}),
  };
  if (state.oneWay) reserveAll(state, market);
  state.trades.append(fill);
  state.emit(fill);
  return state.trades.last;
}

/**
 * Fills `quantity` (at most what the order and, reducing, the position have left) of an order. In
 * one-way mode a fill that turns the position round is two: it closes one and opens the other.
 */
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
  const closing = minimum(quantity, opposing(state, market, order));
  const { positionSide, action } = order;
  if (closing > 0n) {
    const other = positionSide === 'long' ? 'short' : 'long';
    fillPart(
      state,
      market,
      order,
      { positionSide: other, action: 'reduce' },
      closing,
      price,
      maker,
      at,
    );
  }
  const rest = subtract(quantity, closing);
  if (rest > 0n) fillPart(state, market, order, { positionSide, action }, rest, price, maker, at);
}

function fillPart(
  state: ExchangeState,
  market: Market,
  order: Order,
  effect: Pick<Execution, 'positionSide' | 'action'>,
  quantity: Decimal,
  price: Decimal,
  maker: boolean,
  at: EpochMs,
): void {
  const notional = notionalOf(quantity, price);
  const trade = execute(state, market, {
    clientOrderId: order.clientOrderId,
    ...effect,
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

/** One-way mode: what an order that opens closes of the other side before it opens its own. */
export function opposing(
  state: ExchangeState,
  market: Market,
  order: Pick<Order, 'positionSide' | 'action'>,
): Decimal {
  if (!state.oneWay || order.action === 'reduce') return ZERO;
  return holdingOf(market, order.positionSide === 'long' ? 'short' : 'long').quantity;
}

/** Binds the margin that the rest of a resting opening order would need, or frees it. */
export function reserve(state: ExchangeState, market: Market, order: Order): void {
  bind(state, market, order, ZERO);
  if (state.oneWay) reserveAll(state, market);
}

/** All resting orders of a symbol; in one-way mode the older close a position before the younger. */
export function reserveAll(state: ExchangeState, market: Market): void {
  const closing = {
    long: opposing(state, market, OPENS.long),
    short: opposing(state, market, OPENS.short),
  };
  for (const order of market.resting) {
    bind(state, market, order, closing[order.positionSide]);
    if (order.action === 'reduce') continue;
    const left = subtract(closing[order.positionSide], remainingOf(order));
    closing[order.positionSide] = left > 0n ? left : ZERO;
  }
}
const OPENS = {
  long: { positionSide: 'long', action: 'open' },
  short: { positionSide: 'short', action: 'open' },
} as const;

/** `free`: what of the order needs no margin because it closes. */
function bind(state: ExchangeState, market: Market, order: Order, free: Decimal): void {
  const rests =
    order.action === 'open' &&
    order.price !== null &&
    !awaitsTrigger(order) &&
    state.live.has(order.clientOrderId);
  const opening = subtract(remainingOf(order), free);
  const needed =
    rests && order.price !== null && opening > 0n
      ? initialMargin(notionalOf(opening, order.price), market.leverage)
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
  (awaitsTrigger(order) ? market.conditional : market.resting).push(order);
  if (!awaitsTrigger(order)) reserve(state, market, order);
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
    const book = awaitsTrigger(order) ? market.conditional : market.resting;
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

/**
 * A side without position has nothing to reduce: its limit reductions expire, and the orders that
 * would close all of it.
 */
export function expireOrphans(state: ExchangeState, market: Market, side: Side, at: EpochMs): void {
  if (holdingOf(market, side).quantity > 0n) return;
  const isOrphan = (order: Order): boolean =>
    order.positionSide === side &&
    order.action === 'reduce' &&
    (!awaitsTrigger(order) || order.special?.closePosition === true);
  const orphans = [...market.resting.filter(isOrphan), ...market.conditional.filter(isOrphan)];
  for (const order of orphans) endOrder(state, market, order, 'expired', at);
}

/** After an order traded: a reduction may have closed its side; in one-way mode any order may. */
export function expireOrphansAfter(
  state: ExchangeState,
  market: Market,
  order: Order,
  at: EpochMs,
): void {
  if (order.action === 'reduce') expireOrphans(state, market, order.positionSide, at);
  else if (state.oneWay) {
    expireOrphans(state, market, order.positionSide === 'long' ? 'short' : 'long', at);
  }
}

/** What an order may fill now: its rest, reductions clipped to the position. */
export function fillable(market: Market, order: Order): Decimal {
  const rest = remainingOf(order);
  if (order.action === 'open') return rest;
  return minimum(rest, holdingOf(market, order.positionSide).quantity);
}
