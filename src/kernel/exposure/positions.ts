/** Virtual positions as the executor tells them (domain specification 1.5, 1.11). */
import type { KernelEvent } from '../events.ts';
import type { KernelState } from '../state.ts';
import {
  bookEntry,
  closePosition,
  findPosition,
  openPosition,
  releaseEntry,
  updatePosition,
} from './holdings.ts';

type PositionEvent = Extract<KernelEvent, { kind: 'position' }>;

export function handlePosition(state: KernelState, event: PositionEvent): void {
  const { holdings, index, market } = state;
  const strategy = index.strategyOf.get(event.strategy)!;
  const symbol = index.symbolOf.get(event.symbol)!;
  const isLong = event.side === 'long';
  const mark = market.marks[symbol]!;
  bookFill(state, event);
  const position = findPosition(holdings, strategy, symbol, isLong);
  if (event.quantity === 0) {
    if (position !== undefined) closePosition(holdings, position);
    return;
  }
  if (strategy < index.external) state.allocation.dayActive[strategy] = 1;
  if (position === undefined) {
    openPosition(
      holdings,
      {
        strategyId: event.strategy,
        symbolId: event.symbol,
        side: event.side,
        strategy,
        symbol,
        asset: index.symbols[symbol]!.asset,
        isLong,
        decision: event.decision,
        quantity: event.quantity,
        entryPrice: event.entryPrice,
        stopPrice: event.stopPrice,
        notional: 0,
        risk: 0,
      },
      mark,
    );
    return;
  }
  position.decision = event.decision;
  position.quantity = event.quantity;
  position.entryPrice = event.entryPrice;
  position.stopPrice = event.stopPrice;
  updatePosition(holdings, position, mark);
}

/** What the position shows is no longer reserved by the entry that opened it. */
function bookFill(state: KernelState, event: PositionEvent): void {
  const { holdings } = state;
  const entry = holdings.entries.get(event.decision);
  if (entry === undefined) return;
  // A position that has been closed already showed all that was filled before.
  bookEntry(holdings, entry, event.quantity === 0 ? entry.filled : event.quantity);
  if (entry.waitsUntil === null || entry.booked < entry.filled) return;
  releaseEntry(holdings, entry);
  state.wakeDirty = true;
}
