/** What an order must satisfy before it is matched: form, filters, limits of the books. */
import {
  type Decimal,
  decimal,
  decimalOf,
  formatDecimal,
  multiply,
  parseDecimal,
  ZERO,
} from '../../domain/decimal.ts';
import type { PriceStep } from '../../domain/market.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../../domain/time.ts';
import { REJECTIONS, type Rejection } from './codes.ts';
import { collarAround } from './depth.ts';
import { isBuy, isConditional, type Order } from './order.ts';
import type { ExchangeOrder } from './special.ts';
import { type ExchangeState, holdingOf, type Market } from './state.ts';

const CLIENT_ORDER_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const PLAIN_NUMBER = /^\d+(\.\d+)?$/;
const SMALLEST = 1n as Decimal;
/** Distance of a trailing order, fraction. */
const LEAST_CALLBACK = decimal('0.001');
const MOST_CALLBACK = decimal('0.1');
/** An order good till a date lives longer than this. */
const LEAST_LIFE: Ms = 10 * MINUTE_MS;

/** Amounts of an order that passed; `mark` is the mark price it was judged by. */
export interface CheckedOrder {
  readonly quantity: Decimal;
  readonly price: Decimal | null;
  readonly stopPrice: Decimal | null;
  /** Trailing orders: fraction, and where they become active. */
  readonly callback: Decimal | null;
  readonly activation: Decimal | null;
  readonly mark: Decimal;
  /** What triggers it, or would: last or mark price. */
  readonly working: Decimal;
}
type Amounts = Pick<CheckedOrder, 'quantity' | 'price' | 'stopPrice' | 'mark'>;
type Direction = Pick<ExchangeOrder, 'positionSide' | 'action'>;
export type Check =
  | { readonly ok: true; readonly order: CheckedOrder }
  | { readonly ok: false; readonly rejection: Rejection };

const refuse = (rejection: Rejection): Check => ({ ok: false, rejection });

/** Checks in the order of the documentation's table; the first failure is the answer. */
export function checkOrder(
  state: ExchangeState,
  market: Market,
  command: ExchangeOrder,
  now: EpochMs,
): Check {
  const step = market.step;
  if (step === null) return refuse(REJECTIONS.noMarket());
  if (!CLIENT_ORDER_ID.test(command.clientOrderId)) return refuse(REJECTIONS.clientOrderId());
  if ((command.special?.oneWay ?? false) !== state.oneWay) {
    return refuse(REJECTIONS.positionSide());
  }
  const order = readAmounts(market, command, step);
  if ('code' in order) return refuse(order);
  const failure =
    (closesAll(command) ? null : checkQuantity(market, order.quantity)) ??
    checkPrice(market, order.price) ??
    checkPrice(market, order.stopPrice) ??
    checkPrice(market, order.activation) ??
    checkSpecial(command, order, now) ??
    checkCollar(state, command, order) ??
    checkNotional(market, command, order) ??
    checkStop(command, order) ??
    checkBooks(state, market, command);
  return failure === null ? { ok: true, order } : refuse(failure);
}

function readAmounts(
  market: Market,
  command: ExchangeOrder,
  step: PriceStep,
): CheckedOrder | Rejection {
  const { terms } = market;
  const { special } = command;
  const trailing = special?.aim === 'trailing';
  const quantity = closesAll(command)
    ? ZERO
    : readAmount('quantity', command.quantity, terms.quantityPlace);
  if (typeof quantity === 'object') return quantity;
  const price =
    command.type === 'limit' ? readAmount('price', command.price, terms.pricePlace) : null;
  if (price !== null && typeof price === 'object') return price;
  const stopPrice =
    isConditional(command) && !trailing
      ? readAmount('stopPrice', command.stopPrice, terms.pricePlace)
      : null;
  if (stopPrice !== null && typeof stopPrice === 'object') return stopPrice;
  const callback = trailing ? readAmount('callbackRate', special.callback, SMALLEST) : null;
  if (callback !== null && typeof callback === 'object') return callback;
  const activation =
    trailing && special.activation !== null
      ? readAmount('activationPrice', special.activation, terms.pricePlace)
      : null;
  if (activation !== null && typeof activation === 'object') return activation;
  const mark = decimalOf(step.mark);
  const working = special?.working === 'contract' ? decimalOf(step.close) : mark;
  return { quantity, price, stopPrice, callback, activation, mark, working };
}

/** The amounts of a change to a resting limit order. */
export function checkChange(
  state: ExchangeState,
  market: Market,
  order: Order,
  change: { readonly quantity: string; readonly price: string },
): { readonly quantity: Decimal; readonly price: Decimal } | Rejection {
  if (market.step === null) return REJECTIONS.noMarket();
  const { terms } = market;
  const quantity = readAmount('quantity', change.quantity, terms.quantityPlace);
  if (typeof quantity === 'object') return quantity;
  const price = readAmount('price', change.price, terms.pricePlace);
  if (typeof price === 'object') return price;
  const changed = { quantity, price, stopPrice: null, mark: decimalOf(market.step.mark) };
  return (
    checkQuantity(market, quantity) ??
    checkPrice(market, price) ??
    checkCollar(state, order, changed) ??
    checkNotional(market, order, changed) ?? { quantity, price }
  );
}

