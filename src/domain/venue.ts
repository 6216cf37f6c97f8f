/**
 * The narrow venue port, as messages: commands go out, events come back, in whatever order the
 * venue produces them. An adapter (simulated exchange, exchange library) turns commands into its
 * venue's calls. No promise is returned on purpose: an answer that never comes is an event too
 * (`unknown`), and the executor must live with it.
 */
import type { DecimalText } from './decimal.ts';
import type { SymbolId } from './ids.ts';
import type { Instrument, Side } from './market.ts';
import type { EpochMs, Ms } from './time.ts';

export type OrderType = 'limit' | 'market' | 'stop_market';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'POST_ONLY';
/** `open` adds to the position side, `reduce` can only shrink it (clipped by the venue). */
export type OrderAction = 'open' | 'reduce';

export interface PlaceOrder {
  readonly kind: 'place';
  readonly clientOrderId: string;
  readonly symbol: SymbolId;
  /** Side of the position in hedge mode; the adapter derives buy or sell from it and `action`. */
  readonly positionSide: Side;
  readonly action: OrderAction;
  readonly type: OrderType;
  readonly quantity: DecimalText;
  /** Limit orders only. */
  readonly price: DecimalText | null;
  /** Stop orders only; triggers on traded prices, as in a backtest. */
  readonly stopPrice: DecimalText | null;
  readonly timeInForce: TimeInForce;
}
export interface CancelOrder {
  readonly kind: 'cancel';
  readonly clientOrderId: string;
  readonly symbol: SymbolId;
  /** Conditional orders live in a book of their own on some venues. */
  readonly conditional: boolean;
}
export interface QueryOrder {
  readonly kind: 'query';
  readonly clientOrderId: string;
  readonly symbol: SymbolId;
  readonly conditional: boolean;
}
export interface FetchAccount {
  readonly kind: 'account';
}
/**
 * Dead man's switch of a symbol: unless it is set again within `after` of the venue's time, the
 * venue cancels all limit orders of the symbol, exits included; conditional orders live on.
 */
export interface SetCountdown {
  readonly kind: 'countdown';
  readonly symbol: SymbolId;
  /** Whole milliseconds; 0 takes it away. */
  readonly after: Ms;
}
export type VenueCommand = PlaceOrder | CancelOrder | QueryOrder | FetchAccount | SetCountdown;

export type VenueOrderStatus =
  | 'new'
  | 'partially_filled'
  | 'filled'
  | 'cancelled'
  | 'expired'
  | 'rejected';

export interface VenuePosition {
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly quantity: DecimalText;
  readonly entryPrice: DecimalText;
  /** Null when there is none (well collateralised). */
  readonly liquidationPrice: DecimalText | null;
}
export interface VenueOrder {
  readonly clientOrderId: string;
  readonly symbol: SymbolId;
  readonly positionSide: Side;
  readonly action: OrderAction;
  readonly type: OrderType;
  readonly quantity: DecimalText;
  readonly filledQuantity: DecimalText;
  readonly price: DecimalText | null;
  readonly stopPrice: DecimalText | null;
  readonly status: VenueOrderStatus;
}

