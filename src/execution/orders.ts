/**
 * Life of an order after its intent: answers of the venue, unknown outcomes that are queried until
 * known, cancels that are repeated until confirmed. No order is ever sent twice.
 */
import { decimal } from '../domain/decimal.ts';
import type { VenueEvent, VenueOrderStatus } from '../domain/venue.ts';
import { type Session, tellOrder } from './session.ts';
import { backOff, isFinal, NEVER, type OrderState, remaining } from './state.ts';

type Event<K extends VenueEvent['kind']> = Extract<VenueEvent, { kind: K }>;

export function onAccepted(session: Session, event: Event<'accepted'>): void {
  const order = session.state.open.get(event.clientOrderId);
  if (!order || (order.status !== 'sent' && order.status !== 'unknown')) return;
  tellOrder(session, order, 'new', '');
  known(session, order);
}

/** True when the order ended by it. A rejection of an order that lived already is a stale echo. */
export function onRejected(session: Session, event: Event<'rejected'>): boolean {
  const order = session.state.open.get(event.clientOrderId);
  if (!order || order.acceptedAt !== null || isFinal(order.status)) return false;
  tellOrder(session, order, 'rejected', `${event.code}: ${event.message}`);
  return true;
}

/** Questions for missing fills that may stay unanswered before their estimate has to do. */
const FILL_QUESTIONS_LOST = 3;

/** True when an order's outcome has just become unknown. */
export function onUnknown(session: Session, event: Event<'unknown'>): boolean {
  const order = session.state.open.get(event.clientOrderId);
  if (!order) return false;
  // A question for missing fills that got no answer has not been asked.
  if (event.operation === 'query' && order.fillsAsked && order.fillsLost < FILL_QUESTIONS_LOST) {
    order.fillsAsked = false;
    order.fillsLost += 1;
    order.fillsDueAt = Math.min(order.fillsDueAt, session.now + session.config.queryInterval);
  }
  // An unanswered cancel or query is repeated by its own timer.
  if (event.operation !== 'place' || order.status !== 'sent') return false;
  tellOrder(session, order, 'unknown', 'no answer to the order: it may or may not have executed');
  order.queryAt = session.now + session.config.queryInterval;
  return true;
}

/**
 * "Not found" proves that an order never arrived only when the query was sent after the venue's
 * receive window; of an order that did arrive, twice in a row, it says that it is gone.
 */
export function onNotFound(session: Session, event: Event<'not_found'>): boolean {
  const order = session.state.open.get(event.clientOrderId);
  if (!order || isFinal(order.status)) return false;
  if (event.operation === 'cancel') {
    order.queryAt = Math.min(order.queryAt, session.now);
    return false;
  }
  if (order.acceptedAt !== null) {
    order.notFound += 1;
    if (order.notFound < 2) {
      order.queryAt = session.now + session.config.queryInterval;
      return false;
    }
    tellOrder(session, order, 'expired', 'the venue no longer knows this order');
    return true;
  }
  if (order.lastQueryAt - order.sentAt < session.config.receiveWindow) {
    order.queryAt = Math.max(
      session.now + session.config.queryInterval,
      order.sentAt + session.config.receiveWindow,
    );
    return false;
  }
  tellOrder(session, order, 'rejected', 'never reached the venue: not found after the window');
  return true;
}

const RANK: Readonly<Record<VenueOrderStatus, number>> = {
  new: 0,
  partially_filled: 1,
  cancelled: 2,
  expired: 2,
  rejected: 2,
  filled: 3,
};

/** State of an order; late ones never take back what is known already. True when it ended. */
export function onOrderState(session: Session, event: Event<'order'>): boolean {
  const order = session.state.open.get(event.clientOrderId);
  if (!order) return false;
  const reported = decimal(event.filledQuantity);
  const rank = order.status === 'sent' || order.status === 'unknown' ? -1 : RANK[order.status];
  order.notFound = 0;
  if (RANK[event.status] < rank || (RANK[event.status] === rank && reported <= order.reported)) {
    if (!isFinal(order.status)) known(session, order);
    return false;
  }
  const average = decimal(event.averagePrice);
  const most = reported > order.reported ? reported : order.reported;
  tellOrder(
    session,
    order,
    event.status,
    '',
    most,
    reported > order.reported ? average : order.reportedAverage,
  );
  known(session, order);
  if (order.filled < order.reported && order.fillsDueAt === NEVER) {
    order.fillsDueAt = session.now + session.config.lateFillWindow;
    // An answer to a query has told the fills it knows: asking again would change nothing.
    if (session.now - order.lastQueryAt < session.config.lateFillWindow) order.fillsAsked = true;
  }
  return isFinal(order.status);
}

/** The order's state is known: it is queried only if a market order brings no result. */
function known(session: Session, order: OrderState): void {
  order.queryTries = 0;
  order.queryAt =
    !isFinal(order.status) && order.type === 'market'
      ? session.now + session.config.exitQueryAfter
      : NEVER;
}

/** Who wants to leave means what is being cancelled for other reasons too: its fills are closed. */
export const mayCancel = (order: OrderState, cause: string): boolean =>
  order.cancelReason === null ||
  (cause === 'exit' && order.role === 'entry' && !order.cancelReason.startsWith('exit'));

/** Decides that an order is to be cancelled; `cause` is kept for its final word. */
export function requestCancel(
  session: Session,
  order: OrderState,
  cause: string,
  words: string,
): void {
  if (!mayCancel(order, cause) || isFinal(order.status)) return;
  tellOrder(session, order, 'cancelling', `${cause}: ${words}`);
  order.cancelAt = session.now;
}

/** Sends what is due for an open order: cancel, query. Bounded in rate, not in number. */
export function tendOrder(session: Session, order: OrderState): void {
  const { config, now } = session;
  if (isFinal(order.status)) return;
  const conditional = order.type === 'stop_market';
  const about = { clientOrderId: order.id, symbol: order.symbol, conditional };
  if (order.cancelReason !== null && now >= order.cancelAt) {
    session.send.push({ kind: 'cancel', ...about });
    order.cancelAt = now + backOff(config.cancelRetry, config.cancelRetryMax, order.cancelTries);
    order.cancelTries += 1;
    // Beside a cancel that stays unanswered, ask what became of the order.
    if (order.cancelTries > 1) order.queryAt = Math.min(order.queryAt, now);
  }
  if (now >= order.queryAt) {
    session.send.push({ kind: 'query', ...about });
    order.lastQueryAt = now;
    order.queryAt = now + backOff(config.queryInterval, config.queryIntervalMax, order.queryTries);
    order.queryTries += 1;
  }
}

/** When the order wants to be tended next. */
export function orderWake(order: OrderState): number {
  if (isFinal(order.status)) return order.fillsDueAt;
  const cancelAt = order.cancelReason === null ? NEVER : order.cancelAt;
  return Math.min(order.queryAt, cancelAt, order.fillsDueAt);
}

/** After a restart: whatever was in the air is asked about at once. */
export function resumeOrder(session: Session, order: OrderState): void {
  if (isFinal(order.status)) {
    order.fillsDueAt = session.now;
    return;
  }
  order.queryAt = session.now;
  if (order.cancelReason !== null) order.cancelAt = session.now;
  if (remaining(order) > 0n && order.filled < order.reported) {
    order.fillsDueAt = session.now + session.config.lateFillWindow;
  }
}
