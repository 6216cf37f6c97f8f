/**
 * The executor's state. What is marked durable changes only through `applyFact`, so the journaled
 * facts rebuild it; the rest is timers and market data that a restart may lose.
 */
import { type Decimal, decimal, ZERO } from '../domain/decimal.ts';
import type { EntryOrder } from '../domain/decision.ts';
import type { LedgerKind, OrderRole } from '../domain/execution.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { Instrument, Side } from '../domain/market.ts';
import type { ExitPlan } from '../domain/signal.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { OrderAction, OrderType, VenueOrderStatus } from '../domain/venue.ts';
import type { Holding } from './accounting.ts';
import type { ExecutorConfig } from './config.ts';

/** `sent`: intent durable, nothing heard; `unknown`: the venue's answer never came. */
export type OrderStatus = 'sent' | 'unknown' | VenueOrderStatus;

export interface OrderState {
  // Durable.
  readonly id: string;
  readonly role: OrderRole;
  readonly decision: number;
  readonly attempt: number;
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly action: OrderAction;
  readonly type: OrderType;
  readonly quantity: Decimal;
  readonly stopPrice: Decimal | null;
  readonly reason: string;
  readonly entry: EntryOrder | null;
  readonly sentAt: EpochMs;
  status: OrderStatus;
  /** Set once its cancel was decided: `<cause>: <words>`. */
  cancelReason: string | null;
  acceptedAt: EpochMs | null;
  /** Booked fills. */
  filled: Decimal;
  filledNotional: Decimal;
  /** What the venue's order state said; ahead of `filled` while fills are missing. */
  reported: Decimal;
  reportedAverage: Decimal;
  readonly trades: Set<string>;
  /** A missing fill was booked from the order's state. */
  recovered: boolean;
  /** Entries: the final word was given. */
  ended: boolean;
  endedAt: EpochMs;
  /** Last words about it, for the entry's final fact. */
  text: string;
  // Timers.
  queryAt: EpochMs;
  queryTries: number;
  lastQueryAt: EpochMs;
  notFound: number;
  /** The venue shows it with other figures than it was sent with. */
  altered: boolean;
  cancelAt: EpochMs;
  cancelTries: number;
  fillsDueAt: EpochMs;
  fillsAsked: boolean;
  /** Questions for missing fills that got no answer. */
  fillsLost: number;
}

export interface PositionState extends Holding {
  // Durable.
  readonly key: string;
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly decision: number;
  readonly attempt: number;
  readonly openedAt: EpochMs;
  /** Null: nothing is known about how to leave it (EXTERNAL left alone). */
  readonly plan: ExitPlan | null;
  stopPrice: Decimal | null;
  trailingArmed: boolean;
  stopOnVenue: boolean;
  /** Why it is being left; the wish stands until nothing is held. */
  exitReason: string | null;
  /** Why it was reduced last. */
  reducedBy: string;
  openQuantity: Decimal;
  openNotional: Decimal;
  openFees: Decimal;
  closeQuantity: Decimal;
  closeNotional: Decimal;
  gross: Decimal;
  fees: Decimal;
  funding: Decimal;
  // Floats for the price path, and timers.
  entryNumber: number;
  stopNumber: number;
  exitUrgent: boolean;
  exitTries: number;
  exitAt: EpochMs;
  exitFailedAt: EpochMs[];
  exitTroubleAt: EpochMs;
  stopTries: number;
  stopAt: EpochMs;
  unprotectedSince: EpochMs;
  stopTroubleAt: EpochMs;
  crossedAt: EpochMs;
}

/** A symbol with its contract data, last prices and virtual positions. */
export interface SymbolState {
  readonly symbol: SymbolId;
  /** Null: not configured; only EXTERNAL can be held there. */
  readonly instrument: Instrument | null;
  readonly tick: Decimal;
  readonly lot: Decimal;
  readonly minQuantity: Decimal;
  readonly maxQuantity: Decimal;
  readonly takerFee: number;
  markAt: EpochMs;
  mark: number;
  close: number;
  bid: number;
  ask: number;
  markPlausible: boolean;
  readonly positions: PositionState[];
  // Durable.
  /**
   * Realised on the strategies' own entry prices minus what the venue realised on its average one,
   * by side, since the side was last flat: what strategies that share it owe each other for now.
   */
  readonly owed: Record<Side, Decimal>;
}

export interface HaltState {
  readonly on: boolean;
  readonly actor: string;
  readonly reason: string;
}

