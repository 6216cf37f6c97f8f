/** Entries: the only orders that can be refused. Accepted, timed out, cancelled, ended. */
import type { ClosureScope } from '../domain/closure.ts';
import { covers } from '../domain/closure.ts';
import { formatDecimal, parseDecimal } from '../domain/decimal.ts';
import type { EntryOrder } from '../domain/decision.ts';
import type { EntryEnd } from '../domain/execution.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { Refusal } from './entry-gate.ts';
import { mayCancel, requestCancel } from './orders.ts';
import { averageFill, nextOrderId, placeOrder, type Session, tellOrder } from './session.ts';
import { findPosition, isAlive, isFinal, type OrderState } from './state.ts';

/** Takes up a decision once. Null when it went on its way (or is known already). */
export function onEntry(session: Session, entry: EntryOrder): Refusal | null {
  const { state } = session;
  if (state.decisions.has(entry.decision) || entry.decision <= state.decisionFloor) return null;
  const refusal = malformed(session, entry) ?? entryRefusal(session, entry);
  if (refusal) {
    endEntry(session, entry, 'refused', refusal.code, '0', '0', refusal.text);
    return refusal;
  }
  const order = placeOrder(session, {
    role: 'entry',
    decision: entry.decision,
    attempt: entry.attempt,
    strategy: entry.strategy,
    symbol: entry.symbol,
    side: entry.side,
    action: 'open',
    type: 'limit',
    quantity: parseDecimal(entry.quantity)!,
    price: parseDecimal(entry.limitPrice)!,
    stopPrice: null,
    timeInForce: 'GTC',
    reason: 'entry',
    entry,
  });
  order.queryAt = session.now + session.config.acknowledgeWithin;
  return null;
}

/** The process's clock may stand this far behind what it has journaled already. */
export const CLOCK_BEHIND_MS: Ms = 1_000;

export const behindText = (behind: Ms): string =>
  `the clock stands ${Math.round(behind / 1000)} s before the journal's last fact; set it right`;

/** Everything that closes entries, in one place; looked at on acceptance and before the wire. */
export function entryRefusal(
  session: Session,
  entry: EntryOrder,
  now: EpochMs = session.now,
  monotonic: Ms = session.monotonic,
): Refusal | null {
  const { halt, reconciled, reconciliationText } = session.state;
  if (halt.on) {
    return { code: 'GATE_CLOSED', text: `ENTRY_HALT by ${halt.actor}: ${halt.reason}` };
  }
  if (!session.started || reconciled !== true) {
    return { code: 'GATE_CLOSED', text: `not reconciled with the venue: ${reconciliationText}` };
  }
  if (!session.connected) return { code: 'GATE_CLOSED', text: 'no connection to the venue' };
  if (session.behind > CLOCK_BEHIND_MS) {
    return { code: 'GATE_CLOSED', text: behindText(session.behind) };
  }
  return session.gate.refusal(entry, now, monotonic);
}

/** What cannot be sent or could not be protected afterwards is not evaluated further. */
function malformed(session: Session, entry: EntryOrder): Refusal | null {
  const symbol = session.state.symbols.get(entry.symbol);
  if (!symbol?.instrument) {
    return { code: 'UNKNOWN_SYMBOL', text: `no contract data for ${entry.symbol}` };
  }
  const bad = (text: string): Refusal => ({ code: 'NOT_EVALUATED', text });
  const quantity = parseDecimal(entry.quantity);
  const price = parseDecimal(entry.limitPrice);
  if (quantity === undefined || quantity <= 0n || quantity % symbol.lot !== 0n) {
    return bad(`quantity ${entry.quantity} is not a positive multiple of the lot`);
  }
  if (price === undefined || price <= 0n || price % symbol.tick !== 0n) {
    return bad(`limit price ${entry.limitPrice} is not a positive multiple of the tick`);
  }
  const { stop, trailing } = entry.exitPlan;
  if (!(stop > 0 && stop < 1)) return bad(`stop distance ${stop} is not within (0, 1)`);
  if (trailing && !(trailing.offset > 0 && trailing.distance > 0 && trailing.distance < 1)) {
    return bad(
      `trailing offset ${trailing.offset} / distance ${trailing.distance} not within (0, 1)`,
    );
  }
  if (!(entry.timeout > 0)) return bad(`entry timeout ${entry.timeout} ms is not positive`);
  if (!Number.isSafeInteger(entry.decision) || entry.decision <= 0) {
    return bad(`decision number ${entry.decision} is not a positive whole number`);
  }
  const held = findPosition(session.state, entry.strategy, entry.symbol, entry.side);
  if (quantity + (held?.quantity ?? 0n) > symbol.maxQuantity) {
    return bad('the position would outgrow the largest stop order of the venue');
  }
  if (nextOrderId(session, { ...entry, role: 'entry' }) === undefined) {
    return bad(`no client order id of 36 characters fits strategy ${entry.strategy}`);
  }
  return null;
}

