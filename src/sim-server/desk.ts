/** What the routes work with: exchange, market, books, account, all of one venue. */
import type { SymbolId } from '../domain/ids.ts';
import type { Instrument, Side } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { FetchAccount, ListedContract, VenueCommand, VenueEvent } from '../domain/venue.ts';
import { engineRefusal, VENUE_ERRORS, type VenueError } from '../venues/binance/errors.ts';
import type { RequestContext } from '../venues/binance/order-request.ts';
import { SymbolTable } from '../venues/binance/parameters.ts';
import type { RateLimits } from '../venues/binance/rate-limiter.ts';
import type { ApiKey } from '../venues/binance/signature.ts';
import { BoundedLog } from '../venues/simulated/bounded-log.ts';
import type { SimulatedExchange } from '../venues/simulated/exchange.ts';
import type { ExchangeOrder } from '../venues/simulated/special.ts';
import type { OrderView } from '../venues/simulated/views.ts';
import { BookTracker } from './book-tracker.ts';
import { ListenKeys } from './listen-keys.ts';
import type { Instant, SimMarket } from './sim-market.ts';
import { StreamHub } from './stream-hub.ts';
import { UserData } from './user-data.ts';

/** What the API key may do. May change while the server runs. */
export interface KeyPermissions {
  canTradeFutures: boolean;
  canWithdraw: boolean;
  canTransfer: boolean;
  ipRestricted: boolean;
}
/** As a key for trading should be. */
export const TRADE_ONLY: Readonly<KeyPermissions> = {
  canTradeFutures: true,
  canWithdraw: false,
  canTransfer: false,
  ipRestricted: true,
};

/** Margin put into a side (type 1) or taken out (2). */
interface MarginChange {
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly oneWay: boolean;
  readonly type: 1 | 2;
  readonly amount: string;
  readonly at: EpochMs;
}

export interface DeskOptions {
  readonly exchange: SimulatedExchange;
  readonly market: SimMarket;
  readonly key: ApiKey;
  readonly limits: RateLimits;
  /** The machine's clock: what signatures and limits are judged by, epoch ms. */
  readonly wall: () => EpochMs;
  readonly permissions?: Readonly<KeyPermissions>;
}

export class Desk {
  readonly exchange: SimulatedExchange;
  readonly market: SimMarket;
  readonly limits: RateLimits;
  readonly wall: () => EpochMs;
  readonly symbols: SymbolTable;
  readonly books: BookTracker;
  readonly hub: StreamHub;
  readonly listenKeys: ListenKeys;
  readonly userData: UserData;
  readonly permissions: KeyPermissions;
  readonly marginChanges: BoundedLog<MarginChange>;
  /** Receives every message of the user-data stream. */
  onUserMessage: (message: object) => void = () => undefined;
  /** Called when market time went on. */
  onAdvance: () => void = () => undefined;
  /** The venue's clock less the machine's. */
  clockOffset: () => Ms = () => 0;
  /** Contracts as they are listed now. */
  listed: (contracts: readonly Instrument[]) => readonly (Instrument & ListedContract)[] = (same) =>
    same;
  private reached: EpochMs = 0;
  private refusal: VenueError | null = null;
  private lastOwnId = 0;

  constructor({ exchange, market, key, limits, wall, permissions }: DeskOptions) {
    this.permissions = { ...(permissions ?? TRADE_ONLY) };
    this.marginChanges = new BoundedLog(exchange.historyLimit);
    this.exchange = exchange;
    this.market = market;
    this.limits = limits;
    this.wall = wall;
    this.symbols = new SymbolTable(market.source.symbols);
    this.books = new BookTracker(exchange);
    this.hub = new StreamHub(market);
    this.listenKeys = new ListenKeys(key);
    this.userData = new UserData(exchange, market.source.startsAt, (message) =>
      this.onUserMessage(message),
    );
    exchange.onEvent((event) => this.onEvent(event));
    for (const symbol of this.symbols.symbols) this.books.refresh(symbol);
  }

  /** Plays the market up to `until`. */
  advance(until: EpochMs): void {
    this.market.advance(until, (instant) => {
      this.moveTo(instant.at);
      this.publish(instant);
    });
    this.moveTo(until);
  }

  /** Market time, also between two price steps. */
  get time(): EpochMs {
    return Math.max(this.reached, this.market.now);
  }

  /** Executes a command now; throws the `VenueError` it is refused with. */
  execute(command: ExchangeOrder | Exclude<VenueCommand, FetchAccount>): void {
    this.refusal = null;
    this.exchange.submit(command, this.market.now);
    this.tellBook(command.symbol);
    if (this.refusal !== null) throw this.refusal;
  }

  /** An order took from the book of `symbol`, perhaps. */
  tellBook(symbol: SymbolId): void {
    const change = this.books.refresh(symbol);
    if (change !== undefined) this.hub.books([change], this.market.now);
  }

  /** The order of that client order id after a command that made or ended it. */
  orderAfter(clientOrderId: string): OrderView {
    const order = this.exchange.order(clientOrderId);
    if (order === undefined) throw VENUE_ERRORS.internal();
    return order;
  }

  /** What a request for an order of `symbol` has to be read with. */
  context(symbol: SymbolId): RequestContext {
    return { symbol, oneWay: this.exchange.oneWay, ownId: this.ownId };
  }

  /** A client order id for who sent none. */
  private readonly ownId = (): string => {
    this.lastOwnId += 1;
    return `sim-${this.lastOwnId}`;
  };

  private moveTo(time: EpochMs): void {
    this.reached = Math.max(this.reached, time);
    this.onAdvance();
  }

  private publish(instant: Instant): void {
    const changes = this.symbols.symbols
      .map((symbol) => this.books.refresh(symbol))
      .filter((change) => change !== undefined);
    this.hub.instant(instant, changes);
  }

  private onEvent(event: VenueEvent): void {
    if (event.kind === 'rejected') {
      this.refusal = engineRefusal(event);
    } else if (event.kind === 'not_found') {
      this.refusal =
        event.operation === 'cancel' ? VENUE_ERRORS.unknownOrder() : VENUE_ERRORS.noOrder();
    } else {
      this.userData.onEvent(event);
    }
  }
}
