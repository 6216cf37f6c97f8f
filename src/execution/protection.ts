/**
 * The protective stop that rests on the venue for every position: placed with the first fill,
 * replaced new before old when size or level change, repeated until the venue has it.
 */
import { type Decimal, formatDecimal, minimum } from '../domain/decimal.ts';
import { requestExit } from './exits.ts';
import { requestCancel } from './orders.ts';
import { placeOrder, type Session, tellPosition } from './session.ts';
import {
  backOff,
  findPosition,
  isAlive,
  isConfirmed,
  NEVER,
  type OrderState,
  type PositionState,
  remaining,
  type SymbolState,
  symbolState,
} from './state.ts';

export function ensureStop(session: Session, position: PositionState): void {
  if (position.stopPrice === null || position.quantity <= 0n) {
    position.unprotectedSince = NEVER;
    return;
  }
  const stops = stopsOf(session, position);
  const wanted = stops.filter((o) => fits(session, position, o));
  const resting = wanted.find(isConfirmed);
  if (resting) {
    position.stopTries = 0;
    // New before old: only now may the others go.
    for (const order of stops) {
      if (order !== resting) requestCancel(session, order, 'stop', 'replaced by another stop');
    }
  } else {
    keepNewestOnly(session, stops);
    if (mayPlace(session, position, stops, wanted)) placeStop(session, position);
  }
  const onVenue = resting !== undefined;
  if (onVenue !== position.stopOnVenue) tellPosition(session, position, { stopOnVenue: onVenue });
  watchProtection(session, position);
}

/** Stops of the position that may still fire and are not on their way out. */
function stopsOf(session: Session, position: PositionState): readonly OrderState[] {
  return [...session.state.open.values()].filter(
    (o) =>
      o.role === 'stop' &&
      o.strategy === position.strategy &&
      o.symbol === position.symbol &&
      o.side === position.side &&
      o.cancelReason === null &&
      isAlive(o),
  );
}

/** Of several outdated stops the newest confirmed one protects until the right one rests. */
function keepNewestOnly(session: Session, stops: readonly OrderState[]): void {
  const outdated = stops.filter(isConfirmed).slice(0, -1);
  for (const order of outdated) {
    requestCancel(session, order, 'stop', 'replaced by a newer stop');
  }
}

function fits(session: Session, position: PositionState, order: OrderState): boolean {
  const { maxQuantity } = symbolState(session.state, position.symbol);
  const size = minimum(position.quantity, maxQuantity);
  return !order.altered && order.stopPrice === position.stopPrice && remaining(order) === size;
}

/** One placement at a time, a second beside one that stays unanswered, and never too many. */
function mayPlace(
  session: Session,
  position: PositionState,
  stops: readonly OrderState[],
  wanted: readonly OrderState[],
): boolean {
  const { config, now } = session;
  if (now < position.stopAt || stops.length >= config.stopsAtOnce) return false;
  return wanted.every((o) => now - o.sentAt >= config.stopWithin);
}

function placeStop(session: Session, position: PositionState): void {
  const { maxQuantity } = symbolState(session.state, position.symbol);
  placeOrder(session, {
    role: 'stop',
    decision: position.decision,
    attempt: position.attempt,
    strategy: position.strategy,
    symbol: position.symbol,
    side: position.side,
    action: 'reduce',
    type: 'stop_market',
    quantity: minimum(position.quantity, maxQuantity),
    price: null,
    stopPrice: position.stopPrice,
    timeInForce: 'GTC',
    reason: position.trailingArmed ? 'trailing_stop' : 'stop',
    entry: null,
  });
}

/** Uncovered quantity for too long is trouble, told again at a bounded rate until it is covered. */
function watchProtection(session: Session, position: PositionState): void {
  const { config, now } = session;
  const covered = coverage(session, position) >= position.quantity;
  if (covered) {
    position.unprotectedSince = NEVER;
    return;
  }
  if (position.unprotectedSince === NEVER) position.unprotectedSince = now;
  if (now - position.unprotectedSince < config.stopMissingAfter) return;
  if (now - position.stopTroubleAt < config.troubleRepeat) return;
  position.stopTroubleAt = now;
  session.trouble(
    'STOP_MISSING',
    position.strategy,
    position.symbol,
    `${position.strategy} ${position.symbol} ${position.side} ${formatDecimal(position.quantity)} has had no confirmed stop at ${formatDecimal(position.stopPrice!)} for ${Math.round((now - position.unprotectedSince) / 1000)} s; placing on, and watching the price here`,
  );
}

/** Quantity under stops that the venue confirmed as they were sent, whatever their level. */
function coverage(session: Session, position: PositionState): Decimal {
  let sum = 0n;
  for (const order of session.state.open.values()) {
    if (
      order.role === 'stop' &&
      order.strategy === position.strategy &&
      order.symbol === position.symbol &&
      order.side === position.side &&
      isConfirmed(order) &&
      !order.altered
    ) {
      sum += remaining(order);
    }
  }
  return sum as Decimal;
}

/** A stop without its position is cancelled. */
export function tendStopOrder(session: Session, order: OrderState): void {
  const position = findPosition(session.state, order.strategy, order.symbol, order.side);
  if (position && position.quantity > 0n) return;
  requestCancel(session, order, 'stop', 'its position is closed');
}

/**
 * A stop that the venue refused or dropped. Where the price is beyond its level already, the venue
 * is right and the position is left at the market; otherwise it is placed again, later each time.
 */
export function onStopFailure(session: Session, order: OrderState): void {
  const { config, now } = session;
  const position = findPosition(session.state, order.strategy, order.symbol, order.side);
  if (!position || position.quantity <= 0n || order.cancelReason !== null) return;
  position.stopAt = now + backOff(config.stopRetry, config.stopRetryMax, position.stopTries);
  position.stopTries += 1;
  if (isBeyond(symbolState(session.state, position.symbol), position)) {
    requestExit(session, position, order.reason, true);
  }
}

/** Is the last known price at or beyond the stop in force? */
function isBeyond(symbol: SymbolState, position: PositionState): boolean {
  const stop = position.stopNumber;
  return position.side === 'long'
    ? symbol.mark <= stop || symbol.close <= stop
    : symbol.mark >= stop || symbol.close >= stop;
}

/** When protection wants to look at the position again: while its stop does not rest as it should. */
export function protectionWake(session: Session, position: PositionState): number {
  if (position.stopPrice === null || position.stopOnVenue) return NEVER;
  const { config, now } = session;
  const next = Math.max(position.stopAt, now + config.stopRetry);
  if (position.unprotectedSince === NEVER) return next;
  const trouble = Math.max(
    position.unprotectedSince + config.stopMissingAfter,
    position.stopTroubleAt + config.troubleRepeat,
  );
  return Math.min(trouble, next);
}
