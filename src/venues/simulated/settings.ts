/** Settings of the account: leverage, kind of margin, margin put in, one-way or hedge mode. */
import {
  add,
  type Decimal,
  type DecimalText,
  decimalOf,
  parseDecimal,
  subtract,
} from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { Outcome } from './account.ts';
import { REJECTIONS, type Rejection } from './codes.ts';
import { availableBalance } from './cross.ts';
import { initialMargin, money, notionalOf } from './exact.ts';
import { reserve } from './lifecycle.ts';
import { type ExchangeState, holdingOf, type Market } from './state.ts';
import { refreshTriggers } from './watch.ts';

const SIDES: readonly Side[] = ['long', 'short'];
const DONE: Outcome = { ok: true };
const refuse = (rejection: Rejection): Outcome => ({ ok: false, rejection });

const hasPosition = ({ long, short }: Market): boolean => long.quantity + short.quantity > 0n;
const hasOrders = ({ resting, conditional }: Market): boolean =>
  resting.length + conditional.length > 0;

/** Margins of orders and positions follow; margin that was put in besides is given back. */
export function setLeverage(state: ExchangeState, symbol: SymbolId, leverage: number): Outcome {
  const market = state.markets.get(symbol);
  if (market === undefined) return refuse(REJECTIONS.unknownSymbol());
  const most = market.terms.maxLeverage;
  if (!Number.isInteger(leverage) || leverage < 1 || leverage > most) {
    return refuse(REJECTIONS.leverage(most));
  }
  const before = market.leverage;
  if (leverage < before && hasPosition(market) && !market.crossed) {
    return refuse(REJECTIONS.leverageReduction());
  }
  applyLeverage(state, market, leverage);
  if (leverage < before && availableBalance(state) < 0n) {
    applyLeverage(state, market, before);
    return refuse(REJECTIONS.insufficientMargin());
  }
  refreshTriggers(market);
  state.revision += 1;
  return DONE;
}

function applyLeverage(state: ExchangeState, market: Market, leverage: number): void {
  market.leverage = leverage;
  for (const order of market.resting) reserve(state, market, order);
  for (const side of SIDES) {
    const holding = holdingOf(market, side);
    bind(state, market, side, initialMargin(holding.cost, leverage));
  }
}

function bind(state: ExchangeState, market: Market, side: Side, margin: Decimal): void {
  const holding = holdingOf(market, side);
  state.positionMargin = (state.positionMargin + margin - holding.margin) as Decimal;
  holding.margin = margin;
}

/** Isolated or crossed, of a symbol without positions and orders. */
export function setMarginType(state: ExchangeState, symbol: SymbolId, crossed: boolean): Outcome {
  const market = state.markets.get(symbol);
  if (market === undefined) return refuse(REJECTIONS.unknownSymbol());
  if (market.crossed === crossed) return refuse(REJECTIONS.sameMarginType());
  if (hasOrders(market)) return refuse(REJECTIONS.marginTypeWithOrders());
  if (hasPosition(market)) return refuse(REJECTIONS.marginTypeWithPosition());
  market.crossed = crossed;
  state.crossing = [...state.markets.values()].some((each) => each.crossed);
  refreshTriggers(market);
  state.revision += 1;
  return DONE;
}

/** One-way or hedge mode, of an account without positions and orders. */
export function setPositionMode(state: ExchangeState, oneWay: boolean): Outcome {
  if (state.oneWay === oneWay) return refuse(REJECTIONS.samePositionMode());
  const markets = [...state.markets.values()];
  if (markets.some(hasOrders)) return refuse(REJECTIONS.positionModeWithOrders());
  if (markets.some(hasPosition)) return refuse(REJECTIONS.positionModeWithPosition());
  state.oneWay = oneWay;
  state.revision += 1;
  return DONE;
}

/**
 * Puts `amount` (USDT) into an isolated position or takes it out (negative), down to its initial
 * margin and what it has lost at mark.
 */
export function changeMargin(
  state: ExchangeState,
  symbol: SymbolId,
  side: Side,
  text: DecimalText,
): Outcome {
  const market = state.markets.get(symbol);
  if (market === undefined) return refuse(REJECTIONS.unknownSymbol());
  const amount = parseDecimal(text);
  if (amount === undefined || amount === 0n) return refuse(REJECTIONS.marginAmount());
  const holding = holdingOf(market, side);
  if (holding.quantity === 0n) return refuse(REJECTIONS.marginWithoutPosition());
  if (market.crossed) return refuse(REJECTIONS.marginOfCrossed());
  if (amount > availableBalance(state)) return refuse(REJECTIONS.insufficientMargin());
  const after = add(holding.margin, amount);
  if (amount < 0n && after < leastMargin(market, side)) return refuse(REJECTIONS.marginNotThere());
  bind(state, market, side, after);
  refreshTriggers(market);
  state.revision += 1;
  return DONE;
}

function leastMargin(market: Market, side: Side): Decimal {
  const { quantity, cost } = holdingOf(market, side);
  const mark = decimalOf(market.step?.mark ?? 0);
  const value = notionalOf(quantity, mark);
  const result = money(side === 'long' ? value - cost : cost - value);
  const initial = initialMargin(cost, market.leverage);
  return result < 0n ? subtract(initial, result) : initial;
}
