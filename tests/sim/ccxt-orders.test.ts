import ccxt from 'ccxt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SimServer } from '../../src/sim-server/run.ts';
import { ccxtClient } from '../support/ccxt-client.ts';
import { simServer } from '../support/sim-server.ts';

type Client = Awaited<ReturnType<typeof ccxtClient>>;
const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const LONG = { positionSide: 'LONG' };
const TRIGGER = { trigger: true };
const HOUR = 3_600_000;

let server: SimServer;
let client: Client;
let last: number;

beforeEach(async () => {
  server = simServer();
  client = await ccxtClient({ port: await server.listen(0) });
  await client.loadMarkets();
  last = (await client.fetchTicker(BTC)).last!;
});
afterEach(async () => {
  await client.close();
  await server.close();
});

/** Lets market time pass until an order of the conditional book has ended there, 20 days at most. */
async function untilTriggered(id: string): Promise<string | undefined> {
  for (let hour = 0; hour < 480; hour += 1) {
    server.desk.advance(server.desk.market.now + HOUR);
    const { status } = await client.fetchOrder(id, BTC, TRIGGER);
    if (status !== 'open') return status;
  }
  return undefined;
}

describe('the client library with conditional orders', () => {
  beforeEach(async () => {
    await client.createOrder(BTC, 'market', 'buy', 0.1, undefined, LONG);
  });

  it('takes a profit at market', async () => {
    const order = await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, {
      ...LONG,
      takeProfitPrice: last * 1.001,
    });
    expect(order).toMatchObject({ status: 'open', triggerPrice: expect.any(Number) });
    expect(order.info).toMatchObject({ orderType: 'TAKE_PROFIT_MARKET' });
    expect(await untilTriggered(order.id!)).toBe('closed');
    expect(await client.fetchPositions([BTC])).toHaveLength(0);
    const traded = await client.fetchOrder(order.id!, BTC);
    expect(traded.average).toBeGreaterThan(last);
    expect(traded.info).toMatchObject({ origType: 'TAKE_PROFIT_MARKET' });
  });

  it('stops and takes profits with a limit, which then rests among limit orders', async () => {
    const order = await client.createOrder(BTC, 'limit', 'sell', 0.1, last * 1.03, {
      ...LONG,
      takeProfitPrice: last * 1.0005,
    });
    expect(order.info).toMatchObject({ orderType: 'TAKE_PROFIT', algoStatus: 'NEW' });
    const stop = await client.createOrder(BTC, 'limit', 'sell', 0.1, last * 0.9, {
      ...LONG,
      stopLossPrice: last * 0.92,
    });
    expect(stop.info).toMatchObject({ orderType: 'STOP' });
    await client.cancelOrder(stop.id!, BTC, TRIGGER);
    for (let step = 0; step < 20_000; step += 1) {
      server.desk.advance(server.desk.market.now + 10_000);
      if (server.desk.exchange.order(order.clientOrderId!)?.special?.triggeredAt) break;
    }
    const [resting] = await client.fetchOpenOrders(BTC);
    expect(resting).toMatchObject({ id: order.id, type: 'limit', status: 'open' });
    const told = await client.fetchOrder(order.id!, BTC, TRIGGER);
    expect(told.info).toMatchObject({ algoStatus: 'TRIGGERED', actualOrderId: order.id });
    await client.cancelOrder(order.id!, BTC);
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(0);
  });

  it('trails the price', async () => {
    const order = await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, {
      ...LONG,
      trailingPercent: 0.5,
    });
    expect(order.info).toMatchObject({ orderType: 'TRAILING_STOP_MARKET', callbackRate: '0.5' });
    expect(order.triggerPrice).toBeCloseTo(last * 0.995, -1);
    expect(await untilTriggered(order.id!)).toBe('closed');
    const waiting = client.createOrder(BTC, 'market', 'sell', 0.1, undefined, {
      ...LONG,
      trailingPercent: 20,
    });
    await expect(waiting).rejects.toThrow('-2007');
  });

  it('waits with trailing for its activation price', async () => {
    const order = await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, {
      ...LONG,
      trailingPercent: 1,
      trailingTriggerPrice: last * 1.2,
    });
    expect(order.triggerPrice).toBeUndefined();
    expect(Number(order.info.activatePrice)).toBeCloseTo(last * 1.2, -1);
  });

  it('closes the whole position, whatever it is by then', async () => {
    const order = await client.createOrder(BTC, 'market', 'sell', 0, undefined, {
      ...LONG,
      stopLossPrice: last * 0.999,
      closePosition: true,
      workingType: 'MARK_PRICE',
      priceProtect: true,
    });
    expect(order.info).toMatchObject({ closePosition: true, workingType: 'MARK_PRICE' });
    await client.createOrder(BTC, 'market', 'buy', 0.05, undefined, LONG);
    expect(await untilTriggered(order.id!)).toBe('closed');
    expect(await client.fetchPositions([BTC])).toHaveLength(0);
  });
});