export type VenueEvent =
  /** The venue took the order. */
  | { readonly kind: 'accepted'; readonly clientOrderId: string; readonly at: EpochMs }
  /** The venue refused the order: it does not exist. */
  | {
      readonly kind: 'rejected';
      readonly clientOrderId: string;
      readonly code: string;
      readonly message: string;
      readonly at: EpochMs;
    }
  /** No answer to a place or cancel: it may or may not have executed. */
  | {
      readonly kind: 'unknown';
      readonly clientOrderId: string;
      readonly operation: 'place' | 'cancel' | 'query';
      readonly at: EpochMs;
    }
  /** Answer to a query or cancel: the venue knows no such (live) order. */
  | {
      readonly kind: 'not_found';
      readonly clientOrderId: string;
      readonly operation: 'cancel' | 'query';
      readonly at: EpochMs;
    }
  /** State of an order: pushed by the venue, or the answer to a query. */
  | {
      readonly kind: 'order';
      readonly clientOrderId: string;
      readonly status: VenueOrderStatus;
      readonly filledQuantity: DecimalText;
      /** 0 when nothing filled. */
      readonly averagePrice: DecimalText;
      readonly at: EpochMs;
    }
  | {
      readonly kind: 'fill';
      /** Unique per venue and symbol; the same fill may be told twice. */
      readonly tradeId: string;
      /** Empty when the fill belongs to no client order (liquidation, ADL). */
      readonly clientOrderId: string;
      readonly symbol: SymbolId;
      readonly positionSide: Side;
      readonly action: OrderAction;
      readonly quantity: DecimalText;
      readonly price: DecimalText;
      /** Paid fee in USDT; negative is a rebate. */
      readonly fee: DecimalText;
      /** Realised by this fill on the venue's average entry price, before fees. */
      readonly realisedPnl: DecimalText;
      readonly maker: boolean;
      readonly cause: 'order' | 'liquidation' | 'adl';
      readonly at: EpochMs;
    }
  | {
      readonly kind: 'funding';
      readonly id: string;
      readonly symbol: SymbolId;
      readonly positionSide: Side;
      readonly rate: number;
      /** Change of the wallet balance, negative when paid. */
      readonly amount: DecimalText;
      readonly at: EpochMs;
    }
  | {
      readonly kind: 'transfer';
      readonly id: string;
      readonly amount: DecimalText;
      readonly at: EpochMs;
    }
  /** Answer to `account`. */
  | {
      readonly kind: 'account';
      readonly walletBalance: DecimalText;
      readonly positions: readonly VenuePosition[];
      readonly openOrders: readonly VenueOrder[];
      readonly at: EpochMs;
    }
  /** Answer to `countdown`: it is set. */
  | {
      readonly kind: 'countdown';
      readonly symbol: SymbolId;
      readonly after: Ms;
      readonly at: EpochMs;
    }
  | { readonly kind: 'connection'; readonly up: boolean; readonly at: EpochMs };

/** What an order must fit at the venue; fees and margin rates are of the account, not of this. */
export type ContractFilters = Pick<
  Instrument,
  'symbol' | 'tickSize' | 'lotSize' | 'minQuantity' | 'maxQuantity' | 'minNotional'
>;

/** A contract as the venue lists it. */
export type ListedContract = ContractFilters & {
  /** When it stops trading, where that is announced. */
  readonly delistsAt?: EpochMs | null;
};

/** What the venue says of a configured contract, held against the configuration (OPS-5). */
export interface ContractNews {
  readonly symbol: SymbolId;
  /** Why orders by the configured figures may be refused, in words; null: they fit. */
  readonly fault: string | null;
  readonly delistsAt: EpochMs | null;
}

/** What the key may do and how the account is set. Null: this venue does not tell. */
export interface VenuePermissions {
  readonly canTradeFutures: boolean;
  readonly canWithdraw: boolean | null;
  readonly canTransfer: boolean | null;
  readonly ipRestricted: boolean | null;
  readonly hedgeMode: boolean;
  readonly multiAssetMargin: boolean;
  readonly feesInOtherCoin: boolean | null;
  readonly fundingEndpoint: boolean;
}

/** What pre-flight asks of a venue; answers may reject with an Error that names the remedy. */
export interface VenueProbe {
  readonly name: string;
  /** Contracts that can be traded now, with the filters orders must pass. */
  instruments(): Promise<readonly ListedContract[]>;
  /** Venue clock, epoch ms in the venue's own time. */
  serverTime(): Promise<EpochMs>;
  permissions(): Promise<VenuePermissions>;
}

export interface Venue extends VenueProbe {
  send(command: VenueCommand): void;
  /** One listener; set before the first command. Called synchronously or later, never re-entered. */
  onEvent(listener: (event: VenueEvent) => void): void;
  close(): Promise<void>;
}