function endEntry(
  session: Session,
  entry: EntryOrder,
  end: EntryEnd,
  reason: ReasonCode | null,
  filledQuantity: string,
  averagePrice: string,
  text: string,
): void {
  session.emit({
    kind: 'entry_ended',
    at: session.now,
    decision: entry.decision,
    attempt: entry.attempt,
    strategy: entry.strategy,
    symbol: entry.symbol,
    end,
    reason,
    quantity: entry.quantity,
    filledQuantity,
    averagePrice,
    text,
  });
}

/** The wire check (or the shell) held the order back: it does not exist. */
export function onNotSent(session: Session, order: OrderState, reason: ReasonCode): void {
  if (isFinal(order.status) || order.acceptedAt !== null) return;
  tellOrder(session, order, 'rejected', `held back before the wire: ${reason}`);
  if (order.entry && !order.ended) {
    endEntry(session, order.entry, 'refused', reason, '0', '0', 'held back before the wire');
  }
}

/** Gives the final word once the order is final and every fill it reported is booked. */
export function settleEntry(session: Session, order: OrderState): void {
  if (!order.entry || order.ended || !isFinal(order.status)) return;
  if (order.filled < order.reported) return;
  const { end, reason } = entryEnd(order);
  endEntry(
    session,
    order.entry,
    end,
    reason,
    formatDecimal(order.filled),
    formatDecimal(averageFill(order)),
    order.cancelReason ?? order.text,
  );
}

const TIMED_OUT = 'timed_out';

function entryEnd(order: OrderState): { end: EntryEnd; reason: ReasonCode | null } {
  if (order.filled >= order.quantity) return { end: 'filled', reason: null };
  if (order.status === 'rejected' && order.filled === 0n && order.cancelReason === null) {
    return { end: 'rejected', reason: 'VENUE_REJECT' };
  }
  const cause = order.cancelReason?.split(':', 1)[0];
  if (cause === TIMED_OUT) {
    // The kernel retries at most twice: the third timeout is the one that gives up.
    return { end: 'timed_out', reason: order.attempt === 2 ? 'ORDER_TIMEOUT_FAIL' : null };
  }
  const end = order.filled > 0n ? 'partially_filled' : 'cancelled';
  if (cause === 'GATE_CLOSED' || cause === 'LEASE_DEAD') return { end, reason: cause };
  return { end, reason: null };
}

/** When the entry is cancelled for not having filled: from its acceptance, or from its sending. */
export const entryTimeoutAt = (order: OrderState): EpochMs =>
  (order.acceptedAt ?? order.sentAt) + (order.entry?.timeout ?? 0);

export function tendEntry(session: Session, order: OrderState): void {
  if (!isAlive(order) || order.cancelReason !== null) return;
  if (session.now >= entryTimeoutAt(order)) {
    requestCancel(session, order, TIMED_OUT, `not filled within ${order.entry!.timeout / 1000} s`);
  }
}

export function liveEntries(session: Session): readonly OrderState[] {
  return [...session.state.open.values()].filter((o) => o.role === 'entry' && isAlive(o));
}

/** Cancels the resting entries of a scope; returns how many. */
export function cancelEntries(
  session: Session,
  scope: ClosureScope,
  cause: string,
  words: string,
): number {
  let count = 0;
  for (const order of liveEntries(session)) {
    if (!covers(scope, order.strategy, order.symbol) || !mayCancel(order, cause)) continue;
    requestCancel(session, order, cause, words);
    count += 1;
  }
  return count;
}
