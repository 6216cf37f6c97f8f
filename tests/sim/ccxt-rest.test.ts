import ccxt from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimServer } from '../../src/sim-server/run.ts';
import { ccxtClient } from '../support/ccxt-client.ts';
import { simServer } from '../support/sim-server.ts';

type Client = Awaited<ReturnType<typeof ccxtClient>>;
const BTC = 'BTC/USDT:USDT';
const LONG = { positionSide: 'LONG' };

let server: SimServer;
let port: number;
let client: Client;

beforeAll(async () => {
  server = simServer();
  port = await server.listen(0);
  client = await ccxtClient({ port });
  await client.loadMarkets();
});
afterAll(async () => {
  await client.close();
  await server.close();
});

describe('the client library against the exchange server: market data', () => {
  it('loads the markets with their filters', () => {
    expect(Object.keys(client.markets!).sort()).toEqual([BTC, 'ETH/USDT:USDT', 'SOL/USDT:USDT']);
    const market = client.market(BTC);
    expect(market).toMatchObject({ swap: true, linear: true, active: true, settle: 'USDT' });
    expect(market.precision).toMatchObject({ price: 0.1, amount: 0.001 });
    expect(market.limits.cost?.min).toBe(100);
  });

  it('reads candles, the last of them in progress', async () => {
    const candles = await client.fetchOHLCV(BTC, '1m', undefined, 50);
    expect(candles).toHaveLength(50);
    const times = candles.map((candle) => candle[0]!);
    expect(times.every((time, index) => index === 0 || time - times[index - 1]! === 60_000)).toBe(
      true,
    );
    const hours = await client.fetchOHLCV(BTC, '1h', times[0]! - 86_400_000, 3);
    expect(hours).toHaveLength(3);
  });

  it('reads candles of intervals that are built from others, and those of the mark price', async () => {
    const hours = await client.fetchOHLCV(BTC, '1h', undefined, 48);
    const built = await client.fetchOHLCV(BTC, '2h', undefined, 3);
    const [openTime, open, , , close] = built[1]!;
    const [first, second] = hours.filter((candle) => {
      return candle[0]! >= openTime! && candle[0]! < openTime! + 7_200_000;
    });
    expect([open, close]).toEqual([first![1], second![4]]);
    server.desk.advance(server.desk.market.now + 600_000);
    const marks = await client.fetchMarkOHLCV(BTC, '1m');
    expect(marks.length).toBeGreaterThanOrEqual(10);
    const index = await client.fetchIndexOHLCV(BTC, '1m');
    expect(index).toEqual(marks);
  });

  it('reads trades of the market that make up the volume of their candle', async () => {
    server.desk.advance(server.desk.market.now + 180_000);
    const candle = (await client.fetchOHLCV(BTC, '1m', undefined, 3))[1]!;
    const trades = await client.fetchTrades(BTC, candle[0], 1_000);
    const within = trades.filter((trade) => trade.timestamp! < candle[0]! + 60_000);
    const volume = within.reduce((sum, trade) => sum + trade.amount!, 0);
    expect(Math.abs(volume - candle[5]!)).toBeLessThan(0.002);
    expect(within.at(-1)!.price).toBeCloseTo(candle[4]!, 0);
    const method = { fetchTradesMethod: 'fapiPublicGetTrades' };
    const single = await client.fetchTrades(BTC, undefined, 5, method);
    expect(single.map((trade) => trade.id)).toHaveLength(5);
  });

  it('reads book, tickers, mark price and funding', async () => {
    const book = await client.fetchOrderBook(BTC, 5);
    expect(book.bids).toHaveLength(5);
    expect(book.bids[0]![0]!).toBeLessThan(book.asks[0]![0]!);
    const ticker = await client.fetchTicker(BTC);
    expect(ticker.last).toBeGreaterThan(0);
    expect(Object.keys(await client.fetchBidsAsks())).toHaveLength(3);
    expect(Object.keys(await client.fetchTickers())).toHaveLength(3);
    const funding = await client.fetchFundingRate(BTC);
    expect(funding.markPrice).toBeGreaterThan(0);
    expect(funding.fundingTimestamp).toBeGreaterThan(server.desk.market.now);
    const history = await client.fetchFundingRateHistory(BTC, undefined, 5);
    expect(history).toHaveLength(5);
    expect(Math.abs((await client.fetchTime())! - Date.now())).toBeLessThan(5_000);
  });
});

