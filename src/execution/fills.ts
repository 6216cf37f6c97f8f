/**
 * Fills: told once or twice, early or late, ours or not. Each is booked exactly once, on exactly
 * the virtual positions it concerns; the sum of a side stays the venue's.
 */
import { type Decimal, decimal, formatDecimal, multiplyDivide, ZERO } from '../domain/decimal.ts';
import type { OrderRole } from '../domain/execution.ts';
import { EXTERNAL, type StrategyId, type SymbolId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import type { OrderAction, VenueEvent } from '../domain/venue.ts';
import { averagePrice, notionalOf, proRata, realisedBy, untilZero } from './accounting.ts';
import { parseClientOrderId } from './client-order-id.ts';
import { afterFill } from './positions.ts';
import { type Session, tellOrder } from './session.ts';
import {
  findPosition,
  isAlive,
  isFinal,
  NEVER,
  type OrderState,
  positionKey,
  type PositionState,
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
  if (order && !fill.tradeId.startsWith(RECOVERED) && isBookedOtherwise(session, order, quantity)) {
    return;
  }
  if (!order && state.balance === null) return; // Part of the first snapshot.
  const parts = attribute(session, fill, order, quantity);
  bookParts(session, fill, order, parts);
  if (!order) tellExternal(session, fill);
  if (order && order.filled >= order.quantity && !isFinal(order.status)) {
    tellOrder(session, order, 'filled', '', order.filled, averageOf(order));
  }
  if (order && order.filled >= order.reported) order.fillsDueAt = NEVER;
  settleSide(session, fill.symbol, fill.positionSide, fill.cause);
}

const RECOVERED = 'recovered:';

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

const averageOf = (order: OrderState): Decimal =>
  multiplyDivide(order.filledNotional, decimal('1'), order.filled);

/** A fill outside any remembered order that was booked before, or is too old to tell. */
function isOld(session: Session, fill: FillEvent): boolean {
  const { state } = session;
  if (state.seen.has(`${fill.symbol} ${fill.tradeId}`)) return true;
  const parts = parseClientOrderId(fill.clientOrderId);
  const ours = parts?.portfolio === session.config.portfolio;
  const forgotten = ours && parts !== undefined && parts.sequence < state.nextSequence;
  if (!forgotten && fill.at > state.seenFrom) return false;
  session.reconciler.nextAt = Math.min(session.reconciler.nextAt, session.now);
  return true;
}

interface Part {
  readonly strategy: StrategyId;
  readonly decision: number;
  readonly quantity: Decimal;
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
    const shares = proRata(shared, others.map((p) => p.quantity), lot);
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

/** Positions of the side that hold something, except one strategy's. */
function holders(
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
function expectsFills(
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

/**
 * Negative holdings are settled against what others hold on the side, pro rata, at the negative
 * holding's own price: a crossing inside the account that the venue does not see. One whose
 * openings may still be told waits for the late-fill window.
 */
export function settleSide(
  session: Session,
  symbol: SymbolId,
  side: Side,
  cause: FillEvent['cause'] = 'order',
): void {
  const { positions, lot } = symbolState(session.state, symbol);
  const negative = positions.filter((p) => p.side === side && p.quantity < 0n);
  for (const short of negative) {
    const { strategy } = short;
    const waits =
      expectsFills(session, strategy, symbol, side) &&
      session.now - short.openedAt < session.config.lateFillWindow;
    if (waits) continue;
    const others = holders(session, symbol, side, strategy);
    const room = others.reduce((sum, p) => sum + p.quantity, 0n);
    const owed = -short.quantity;
    const amount = (owed < room ? owed : room) as Decimal;
    if (amount <= 0n) continue;
    cross(session, short, others, amount, lot, cause);
  }
}

function cross(
  session: Session,
  short: PositionState,
  others: readonly PositionState[],
  amount: Decimal,
  lot: Decimal,
  cause: FillEvent['cause'],
): void {
  const price = averagePrice(short);
  const shares = proRata(amount, others.map((p) => p.quantity), lot);
  const external = short.strategy === EXTERNAL;
  const common = {
    tradeId: `settle:${session.state.nextSequence}:${session.state.ledgerEntries}:${session.now}`,
    clientOrderId: '',
    role: 'external',
    symbol: short.symbol,
    side: short.side,
    price,
    fee: ZERO,
    maker: false,
    reason: cause !== 'order' ? cause : external ? 'external' : 'stop_overfill',
    order: undefined,
  } as const;
  const words = others
    .map((p, i) => `${p.strategy} ${formatDecimal(shares[i]!)}`)
    .join(', ');
  session.trouble(
    external ? 'UNKNOWN_ORDER' : 'STOP_OVERFILL',
    short.strategy,
    short.symbol,
    `${short.symbol} ${short.side} was reduced by ${formatDecimal(amount)} more than ${short.strategy} held: taken from ${words}`,
  );
  others.forEach((p, i) => {
    if (shares[i]! <= 0n) return;
    const part = { strategy: p.strategy, decision: p.decision, quantity: shares[i]! };
    bookPiece(session, { ...common, ...part, action: 'reduce' });
  });
  const own = { strategy: short.strategy, decision: short.decision, quantity: amount };
  bookPiece(session, { ...common, ...own, action: 'open' });
}

function tellExternal(session: Session, fill: FillEvent): void {
  const liquidation = fill.cause !== 'order';
  const side = sideQuantity(symbolState(session.state, fill.symbol), fill.positionSide);
  session.trouble(
    liquidation ? 'LIQUIDATION' : 'UNKNOWN_ORDER',
    EXTERNAL,
    fill.symbol,
    `${fill.cause} fill ${fill.tradeId} (order "${fill.clientOrderId}") ${fill.action} ${fill.quantity} ${fill.symbol} ${fill.positionSide} at ${fill.price}: booked under EXTERNAL, the side holds ${formatDecimal(side)} now`,
  );
}

/**
 * Fills that the venue counts but never told: asked for once more (an answer to a query repeats an
 * order's fills), then booked from the order's own figures at the taker fee. What the estimate
 * misses shows up as a difference of the wallet and is booked as an adjustment.
 */
export function tendMissingFills(session: Session, order: OrderState): void {
  if (order.filled >= order.reported) {
    order.fillsDueAt = NEVER;
    return;
  }
  if (session.now < order.fillsDueAt) return;
  order.fillsDueAt = session.now + session.config.lateFillWindow;
  if (!order.fillsAsked && !order.recovered) {
    order.fillsAsked = true;
    const conditional = order.type === 'stop_market';
    session.send.push({ kind: 'query', clientOrderId: order.id, symbol: order.symbol, conditional });
    return;
  }
  recoverFill(session, order);
}

function recoverFill(session: Session, order: OrderState): void {
  const quantity = (order.reported - order.filled) as Decimal;
  const whole = notionalOf(order.reported, order.reportedAverage);
  const rest = (whole - order.filledNotional) as Decimal;
  const symbol = symbolState(session.state, order.symbol);
  const price =
    rest > 0n ? multiplyDivide(rest, decimal('1'), quantity) : order.reportedAverage;
  const fee = multiplyDivide(
    notionalOf(quantity, price),
    decimal(symbol.instrument?.takerFee ?? '0'),
    decimal('1'),
  );
  const held = findPosition(session.state, order.strategy, order.symbol, order.side);
  const closing = held && order.action === 'reduce' && held.quantity >= quantity;
  const realised = closing ? realisedBy(held, order.side, 'reduce', quantity, price) : ZERO;
  session.trouble(
    'UNKNOWN_ORDER',
    order.strategy,
    order.symbol,
    `order ${order.id}: the venue reports ${formatDecimal(order.reported)} filled but told fills of ${formatDecimal(order.filled)}: the rest is booked from the order's average`,
  );
  onFill(session, {
    kind: 'fill',
    tradeId: `${RECOVERED}${order.id}:${formatDecimal(order.filled)}`,
    clientOrderId: order.id,
    symbol: order.symbol,
    positionSide: order.side,
    action: order.action,
    quantity: formatDecimal(quantity),
    price: formatDecimal(price),
    fee: formatDecimal(fee),
    realisedPnl: formatDecimal(realised),
    maker: false,
    cause: 'order',
    at: session.now,
  });
}
