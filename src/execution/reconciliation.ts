/**
 * Books against the venue: wallet, positions per side, open orders. A difference counts once a
 * second snapshot confirms it; it is reported first, and booked (if configured) only then.
 */
import { type Decimal, decimal, formatDecimal, negate, ZERO } from '../domain/decimal.ts';
import { EXTERNAL, type SymbolId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import type { VenueEvent, VenueOrder } from '../domain/venue.ts';
import { RECONCILED } from './apply.ts';
import { parseClientOrderId } from './client-order-id.ts';
import { requestCancel } from './orders.ts';
import { bookPiece } from './pieces.ts';
import type { Session } from './session.ts';
import { settleSide } from './settlement.ts';
import {
  allPositions,
  isAlive,
  isConfirmed,
  type OrderState,
  sideQuantity,
  symbolState,
} from './state.ts';
import { noteQuestion } from './venue-watch.ts';

type Account = Extract<VenueEvent, { kind: 'account' }>;

interface PositionGap {
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly venue: Decimal;
  readonly books: Decimal;
  /** Venue's entry price; 0 when it holds nothing. */
  readonly entryPrice: Decimal;
}
interface Differences {
  readonly wallet: Decimal;
  readonly positions: readonly PositionGap[];
  /** Orders with our prefix that should not be there. */
  readonly orders: readonly VenueOrder[];
  readonly texts: readonly string[];
}

/** Foreign order ids remembered so that each is told once. */
const FOREIGN_MAX = 1_000;

/** Asks for a snapshot when one is due, again when the last went unanswered. */
export function tendReconciler(session: Session): void {
  const { reconciler, now, config } = session;
  if (reconciler.askedAt !== null) {
    if (now - reconciler.askedAt < config.accountWithin) return;
  } else if (now < reconciler.nextAt) return;
  session.send.push({ kind: 'account' });
  noteQuestion(session);
  reconciler.askedAt = now;
}

export const reconcilerWake = (session: Session): number => {
  const { askedAt, nextAt } = session.reconciler;
  return askedAt === null ? nextAt : askedAt + session.config.accountWithin;
};

export function onAccount(session: Session, account: Account): void {
  const { reconciler, config, now, state } = session;
  reconciler.askedAt = null;
  if (state.balance === null) {
    session.book('opening_balance', decimal(account.walletBalance), 'first snapshot', null);
  }
  const lost = noticeLostOrders(session, account);
  noticeAlteredOrders(session, account);
  const found = compare(session, account);
  if (found.texts.length === 0) {
    finish(session, true, []);
    return;
  }
  const signature = found.texts.join('; ');
  const steady =
    reconciler.pending === signature && reconciler.pendingEntries === state.ledgerEntries;
  reconciler.attempts += 1;
  reconciler.pending = signature;
  reconciler.pendingEntries = state.ledgerEntries;
  reconciler.nextAt = now + config.reconcileConfirmAfter;
  const last = reconciler.attempts >= config.reconcileAttempts;
  // What is in flight may explain it: reported in the end, but never booked meanwhile.
  const confirmed = steady && !lost && !somethingInFlight(session);
  if (last || confirmed) report(session, found, confirmed);
}

function report(session: Session, found: Differences, confirmed: boolean): void {
  const { reconciler, config, now, state } = session;
  const changed = state.reconciliationText !== found.texts.join('; ');
  if (changed || now - reconciler.toldAt >= config.reconcileEvery) {
    finish(session, false, found.texts);
    for (const gap of found.positions) {
      // A position that grows without a decision is runaway exposure (INC-1).
      const severity = gap.venue > gap.books ? 'P1' : null;
      session.trouble('UNKNOWN_ORDER', EXTERNAL, gap.symbol, positionText(gap), severity);
    }
  }
  reconciler.attempts = 0;
  reconciler.pending = null;
  reconciler.nextAt = now + config.reconcileConfirmAfter;
  if (confirmed) cancelStrays(session, found.orders);
  // Cut off, the difference may be fills that are told with the connection: they count, once.
  if (config.differences === 'book' && confirmed && session.connected) {
    bookDifferences(session, found);
  }
}

function finish(session: Session, clean: boolean, differences: readonly string[]): void {
  const { reconciler, config, now } = session;
  session.emit({ kind: 'reconciliation', at: now, clean, differences });
  reconciler.toldAt = now;
  reconciler.attempts = 0;
  reconciler.pending = null;
  reconciler.nextAt = now + config.reconcileEvery;
}

/** An order believed to rest that the snapshot does not show is asked about; true: there is one. */
function noticeLostOrders(session: Session, account: Account): boolean {
  const shown = new Set(account.openOrders.map((order) => order.clientOrderId));
  let lost = false;
  for (const order of session.state.open.values()) {
    const settled = session.now - (order.acceptedAt ?? order.sentAt);
    if (!isConfirmed(order) || shown.has(order.id)) continue;
    lost = true;
    if (settled >= session.config.lateFillWindow) {
      order.queryAt = Math.min(order.queryAt, session.now);
    }
  }
  return lost;
}

/**
 * An order that somebody changed at the venue is no longer the one that was decided: a stop gets a
 * new one beside it and goes when that rests, an entry or exit is cancelled.
 */
function noticeAlteredOrders(session: Session, account: Account): void {
  for (const shown of account.openOrders) {
    const order = session.state.open.get(shown.clientOrderId);
    if (order === undefined || order.altered || isAsSent(order, shown)) continue;
    order.altered = true;
    const level = order.stopPrice === null ? '' : ` at ${formatDecimal(order.stopPrice)}`;
    const now = shown.stopPrice === null ? '' : ` at ${shown.stopPrice}`;
    session.trouble(
      'UNKNOWN_ORDER',
      order.strategy,
      order.symbol,
      `order ${order.id} was changed at the venue: sent ${formatDecimal(order.quantity)}${level}, shown ${shown.quantity}${now}; it is ${order.role === 'stop' ? 'replaced' : 'cancelled'}`,
    );
    if (order.role !== 'stop') requestCancel(session, order, 'changed', 'at the venue');
  }
}

function isAsSent(order: OrderState, shown: VenueOrder): boolean {
  const { entry, quantity, stopPrice } = order;
  const stop = shown.stopPrice === null ? null : decimal(shown.stopPrice);
  const limit = entry !== null && shown.price !== null ? decimal(shown.price) : null;
  if (decimal(shown.quantity) !== quantity || stop !== stopPrice) return false;
  return limit === null || limit === decimal(entry!.limitPrice);
}

function compare(session: Session, account: Account): Differences {
  const wallet = (decimal(account.walletBalance) - session.state.balance!) as Decimal;
  const texts: string[] = [];
  if (wallet !== 0n) {
    texts.push(
      `wallet: venue ${account.walletBalance}, ledger ${formatDecimal(session.state.balance!)}`,
    );
  }
  const positions = positionGaps(session, account);
  for (const gap of positions) texts.push(positionText(gap));
  const orders = account.openOrders.filter((order) => isStray(session, order));
  for (const order of orders) {
    texts.push(
      `order ${order.clientOrderId}: open at the venue (${order.action} ${order.quantity} ${order.symbol} ${order.positionSide}), ${session.state.orders.has(order.clientOrderId) ? 'ended' : 'unknown'} here`,
    );
  }
  texts.push(...refusedByHand(session));
  return { wallet, positions, orders, texts };
}

const positionText = (gap: PositionGap): string =>
  `${gap.symbol} ${gap.side}: venue ${formatDecimal(gap.venue)}, books ${formatDecimal(gap.books)}`;

function positionGaps(session: Session, account: Account): readonly PositionGap[] {
  const gaps: PositionGap[] = [];
  for (const told of account.positions) symbolState(session.state, told.symbol);
  for (const symbol of session.state.symbols.values()) {
    for (const side of ['long', 'short'] as const) {
      const told = account.positions.find((p) => p.symbol === symbol.symbol && p.side === side);
      const venue = told ? decimal(told.quantity) : ZERO;
      const books = sideQuantity(symbol, side);
      const entryPrice = told ? decimal(told.entryPrice) : ZERO;
      if (venue !== books) gaps.push({ symbol: symbol.symbol, side, venue, books, entryPrice });
    }
  }
  return gaps;
}

/** An open order with our prefix that this journal does not follow. Others' are told once. */
function isStray(session: Session, order: VenueOrder): boolean {
  if (session.state.open.has(order.clientOrderId)) return false;
  if (hasOurPrefix(session, order)) return true;
  const { foreign } = session.reconciler;
  if (!foreign.has(order.clientOrderId) && foreign.size < FOREIGN_MAX) {
    foreign.add(order.clientOrderId);
    session.trouble(
      'UNKNOWN_ORDER',
      EXTERNAL,
      order.symbol,
      `order "${order.clientOrderId}" is not ours: ${order.action} ${order.quantity} ${order.symbol} ${order.positionSide}, left alone`,
    );
  }
  return session.config.unknownOrders === 'refuse';
}

const hasOurPrefix = (session: Session, order: VenueOrder): boolean =>
  parseClientOrderId(order.clientOrderId)?.portfolio === session.config.portfolio;

/** Positions made by hand, where they are not adopted: the books hold them, entries are refused. */
function refusedByHand(session: Session): readonly string[] {
  if (session.config.differences === 'book') return [];
  return allPositions(session.state)
    .filter((each) => each.strategy === EXTERNAL && each.quantity !== 0n)
    .map(
      (each) =>
        `${each.symbol} ${each.side}: ${formatDecimal(each.quantity)} held that no strategy opened`,
    );
}

/** Extra stops could eat a position that is not theirs: cancelled. Others by configuration. */
function cancelStrays(session: Session, orders: readonly VenueOrder[]): void {
  for (const order of orders) {
    const ended = session.state.orders.has(order.clientOrderId);
    if (!hasOurPrefix(session, order)) continue;
    const stop = order.action === 'reduce';
    if (!ended && !stop && session.config.unknownOrders !== 'cancel') continue;
    session.send.push({
      kind: 'cancel',
      clientOrderId: order.clientOrderId,
      symbol: order.symbol,
      conditional: order.type === 'stop_market',
    });
  }
}

function somethingInFlight(session: Session): boolean {
  for (const order of session.state.open.values()) if (isUnsettled(order)) return true;
  return false;
}

const isUnsettled = (order: OrderState): boolean =>
  order.status === 'sent' ||
  order.status === 'unknown' ||
  order.filled < order.reported ||
  (order.type === 'market' && isAlive(order));

/** Takes the venue's figures over, in words that stay in the ledger: never silently. */
function bookDifferences(session: Session, found: Differences): void {
  for (const gap of found.positions) bookGap(session, gap);
  if (found.wallet !== 0n) {
    session.book('adjustment', found.wallet, `reconciliation ${session.now}`, null);
  }
}

function bookGap(session: Session, gap: PositionGap): void {
  const { symbol, side } = gap;
  const more = (gap.venue - gap.books) as Decimal;
  const { mark } = symbolState(session.state, symbol);
  const marked = Number.isFinite(mark) ? decimal(mark.toFixed(8)) : ZERO;
  const price = more > 0n && gap.entryPrice > 0n ? gap.entryPrice : marked;
  bookPiece(session, {
    tradeId: `${RECONCILED}${session.now}:${side}`,
    clientOrderId: '',
    role: 'external',
    strategy: EXTERNAL,
    decision: 0,
    quantity: more > 0n ? more : negate(more),
    symbol,
    side,
    action: more > 0n ? 'open' : 'reduce',
    price,
    fee: ZERO,
    maker: false,
    reason: 'reconciled',
    order: undefined,
  });
  settleSide(session, symbol, side);
}

/** A snapshot as soon as possible: start, reconnect, something that cannot be told apart. */
export function reconcileNow(session: Session): void {
  session.reconciler.nextAt = session.now;
  session.reconciler.askedAt = null;
}