describe('the client library against the exchange server: orders', () => {
  it('reads the balance', async () => {
    const balance = await client.fetchBalance();
    expect(balance['USDT']).toMatchObject({ free: 100_000, used: 0, total: 100_000 });
  });

  it('finds hedge mode and isolated margin, and is told when that is no change', async () => {
    expect(await client.fetchPositionMode(BTC)).toMatchObject({ hedged: true });
    await expect(client.setPositionMode(true)).rejects.toThrow('-4059');
    const isolated = client.setMarginMode('isolated', BTC);
    await expect(isolated).rejects.toThrow(ccxt.MarginModeAlreadySet);
  });

  it('sets leverage', async () => {
    expect(await client.setLeverage(10, BTC)).toMatchObject({ leverage: 10 });
    expect(await client.fetchLeverage(BTC)).toMatchObject({ longLeverage: 10 });
    await expect(client.setLeverage(125.0, 'SOL/USDT:USDT')).rejects.toThrow('-4028');
    const tiers = await client.fetchMarketLeverageTiers(BTC);
    expect(tiers[0]).toMatchObject({ maxLeverage: 125, maintenanceMarginRate: 0.004 });
  });

  it('places, queries and cancels a limit order', async () => {
    const { last } = await client.fetchTicker(BTC);
    const order = await client.createOrder(BTC, 'limit', 'buy', 0.01, last! * 0.9, LONG);
    expect(order).toMatchObject({ status: 'open', side: 'buy', amount: 0.01, filled: 0 });
    const known = await client.fetchOrder(order.id!, BTC);
    expect(known.clientOrderId).toBe(order.clientOrderId);
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(1);
    expect((await client.fetchBalance())['USDT']!.used).toBeGreaterThan(0);
    const cancelled = await client.cancelOrder(order.id!, BTC);
    expect(cancelled.status).toBe('canceled');
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(0);
    expect((await client.fetchOrder(order.id!, BTC)).status).toBe('canceled');
  });

  it('trades at market, and sees position, trades and fees', async () => {
    const order = await client.createOrder(BTC, 'market', 'buy', 0.1, undefined, LONG);
    expect(order).toMatchObject({ status: 'closed', filled: 0.1 });
    const [position] = await client.fetchPositions([BTC]);
    expect(position).toMatchObject({ side: 'long', contracts: 0.1, hedged: true });
    expect(position!.marginMode).toBe('isolated');
    expect(position!.entryPrice).toBeCloseTo(order.average!, 6);
    const trades = await client.fetchMyTrades(BTC);
    expect(trades[0]).toMatchObject({ order: order.id, side: 'buy', takerOrMaker: 'taker' });
    expect(trades[0]!.fee!.cost).toBeCloseTo(trades[0]!.cost! * 0.0005, 6);
    expect(await client.fetchTradingFee(BTC)).toMatchObject({ maker: 0.0002, taker: 0.0005 });
  });

  it('rests a stop in the book of conditional orders, which fires and closes the position', async () => {
    const [position] = await client.fetchPositions([BTC]);
    const stop = await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, {
      ...LONG,
      stopLossPrice: position!.markPrice! * 0.97,
    });
    expect(stop).toMatchObject({ status: 'open', side: 'sell', amount: 0.1 });
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(0);
    expect(await client.fetchOpenOrders(BTC, undefined, undefined, { trigger: true })).toHaveLength(
      1,
    );
    const cancelled = await client.cancelOrder(stop.id!, BTC, { trigger: true });
    expect(cancelled.id).toBe(stop.id);
    const close = await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, {
      ...LONG,
      stopLossPrice: position!.markPrice! * 0.9999,
    });
    for (let hour = 0; hour < 48; hour += 1) {
      server.desk.advance(server.desk.market.now + 3_600_000);
      if ((await client.fetchPositions([BTC])).length === 0) break;
    }
    expect(await client.fetchPositions([BTC])).toHaveLength(0);
    const told = await client.fetchOrder(close.id!, BTC, { trigger: true });
    expect(told.status).toBe('closed');
    const traded = await client.fetchOrder(close.id!, BTC);
    expect(traded).toMatchObject({ status: 'closed', filled: 0.1, type: 'market' });
  });

  it('pays funding while a position is open, and the income adds up to the wallet', async () => {
    await client.createOrder(BTC, 'market', 'sell', 0.5, undefined, { positionSide: 'SHORT' });
    server.desk.advance(server.desk.market.now + 9 * 3_600_000);
    const paid = await client.fetchFundingHistory(BTC);
    expect(paid.length).toBeGreaterThan(0);
    await client.createOrder(BTC, 'market', 'buy', 0.5, undefined, {
      positionSide: 'SHORT',
      hedged: false,
    });
    const income = (await client.fapiPrivateGetIncome({ limit: 1_000 })) as { income: string }[];
    const sum = income.reduce((total, entry) => total + Number(entry.income), 0);
    const balance = await client.fetchBalance();
    expect(balance['USDT']!.total).toBeCloseTo(100_000 + sum, 6);
  });
});

