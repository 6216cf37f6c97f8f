/** The account beside orders: funding, transfers, and the picture of it all. */
import {
  add,
  type DecimalText,
  decimalOf,
  formatDecimal,
  negate,
  parseDecimal,
} from '../../domain/decimal.ts';
import { marketIdOf } from '../../domain/ids.ts';
import type { FundingSettlement, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { VenueEvent, VenueOrder, VenuePosition } from '../../domain/venue.ts';
import { REJECTIONS, type Rejection } from './codes.ts';
import { availableBalance } from './cross.ts';
import { charge, notionalOf } from './exact.ts';
import { isConditional, type Order } from './order.ts';
import { entryPrice, liquidationPrice } from './position.ts';
import {
  type ExchangeState,
  type FundingEvent,
  holdingOf,
  type Market,
  type TransferEvent,
} from './state.ts';

const SIDES: readonly Side[] = ['long', 'short'];

export type AccountEvent = Extract<VenueEvent, { kind: 'account' }>;
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly rejection: Rejection };

/**
 * Longs pay a positive rate to shorts: amount = -(+)quantity x mark x rate, one rounding at 8
 * places. A settlement at or before the last one of its symbol is ignored, as is one of a rate
 * that is not a finite fraction.
 */
export function settleFunding(state: ExchangeState, settlement: FundingSettlement): void {
  const market = state.markets.get(settlement.symbol);
  if (market === undefined || market.step === null) return;
  if (settlement.at <= market.lastFundingAt || !(Math.abs(settlement.rate) < 1)) return;
  market.lastFundingAt = settlement.at;
  const mark = decimalOf(market.step.mark);
  const rate = decimalOf(settlement.rate);
  for (const side of SIDES) {
    const { quantity } = holdingOf(market, side);
    if (quantity === 0n) continue;
    const due = charge(notionalOf(quantity, mark), rate);
    const amount = side === 'long' ? negate(due) : due;
    state.wallet = add(state.wallet, amount);
    state.books.funding = add(state.books.funding, amount);
    const event: FundingEvent = {
      kind: 'funding',
      id: `funding-${marketIdOf(settlement.symbol)}-${settlement.at}-${side}`,
      symbol: settlement.symbol,
      positionSide: side,
      rate: settlement.rate,
      amount: formatDecimal(amount),
      at: settlement.at,
    };
    state.income.append(event);
    state.emit(event);
  }
  state.revision += 1;
}

/** Moves `amount` (> 0) into the wallet, or out of what is available. */
export function transfer(
  state: ExchangeState,
  direction: 'deposit' | 'withdraw',
  text: DecimalText,
  now: EpochMs,
): Outcome {
  const value = parseDecimal(text);
  const refused = value === undefined || value <= 0n;
  if (refused || (direction === 'withdraw' && value > availableBalance(state))) {
    return { ok: false, rejection: REJECTIONS.transfer() };
  }
  const amount = direction === 'deposit' ? value : negate(value);
  state.wallet = add(state.wallet, amount);
  state.books.transfers = add(state.books.transfers, amount);
  state.lastTransferNumber += 1;
  const event: TransferEvent = {
    kind: 'transfer',
    id: `transfer-${state.lastTransferNumber}`,
    amount: formatDecimal(amount),
    at: now,
  };
  state.income.append(event);
  state.revision += 1;
  state.emit(event);
  return { ok: true };
}

/** Wallet, positions and the live orders of both books, in the order of the instruments. */
export function accountOf(state: ExchangeState, at: EpochMs): AccountEvent {
  const positions: VenuePosition[] = [];
  const openOrders: VenueOrder[] = [];
  for (const market of state.markets.values()) {
    for (const side of SIDES) {
      const position = positionOf(market, side);
      if (position !== null) positions.push(position);
    }
    for (const order of market.resting) openOrders.push(venueOrder(order));
    for (const order of market.conditional) openOrders.push(venueOrder(order));
  }
  const walletBalance = formatDecimal(state.wallet);
  return { kind: 'account', walletBalance, positions, openOrders, at };
}

function positionOf(market: Market, side: Side): VenuePosition | null {
  const holding = holdingOf(market, side);
  if (holding.quantity === 0n) return null;
  const liquidation = market.crossed
    ? null
    : liquidationPrice(holding, side, market.terms.maintenanceMarginRate);
  return {
    symbol: market.terms.symbol,
    side,
    quantity: formatDecimal(holding.quantity),
    entryPrice: formatDecimal(entryPrice(holding)),
    liquidationPrice: liquidation === null ? null : formatDecimal(liquidation),
  };
}

/** An order as the venue port tells it. */
function venueOrder(order: Order): VenueOrder {
  return {
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    positionSide: order.positionSide,
    action: order.action,
    type: isConditional(order) ? 'stop_market' : order.type,
    quantity: formatDecimal(order.quantity),
    filledQuantity: formatDecimal(order.filled),
    price: order.price === null ? null : formatDecimal(order.price),
    stopPrice: order.stopPrice === null ? null : formatDecimal(order.stopPrice),
    status: order.status,
  };
}
