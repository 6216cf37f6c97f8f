/**
 * What goes wrong between a client and its venue, as data: one plan for the exchange in process
 * and for the exchange as a server. Faults act on requests, answers and messages on their way; the
 * matching engine itself never lies.
 */
import type { DecimalText } from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { Ms } from '../../domain/time.ts';
import type { OrderAction, OrderType } from '../../domain/venue.ts';

export const ROUTE_CLASSES = ['order', 'cancel', 'query', 'account', 'market'] as const;
/** `account`: balances, positions, settings, keys; `market`: public data. */
export type RouteClass = (typeof ROUTE_CLASSES)[number];

export const EVENT_CLASSES = ['order', 'fill', 'money'] as const;
/** What the venue pushes: states of orders, trades, and what else moves the wallet. */
export type EventClass = (typeof EVENT_CLASSES)[number];

/** A length of time, drawn anew each time it is needed. */
export type Distribution =
  | { readonly fixed: Ms }
  | { readonly uniform: readonly [least: Ms, most: Ms] }
  /** `sigma`: of the logarithm; what is drawn above `most` is `most`. */
  | { readonly logNormal: { readonly median: Ms; readonly sigma: number; readonly most: Ms } };

/** Narrows a fault to some orders; an absent field matches any, also what is no order. */
export interface Match {
  readonly symbol?: SymbolId | undefined;
  readonly side?: Side | undefined;
  readonly action?: OrderAction | undefined;
  readonly type?: OrderType | undefined;
  /** How the client order id begins. */
  readonly clientOrderId?: string | undefined;
}

/** In force while from <= t < until, after the plan's beginning; `until` null: to the end. */
interface Lasting {
  readonly id: string;
  readonly from: Ms;
  readonly until: Ms | null;
}
/** Strikes by chance within its window, `times` at most (null: no bound). */
interface Striking extends Lasting {
  readonly probability: number;
  readonly times: number | null;
}
interface OnRequests extends Striking {
  readonly routes: readonly RouteClass[];
  readonly match?: Match | undefined;
}
interface OnEvents extends Striking {
  readonly events: readonly EventClass[];
}

export type LatencyFault = OnRequests & {
  readonly kind: 'latency';
  readonly by: Distribution;
  /** On the way to the venue, or on the way back. */
  readonly leg: 'request' | 'answer';
};
export type TimeoutFault = OnRequests & {
  readonly kind: 'timeout';
  readonly executed: boolean;
  /** Nothing at all, the venue's own word for it (408, -1007), or the connection broken off. */
  readonly answer: 'silence' | 'code' | 'reset';
};
export type ErrorFault = OnRequests & {
  readonly kind: 'error';
  /** 500 to 599. */
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly executed: boolean;
};
/** Refused before it reaches the engine. */
export type RejectFault = OnRequests & {
  readonly kind: 'reject';
  /** 400 to 499. */
  readonly status: number;
  readonly code: number;
  readonly message: string;
};
/** Somebody else was faster: of what an order would have got at once, only this fraction is left. */
export type PartialFillFault = Striking & {
  readonly kind: 'partial_fill';
  readonly fraction: number;
  readonly match?: Match | undefined;
};
export type DisconnectFault = Lasting & {
  readonly kind: 'disconnect';
  readonly channels: readonly ('websocket' | 'rest')[];
};
export type DelayFault = OnEvents & { readonly kind: 'delay'; readonly by: Distribution };
export type DuplicateFault = OnEvents & {
  readonly kind: 'duplicate';
  readonly after: Distribution;
};
/** Each event by its own chance length up to `within`, so that they overtake each other. */
export type ReorderFault = OnEvents & { readonly kind: 'reorder'; readonly within: Ms };
export type MarketDataFault = Lasting & {
  readonly kind: 'market_data';
  /** No news; news with new times and old figures; best bid above best ask. */
  readonly how: 'stale' | 'frozen' | 'crossed';
  /** Empty: all. */
  readonly symbols: readonly SymbolId[];
};
/** The venue's clock against the machine's: positive is ahead. */
export type ClockFault = Lasting & { readonly kind: 'clock'; readonly offset: Ms };
export type LimitsFault = Lasting & {
  readonly kind: 'limits';
  readonly weightPerMinute?: number | undefined;
  readonly ordersPerMinute?: number | undefined;
  readonly ordersPerTenSeconds?: number | undefined;
};
/** Every request refused, every websocket closed. */
export type MaintenanceFault = Lasting & { readonly kind: 'maintenance'; readonly message: string };
export type AdlFault = Striking & {
  readonly kind: 'adl';
  readonly symbol: SymbolId;
  readonly side: Side;
  /** Share of the position that is taken. */
  readonly fraction: number;
};
/** What the key may do meanwhile; an absent right stays as it is. */
export type PermissionsFault = Lasting & {
  readonly kind: 'permissions';
  readonly trade?: boolean | undefined;
  readonly withdraw?: boolean | undefined;
  readonly transfer?: boolean | undefined;
  readonly ipRestricted?: boolean | undefined;
};
/** The venue lists the contract so; the engine goes on with its own figures. */
export type ContractFault = Lasting & {
  readonly kind: 'contract';
  readonly symbol: SymbolId;
  /** Stops trading so long after this fault began; absent: it goes on. */
  readonly delistedAfter?: Ms | undefined;
  readonly tickSize?: DecimalText | undefined;
  readonly lotSize?: DecimalText | undefined;
  readonly minNotional?: DecimalText | undefined;
};
/** The address is banned: 418 by the limits, 403 by the firewall. */
export type BanFault = Lasting & { readonly kind: 'ban'; readonly status: 418 | 403 };

export type Fault =
  | LatencyFault
  | TimeoutFault
  | ErrorFault
  | RejectFault
  | PartialFillFault
  | DisconnectFault
  | DelayFault
  | DuplicateFault
  | ReorderFault
  | MarketDataFault
  | ClockFault
  | LimitsFault
  | MaintenanceFault
  | AdlFault
  | PermissionsFault
  | ContractFault
  | BanFault;

export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { readonly kind: K }>;

/** Ids are unique. */
export interface FaultPlan {
  readonly faults: readonly Fault[];
}