const closesAll = (command: ExchangeOrder): boolean => command.special?.closePosition === true;

function readAmount(name: string, text: string | null, place: Decimal): Decimal | Rejection {
  if (text === null) return REJECTIONS.mandatory(name);
  const value = parseDecimal(text);
  if (value === undefined) {
    return PLAIN_NUMBER.test(text) ? REJECTIONS.precision(name) : REJECTIONS.mandatory(name);
  }
  return value % place === 0n ? value : REJECTIONS.precision(name);
}

function checkQuantity(market: Market, quantity: Decimal): Rejection | null {
  const { terms } = market;
  if (quantity <= 0n) return REJECTIONS.quantityNotPositive();
  if (quantity % terms.lotSize !== 0n) return REJECTIONS.offLot();
  if (quantity < terms.minQuantity) {
    return REJECTIONS.quantityTooSmall(formatDecimal(terms.minQuantity));
  }
  if (quantity > terms.maxQuantity) {
    return REJECTIONS.quantityTooLarge(formatDecimal(terms.maxQuantity));
  }
  return null;
}

function checkPrice(market: Market, price: Decimal | null): Rejection | null {
  if (price === null) return null;
  if (price <= 0n) return REJECTIONS.priceNotPositive();
  return price % market.terms.tickSize === 0n ? null : REJECTIONS.offTick();
}

/**
 * Only the aggressive direction is bounded: a purchase far below mark may rest. A conditional
 * order's limit is judged by the price that triggers it.
 */
function checkCollar(state: ExchangeState, command: Direction, order: Amounts): Rejection | null {
  if (order.price === null) return null;
  const bounds = collarAround(order.stopPrice ?? order.mark, state.limits.priceCollar);
  if (isBuy(command)) {
    return order.price > bounds.high ? REJECTIONS.priceTooHigh(formatDecimal(bounds.high)) : null;
  }
  return order.price < bounds.low ? REJECTIONS.priceTooLow(formatDecimal(bounds.low)) : null;
}

function checkNotional(market: Market, command: Direction, order: Amounts): Rejection | null {
  if (command.action === 'reduce') return null;
  const notional = multiply(order.quantity, order.price ?? order.stopPrice ?? order.mark);
  const least = market.terms.minNotional;
  return notional < least ? REJECTIONS.minNotional(formatDecimal(least)) : null;
}

/** Would it trigger at once? A trailing order: become active at once by a price already passed. */
function checkStop(command: ExchangeOrder, order: CheckedOrder): Rejection | null {
  const { working } = order;
  const rising = isBuy(command) === (command.special?.aim !== 'take_profit');
  if (order.stopPrice !== null) {
    const triggered = rising ? working >= order.stopPrice : working <= order.stopPrice;
    return triggered ? REJECTIONS.wouldTrigger() : null;
  }
  if (order.activation === null) return null;
  const passed = rising ? working <= order.activation : working >= order.activation;
  return passed ? REJECTIONS.wouldTrigger() : null;
}

function checkSpecial(command: ExchangeOrder, order: CheckedOrder, now: EpochMs): Rejection | null {
  const { callback } = order;
  if (callback !== null && (callback < LEAST_CALLBACK || callback > MOST_CALLBACK)) {
    return REJECTIONS.callbackRate();
  }
  const goodTill = command.special?.goodTill ?? null;
  return goodTill !== null && goodTill <= now + LEAST_LIFE ? REJECTIONS.goodTill() : null;
}

function checkBooks(
  state: ExchangeState,
  market: Market,
  command: ExchangeOrder,
): Rejection | null {
  if (state.live.has(command.clientOrderId)) return REJECTIONS.duplicateClientOrderId();
  if (command.action === 'reduce' && holdingOf(market, command.positionSide).quantity === 0n) {
    return REJECTIONS.reduceRejected();
  }
  if (isConditional(command)) {
    const full = market.conditional.length >= state.limits.maxConditionalOrders;
    if (full) return REJECTIONS.tooManyConditional();
    return closesAll(command) && market.conditional.some((order) => closesAlike(order, command))
      ? REJECTIONS.closeAllExists()
      : null;
  }
  return market.resting.length >= state.limits.maxOpenOrders ? REJECTIONS.tooManyOrders() : null;
}

/** One order that closes all a side, direction and aim. */
const closesAlike = (order: Order, command: ExchangeOrder): boolean =>
  order.special?.closePosition === true &&
  order.positionSide === command.positionSide &&
  order.special.aim === command.special?.aim;
