/** Builders for the tests of the simulated exchange: a small market, short orders, a recorder. */
import { symbolId } from '../../domain/ids.ts';
import type { PriceStep } from '../../domain/market.ts';
import type { CancelOrder, PlaceOrder, QueryOrder, VenueEvent } from '../../domain/venue.ts';
import { DEFAULT_INSTRUMENTS } from '../instruments.ts';
import type { SimulatedExchangeOptions } from './config.ts';
import { SimulatedExchange } from './exchange.ts';
import { type ExchangeOrder, PLAIN, type SpecialTerms } from './special.ts';

export const BTC = symbolId('BTC/USDT:USDT');
export const ETH = symbolId('ETH/USDT:USDT');
export const START = 1_700_000_000_000;

type EventOf<K extends VenueEvent['kind']> = Extract<VenueEvent, { kind: K }>;

/** What a listener heard, with the readings tests need. */
export class Recorder {
  readonly events: VenueEvent[] = [];

  readonly hear = (event: VenueEvent): void => {
    this.events.push(event);
  };

  of<K extends VenueEvent['kind']>(kind: K): readonly EventOf<K>[] {
    return this.events.filter((event): event is EventOf<K> => event.kind === kind);
  }

  /** Empties the record and returns what it held. */
  take(): readonly VenueEvent[] {
    return this.events.splice(0);
  }
}

export function exchangeWith(options: Partial<SimulatedExchangeOptions> = {}): {
  readonly exchange: SimulatedExchange;
  readonly heard: Recorder;
} {
  const exchange = new SimulatedExchange({
    instruments: DEFAULT_INSTRUMENTS,
    initialBalance: '100000',
    ...options,
  });
  const heard = new Recorder();
  exchange.onEvent(heard.hear);
  return { exchange, heard };
}

/** A flat step at `price` with one tick of spread and three levels of 2 BTC each side. */
export function step(price: number, at: number, change: Partial<PriceStep> = {}): PriceStep {
  return {
    symbol: BTC,
    at,
    length: 60_000,
    open: price,
    high: price,
    low: price,
    close: price,
    mark: price,
    volume: 100,
    book: {
      bids: [price - 0.5, 2, price - 1.5, 2, price - 2.5, 2],
      asks: [price + 0.5, 2, price + 1.5, 2, price + 2.5, 2],
    },
    ...change,
  };
}

/** A market order that opens a BTC long of 1, unless told otherwise. */
export function order(clientOrderId: string, change: Partial<PlaceOrder> = {}): PlaceOrder {
  return {
    kind: 'place',
    clientOrderId,
    symbol: BTC,
    positionSide: 'long',
    action: 'open',
    type: 'market',
    quantity: '1',
    price: null,
    stopPrice: null,
    timeInForce: 'GTC',
    ...change,
  };
}

export const limit = (
  clientOrderId: string,
  price: string,
  change: Partial<PlaceOrder> = {},
): PlaceOrder => order(clientOrderId, { type: 'limit', price, ...change });

/** A protective stop: reduces the long unless told otherwise. */
export const stop = (
  clientOrderId: string,
  stopPrice: string,
  change: Partial<PlaceOrder> = {},
): PlaceOrder =>
  order(clientOrderId, { type: 'stop_market', action: 'reduce', stopPrice, ...change });

export const cancel = (clientOrderId: string, conditional = false): CancelOrder => ({
  kind: 'cancel',
  clientOrderId,
  symbol: BTC,
  conditional,
});

export const query = (clientOrderId: string, conditional = false): QueryOrder => ({
  kind: 'query',
  clientOrderId,
  symbol: BTC,
  conditional,
});

/** A conditional market order that reduces the long; what it says beyond the port in `change`. */
export const conditional = (
  clientOrderId: string,
  stopPrice: string | null,
  change: Partial<SpecialTerms>,
  placed: Partial<PlaceOrder> = {},
): ExchangeOrder => ({
  ...order(clientOrderId, { type: 'stop_market', action: 'reduce', stopPrice, ...placed }),
  special: { ...PLAIN, ...change },
});

/** The same order, saying something beyond the port. */
export const saying = (placed: PlaceOrder, change: Partial<SpecialTerms>): ExchangeOrder => ({
  ...placed,
  special: { ...PLAIN, ...change },
});