describe('the client library in one-way mode', () => {
  beforeEach(async () => {
    await client.setPositionMode(false);
  });

  it('holds one position, which a sale reduces, closes and turns round', async () => {
    expect(await client.fetchPositionMode(BTC)).toMatchObject({ hedged: false });
    await client.createOrder(BTC, 'market', 'buy', 0.1);
    const [long] = await client.fetchPositions([BTC]);
    expect(long).toMatchObject({ side: 'long', contracts: 0.1, hedged: false });
    const turned = await client.createOrder(BTC, 'market', 'sell', 0.15);
    expect(turned).toMatchObject({ status: 'closed', filled: 0.15 });
    const [short] = await client.fetchPositions([BTC]);
    expect(short).toMatchObject({ side: 'short', hedged: false });
    expect(short!.contracts).toBeCloseTo(0.05, 8);
    const trades = await client.fetchMyTrades(BTC);
    expect(trades.map((trade) => trade.info.positionSide)).toEqual(trades.map(() => 'BOTH'));
  });

  it('takes orders that can only reduce', async () => {
    const nothing = client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { reduceOnly: true });
    await expect(nothing).rejects.toThrow(ccxt.InvalidOrder);
    await client.createOrder(BTC, 'market', 'buy', 0.1);
    const order = await client.createOrder(BTC, 'limit', 'sell', 0.3, last * 1.02, {
      reduceOnly: true,
    });
    expect(order).toMatchObject({ reduceOnly: true, status: 'open' });
    await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { reduceOnly: true });
    expect((await client.fetchOrder(order.id!, BTC)).status).toBe('expired');
  });

  it('is left without orders and positions alone', async () => {
    const order = await client.createOrder(BTC, 'limit', 'buy', 0.1, last * 0.9);
    await expect(client.setPositionMode(true)).rejects.toThrow('-4067');
    await client.cancelOrder(order.id!, BTC);
    await client.createOrder(BTC, 'market', 'buy', 0.1);
    await expect(client.setPositionMode(true)).rejects.toThrow('-4068');
    const hedged = client.createOrder(BTC, 'market', 'buy', 0.1, undefined, LONG);
    await expect(hedged).rejects.toThrow('-4061');
  });
});

describe('the client library with crossed margin', () => {
  it('chooses it, and sees positions that share the wallet', async () => {
    await client.setMarginMode('cross', BTC);
    const again = client.setMarginMode('cross', BTC);
    await expect(again).rejects.toThrow(ccxt.MarginModeAlreadySet);
    expect(await client.fetchMarginMode(BTC)).toMatchObject({ marginMode: 'cross' });
    await client.createOrder(BTC, 'market', 'buy', 0.1, undefined, LONG);
    await client.createOrder(ETH, 'market', 'buy', 1, undefined, LONG);
    const positions = await client.fetchPositions();
    const modes = positions.map(({ symbol, marginMode }) => [symbol, marginMode]);
    expect(Object.fromEntries(modes)).toEqual({ [BTC]: 'cross', [ETH]: 'isolated' });
    await expect(client.setMarginMode('isolated', BTC)).rejects.toThrow('-4048');
    await expect(client.addMargin(BTC, 100, LONG)).rejects.toThrow('-4049');
  });

  it('puts margin into an isolated position and takes it out', async () => {
    await client.createOrder(BTC, 'market', 'buy', 0.1, undefined, LONG);
    const before = Number((await client.fetchPositions([BTC]))[0]!.liquidationPrice);
    await client.addMargin(BTC, 300, LONG);
    const after = Number((await client.fetchPositions([BTC]))[0]!.liquidationPrice);
    expect(after).toBeLessThan(before - 2_900);
    await client.reduceMargin(BTC, 250, LONG);
    await expect(client.reduceMargin(BTC, 300, LONG)).rejects.toThrow('-4051');
    const history = await client.fetchMarginAdjustmentHistory(BTC);
    expect(history.map((entry) => [entry.type, entry.amount])).toEqual([
      ['add', 300],
      ['reduce', 250],
    ]);
  });
});

