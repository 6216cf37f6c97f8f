/** What an order must satisfy before it is matched: form, filters, limits of the books. */
import {
  type Decimal,
  decimalOf,
  formatDecimal,
  multiply,
  parseDecimal,
} from '../../domain/decimal.ts';
import type { PriceStep } from '../../domain/market.ts';
import type { PlaceOrder } from '../../domain/venue.ts';
import { REJECTIONS, type Rejection } from './codes.ts';
import { collarAround } from './depth.ts';
import { isBuy, isConditional } from './order.ts';
import { type ExchangeState, holdingOf, type Market } from './state.ts';

const CLIENT_ORDER_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const PLAIN_NUMBER = /^\d+(\.\d+)?$/;

/** Amounts of an order that passed; `mark` is the mark price it was judged by. */
export interface CheckedOrder {
  readonly quantity: Decimal;
  readonly price: Decimal | null;
  readonly stopPrice: Decimal | null;
  readonly mark: Decimal;
}
export type Check =
  | { readonly ok: true; readonly order: CheckedOrder }
  | { readonly ok: false; readonly rejection: Rejection };

const refuse = (rejection: Rejection): Check => ({ ok: false, rejection });

/** Checks in the order of the documentation's table; the first failure is the answer. */
export function checkOrder(state: ExchangeState, market: Market, command: PlaceOrder): Check {
  const step = market.step;
  if (step === null) return refuse(REJECTIONS.noMarket());
  if (!CLIENT_ORDER_ID.test(command.clientOrderId)) return refuse(REJECTIONS.clientOrderId());
  const order = readAmounts(market, command, step);
  if ('code' in order) return refuse(order);
  const failure =
    checkQuantity(market, order.quantity) ??
    checkPrice(market, order.price) ??
    checkPrice(market, order.stopPrice) ??
    checkCollar(state, command, order) ??
    checkNotional(market, command, order) ??
    checkStop(command, order) ??
    checkBooks(state, market, command);
  return failure === null ? { ok: true, order } : refuse(failure);
}

function readAmounts(
  market: Market,
  command: PlaceOrder,
  step: PriceStep,
): CheckedOrder | Rejection {
  const { terms } = market;
  const quantity = readAmount('quantity', command.quantity, terms.quantityPlace);
  if (typeof quantity === 'object') return quantity;
  const price =
    command.type === 'limit' ? readAmount('price', command.price, terms.pricePlace) : null;
  if (price !== null && typeof price === 'object') return price;
  const stopPrice =
    command.type === 'stop_market'
      ? readAmount('stopPrice', command.stopPrice, terms.pricePlace)
      : null;
  if (stopPrice !== null && typeof stopPrice === 'object') return stopPrice;
  return { quantity, price, stopPrice, mark: decimalOf(step.mark) };
}

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

/** Only the aggressive direction is bounded: a purchase far below mark may rest. */
function checkCollar(
  state: ExchangeState,
  command: PlaceOrder,
  order: CheckedOrder,
): Rejection | null {
  if (order.price === null) return null;
  const bounds = collarAround(order.mark, state.limits.priceCollar);
  if (isBuy(command)) {
    return order.price > bounds.high ? REJECTIONS.priceTooHigh(formatDecimal(bounds.high)) : null;
  }
  return order.price < bounds.low ? REJECTIONS.priceTooLow(formatDecimal(bounds.low)) : null;
}

function checkNotional(market: Market, command: PlaceOrder, order: CheckedOrder): Rejection | null {
  if (command.action === 'reduce') return null;
  const notional = multiply(order.quantity, order.price ?? order.stopPrice ?? order.mark);
  const least = market.terms.minNotional;
  return notional < least ? REJECTIONS.minNotional(formatDecimal(least)) : null;
}

function checkStop(command: PlaceOrder, order: CheckedOrder): Rejection | null {
  if (order.stopPrice === null) return null;
  const triggered = isBuy(command) ? order.mark >= order.stopPrice : order.mark <= order.stopPrice;
  return triggered ? REJECTIONS.wouldTrigger() : null;
}

function checkBooks(state: ExchangeState, market: Market, command: PlaceOrder): Rejection | null {
  if (state.live.has(command.clientOrderId)) return REJECTIONS.duplicateClientOrderId();
  if (command.action === 'reduce' && holdingOf(market, command.positionSide).quantity === 0n) {
    return REJECTIONS.reduceRejected();
  }
  if (isConditional(command)) {
    const full = market.conditional.length >= state.limits.maxConditionalOrders;
    return full ? REJECTIONS.tooManyConditional() : null;
  }
  return market.resting.length >= state.limits.maxOpenOrders ? REJECTIONS.tooManyOrders() : null;
}
