/** Equity, trades, fills and positions: what is refused never reaches the state. */
import { ENTRY_ENDS } from '../../domain/execution.ts';
import { REASONS } from '../../domain/reasons.ts';
import { PLAUSIBLE } from '../../domain/rejections.ts';
import { show } from '../basis/text.ts';
import { indexOfMark } from '../equity/equity-index.ts';
import type { KernelEvent } from '../events.ts';
import type { KernelState } from '../state.ts';
import {
  isCount,
  isMoney,
  isObject,
  isPrice,
  isQuantity,
  isSide,
  strategyFault,
  symbolFault,
} from './plausible.ts';
import type { Fault } from './rejections.ts';

type Of<K extends KernelEvent['kind']> = Extract<KernelEvent, { kind: K }>;

/** Doubtful marks too: their figures are evaluated, and may confirm a breaker. */
export function equityFault(state: KernelState, event: Of<'equity'>): Fault | null {
  const { equity, walletBalance, transfers, quality, strategyPnl } = event;
  if (!isMoney(equity) || !isMoney(walletBalance) || !isMoney(transfers)) {
    return invalidEquity(
      `equity ${show(equity)}, wallet ${show(walletBalance)}, transfers ${show(transfers)}`,
    );
  }
  if (quality !== 'good' && quality !== 'stale' && quality !== 'implausible') {
    return invalidEquity(`quality is ${show(quality)}`);
  }
  if (!isObject(strategyPnl)) return invalidEquity(`strategyPnl is ${show(strategyPnl)}`);
  for (const strategy of state.index.strategies) {
    const pnl = strategyPnl[strategy.id];
    if (pnl !== undefined && !isMoney(pnl)) {
      return invalidEquity(`PnL of ${strategy.id} is ${show(pnl)}`);
    }
  }
  const index = indexOfMark(state.equity, event);
  if (Math.abs(index) <= PLAUSIBLE.maxIndex) return null;
  return invalidEquity(`equity ${equity} from ${state.equity.equity} without transfers`);
}

const invalidEquity = (text: string): Fault => ({ code: 'EQUITY_INVALID', text });

export function tradeFault(state: KernelState, event: Of<'trade_closed'>): Fault | null {
  const fault = strategyFault(state, event.strategy, false) ?? symbolFault(state, event.symbol);
  if (fault !== null) return fault;
  if (isSide(event.side) && isMoney(event.netPnl)) return null;
  const text = `side is ${show(event.side)}, net PnL ${show(event.netPnl)}`;
  return { code: 'TRADE_INVALID', text };
}

const ENDS: ReadonlySet<unknown> = new Set(ENTRY_ENDS);

/** Whether its decision is open is known only after the timers up to its time have run. */
export function progressFault(
  state: KernelState,
  event: Of<'entry_progress'> | Of<'entry_ended'>,
): Fault | null {
  const { decision, filledQuantity, averagePrice } = event;
  if (!isCount(decision)) return invalidFill(`decision is ${show(decision)}`);
  const isPriced = isPrice(averagePrice) || (averagePrice === 0 && filledQuantity === 0);
  if (!isQuantity(filledQuantity) || !isPriced) {
    return invalidFill(`filled ${show(filledQuantity)} at ${show(averagePrice)}`);
  }
  if (event.kind === 'entry_ended') {
    const { end, reason } = event;
    if (!ENDS.has(end)) return invalidFill(`end is ${show(end)}`);
    if (reason !== null && !Object.hasOwn(REASONS, reason)) {
      return invalidFill(`reason is ${show(reason)}`);
    }
  }
  const entry = state.holdings.entries.get(decision);
  if (entry === undefined || filledQuantity === 0) return null;
  if (isOrders(filledQuantity, entry.quantity) && isNear(averagePrice, entry.price)) return null;
  return invalidFill(
    `filled ${filledQuantity} at ${averagePrice} of an order of ${entry.quantity} at ${entry.price}`,
  );
}

const isOrders = (filled: number, ordered: number): boolean =>
  filled <= ordered * PLAUSIBLE.maxFillRatio;

const isNear = (price: number, ordered: number): boolean =>
  price <= ordered * PLAUSIBLE.maxFillRatio && price >= ordered / PLAUSIBLE.maxFillRatio;

const invalidFill = (text: string): Fault => ({ code: 'FILL_INVALID', text });

export function positionFault(state: KernelState, event: Of<'position'>): Fault | null {
  const fault = strategyFault(state, event.strategy, false) ?? symbolFault(state, event.symbol);
  if (fault !== null) return fault;
  const { side, decision, quantity, entryPrice, stopPrice } = event;
  if (!isSide(side)) return invalidPosition(`side is ${show(side)}`);
  if (!isCount(decision)) return invalidPosition(`decision is ${show(decision)}`);
  if (!isQuantity(quantity)) return invalidPosition(`quantity is ${show(quantity)}`);
  if (stopPrice !== null && !isPrice(stopPrice)) {
    return invalidPosition(`stop price is ${show(stopPrice)}`);
  }
  // A position that is gone has no price any more.
  if (quantity === 0) return null;
  if (isPrice(entryPrice) && quantity * entryPrice <= PLAUSIBLE.maxNotional) return null;
  return invalidPosition(`${quantity} at ${show(entryPrice)}`);
}

const invalidPosition = (what: string): Fault => ({
  code: 'POSITION_INVALID',
  text: `position: ${what}`,
});
