/** One strategy's piece of a fill, booked exactly; and who could take part of it. */
import { type Decimal, formatDecimal, multiplyDivide, ZERO } from '../domain/decimal.ts';
import type { OrderRole } from '../domain/execution.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import type { OrderAction } from '../domain/venue.ts';
import { realisedBy, untilZero } from './accounting.ts';
import { afterFill } from './positions.ts';
import type { Session } from './session.ts';
import {
  findPosition,
  isAlive,
  type OrderState,
  type PositionState,
  symbolState,
} from './state.ts';

export interface Part {
  readonly strategy: StrategyId;
  readonly decision: number;
  readonly quantity: Decimal;
}

export interface Piece extends Part {
  readonly tradeId: string;
  readonly clientOrderId: string;
  readonly role: OrderRole | 'external';
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly action: OrderAction;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly maker: boolean;
  /** Why, for the closed trade. */
  readonly reason: string;
  readonly order: OrderState | undefined;
}

/** Books one strategy's piece of a fill, in two facts where its holding passes through zero. */
export function bookPiece(session: Session, piece: Piece): void {
  let left = piece.quantity;
  let fee = piece.fee;
  // Twice at most: up to zero, and beyond it.
  for (let i = 0; i < 2 && left > 0n; i++) {
    const holding = findPosition(session.state, piece.strategy, piece.symbol, piece.side) ?? {
      quantity: ZERO,
      cost: ZERO,
    };
    const quantity = untilZero(holding, piece.action, left);
    const share = quantity === left ? fee : multiplyDivide(fee, quantity, left);
    const realised = realisedBy(holding, piece.side, piece.action, quantity, piece.price);
    session.emit({
      kind: 'fill',
      at: session.now,
      tradeId: piece.tradeId,
      clientOrderId: piece.clientOrderId,
      role: piece.role,
      decision: piece.decision,
      strategy: piece.strategy,
      symbol: piece.symbol,
      positionSide: piece.side,
      action: piece.action,
      quantity: formatDecimal(quantity),
      price: formatDecimal(piece.price),
      fee: formatDecimal(share),
      realisedPnl: formatDecimal(realised),
      maker: piece.maker,
    });
    const position = findPosition(session.state, piece.strategy, piece.symbol, piece.side)!;
    afterFill(session, position, piece.reason, piece.order);
    left = (left - quantity) as Decimal;
    fee = (fee - share) as Decimal;
  }
}

/** Positions of the side that hold something, except one strategy's. */
export function holders(
  session: Session,
  symbol: SymbolId,
  side: Side,
  except: StrategyId,
): readonly PositionState[] {
  return symbolState(session.state, symbol).positions.filter(
    (p) => p.side === side && p.quantity > 0n && p.strategy !== except,
  );
}

/** Is an entry of this position alive, or reported further than its fills were told? */
export function expectsFills(
  session: Session,
  strategy: StrategyId,
  symbol: SymbolId,
  side: Side,
): boolean {
  for (const order of session.state.open.values()) {
    if (
      order.role === 'entry' &&
      order.strategy === strategy &&
      order.symbol === symbol &&
      order.side === side &&
      (isAlive(order) || order.filled < order.reported)
    ) {
      return true;
    }
  }
  return false;
}
