/**
 * The only place where durable state changes: by a fact, live and in recovery alike. Facts are
 * trusted (this executor wrote them); one that does not fit is a bug and throws.
 */
import { type Decimal, decimal, toNumber, ZERO } from '../domain/decimal.ts';
import type { ExecutorFact, LedgerEntry } from '../domain/execution.ts';
import { EXTERNAL, type StrategyId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import { averagePrice, bookFill, notionalOf } from './accounting.ts';
import { parseClientOrderId } from './client-order-id.ts';
import { positionFor } from './new-position.ts';
import {
  ENDED_MAX,
  type ExecutorState,
  findPosition,
  isFinal,
  NEVER,
  type OrderState,
  type SymbolState,
  sideQuantity,
  symbolState,
} from './state.ts';

type Fact<K extends ExecutorFact['kind']> = Extract<ExecutorFact, { kind: K }>;

/** Trade ids of what a reconciliation took off the books. */
export const RECONCILED = 'reconciled:';

const SEEN_MAX = 20_000;
const DECISIONS_MAX = 20_000;

export function applyFact(state: ExecutorState, fact: ExecutorFact): void {
  if (fact.at > state.lastFactAt) state.lastFactAt = fact.at;
  switch (fact.kind) {
    case 'intent':
      applyIntent(state, fact);
      return;
    case 'order':
      applyOrder(state, fact);
      return;
    case 'fill':
      applyFill(state, fact);
      return;
    case 'fill_claimed':
      applyClaim(state, fact);
      return;
    case 'entry_ended':
      applyEntryEnded(state, fact);
      return;
    case 'position':
      applyPosition(state, fact);
      return;
    case 'trade_closed':
      applyTradeClosed(state, fact);
      return;
    case 'ledger':
      applyLedger(state, fact.entry);
      return;
    case 'halt':
      state.halt = { on: fact.on, actor: fact.actor, reason: fact.reason };
      return;
    case 'reconciliation':
      state.reconciled = fact.clean;
      if (fact.clean) state.completeAt = fact.at;
      state.reconciliationText = fact.clean ? 'equal to the venue' : fact.differences.join('; ');
      return;
    case 'trouble':
    case 'venue':
      if (fact.kind === 'venue') state.silentSince = fact.answers ? null : fact.since;
      return;
    default:
      fact satisfies never;
  }
}

function applyIntent(state: ExecutorState, fact: Fact<'intent'>): void {
  const parts = parseClientOrderId(fact.clientOrderId);
  if (!parts) throw new Error(`intent with a foreign client order id: ${fact.clientOrderId}`);
  state.nextSequence = Math.max(state.nextSequence, parts.sequence + 1);
  const order: OrderState = {
    id: fact.clientOrderId,
    role: fact.role,
    decision: fact.decision,
    attempt: fact.attempt,
    strategy: fact.strategy,
    symbol: fact.symbol,
    side: fact.positionSide,
    action: fact.action,
    type: fact.type,
    quantity: decimal(fact.quantity),
    stopPrice: fact.stopPrice === null ? null : decimal(fact.stopPrice),
    reason: fact.reason,
    entry: fact.entry,
    sentAt: fact.at,
    status: 'sent',
    cancelReason: null,
    acceptedAt: null,
    filled: ZERO,
    filledNotional: ZERO,
    reported: ZERO,
    reportedAverage: ZERO,
    trades: new Set(),
    recovered: false,
    ended: fact.role !== 'entry',
    endedAt: 0,
    text: '',
    queryAt: NEVER,
    queryTries: 0,
    lastQueryAt: 0,
    notFound: 0,
    altered: false,
    cancelAt: NEVER,
    cancelTries: 0,
    fillsDueAt: NEVER,
    fillsAsked: false,
    fillsLost: 0,
  };
  state.orders.set(order.id, order);
  state.open.set(order.id, order);
  if (fact.role === 'entry') rememberDecision(state, fact.decision, order.id);
  if (fact.entry) state.writer = Math.max(state.writer, fact.entry.writer);
  if (fact.role === 'exit') {
    const position = findPosition(state, fact.strategy, fact.symbol, fact.positionSide);
    if (position) {
      position.exitReason ??= fact.reason;
      // A market order shows that the patient try is over, also after a restart.
      if (fact.type === 'market') position.exitUrgent = true;
    }
  }
}

function applyOrder(state: ExecutorState, fact: Fact<'order'>): void {
  const order = state.orders.get(fact.clientOrderId);
  if (!order) return;
  if (fact.status === 'cancelling') {
    order.cancelReason = fact.text;
    return;
  }
  order.status = fact.status;
  if (fact.text !== '') order.text = fact.text;
  if (fact.status === 'new' || fact.status === 'partially_filled') order.acceptedAt ??= fact.at;
  const reported = decimal(fact.filledQuantity);
  if (reported >= order.reported) {
    order.reported = reported;
    order.reportedAverage = decimal(fact.averagePrice);
  }
  settleOrder(state, order, fact.at);
}

/** An order leaves the open ones when it is final, all its fills are booked, and it was told. */
function settleOrder(state: ExecutorState, order: OrderState, at: number): void {
  if (!isFinal(order.status) || order.filled < order.reported || !order.ended) return;
  if (!state.open.delete(order.id)) return;
  order.endedAt = at;
  state.ended.push(order);
  // Replaying a long journal must not remember every order it ever held.
  if (state.ended.length < 2 * ENDED_MAX) return;
  for (const forgotten of state.ended.splice(0, ENDED_MAX)) state.orders.delete(forgotten.id);
}

function applyFill(state: ExecutorState, fact: Fact<'fill'>): void {
  const quantity = decimal(fact.quantity);
  const price = decimal(fact.price);
  const realised = decimal(fact.realisedPnl);
  const fee = decimal(fact.fee);
  const order = state.orders.get(fact.clientOrderId);
  if (order) {
    countFill(order, fact.tradeId, quantity, price);
    if (fact.tradeId.startsWith('recovered:')) order.recovered = true;
    order.acceptedAt ??= fact.at;
  } else {
    remember(state, `${fact.symbol} ${fact.tradeId}`, fact.at);
  }
  const symbol = symbolState(state, fact.symbol);
  if (sideQuantity(symbol, fact.positionSide) === 0n) symbol.owed[fact.positionSide] = ZERO;
  const position = positionFor(state, fact, order);
  // Taken off the books without a trade: the wallet's adjustment is the venue's side of it.
  if (!fact.tradeId.startsWith(RECONCILED)) owe(symbol, fact.positionSide, realised);
  bookFill(position, fact.positionSide, fact.action, quantity, price, realised);
  const notional = notionalOf(quantity, price);
  if (fact.action === 'open') {
    position.openQuantity = (position.openQuantity + quantity) as typeof quantity;
    position.openNotional = (position.openNotional + notional) as typeof quantity;
    position.openFees = (position.openFees + fee) as typeof quantity;
  } else {
    position.closeQuantity = (position.closeQuantity + quantity) as typeof quantity;
    position.closeNotional = (position.closeNotional + notional) as typeof quantity;
    position.reducedBy = order?.reason ?? 'external';
  }
  position.gross = (position.gross + realised) as typeof quantity;
  position.fees = (position.fees + fee) as typeof quantity;
  position.entryNumber = toNumber(averagePrice(position));
  addNet(state, fact.strategy, realised - fee);
  state.virtualRealised = (state.virtualRealised + realised) as typeof quantity;
  if (order) settleOrder(state, order, fact.at);
}

/** Booked already, under EXTERNAL: only the order learns of it. */
function applyClaim(state: ExecutorState, fact: Fact<'fill_claimed'>): void {
  const order = state.orders.get(fact.clientOrderId);
  if (!order) return;
  countFill(order, fact.tradeId, decimal(fact.quantity), decimal(fact.price));
  order.acceptedAt ??= fact.at;
  settleOrder(state, order, fact.at);
}

function countFill(order: OrderState, tradeId: string, quantity: Decimal, price: Decimal): void {
  order.filled = (order.filled + quantity) as Decimal;
  order.filledNotional = (order.filledNotional + notionalOf(quantity, price)) as Decimal;
  order.trades.add(tradeId);
  if (order.reported < order.filled) order.reported = order.filled;
}

function applyEntryEnded(state: ExecutorState, fact: Fact<'entry_ended'>): void {
  const id = state.decisions.get(fact.decision);
  const order = id ? state.orders.get(id) : undefined;
  if (!order) {
    rememberDecision(state, fact.decision, null);
    return;
  }
  order.ended = true;
  settleOrder(state, order, fact.at);
}

function applyPosition(state: ExecutorState, fact: Fact<'position'>): void {
  const told = fact.position;
  const position = findPosition(state, told.strategy, told.symbol, told.side);
  if (!position) return;
  position.stopPrice = told.stopPrice === null ? null : decimal(told.stopPrice);
  position.stopNumber = position.stopPrice === null ? Number.NaN : toNumber(position.stopPrice);
  position.stopOnVenue = told.stopOnVenue;
  position.trailingArmed = told.trailingArmed;
}

function applyTradeClosed(state: ExecutorState, fact: Fact<'trade_closed'>): void {
  const { strategy, symbol, side } = fact.trade;
  const { positions } = symbolState(state, symbol);
  const index = positions.findIndex((p) => p.strategy === strategy && p.side === side);
  if (index < 0 || positions[index]!.quantity !== 0n) {
    throw new Error(`trade closed while ${strategy} holds ${symbol} ${side}`);
  }
  positions.splice(index, 1);
}

function applyLedger(state: ExecutorState, entry: LedgerEntry): void {
  const amount = decimal(entry.amount);
  const balance = ((state.balance ?? 0n) + amount) as typeof amount;
  if (balance !== decimal(entry.balance)) {
    throw new Error(`ledger entry ${entry.id}: balance is not the sum of the entries`);
  }
  state.balance = balance;
  state.ledgerEntries += 1;
  state.ledgerByKind.set(
    entry.kind,
    ((state.ledgerByKind.get(entry.kind) ?? 0n) + amount) as typeof amount,
  );
  switch (entry.kind) {
    case 'opening_balance':
      state.opening = amount;
      state.completeAt = entry.at;
      return;
    case 'funding': {
      remember(state, `funding ${entry.reference}`, entry.at);
      const strategy = entry.strategy ?? EXTERNAL;
      addNet(state, strategy, amount);
      const position =
        entry.symbol && entry.positionSide
          ? findPosition(state, strategy, entry.symbol, entry.positionSide)
          : undefined;
      if (position) position.funding = (position.funding + amount) as typeof amount;
      return;
    }
    case 'transfer':
      remember(state, `transfer ${entry.reference}`, entry.at);
      return;
    case 'adjustment':
      addNet(state, EXTERNAL, amount);
      return;
    case 'realised_pnl':
    case 'liquidation':
      if (entry.symbol && entry.positionSide) {
        owe(symbolState(state, entry.symbol), entry.positionSide, -amount as typeof amount);
      }
      return;
    case 'fee':
      return;
    default:
      entry.kind satisfies never;
  }
}

function owe(symbol: SymbolState, side: Side, amount: Decimal): void {
  symbol.owed[side] = (symbol.owed[side] + amount) as Decimal;
}

function addNet(state: ExecutorState, strategy: StrategyId, amount: bigint): void {
  state.strategyNet.set(
    strategy,
    ((state.strategyNet.get(strategy) ?? 0n) + amount) as typeof ZERO,
  );
}

/** Remembers an id; the oldest are forgotten at the bound, and the instant up to which is kept. */
function remember(state: ExecutorState, id: string, at: number): void {
  state.seen.set(id, at);
  if (state.seen.size <= SEEN_MAX) return;
  for (const [oldest, when] of state.seen) {
    state.seen.delete(oldest);
    state.seenFrom = Math.max(state.seenFrom, when);
    break;
  }
}

function rememberDecision(state: ExecutorState, decision: number, id: string | null): void {
  state.decisions.set(decision, id);
  if (state.decisions.size <= DECISIONS_MAX) return;
  for (const oldest of state.decisions.keys()) {
    state.decisions.delete(oldest);
    state.decisionFloor = Math.max(state.decisionFloor, oldest);
    break;
  }
}
