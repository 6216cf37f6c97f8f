/**
 * One executor at work: its state, the current instants, and what the input being handled has
 * produced so far. The executor's concerns are functions over it.
 */
import { type Decimal, formatDecimal, multiplyDivide, ONE } from '../domain/decimal.ts';
import type { EntryOrder } from '../domain/decision.ts';
import type {
  ExecutorFact,
  LedgerKind,
  OrderRole,
  TroubleSeverity,
  VirtualPosition,
} from '../domain/execution.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { OrderAction, OrderType, TimeInForce, VenueCommand } from '../domain/venue.ts';
import { averagePrice } from './accounting.ts';
import { applyFact } from './apply.ts';
import { encodeClientOrderId } from './client-order-id.ts';
import type { ExecutorConfig } from './config.ts';
import { EntryGate } from './entry-gate.ts';
import { type ExecutorState, NEVER, type OrderState, type PositionState } from './state.ts';

/** What a reconciliation in progress knows; see reconciliation.ts. */
export interface Reconciler {
  nextAt: EpochMs;
  askedAt: EpochMs | null;
  attempts: number;
  pending: string | null;
  pendingEntries: number;
  toldAt: EpochMs;
  readonly foreign: Set<string>;
}

/** A symbol's dead man's switch as last sent; see dead-man.ts. */
interface Countdown {
  /** When it is sent again, or taken away. */
  readonly dueAt: EpochMs;
  readonly setAt: EpochMs;
  /** Sent so often without an answer. */
  readonly tries: number;
}

type TroubleCode = Extract<ExecutorFact, { kind: 'trouble' }>['code'];

const SEVERITY: Readonly<Record<TroubleCode, TroubleSeverity>> = {
  EXIT_FAILED: 'P1',
  STOP_MISSING: 'P1',
  LIQUIDATION: 'P1',
  STOP_OVERFILL: null,
  UNKNOWN_ORDER: null,
};

export class Session {
  readonly config: ExecutorConfig;
  readonly state: ExecutorState;
  readonly gate: EntryGate;
  readonly reconciler: Reconciler = {
    nextAt: NEVER,
    askedAt: null,
    attempts: 0,
    pending: null,
    pendingEntries: 0,
    toldAt: Number.NEGATIVE_INFINITY,
    foreign: new Set(),
  };
  readonly countdowns = new Map<SymbolId, Countdown>();
  /** Last answer of the venue (the start counts as one), questions since, and when the second was. */
  readonly watch = { answeredAt: 0, questions: 0, secondAt: 0 };
  now: EpochMs = 0;
  monotonic: Ms = 0;
  /** How far the clock that was given last stands behind `now`. */
  behind: Ms = 0;
  started = false;
  connected = true;
  facts: ExecutorFact[] = [];
  send: VenueCommand[] = [];

  constructor(config: ExecutorConfig, state: ExecutorState) {
    this.config = config;
    this.state = state;
    this.gate = new EntryGate(config, state.writer);
  }

  emit(fact: ExecutorFact): void {
    applyFact(this.state, fact);
    this.facts.push(fact);
  }

  book(
    kind: LedgerKind,
    amount: Decimal,
    reference: string,
    about: { strategy: StrategyId; symbol: SymbolId; positionSide: Side } | null,
  ): void {
    const balance = formatDecimal(((this.state.balance ?? 0n) + amount) as Decimal);
    this.emit({
      kind: 'ledger',
      at: this.now,
      entry: {
        id: `L${this.state.ledgerEntries + 1}`,
        at: this.now,
        kind,
        strategy: about?.strategy ?? null,
        symbol: about?.symbol ?? null,
        amount: formatDecimal(amount),
        balance,
        reference,
        ...(about ? { positionSide: about.positionSide } : {}),
      },
    });
  }

  trouble(
    code: TroubleCode,
    strategy: StrategyId | null,
    symbol: SymbolId | null,
    text: string,
    severity: TroubleSeverity = SEVERITY[code],
  ): void {
    this.emit({ kind: 'trouble', at: this.now, code, severity, strategy, symbol, text });
  }
}

