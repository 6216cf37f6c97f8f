/** What the routes work with: exchange, market, books, account, all of one venue. */
import type { EpochMs } from '../domain/time.ts';
import type { VenueCommand, VenueEvent } from '../domain/venue.ts';
import { engineRefusal, VENUE_ERRORS, type VenueError } from '../venues/binance/errors.ts';
import type { WorkingType } from '../venues/binance/order-request.ts';
import { SymbolTable } from '../venues/binance/parameters.ts';
import type { RateLimits } from '../venues/binance/rate-limiter.ts';
import type { ApiKey } from '../venues/binance/signature.ts';
import type { SimulatedExchange } from '../venues/simulated/exchange.ts';
import type { OrderView } from '../venues/simulated/views.ts';
import { BookTracker } from './book-tracker.ts';
import { ListenKeys } from './listen-keys.ts';
import type { Instant, SimMarket } from './sim-market.ts';
import { StreamHub } from './stream-hub.ts';
import { UserData } from './user-data.ts';

export interface DeskOptions {
  readonly exchange: SimulatedExchange;
  readonly market: SimMarket;
  readonly key: ApiKey;
  readonly limits: RateLimits;
  /** The machine's clock: what signatures and limits are judged by, epoch ms. */
  readonly wall: () => EpochMs;
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
  /** Receives every message of the user-data stream. */
  onUserMessage: (message: object) => void = () => undefined;
  private readonly workingTypes = new Map<number, WorkingType>();
  private refusal: VenueError | null = null;
  private lastOwnId = 0;

  constructor({ exchange, market, key, limits, wall }: DeskOptions) {
    this.exchange = exchange;
    this.market = market;
    this.limits = limits;
    this.wall = wall;
    this.symbols = new SymbolTable(market.source.symbols);
    this.books = new BookTracker(exchange);
    this.hub = new StreamHub(market);
    this.listenKeys = new ListenKeys(key);
    this.userData = new UserData(
      exchange,
      market.source.startsAt,
      (order) => this.workingType(order),
      (message) => this.onUserMessage(message),
    );
    exchange.onEvent((event) => this.onEvent(event));
    for (const symbol of this.symbols.symbols) this.books.refresh(symbol);
  }

  /** Plays the market up to `until`. */
  advance(until: EpochMs): void {
    this.market.advance(until, (instant) => this.publish(instant));
  }

  /** Executes a command now; throws the `VenueError` it is refused with. */
  execute(command: VenueCommand): void {
    this.refusal = null;
    this.exchange.submit(command, this.market.now);
    const changes = this.symbols.symbols
      .map((symbol) => this.books.refresh(symbol))
      .filter((change) => change !== undefined);
    this.hub.books(changes, this.market.now);
    if (this.refusal !== null) throw this.refusal;
  }

  /** The order of that client order id after a command that made or ended it. */
  orderAfter(clientOrderId: string): OrderView {
    const order = this.exchange.order(clientOrderId);
    if (order === undefined) throw VENUE_ERRORS.internal();
    return order;
  }

  /** Which price triggers a conditional order; both do here, what was asked for is told back. */
  workingType(order: OrderView): WorkingType {
    return this.workingTypes.get(order.number) ?? 'CONTRACT_PRICE';
  }

  /** For the next conditional order; forgotten again when it is refused. */
  expectWorkingType(type: WorkingType): (taken: boolean) => void {
    const number = this.exchange.lastOrderNumber + 1;
    this.workingTypes.set(number, type);
    const most = 2 * this.exchange.historyLimit;
    if (this.workingTypes.size > most) this.workingTypes.delete(firstOf(this.workingTypes.keys())!);
    return (taken) => {
      if (!taken) this.workingTypes.delete(number);
    };
  }

  /** A client order id for who sent none. */
  readonly ownId = (): string => {
    this.lastOwnId += 1;
    return `sim-${this.lastOwnId}`;
  };

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

const firstOf = <T>(values: Iterable<T>): T | undefined => {
  for (const value of values) return value;
  return undefined;
};