describe('the client library with several orders', () => {
  it('places some at once, and is told of each what became of it', async () => {
    const one = (amount: number, price: number) =>
      ({ symbol: BTC, type: 'limit', side: 'buy', amount, price, params: LONG }) as const;
    const orders = await client.createOrders([one(0.1, last * 0.9), one(0.1, last * 1.2)]);
    expect(orders.map((order) => order.status)).toEqual(['open', 'rejected']);
    expect(orders[1]!.info).toMatchObject({ code: -4016 });
    const ids = [orders[0]!.id!, '999999'];
    // The library leaves out what was refused.
    const cancelled = await client.cancelOrders(ids, BTC);
    expect(cancelled.map((order) => order.status)).toEqual(['canceled']);
  });

  it('changes price and quantity of a resting one', async () => {
    const order = await client.createOrder(BTC, 'limit', 'buy', 0.1, last * 0.9, LONG);
    const price = Math.round(last * 0.91);
    const changed = await client.editOrder(order.id!, BTC, 'limit', 'buy', 0.2, price, {});
    expect(changed).toMatchObject({ id: order.id, price, amount: 0.2, status: 'open' });
    const same = client.editOrder(order.id!, BTC, 'limit', 'buy', 0.2, price, {});
    await expect(same).rejects.toThrow('-5027');
  });

  it('lets none meet another when that was asked for', async () => {
    const book = await client.fetchOrderBook(BTC, 5);
    const price = book.asks[0]![0]!;
    const own = await client.createOrder(BTC, 'limit', 'sell', 0.1, price, {
      positionSide: 'SHORT',
    });
    await client.setLeverage(100, BTC);
    const asks = book.asks.reduce((sum, [at, amount]) => (at! <= price ? sum + amount! : sum), 0);
    const met = await client.createOrder(
      BTC,
      'limit',
      'buy',
      Number((asks + 0.1).toFixed(3)),
      price,
      {
        ...LONG,
        selfTradePrevention: 'EXPIRE_MAKER',
        timeInForce: 'IOC',
      },
    );
    expect(met.info).toMatchObject({ selfTradePreventionMode: 'EXPIRE_MAKER' });
    const expired = await client.fetchOrder(own.id!, BTC);
    expect(expired).toMatchObject({ status: 'expired', info: { status: 'EXPIRED_IN_MATCH' } });
  });

  it('lives till a date', async () => {
    const goodTillDate = server.desk.market.now + 11 * 60_000;
    const order = await client.createOrder(BTC, 'limit', 'buy', 0.1, last * 0.9, {
      ...LONG,
      timeInForce: 'GTD',
      goodTillDate,
    });
    expect(order).toMatchObject({ timeInForce: 'GTD', status: 'open' });
    server.desk.advance(goodTillDate);
    expect((await client.fetchOrder(order.id!, BTC)).status).toBe('expired');
  });
});

describe('the client library with its key', () => {
  const restrictions = async () =>
    (await client.sapiGetAccountApiRestrictions()) as Record<string, unknown>;

  it('is told what it may do', async () => {
    expect(await restrictions()).toMatchObject({
      enableFutures: true,
      enableWithdrawals: false,
      permitsUniversalTransfer: false,
      ipRestrict: true,
    });
  });

  it('may look but not trade once that permission was taken away', async () => {
    server.desk.permissions.canTradeFutures = false;
    const order = client.createOrder(BTC, 'market', 'buy', 0.1, undefined, LONG);
    await expect(order).rejects.toThrow(ccxt.AuthenticationError);
    await expect(client.setLeverage(3, BTC)).rejects.toThrow('-2015');
    expect((await client.fetchBalance())['USDT']!.free).toBe(100_000);
    expect(await restrictions()).toMatchObject({ enableFutures: false });
  });

  it('sees who would be deleveraged first, and when it happened', async () => {
    await client.createOrder(BTC, 'market', 'buy', 0.1, undefined, LONG);
    const rank = await client.fetchPositionADLRank(BTC);
    expect(rank).toMatchObject({ symbol: BTC });
    server.desk.exchange.autoDeleverage(BTC as never, 'long', '0.1', server.desk.market.now);
    expect(await client.fetchPositions([BTC])).toHaveLength(0);
  });
});
