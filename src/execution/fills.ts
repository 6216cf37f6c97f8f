/**
 * Fills: told once or twice, early or late, ours or not. Each is booked exactly once, on exactly
 * the virtual positions it concerns; the sum of a side stays the venue's.
 */
import { type Decimal, decimal, formatDecimal, ZERO } from '../domain/decimal.ts';
import { EXTERNAL } from '../domain/ids.ts';
import type { VenueEvent } from '../domain/venue.ts';
import { proRata } from './accounting.ts';
import { parseClientOrderId } from './client-order-id.ts';
import { bookPiece, expectsFills, holders, type Part } from './pieces.ts';
import { averageFill, type Session, tellOrder } from './session.ts';
import { settleSide } from './settlement.ts';
import {
  findPosition,
  isAlive,
  isFinal,
  NEVER,
  type OrderState,
  sideQuantity,
  symbolState,
} from './state.ts';

export type FillEvent = Extract<VenueEvent, { kind: 'fill' }>;

export function onFill(session: Session, fill: FillEvent): void {
  const { state } = session;
  const order = fill.clientOrderId === '' ? undefined : state.orders.get(fill.clientOrderId);
  if (order ? order.trades.has(fill.tradeId) : isOld(session, fill)) return;
  const quantity = decimal(fill.quantity);
  if (quantity <= 0n) return;
  if (order && state.seen.has(seenKey(fill))) {
    claim(session, order, fill);
    return;
  }
  if (order && !fill.tradeId.startsWith(RECOVERED) && isBookedOtherwise(session, order, quantity)) {
    return;
  }
  if (!order && state.balance === null) return; // Part of the first snapshot.
  const parts = attribute(session, fill, order, quantity);
  bookParts(session, fill, order, parts);
  if (order) afterFill(session, order);
  else tellExternal(session, fill);
  settleSide(session, fill.symbol, fill.positionSide, fill.cause);
}

const seenKey = ({ symbol, tradeId }: FillEvent): string => `${symbol} ${tradeId}`;

/** An order with all its fills is filled, whatever else was told of it. */
function afterFill(session: Session, order: OrderState): void {
  if (order.filled >= order.quantity && !isFinal(order.status)) {
    tellOrder(session, order, 'filled', '', order.filled, averageFill(order));
  }
  if (order.filled >= order.reported) order.fillsDueAt = NEVER;
}

/**
 * The trade was told before under a name nobody here knew (a triggered conditional order has one
 * of its own) and booked under EXTERNAL; its side has been settled since. It is this order's.
 */
function claim(session: Session, order: OrderState, fill: FillEvent): void {
  session.emit({
    kind: 'fill_claimed',
    at: session.now,
    tradeId: fill.tradeId,
    clientOrderId: order.id,
    strategy: order.strategy,
    symbol: fill.symbol,
    quantity: fill.quantity,
    price: fill.price,
  });
  afterFill(session, order);
}

/** Trade ids of fills booked from an order's state. */
export const RECOVERED = 'recovered:';

/**
 * Once a missing fill of an order was booked from the order's state, a fill that comes later may be
 * that one or a new one: from then on the order's own figures alone say what it filled.
 */
function isBookedOtherwise(session: Session, order: OrderState, quantity: Decimal): boolean {
  if (order.recovered && isAlive(order)) {
    order.queryAt = session.now;
    return true;
  }
  if (!order.recovered && order.filled + quantity <= order.quantity) return false;
  session.reconciler.nextAt = Math.min(session.reconciler.nextAt, session.now);
  return true;
}

/** A fill outside any remembered order that was booked before, or is too old to tell. */
function isOld(session: Session, fill: FillEvent): boolean {
  const { state } = session;
  if (state.seen.has(seenKey(fill))) return true;
  const parts = parseClientOrderId(fill.clientOrderId);
  const ours = parts?.portfolio === session.config.portfolio;
  const forgotten = ours && parts !== undefined && parts.sequence < state.nextSequence;
  if (!forgotten && fill.at > state.seenFrom) return false;
  session.reconciler.nextAt = Math.min(session.reconciler.nextAt, session.now);
  return true;
}