describe('the client library against the exchange server: errors', () => {
  it('lacks the margin', async () => {
    const order = client.createOrder('ETH/USDT:USDT', 'market', 'buy', 500, undefined, LONG);
    await expect(order).rejects.toThrow(ccxt.InsufficientFunds);
  });

  it('names an invalid order so', async () => {
    const small = client.createOrder(BTC, 'market', 'buy', 0.001, undefined, LONG);
    await expect(small).rejects.toThrow(ccxt.InvalidOrder);
    const nothing = client.createOrder('SOL/USDT:USDT', 'market', 'sell', 5, undefined, LONG);
    await expect(nothing).rejects.toThrow(ccxt.InvalidOrder);
    const sideless = client.createOrder(BTC, 'market', 'buy', 0.1);
    await expect(sideless).rejects.toThrow(ccxt.OperationRejected);
    const { last } = await client.fetchTicker(BTC);
    const taking = client.createOrder(BTC, 'limit', 'buy', 0.01, last! * 1.02, {
      ...LONG,
      timeInForce: 'PO',
    });
    await expect(taking).rejects.toThrow(ccxt.InvalidOrder);
    const trigger = client.createOrder(BTC, 'market', 'buy', 0.1, undefined, {
      ...LONG,
      triggerPrice: last! * 0.9,
    });
    await expect(trigger).rejects.toThrow(ccxt.OrderImmediatelyFillable);
  });

  it('does not find an order that never was', async () => {
    await expect(client.fetchOrder('999999', BTC)).rejects.toThrow(ccxt.OrderNotFound);
    await expect(client.cancelOrder('999999', BTC)).rejects.toThrow(ccxt.OrderNotFound);
    await expect(client.cancelOrder('999999', BTC, { trigger: true })).rejects.toThrow(
      ccxt.OrderNotFound,
    );
  });

  it('refuses a wrong key, a wrong secret and a clock that is off', async () => {
    const stranger = await ccxtClient({ port, key: 'somebody' });
    await expect(stranger.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
    const forger = await ccxtClient({ port, secret: 'guessed' });
    await expect(forger.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
    const late = await ccxtClient({ port });
    late.nonce = () => Date.now() - 60_000;
    await expect(late.fetchBalance()).rejects.toThrow(ccxt.InvalidNonce);
  });

  it('says of what it lacks that it lacks it', async () => {
    await expect(client.fetchOpenInterest(BTC)).rejects.toThrow('-5000');
    const matched = client.createOrder(BTC, 'limit', 'buy', 0.1, 50_000, {
      ...LONG,
      priceMatch: 'QUEUE',
    });
    await expect(matched).rejects.toThrow('-4084');
  });

  it('stops a client that asks too much with 429, and bans it when it goes on', async () => {
    const small = simServer({
      limits: { weightPerMinute: 50, ordersPerMinute: 1_200, ordersPerTenSeconds: 300 },
    });
    const own = await ccxtClient({ port: await small.listen(0) });
    try {
      const answers: string[] = [];
      for (let count = 0; count < 70; count += 1) {
        const error = await own.fetchTime().then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error === undefined) continue;
        expect(error).toBeInstanceOf(ccxt.DDoSProtection);
        answers.push(/ (429|418) /.exec(String(error))?.[1] ?? String(error));
      }
      expect(answers[0]).toBe('429');
      expect(answers.at(-1)).toBe('418');
      expect(own.last_response_headers!['Retry-After']).toBeDefined();
    } finally {
      await own.close();
      await small.close();
    }
  });
});
