/**
 * Leaving a position: a wish that stands until nothing is held, pursued with reducing orders that
 * are clipped to the position and never more than one full size in flight. Nothing denies it: no
 * gate, halt, or lease is looked at here.
 */
import { ceilTo, type Decimal, decimalOf, floorTo, formatDecimal } from '../domain/decimal.ts';
import { requestCancel } from './orders.ts';
import { type OrderSpec, placeOrder, type Session } from './session.ts';
import {
  allPositions,
  backOff,
  isAlive,
  NEVER,
  type OrderState,
  type PositionState,
  remaining,
  symbolState,
} from './state.ts';

/** Orders that one pass may place for one position (sizes beyond the venue's largest order). */
const ORDERS_PER_PASS = 8;

/** Wants the position closed. An urgent wish (stop, flatten) goes straight to the market. */
export function requestExit(
  session: Session,
  position: PositionState,
  reason: string,
  urgent: boolean,
): void {
  if (urgent && !position.exitUrgent) {
    position.exitUrgent = true;
    cancelRestingExits(session, position, reason);
  }
  if (position.exitReason !== null) return;
  position.exitReason = reason;
  position.exitAt = session.now;
}

/** A limit exit that still rests makes way for the market order of an urgent wish. */
function cancelRestingExits(session: Session, position: PositionState, reason: string): void {
  for (const order of exitsOf(session, position)) {
    if (order.type === 'limit' && isAlive(order)) requestCancel(session, order, 'exit', reason);
  }
}

/** Places what of the wish is not in flight yet. */
export function ensureExit(session: Session, position: PositionState): void {
  const { now } = session;
  if (position.exitReason === null || position.quantity <= 0n || now < position.exitAt) return;
  let left = (position.quantity - inFlight(session, position)) as Decimal;
  const { maxQuantity } = symbolState(session.state, position.symbol);
  for (let i = 0; i < ORDERS_PER_PASS && left > 0n; i++) {
    const quantity = left < maxQuantity ? left : maxQuantity;
    placeExit(session, position, quantity);
    left = (left - quantity) as Decimal;
  }
}

/** Quantity that exits, and stops that began to fill, may still take off the position. */
function inFlight(session: Session, position: PositionState): bigint {
  let sum = 0n;
  for (const order of session.state.open.values()) {
    if (!concerns(order, position)) continue;
    if (order.role === 'exit') sum += remaining(order);
    if (order.role === 'stop' && order.filled > 0n) sum += remaining(order);
  }
  return sum;
}

const concerns = (order: OrderState, position: PositionState): boolean =>
  order.strategy === position.strategy &&
  order.symbol === position.symbol &&
  order.side === position.side &&
  order.action === 'reduce';

const exitsOf = (session: Session, position: PositionState): readonly OrderState[] =>
  [...session.state.open.values()].filter((o) => o.role === 'exit' && concerns(o, position));

function placeExit(session: Session, position: PositionState, quantity: Decimal): void {
  const price = limitPrice(session, position);
  const spec: OrderSpec = {
    role: 'exit',
    decision: position.decision,
    attempt: position.attempt,
    strategy: position.strategy,
    symbol: position.symbol,
    side: position.side,
    action: 'reduce',
    type: price === null ? 'market' : 'limit',
    quantity,
    price,
    stopPrice: null,
    timeInForce: price === null ? 'IOC' : 'GTC',
    reason: position.exitReason!,
    entry: null,
  };
  const order = placeOrder(session, spec);
  order.queryAt = session.now + session.config.exitQueryAfter;
}

/** Price at the touch for the first, unhurried try; null for a market order. */
function limitPrice(session: Session, position: PositionState): Decimal | null {
  if (!session.config.exitLimitFirst || position.exitUrgent || position.exitTries > 0) return null;
  const symbol = symbolState(session.state, position.symbol);
  const touch = position.side === 'long' ? symbol.bid : symbol.ask;
  if (!(touch > 0)) return null;
  const price = decimalOf(touch);
  return position.side === 'long' ? floorTo(price, symbol.tick) : ceilTo(price, symbol.tick);
}

/** An exit order ended short of its size, or its outcome became unknown: counts, and retries. */
export function onExitFailure(session: Session, order: OrderState, text: string): void {
  const { config, now } = session;
  const position = allPositions(session.state).find((p) => concerns(order, p));
  if (!position || position.quantity <= 0n) return;
  position.exitAt = now + backOff(config.exitRetry, config.exitRetryMax, position.exitTries);
  position.exitTries += 1;
  position.exitFailedAt = position.exitFailedAt
    .filter((at) => at > now - config.exitFailureWindow)
    .slice(-config.exitFailures + 1);
  position.exitFailedAt.push(now);
  const enough = position.exitFailedAt.length >= config.exitFailures;
  if (!enough || now - position.exitTroubleAt < config.troubleRepeat) return;
  position.exitTroubleAt = now;
  session.trouble(
    'EXIT_FAILED',
    position.strategy,
    position.symbol,
    `exit of ${position.strategy} ${position.symbol} ${position.side} ${formatDecimal(position.quantity)} (${position.exitReason ?? order.reason}) failed ${config.exitFailures} times within ${config.exitFailureWindow / 1000} s, last: ${text}; trying on`,
  );
}

/** A limit exit that does not fill in time is cancelled; the rest goes to the market. */
export function tendExitOrder(session: Session, order: OrderState): void {
  if (order.type !== 'limit' || order.cancelReason !== null) return;
  const position = allPositions(session.state).find((p) => concerns(order, p));
  if (session.now < exitOrderWake(session, order)) return;
  if (position) position.exitTries += 1;
  requestCancel(session, order, 'exit', 'not filled in time, going to the market');
}

export const exitOrderWake = (session: Session, order: OrderState): number =>
  order.role === 'exit' && order.type === 'limit' && order.cancelReason === null
    ? order.sentAt + session.config.exitLimitTimeout
    : NEVER;