export interface OrderSpec {
  readonly role: OrderRole;
  readonly decision: number;
  readonly attempt: number;
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly action: OrderAction;
  readonly type: OrderType;
  readonly quantity: Decimal;
  readonly price: Decimal | null;
  readonly stopPrice: Decimal | null;
  readonly timeInForce: TimeInForce;
  readonly reason: string;
  readonly entry: EntryOrder | null;
}

/** Id the next order would get; undefined when the strategy's name is too long for one. */
export const nextOrderId = (
  session: Session,
  spec: Pick<OrderSpec, 'strategy' | 'decision' | 'attempt' | 'role'>,
): string | undefined =>
  encodeClientOrderId({
    portfolio: session.config.portfolio,
    strategy: spec.strategy,
    decision: spec.decision,
    attempt: spec.attempt,
    role: spec.role,
    sequence: session.state.nextSequence,
  });

/** Intent first, then the order. Throws when no id fits: entries are checked before. */
export function placeOrder(session: Session, spec: OrderSpec): OrderState {
  const id = nextOrderId(session, spec);
  if (id === undefined) throw new RangeError(`no client order id fits strategy ${spec.strategy}`);
  const quantity = formatDecimal(spec.quantity);
  const price = spec.price === null ? null : formatDecimal(spec.price);
  const stopPrice = spec.stopPrice === null ? null : formatDecimal(spec.stopPrice);
  session.emit({
    kind: 'intent',
    at: session.now,
    clientOrderId: id,
    role: spec.role,
    decision: spec.decision,
    attempt: spec.attempt,
    strategy: spec.strategy,
    symbol: spec.symbol,
    positionSide: spec.side,
    action: spec.action,
    type: spec.type,
    quantity,
    price,
    stopPrice,
    reason: spec.reason,
    entry: spec.entry,
  });
  session.send.push({
    kind: 'place',
    clientOrderId: id,
    symbol: spec.symbol,
    positionSide: spec.side,
    action: spec.action,
    type: spec.type,
    quantity,
    price,
    stopPrice,
    timeInForce: spec.timeInForce,
  });
  const order = session.state.orders.get(id)!;
  order.queryAt = session.now + session.config.acknowledgeWithin;
  return order;
}

/** Tells a new status of an order, with what it filled so far by the venue's word. */
export function tellOrder(
  session: Session,
  order: OrderState,
  status: Extract<ExecutorFact, { kind: 'order' }>['status'],
  text: string,
  filled: Decimal = order.reported,
  average: Decimal = order.reportedAverage,
): void {
  session.emit({
    kind: 'order',
    at: session.now,
    clientOrderId: order.id,
    status,
    filledQuantity: formatDecimal(filled),
    averagePrice: formatDecimal(average),
    text,
  });
}

/** Average price of an order's booked fills; 0 when there are none. */
export const averageFill = (order: OrderState): Decimal =>
  order.filled === 0n ? (0n as Decimal) : multiplyDivide(order.filledNotional, ONE, order.filled);

export function describePosition(position: PositionState): VirtualPosition {
  return {
    strategy: position.strategy,
    symbol: position.symbol,
    side: position.side,
    decision: position.decision,
    quantity: formatDecimal(position.quantity),
    entryPrice: formatDecimal(averagePrice(position)),
    openedAt: position.openedAt,
    stopPrice: position.stopPrice === null ? null : formatDecimal(position.stopPrice),
    stopOnVenue: position.stopOnVenue,
    trailingArmed: position.trailingArmed,
  };
}

/** Tells the position with the given changes; durable before anything is done about them. */
export function tellPosition(
  session: Session,
  position: PositionState,
  changes: {
    readonly stopPrice?: Decimal | null;
    readonly stopOnVenue?: boolean;
    readonly trailingArmed?: boolean;
  } = {},
): void {
  const told = describePosition(position);
  const { stopPrice } = changes;
  session.emit({
    kind: 'position',
    at: session.now,
    position: {
      ...told,
      ...(stopPrice === undefined
        ? {}
        : { stopPrice: stopPrice === null ? null : formatDecimal(stopPrice) }),
      stopOnVenue: changes.stopOnVenue ?? told.stopOnVenue,
      trailingArmed: changes.trailingArmed ?? told.trailingArmed,
    },
  });
}
