import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SimServer } from '../../src/sim-server/run.ts';
import { ccxtClient } from '../support/ccxt-client.ts';
import { simServer } from '../support/sim-server.ts';

type Client = Awaited<ReturnType<typeof ccxtClient>>;
const BTC = 'BTC/USDT:USDT';
const LONG = { positionSide: 'LONG' };

let server: SimServer;
let client: Client;
let mover: NodeJS.Timeout;

/** Market time goes on, a step every 20 ms, while a test waits for news. */
beforeAll(async () => {
  server = simServer();
  client = await ccxtClient({ port: await server.listen(0) });
  await client.loadMarkets();
});
beforeEach(() => {
  mover = setInterval(() => server.desk.advance(server.desk.market.now + 10_000), 20);
});
afterEach(() => clearInterval(mover));
afterAll(async () => {
  await client.close();
  await server.close();
});

describe('the client library on the streams of the exchange server', () => {
  it('watches candles as they form and close', async () => {
    const first = await client.watchOHLCV(BTC, '1m');
    const openTime = first.at(-1)![0]!;
    let newest = openTime;
    for (let count = 0; count < 40 && newest === openTime; count += 1) {
      newest = (await client.watchOHLCV(BTC, '1m')).at(-1)![0]!;
    }
    expect(newest).toBe(openTime + 60_000);
    const stored = await client.fetchOHLCV(BTC, '1m', openTime, 1);
    const cached = (client.ohlcvs as Record<string, Record<string, number[][]>>)[BTC]!['1m']!;
    expect(cached.find((candle) => candle[0] === openTime)).toEqual(stored[0]);
  });

  it('keeps an order book from its snapshot and the changes after it', async () => {
    let book = await client.watchOrderBook(BTC);
    for (let count = 0; count < 10; count += 1) book = await client.watchOrderBook(BTC);
    clearInterval(mover);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = await client.fetchOrderBook(BTC, 20);
    const watched = (client.orderbooks as Record<string, typeof book>)[BTC]!;
    expect(watched.nonce).toBe(now.nonce);
    expect(watched.bids.map((level) => [...level])).toEqual(now.bids);
    expect(watched.asks.map((level) => [...level])).toEqual(now.asks);
  });

  it('watches trades, and candles that are built from others', async () => {
    const trades = await client.watchTrades(BTC);
    expect(trades[0]).toMatchObject({ symbol: BTC, amount: expect.any(Number) });
    const next = await client.watchTrades(BTC, undefined, undefined, { name: 'aggTrade' });
    expect(next.length).toBeGreaterThan(0);
    const candles = await client.watchOHLCV(BTC, '30m');
    expect(candles.at(-1)![0]! % 1_800_000).toBe(0);
  });

  it('watches best prices, mark prices and tickers', async () => {
    const best = await client.watchBidsAsks([BTC]);
    expect(best[BTC]!.bid!).toBeLessThan(best[BTC]!.ask!);
    const mark = await client.watchMarkPrice(BTC);
    expect(mark.markPrice).toBeGreaterThan(0);
    const ticker = await client.watchTicker(BTC);
    expect(ticker.high!).toBeGreaterThanOrEqual(ticker.low!);
  });

  it('hears of its own order from acceptance to fill, and of wallet and position', async () => {
    // Else the first answer may be an empty picture from before the order, not the news of it.
    client.options['watchPositions'] = { fetchPositionsSnapshot: false };
    const orders = client.watchOrders(BTC);
    const positions = client.watchPositions([BTC]);
    const balance = client.watchBalance();
    const trades = client.watchMyTrades(BTC);
    await heard(server);
    const placed = await client.createOrder(BTC, 'market', 'buy', 0.1, undefined, LONG);
    const first = await orders;
    expect(first.at(-1)).toMatchObject({ id: placed.id, clientOrderId: placed.clientOrderId });
    expect((await trades)[0]).toMatchObject({ order: placed.id, takerOrMaker: 'taker' });
    expect((await positions)[0]).toMatchObject({ side: 'long', contracts: 0.1, hedged: true });
    expect((await balance)['USDT']!.total).toBeLessThan(100_000);
    let last = first.at(-1)!;
    for (let count = 0; count < 5 && last.status !== 'closed'; count += 1) {
      last = (await client.watchOrders(BTC)).at(-1)!;
    }
    expect(last).toMatchObject({ id: placed.id, status: 'closed', filled: 0.1 });
    expect(last.average).toBeCloseTo(placed.average!, 6);
  });

  it('hears of a stop in its own book, and of its cancellation', async () => {
    const { last } = await client.fetchTicker(BTC);
    const next = client.watchOrders(BTC);
    const stop = await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, {
      ...LONG,
      stopLossPrice: last! * 0.9,
    });
    expect((await next).at(-1)).toMatchObject({ id: stop.id, status: 'open' });
    const after = client.watchOrders(BTC);
    await client.cancelOrder(stop.id!, BTC, { trigger: true });
    expect((await after).at(-1)).toMatchObject({ id: stop.id, status: 'canceled' });
  });
});

/** Waits until the user-data stream is connected, 5 s at most. */
async function heard(sim: SimServer): Promise<void> {
  const before = sim.connections;
  for (let waited = 0; waited < 5_000 && sim.connections <= before; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
