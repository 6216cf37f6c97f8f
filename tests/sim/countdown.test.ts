import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimServer } from '../../src/sim-server/run.ts';
import { ccxtClient } from '../support/ccxt-client.ts';
import { simServer } from '../support/sim-server.ts';

const BTC = 'BTC/USDT:USDT';
const LONG = { positionSide: 'LONG' };

let server: SimServer;
let client: Awaited<ReturnType<typeof ccxtClient>>;
beforeAll(async () => {
  server = simServer();
  client = await ccxtClient({ port: await server.listen(0) });
  await client.loadMarkets();
});
afterAll(async () => {
  await client.close();
  await server.close();
});

const arm = (countdownTime: number) =>
  client.fapiPrivatePostCountdownCancelAll({ symbol: 'BTCUSDT', countdownTime });
const pass = (milliseconds: number) => server.desk.advance(server.desk.market.now + milliseconds);

describe('the client library against the exchange server: dead man’s switch', () => {
  it('ends limit orders that nobody renews it for, and leaves the stop', async () => {
    const { last } = await client.fetchTicker(BTC);
    await client.createOrder(BTC, 'market', 'buy', 0.1, undefined, LONG);
    await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, {
      ...LONG,
      stopLossPrice: last! * 0.8,
    });
    const entry = await client.createOrder(BTC, 'limit', 'buy', 0.01, last! * 0.96, LONG);
    expect(await arm(60_000)).toEqual({ symbol: 'BTCUSDT', countdownTime: '60000' });
    pass(40_000);
    await arm(60_000);
    pass(50_000);
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(1);
    pass(20_000);
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(0);
    expect((await client.fetchOrder(entry.id!, BTC)).status).toBe('canceled');
    const trigger = { trigger: true };
    expect(await client.fetchOpenOrders(BTC, undefined, undefined, trigger)).toHaveLength(1);
  });

  it('0 takes it away', async () => {
    const { last } = await client.fetchTicker(BTC);
    await client.createOrder(BTC, 'limit', 'buy', 0.01, last! * 0.96, LONG);
    await arm(20_000);
    expect(await arm(0)).toEqual({ symbol: 'BTCUSDT', countdownTime: '0' });
    pass(60_000);
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(1);
  });

  it('without a time, or for what is not offered, it is refused', async () => {
    const missing = client.fapiPrivatePostCountdownCancelAll({ symbol: 'BTCUSDT' });
    await expect(missing).rejects.toThrow('-1102');
    const unknown = client.fapiPrivatePostCountdownCancelAll({
      symbol: 'XXXUSDT',
      countdownTime: 1_000,
    });
    await expect(unknown).rejects.toThrow('-1121');
  });
});
