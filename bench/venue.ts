/**
 * The simulated exchange: orders a second in process, and over HTTP through the real server with
 * signed keep-alive requests from another thread. A placed order that is cancelled counts as two.
 */
import { Worker } from 'node:worker_threads';
import { symbolId } from '../src/domain/ids.ts';
import type { PlaceOrder } from '../src/domain/venue.ts';
import { defaultMarketConfig } from '../src/market/default-market.ts';
import { GeneratedMarket } from '../src/market/generated-market.ts';
import { SimServer } from '../src/sim-server/run.ts';
import { DEFAULT_INSTRUMENTS } from '../src/venues/instruments.ts';
import { SimulatedExchange } from '../src/venues/simulated/exchange.ts';
import type { BenchRow } from './row.ts';
import type { ClientResult, ClientWork } from './venue-client.ts';

const BTC = symbolId('BTC/USDT:USDT');
const IN_PROCESS = 200_000;
const OVER_HTTP = 20_000;
/** A step after so many orders: what they took from the book comes back. */
const STEP_EVERY = 100;
const PRICE = 50_000;
const UNLIMITED = { weightPerMinute: 1e12, ordersPerMinute: 1e12, ordersPerTenSeconds: 1e12 };
const KEY = { key: 'bench', secret: 'bench-secret' };

export async function benchVenue(): Promise<readonly BenchRow[]> {
  const place = order({ type: 'limit', price: '49000', timeInForce: 'GTC' });
  const fill = order({ type: 'market', price: null, timeInForce: 'GTC' });
  return [
    inProcess('in process, place and cancel', (exchange, id, now) => {
      exchange.submit(place(id, 'open'), now);
      exchange.submit({ kind: 'cancel', clientOrderId: id, symbol: BTC, conditional: false }, now);
    }),
    inProcess('in process, open and close at market', (exchange, id, now) => {
      exchange.submit(fill(`${id}o`, 'open'), now);
      exchange.submit(fill(`${id}c`, 'reduce'), now);
    }),
    await overHttp('over HTTP, place and cancel', 'rest'),
    await overHttp('over HTTP, market orders', 'fill'),
  ];
}

const order =
  (kind: Pick<PlaceOrder, 'type' | 'price' | 'timeInForce'>) =>
  (clientOrderId: string, action: PlaceOrder['action']): PlaceOrder => ({
    kind: 'place',
    clientOrderId,
    symbol: BTC,
    positionSide: 'long',
    action,
    quantity: '0.01',
    stopPrice: null,
    ...kind,
  });

/** `work` makes two orders, or one and its cancellation. */
function inProcess(
  name: string,
  work: (exchange: SimulatedExchange, id: string, now: number) => void,
): BenchRow {
  const exchange = new SimulatedExchange({
    instruments: DEFAULT_INSTRUMENTS,
    initialBalance: '1000000',
  });
  let rejected = 0;
  exchange.onEvent((event) => {
    if (event.kind === 'rejected' || event.kind === 'not_found') rejected += 1;
  });
  const run = (from: number, count: number): void => {
    for (let number = from; number < from + count; number += 1) {
      if (number % STEP_EVERY === 0) exchange.onPriceStep(stepAt(number + 1));
      work(exchange, `b${number}`, number + 1);
    }
  };
  run(0, IN_PROCESS / 20);
  const began = performance.now();
  run(IN_PROCESS / 20, IN_PROCESS / 2);
  const seconds = (performance.now() - began) / 1_000;
  if (rejected > 0) throw new Error(`${name}: ${rejected} orders were refused`);
  return { name, value: IN_PROCESS / seconds, unit: 'orders/s', samples: IN_PROCESS };
}

const stepAt = (at: number) => ({
  symbol: BTC,
  at,
  length: 1,
  open: PRICE,
  high: PRICE,
  low: PRICE,
  close: PRICE,
  mark: PRICE,
  volume: 10,
  book: {
    bids: Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? PRICE - 0.5 - i : 2)),
    asks: Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? PRICE + 0.5 + i : 2)),
  },
});

/** The client in a thread of its own, the server in this one, its market 60 times as fast as real. */
async function overHttp(name: string, mix: ClientWork['mix']): Promise<BenchRow> {
  const market = new GeneratedMarket({ ...defaultMarketConfig, historyDays: 3 });
  const server = new SimServer({
    market,
    instruments: DEFAULT_INSTRUMENTS,
    initialBalance: '10000000',
    key: KEY,
    limits: UNLIMITED,
    wall: () => Date.now(),
  });
  const port = await server.listen(0);
  server.run(
    60,
    () => performance.now(),
    () => undefined,
  );
  const work: ClientWork = { port, ...KEY, mix, orders: OVER_HTTP };
  try {
    const { seconds, refused } = await new Promise<ClientResult>((done, fail) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: work });
      worker.once('message', done);
      worker.once('error', fail);
    });
    if (refused !== null) throw new Error(`${name}: ${refused}`);
    return { name, value: OVER_HTTP / seconds, unit: 'orders/s', samples: OVER_HTTP };
  } finally {
    await server.close();
  }
}