/** Whose fill it is. Only a reduction beyond what its strategy holds concerns others. */
function attribute(
  session: Session,
  fill: FillEvent,
  order: OrderState | undefined,
  quantity: Decimal,
): readonly Part[] {
  const strategy = order?.strategy ?? EXTERNAL;
  const decision = order?.decision ?? 0;
  const whole = [{ strategy, decision, quantity }];
  if (!order || fill.action === 'open') return whole;
  const own = findPosition(session.state, strategy, fill.symbol, fill.positionSide);
  const held = own && own.quantity > 0n ? own.quantity : ZERO;
  if (quantity <= held) return whole;
  // Its opening may be told late: then the holding is negative for a moment, and nets out.
  if (expectsFills(session, strategy, fill.symbol, fill.positionSide)) return whole;
  const surplus = (quantity - held) as Decimal;
  const others = holders(session, fill.symbol, fill.positionSide, strategy);
  const room = others.reduce((sum, p) => sum + p.quantity, 0n) as Decimal;
  const shared = surplus < room ? surplus : room;
  const parts: Part[] = held > 0n ? [{ strategy, decision, quantity: held }] : [];
  if (shared > 0n) {
    const lot = symbolState(session.state, fill.symbol).lot;
    const shares = proRata(
      shared,
      others.map((p) => p.quantity),
      lot,
    );
    others.forEach((p, i) => {
      const share = shares[i]!;
      if (share > 0n) parts.push({ strategy: p.strategy, decision: p.decision, quantity: share });
    });
  }
  const rest = (surplus - shared) as Decimal;
  if (rest > 0n) parts.push({ strategy: EXTERNAL, decision: 0, quantity: rest });
  session.trouble(
    'STOP_OVERFILL',
    strategy,
    fill.symbol,
    `${order.role} of ${strategy} filled ${fill.quantity} ${fill.symbol} ${fill.positionSide} while it held ${formatDecimal(held)}: surplus ${formatDecimal(surplus)} taken from ${parts
      .filter((p) => p.strategy !== strategy)
      .map((p) => `${p.strategy} ${formatDecimal(p.quantity)}`)
      .join(', ')}`,
  );
  return parts;
}

/** Books the parts with their exact shares of fee and venue PnL, ledger and positions. */
function bookParts(
  session: Session,
  fill: FillEvent,
  order: OrderState | undefined,
  parts: readonly Part[],
): void {
  const weights = parts.map((part) => part.quantity);
  const fees = proRata(decimal(fill.fee), weights);
  const venuePnl = proRata(decimal(fill.realisedPnl), weights);
  const kind = fill.cause === 'liquidation' ? 'liquidation' : 'realised_pnl';
  parts.forEach((part, i) => {
    const about = {
      strategy: part.strategy,
      symbol: fill.symbol,
      positionSide: fill.positionSide,
    };
    bookPiece(session, {
      tradeId: fill.tradeId,
      clientOrderId: fill.clientOrderId,
      role: order?.role ?? 'external',
      ...part,
      symbol: fill.symbol,
      side: fill.positionSide,
      action: fill.action,
      price: decimal(fill.price),
      fee: fees[i]!,
      maker: fill.maker,
      reason: order?.reason ?? (fill.cause === 'order' ? 'external' : fill.cause),
      order,
    });
    if (venuePnl[i] !== 0n) session.book(kind, venuePnl[i]!, fill.tradeId, about);
    if (fees[i] !== 0n) session.book('fee', -fees[i]! as Decimal, fill.tradeId, about);
  });
}

function tellExternal(session: Session, fill: FillEvent): void {
  const { reconciler, config, now } = session;
  if (config.differences === 'report') reconciler.nextAt = Math.min(reconciler.nextAt, now);
  const liquidation = fill.cause !== 'order';
  const side = sideQuantity(symbolState(session.state, fill.symbol), fill.positionSide);
  session.trouble(
    liquidation ? 'LIQUIDATION' : 'UNKNOWN_ORDER',
    EXTERNAL,
    fill.symbol,
    `${fill.cause} fill ${fill.tradeId} (order "${fill.clientOrderId}") ${fill.action} ${fill.quantity} ${fill.symbol} ${fill.positionSide} at ${fill.price}: booked under EXTERNAL, the side holds ${formatDecimal(side)} now`,
    liquidation || fill.action === 'open' ? 'P1' : null,
  );
}
