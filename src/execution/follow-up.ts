/**
 * What is due after an input: one pass over open orders and positions, each bounded. Everything it
 * starts is an intent or a repeat with a back-off, so a pass never loops on its own effects.
 */
import { PORTFOLIO } from '../domain/closure.ts';
import { countdownWake, tendCountdowns } from './dead-man.ts';
import { cancelEntries, entryTimeoutAt, liveEntries, settleEntry, tendEntry } from './entries.ts';
import { fireStop } from './exit-plan.ts';
import { ensureExit, exitOrderWake, onExitFailure, tendExitOrder } from './exits.ts';
import { tendMissingFills } from './missing-fills.ts';
import { orderWake, tendOrder } from './orders.ts';
import { ensureStop, onStopFailure, protectionWake, tendStopOrder } from './protection.ts';
import { reconcilerWake, tendReconciler } from './reconciliation.ts';
import type { Session } from './session.ts';
import { settleSide } from './settlement.ts';
import {
  allPositions,
  ENDED_MAX,
  isAlive,
  NEVER,
  type OrderState,
  type PositionState,
} from './state.ts';
import { silenceWake, watchVenue } from './venue-watch.ts';

/** An order became final by the venue's word: what that means for its purpose. */
export function onOrderEnded(session: Session, order: OrderState): void {
  const short = order.reported < order.quantity;
  const text = order.text === '' ? order.status : order.text;
  if (order.role === 'exit' && short && order.cancelReason === null) {
    onExitFailure(session, order, text);
  }
  if (order.role === 'stop' && short) onStopFailure(session, order);
}

export function followUp(session: Session): void {
  tendLease(session);
  for (const order of [...session.state.open.values()]) tendPurpose(session, order);
  for (const position of allPositions(session.state)) tendPosition(session, position);
  // Once more: what the positions decided may have ended entries or orphaned stops.
  for (const order of [...session.state.open.values()]) {
    if (order.role === 'stop') tendStopOrder(session, order);
    tendOrder(session, order);
  }
  watchVenue(session);
  tendReconciler(session);
  tendCountdowns(session);
  forget(session);
}

function tendLease(session: Session): void {
  if (session.monotonic < leaseWake(session)) return;
  cancelEntries(session, PORTFOLIO, 'LEASE_DEAD', 'the orchestrator no longer renews its lease');
}

/** Machine time at which the lease has to be looked at; never while no entry rests. */
export function leaseWake(session: Session): number {
  const resting = liveEntries(session).some((order) => order.cancelReason === null);
  return resting ? session.gate.leaseCancelAt() : NEVER;
}

function tendPurpose(session: Session, order: OrderState): void {
  if (order.fillsDueAt !== NEVER) tendMissingFills(session, order);
  switch (order.role) {
    case 'entry':
      tendEntry(session, order);
      settleEntry(session, order);
      return;
    case 'exit':
      if (isAlive(order)) tendExitOrder(session, order);
      return;
    case 'stop':
      return;
    default:
      order.role satisfies never;
  }
}

function tendPosition(session: Session, position: PositionState): void {
  if (position.quantity < 0n) {
    settleSide(session, position.symbol, position.side);
    return;
  }
  if (position.crossedAt !== NEVER) fireStop(session, position);
  ensureExit(session, position);
  ensureStop(session, position);
}

function forget(session: Session): void {
  const { state, config, now } = session;
  // Ended orders leave in the order they ended; a few at a time keep a pass short.
  for (let i = 0; i < 8 && state.ended.length > 0; i++) {
    const oldest = state.ended[0]!;
    const young = now - oldest.endedAt < config.retainOrders;
    if (young && state.ended.length <= ENDED_MAX) return;
    state.ended.shift();
    state.orders.delete(oldest.id);
  }
}

/** The next instant of market time at which something falls due; never is infinity. */
export function wakeAt(session: Session): number {
  let next = Math.min(reconcilerWake(session), countdownWake(session), silenceWake(session));
  for (const order of session.state.open.values()) {
    next = Math.min(next, orderWake(order));
    if (!isAlive(order) || order.cancelReason !== null) continue;
    if (order.role === 'entry') next = Math.min(next, entryTimeoutAt(order));
    next = Math.min(next, exitOrderWake(session, order));
  }
  for (const position of allPositions(session.state)) {
    next = Math.min(next, positionWake(session, position));
  }
  return next;
}

function positionWake(session: Session, position: PositionState): number {
  const { config, now } = session;
  if (position.quantity < 0n) {
    // Looked at when its openings are overdue, then at the same pace while nobody can settle it.
    const due = position.openedAt + config.lateFillWindow;
    return due > now ? due : now + config.lateFillWindow;
  }
  const grace =
    position.crossedAt === NEVER || position.exitUrgent
      ? NEVER
      : position.crossedAt + config.stopWatchGrace;
  const exit = position.exitReason !== null && position.exitAt > now ? position.exitAt : NEVER;
  return Math.min(grace, exit, protectionWake(session, position));
}
