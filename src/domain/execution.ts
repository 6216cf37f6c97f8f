/**
 * What goes into the executor and the facts that come out of it. Facts are journaled before they
 * are acted on or told to anybody, and carry the executor's sequence number.
 */
import type { ClosureScope, Gate } from './closure.ts';
import type { DecimalText } from './decimal.ts';
import type { EntryOrder } from './decision.ts';
import type { StrategyId, SymbolId } from './ids.ts';
import type { Side } from './market.ts';
import type { ReasonCode } from './reasons.ts';
import type { ExitRequest } from './signal.ts';
import type { EpochMs } from './time.ts';
import type { OrderAction, OrderType, VenueOrderStatus } from './venue.ts';

export type ExecutorCommand =
  | { readonly kind: 'entry'; readonly order: EntryOrder }
  | { readonly kind: 'gate'; readonly gate: Gate }
  /** Renewed by the orchestrator every 500 ms of machine time; dead after 2 s. */
  | { readonly kind: 'lease'; readonly writer: number }
  | { readonly kind: 'cancel_entries'; readonly scope: ClosureScope; readonly reason: string }
  | { readonly kind: 'exit'; readonly request: ExitRequest }
  | {
      readonly kind: 'flatten';
      readonly scope: ClosureScope;
      readonly actor: string;
      readonly reason: string;
    }
  /**
   * The executor's own persisted ENTRY_HALT latch, reachable without the orchestrator. Whoever lifts
   * it may do so: the orchestrator in force, which asked who gave the resume, names itself as
   * `writer`; anybody else shows a token.
   */
  | {
      readonly kind: 'halt';
      readonly on: boolean;
      readonly actor: string;
      readonly reason: string;
      readonly writer?: number;
    };

/** What an order is for: `entry`, its protective `stop`, or an `exit`. */
export type OrderRole = 'entry' | 'stop' | 'exit';

export const ENTRY_ENDS = [
  'filled',
  'partially_filled',
  'timed_out',
  'cancelled',
  'rejected',
  'refused',
] as const;
export type EntryEnd = (typeof ENTRY_ENDS)[number];

export type LedgerKind =
  | 'opening_balance'
  | 'realised_pnl'
  | 'fee'
  | 'funding'
  | 'transfer'
  | 'liquidation'
  | 'adjustment';

export interface LedgerEntry {
  readonly id: string;
  readonly at: EpochMs;
  readonly kind: LedgerKind;
  readonly strategy: StrategyId | null;
  readonly symbol: SymbolId | null;
  readonly amount: DecimalText;
  /** Wallet balance after this entry: the sum of all entries so far, exactly. */
  readonly balance: DecimalText;
  /** What it books: trade id, funding id, transfer id, or the reconciliation that found it. */
  readonly reference: string;
  /** Side of the position it concerns; absent when it concerns none. */
  readonly positionSide?: Side;
}

export interface TradeClosed {
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly decision: number;
  readonly quantity: DecimalText;
  readonly openedAt: EpochMs;
  readonly closedAt: EpochMs;
  readonly entryPrice: DecimalText;
  readonly exitPrice: DecimalText;
  /** Before fees and funding. */
  readonly grossPnl: DecimalText;
  readonly fees: DecimalText;
  readonly funding: DecimalText;
  /** gross - fees + funding. */
  readonly netPnl: DecimalText;
  readonly exitReason: string;
}

export interface VirtualPosition {
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  readonly side: Side;
  /** Decision that opened it. */
  readonly decision: number;
  /** 0 when it has been closed. */
  readonly quantity: DecimalText;
  readonly entryPrice: DecimalText;
  readonly openedAt: EpochMs;
  /** Price of the stop in force (fixed or trailing); null while none is set. */
  readonly stopPrice: DecimalText | null;
  /** Is the stop resting on the venue, sized to the position? */
  readonly stopOnVenue: boolean;
  readonly trailingArmed: boolean;
}