export interface ExecutorState {
  readonly config: ExecutorConfig;
  readonly symbols: Map<SymbolId, SymbolState>;
  // Durable.
  /** Orders still to be followed: alive, or ended with fills missing. */
  readonly open: Map<string, OrderState>;
  /** All remembered orders, `open` ones included. */
  readonly orders: Map<string, OrderState>;
  /** Ended orders, oldest first, until they are forgotten. */
  readonly ended: OrderState[];
  /** Trade, funding and transfer ids outside any order, oldest first: bounded memory. */
  readonly seen: Map<string, EpochMs>;
  /** Ids at or before this instant were forgotten: what is older cannot be told from new. */
  seenFrom: EpochMs;
  /** Entry decisions already taken up, with the order's id, null when refused. */
  readonly decisions: Map<number, string | null>;
  /** Decisions at or below are all taken up. */
  decisionFloor: number;
  nextSequence: number;
  writer: number;
  halt: HaltState;
  reconciled: boolean | null;
  reconciliationText: string;
  balance: Decimal | null;
  opening: Decimal;
  ledgerEntries: number;
  readonly ledgerByKind: Map<LedgerKind, Decimal>;
  /** Net realised PnL per strategy on virtual positions: gross - fees + funding. */
  readonly strategyNet: Map<StrategyId, Decimal>;
  virtualRealised: Decimal;
  lastFactAt: EpochMs;
  /** When the books were equal to the venue last: what happened before is in them. */
  completeAt: EpochMs | null;
  /** Last answer of the venue before the silence that was told; null: it answers. */
  silentSince: EpochMs | null;
}

/** Ended orders are remembered for late and repeated events, for a time and up to a number. */
export const ENDED_MAX = 10_000;

export const NEVER: EpochMs = Number.POSITIVE_INFINITY;

export function createState(config: ExecutorConfig): ExecutorState {
  return {
    config,
    symbols: new Map(config.instruments.map((i) => [i.symbol, createSymbol(i.symbol, i)])),
    open: new Map(),
    orders: new Map(),
    ended: [],
    seen: new Map(),
    seenFrom: Number.NEGATIVE_INFINITY,
    decisions: new Map(),
    decisionFloor: 0,
    nextSequence: 1,
    writer: 0,
    halt: { on: false, actor: '', reason: '' },
    reconciled: null,
    reconciliationText: 'not reconciled yet',
    balance: null,
    opening: ZERO,
    ledgerEntries: 0,
    ledgerByKind: new Map(),
    strategyNet: new Map(),
    virtualRealised: ZERO,
    lastFactAt: 0,
    completeAt: null,
    silentSince: null,
  };
}

const SMALLEST = 1n as Decimal;

function createSymbol(symbol: SymbolId, instrument: Instrument | null): SymbolState {
  return {
    symbol,
    instrument,
    tick: instrument ? decimal(instrument.tickSize) : SMALLEST,
    lot: instrument ? decimal(instrument.lotSize) : SMALLEST,
    minQuantity: instrument ? decimal(instrument.minQuantity) : SMALLEST,
    maxQuantity: instrument ? decimal(instrument.maxQuantity) : decimal('1000000000000'),
    takerFee: instrument ? Number(instrument.takerFee) : 0,
    markAt: Number.NEGATIVE_INFINITY,
    mark: Number.NaN,
    close: Number.NaN,
    bid: Number.NaN,
    ask: Number.NaN,
    markPlausible: true,
    positions: [],
    owed: { long: ZERO, short: ZERO },
  };
}

/** The symbol's state; one nobody configured gets a place of its own (EXTERNAL may hold it). */
export function symbolState(state: ExecutorState, symbol: SymbolId): SymbolState {
  let found = state.symbols.get(symbol);
  if (!found) {
    found = createSymbol(symbol, null);
    state.symbols.set(symbol, found);
  }
  return found;
}

export const positionKey = (strategy: StrategyId, symbol: SymbolId, side: Side): string =>
  `${strategy} ${symbol} ${side}`;

export function findPosition(
  state: ExecutorState,
  strategy: StrategyId,
  symbol: SymbolId,
  side: Side,
): PositionState | undefined {
  return state.symbols
    .get(symbol)
    ?.positions.find((p) => p.strategy === strategy && p.side === side);
}

/** All virtual positions, in configured symbol order. */
export function allPositions(state: ExecutorState): PositionState[] {
  const found: PositionState[] = [];
  for (const symbol of state.symbols.values()) found.push(...symbol.positions);
  return found;
}

/** What the books say the account holds on a side: virtual positions plus EXTERNAL. */
export function sideQuantity(symbol: SymbolState, side: Side): Decimal {
  let sum = 0n;
  for (const p of symbol.positions) if (p.side === side) sum += p.quantity;
  return sum as Decimal;
}

export const isFinal = (status: OrderStatus): boolean =>
  status === 'filled' || status === 'cancelled' || status === 'expired' || status === 'rejected';

/** Known to rest on (or to be executing at) the venue. */
export const isConfirmed = (order: OrderState): boolean =>
  order.status === 'new' || order.status === 'partially_filled';

export const isAlive = (order: OrderState): boolean => !isFinal(order.status);

/** May it still fill, as far as we know; counts fills reported but not told yet. */
export function remaining(order: OrderState): Decimal {
  const upTo = isAlive(order) ? order.quantity : order.reported;
  return (upTo > order.filled ? upTo - order.filled : 0n) as Decimal;
}

/** first, doubled each time, at most `longest`. */
export const backOff = (first: Ms, longest: Ms, tries: number): Ms =>
  Math.min(longest, first * 2 ** Math.min(tries, 20));
