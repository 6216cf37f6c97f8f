/** What follows from a changed virtual position: its stop level, its facts, its closed trade. */
import { type Decimal, decimalOf, divide, formatDecimal, ZERO } from '../domain/decimal.ts';
import { stopOnGrid } from '../domain/exit-rules.ts';
import { averagePrice } from './accounting.ts';
import { requestExit } from './exits.ts';
import { describePosition, type Session, tellPosition } from './session.ts';
import { type OrderState, type PositionState, symbolState } from './state.ts';

/** Tells the position after a fill; at zero, closes the trade and forgets the position. */
export function afterFill(
  session: Session,
  position: PositionState,
  reason: string,
  order: OrderState | undefined,
): void {
  if (position.quantity === 0n) {
    session.emit({
      kind: 'position',
      at: session.now,
      position: { ...describePosition(position), stopPrice: null, stopOnVenue: false },
    });
    // Where the opening was told last, the reduction before it is what closed the trade.
    closeTrade(session, position, order?.role === 'entry' ? position.reducedBy : reason);
    return;
  }
  // Negative only until the opening it belongs to is told or settled: nothing anybody holds.
  if (position.quantity < 0n) return;
  const stopPrice = stopAfterFill(session, position);
  // The resting stop no longer has the position's size; protection tells when it has again.
  tellPosition(session, position, { stopPrice, stopOnVenue: false });
  // Whoever ordered to leave while this entry was still filling wants its fill gone too.
  const cause = order?.role === 'entry' ? order.cancelReason : null;
  if (cause?.startsWith('exit')) {
    requestExit(session, position, cause.slice(cause.indexOf(':') + 2), true);
  }
}

/**
 * The fixed stop follows the average entry price; an armed trailing stop is never given back.
 * Null for what has no plan or is not held.
 */
function stopAfterFill(session: Session, position: PositionState): Decimal | null {
  if (!position.plan || position.quantity <= 0n) return null;
  const fixed = fixedStop(session, position);
  if (!position.trailingArmed || position.stopPrice === null) return fixed;
  const tighter =
    position.side === 'long' ? position.stopPrice > fixed : position.stopPrice < fixed;
  return tighter ? position.stopPrice : fixed;
}

function fixedStop(session: Session, position: PositionState): Decimal {
  const entry = averagePrice(position);
  const distance = decimalOf((Number(entry) / 1e8) * position.plan!.stop);
  const level = position.side === 'long' ? entry - distance : entry + distance;
  return roundStop(session, position, level as Decimal);
}

export function roundStop(session: Session, position: PositionState, level: Decimal): Decimal {
  return stopOnGrid(position.side, level, symbolState(session.state, position.symbol).tick);
}

function closeTrade(session: Session, position: PositionState, reason: string): void {
  const { openQuantity, closeQuantity, gross, fees, funding } = position;
  session.emit({
    kind: 'trade_closed',
    at: session.now,
    trade: {
      strategy: position.strategy,
      symbol: position.symbol,
      side: position.side,
      decision: position.decision,
      quantity: formatDecimal(openQuantity),
      openedAt: position.openedAt,
      closedAt: session.now,
      entryPrice: formatDecimal(priceOf(position.openNotional, openQuantity)),
      exitPrice: formatDecimal(priceOf(position.closeNotional, closeQuantity)),
      grossPnl: formatDecimal(gross),
      fees: formatDecimal(fees),
      funding: formatDecimal(funding),
      netPnl: formatDecimal((gross - fees + funding) as Decimal),
      exitReason: reason,
    },
  });
}

const priceOf = (notional: Decimal, quantity: Decimal): Decimal =>
  quantity === 0n ? ZERO : divide(notional, quantity);
