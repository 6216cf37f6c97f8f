/** The account beside orders: funding, transfers, leverage, and the picture of it all. */
import {
  add,
  type Decimal,
  type DecimalText,
  decimalOf,
  formatDecimal,
  negate,
  parseDecimal,
} from '../../domain/decimal.ts';
import { marketIdOf, type SymbolId } from '../../domain/ids.ts';
import type { FundingSettlement, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { VenueEvent, VenueOrder, VenuePosition } from '../../domain/venue.ts';
import { REJECTIONS, type Rejection } from './codes.ts';
import { charge, initialMargin, notionalOf } from './exact.ts';
import { refreshTriggers, reserve } from './lifecycle.ts';
import type { Order } from './order.ts';
import { entryPrice, liquidationPrice } from './position.ts';
import {
  availableBalance,
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

/** Sets a symbol's leverage; margins of its orders and positions follow. */
export function setLeverage(state: ExchangeState, symbol: SymbolId, leverage: number): Outcome {
  const market = state.markets.get(symbol);
  if (market === undefined) return { ok: false, rejection: REJECTIONS.unknownSymbol() };
  const most = market.terms.maxLeverage;
  if (!Number.isInteger(leverage) || leverage < 1 || leverage > most) {
    return { ok: false, rejection: REJECTIONS.leverage(most) };
  }
  const positioned = market.long.quantity > 0n || market.short.quantity > 0n;
  if (leverage < market.leverage && positioned) {
    return { ok: false, rejection: REJECTIONS.leverageReduction() };
  }
  const before = market.leverage;
  market.leverage = leverage;
  for (const order of market.resting) reserve(state, market, order);
  if (leverage < before && availableBalance(state) < 0n) {
    market.leverage = before;
    for (const order of market.resting) reserve(state, market, order);
    return { ok: false, rejection: REJECTIONS.insufficientMargin() };
  }
  for (const side of SIDES) rebind(state, market, side);
  refreshTriggers(market);
  state.revision += 1;
  return { ok: true };
}

function rebind(state: ExchangeState, market: Market, side: Side): void {
  const holding = holdingOf(market, side);
  const margin = initialMargin(holding.cost, market.leverage);
  state.positionMargin = (state.positionMargin + margin - holding.margin) as Decimal;
  holding.margin = margin;
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
  const liquidation = liquidationPrice(holding, side, market.terms.maintenanceMarginRate);
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
    type: order.type,
    quantity: formatDecimal(order.quantity),
    filledQuantity: formatDecimal(order.filled),
    price: order.price === null ? null : formatDecimal(order.price),
    stopPrice: order.stopPrice === null ? null : formatDecimal(order.stopPrice),
    status: order.status,
  };
}