export type ExecutorFact =
  /** Durable before the order is sent. */
  | {
      readonly kind: 'intent';
      readonly at: EpochMs;
      readonly clientOrderId: string;
      readonly role: OrderRole;
      readonly decision: number;
      readonly attempt: number;
      readonly strategy: StrategyId;
      readonly symbol: SymbolId;
      readonly positionSide: Side;
      readonly action: OrderAction;
      readonly type: OrderType;
      readonly quantity: DecimalText;
      readonly price: DecimalText | null;
      readonly stopPrice: DecimalText | null;
      readonly reason: string;
      /** Entry orders only: everything needed to protect what fills. */
      readonly entry: EntryOrder | null;
    }
  | {
      readonly kind: 'order';
      readonly at: EpochMs;
      readonly clientOrderId: string;
      readonly status: VenueOrderStatus | 'unknown' | 'cancelling';
      readonly filledQuantity: DecimalText;
      readonly averagePrice: DecimalText;
      readonly text: string;
    }
  | {
      readonly kind: 'fill';
      readonly at: EpochMs;
      readonly tradeId: string;
      readonly clientOrderId: string;
      readonly role: OrderRole | 'external';
      readonly decision: number;
      readonly strategy: StrategyId;
      readonly symbol: SymbolId;
      readonly positionSide: Side;
      readonly action: OrderAction;
      readonly quantity: DecimalText;
      readonly price: DecimalText;
      readonly fee: DecimalText;
      /** On the virtual position's own entry price, before fees. */
      readonly realisedPnl: DecimalText;
      readonly maker: boolean;
    }
  /**
   * A trade that was booked under EXTERNAL turns out to be this order's: it counts for the order,
   * and is not booked again.
   */
  | {
      readonly kind: 'fill_claimed';
      readonly at: EpochMs;
      readonly tradeId: string;
      readonly clientOrderId: string;
      readonly strategy: StrategyId;
      readonly symbol: SymbolId;
      readonly quantity: DecimalText;
      readonly price: DecimalText;
    }
  /** The final word on an entry: releases its reservation. */
  | {
      readonly kind: 'entry_ended';
      readonly at: EpochMs;
      readonly decision: number;
      readonly attempt: number;
      readonly strategy: StrategyId;
      readonly symbol: SymbolId;
      readonly end: EntryEnd;
      readonly reason: ReasonCode | null;
      readonly quantity: DecimalText;
      readonly filledQuantity: DecimalText;
      readonly averagePrice: DecimalText;
      readonly text: string;
    }
  | { readonly kind: 'position'; readonly at: EpochMs; readonly position: VirtualPosition }
  | { readonly kind: 'trade_closed'; readonly at: EpochMs; readonly trade: TradeClosed }
  | { readonly kind: 'ledger'; readonly at: EpochMs; readonly entry: LedgerEntry }
  | {
      readonly kind: 'halt';
      readonly at: EpochMs;
      readonly on: boolean;
      readonly actor: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'reconciliation';
      readonly at: EpochMs;
      readonly clean: boolean;
      /** Each in words with both figures. */
      readonly differences: readonly string[];
    }
  /** The venue stopped answering, or answers again; `since`: its last answer before the silence. */
  | {
      readonly kind: 'venue';
      readonly at: EpochMs;
      readonly answers: boolean;
      readonly since: EpochMs;
      readonly text: string;
    }
  /** Something an incident is made of: exit that keeps failing, stop missing, surplus fill. */
  | {
      readonly kind: 'trouble';
      readonly at: EpochMs;
      readonly code:
        | 'EXIT_FAILED'
        | 'STOP_MISSING'
        | 'STOP_OVERFILL'
        | 'UNKNOWN_ORDER'
        | 'LIQUIDATION';
      /** Class of the incident it makes (requirements INC-1 to INC-3); null: it makes none. */
      readonly severity: TroubleSeverity;
      readonly strategy: StrategyId | null;
      readonly symbol: SymbolId | null;
      readonly text: string;
    };

export type TroubleSeverity = 'P1' | 'P2' | 'P3' | null;

/** Value of the account now; told at every mark, journaled by whoever consumes it. */
export interface EquityMark {
  readonly at: EpochMs;
  readonly walletBalance: DecimalText;
  /** Unrealised PnL at mark of all virtual positions, float. */
  readonly unrealisedPnl: number;
  /** Sum of all deposits minus withdrawals after the opening balance. */
  readonly transfers: DecimalText;
  /** `good`, or why it must not move a latch. */
  readonly quality: 'good' | 'stale' | 'implausible';
  /** Net realised plus unrealised PnL since inception per strategy (and EXTERNAL), USDT. */
  readonly strategyPnl: Readonly<Record<string, number>>;
}
