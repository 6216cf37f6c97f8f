import { readFileSync } from 'node:fs';
import ccxt from 'ccxt';
import { afterEach, describe, expect, it } from 'vitest';
import { loadFaultPlan, readFaultPlan } from '../../src/config/fault-plan.ts';
import type { SimServer } from '../../src/sim-server/run.ts';
import { sign } from '../../src/venues/binance/signature.ts';
import type { Strike } from '../../src/venues/faults/fault-set.ts';
import { ccxtClient } from '../support/ccxt-client.ts';
import { KEY, simServer } from '../support/sim-server.ts';

type Client = Awaited<ReturnType<typeof ccxtClient>>;
const BTC = 'BTC/USDT:USDT';
const LONG = { positionSide: 'LONG' };

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

interface Table {
  readonly server: SimServer;
  readonly client: Client;
  readonly port: number;
  readonly strikes: readonly Strike[];
  /** Market time passes. */
  pass(seconds: number): void;
}

/** A server whose plan begins when the client has loaded its markets. */
async function table(plan: string): Promise<Table> {
  const read = (text: string, taken: readonly string[] = []) =>
    readFaultPlan('plan', text, { taken });
  const parsed = read(`faults:\n${plan}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const strikes: Strike[] = [];
  const server = simServer({
    faults: { plan: { faults: [] }, seed: 3, read, onStrike: (strike) => strikes.push(strike) },
  });
  const port = await server.listen(0);
  const client = await ccxtClient({ port });
  opened.push(client, server);
  await client.loadMarkets();
  const put = await send(port, 'PUT', '', `faults:\n${plan}`);
  expect(put.status).toBe(200);
  const pass = (seconds: number): void => server.desk.advance(server.desk.time + seconds * 1_000);
  return { server, client, port, strikes, pass };
}

const send = (port: number, method: string, path = '', body?: string, key: string = KEY.key) =>
  fetch(`http://127.0.0.1:${port}/sim/faults${path}`, {
    method,
    headers: { 'X-MBX-APIKEY': key, 'Content-Type': 'text/plain' },
    ...(body === undefined ? {} : { body }),
  });

const buy = (client: Client, id?: string) =>
  client.createOrder(BTC, 'market', 'buy', 0.01, undefined, {
    ...LONG,
    ...(id === undefined ? {} : { newClientOrderId: id }),
  });
const held = (server: SimServer): string =>
  server.desk.exchange.sides().find((side) => side.symbol === BTC && side.side === 'long')!
    .quantity;

describe('faults, as the client library sees them', () => {
  it('an order without an answer is a RequestTimeout, executed or not', async () => {
    const { client, server } = await table(`
  - { kind: timeout, executed: true, times: 1, match: { clientOrderId: silent } }
  - { kind: timeout, executed: false, times: 1, answer: code, match: { clientOrderId: dropped } }
  - { kind: timeout, executed: true, times: 1, answer: code, match: { clientOrderId: told } }`);
    client.timeout = 300;
    await expect(buy(client, 'silent')).rejects.toThrow(ccxt.RequestTimeout);
    expect(held(server)).toBe('0.01');
    await expect(buy(client, 'dropped')).rejects.toThrow(ccxt.RequestTimeout);
    expect(held(server)).toBe('0.01');
    await expect(client.fetchOrder('', BTC, { origClientOrderId: 'dropped' })).rejects.toThrow(
      ccxt.OrderNotFound,
    );
    await expect(buy(client, 'told')).rejects.toThrow(ccxt.RequestTimeout);
    expect(held(server)).toBe('0.02');
    const found = await client.fetchOrder('', BTC, { origClientOrderId: 'told' });
    expect(found.status).toBe('closed');
  });

  it('a connection broken off is a NetworkError', async () => {
    const { client, server } = await table(`
  - { kind: timeout, executed: false, times: 1, answer: reset }`);
    await expect(buy(client)).rejects.toThrow(ccxt.NetworkError);
    expect(held(server)).toBe('0');
    await buy(client);
    expect(held(server)).toBe('0.01');
  });

  it('a 5xx is an OperationFailed that leaves the outcome open, whichever it was', async () => {
    const { client, server } = await table(`
  - { kind: error, routes: [order], executed: true, times: 1 }
  - { kind: error, routes: [order], executed: false, times: 1, status: 500, message: An unknown error occurred while processing the request. }
  - { kind: error, routes: [account], executed: false, status: 502, times: 1, code: -1008, message: Request throttled by system-level protection. }`);
    await expect(buy(client)).rejects.toThrow(ccxt.OperationFailed);
    expect(held(server)).toBe('0.01');
    await expect(buy(client)).rejects.toThrow(ccxt.OperationFailed);
    expect(held(server)).toBe('0.01');
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.OperationFailed);
    await client.fetchBalance();
  });

  it('a refusal has the class of its code', async () => {
    const { client } = await table(`
  - { kind: reject, times: 1, code: -2019, message: Margin is insufficient. }
  - { kind: reject, times: 1, code: -2022, message: ReduceOnly Order is rejected. }
  - { kind: reject, times: 1, code: -1003, message: Too many requests. }
  - { kind: reject, times: 1, status: 401, code: -1002, message: You are not authorized to execute this request. }
  - { kind: reject, routes: [cancel], code: -2011, message: Unknown order sent. }`);
    await expect(buy(client)).rejects.toThrow(ccxt.InsufficientFunds);
    await expect(buy(client)).rejects.toThrow(ccxt.InvalidOrder);
    await expect(buy(client)).rejects.toThrow(ccxt.RateLimitExceeded);
    await expect(buy(client)).rejects.toThrow(ccxt.PermissionDenied);
    const order = await client.createOrder(BTC, 'limit', 'buy', 0.01, 90_000, LONG);
    await expect(client.cancelOrder(order.id!, BTC)).rejects.toThrow(ccxt.OrderNotFound);
  });

  it('latency makes slow answers of fast ones, for the routes it names', async () => {
    const { client, strikes } = await table(`
  - { kind: latency, routes: [account], by: { uniform: [250ms, 300ms] } }
  - { kind: latency, routes: [account], leg: answer, by: 250ms }`);
    client.timeout = 400;
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.RequestTimeout);
    await client.fetchOpenOrders(BTC);
    expect(strikes.map(({ kind }) => kind)).toContain('latency');
  });

  it('a partial fill: the rest of a market order expires', async () => {
    const { client, pass } = await table(`
  - { kind: partial_fill, fraction: 50%, times: 1 }`);
    const order = await client.createOrder(BTC, 'market', 'buy', 0.01, undefined, LONG);
    expect(order).toMatchObject({ filled: 0.005, status: 'expired' });
    pass(10);
    expect(await buy(client)).toMatchObject({ filled: 0.01 });
  });

  it('maintenance is OnMaintenance for everything, and closes the websockets', async () => {
    const { client, server, pass } = await table(`
  - { kind: maintenance, from: 10s, until: 40s }`);
    const watched = client.watchTicker(BTC);
    watched.catch(() => undefined);
    await until(() => server.connections === 1);
    pass(10);
    expect(server.connections).toBe(0);
    await expect(watched).rejects.toThrow(ccxt.NetworkError);
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.OnMaintenance);
    await expect(client.fetchTicker(BTC)).rejects.toThrow(ccxt.OnMaintenance);
    await expect(client.watchTicker(BTC)).rejects.toThrow(ccxt.NetworkError);
    pass(30);
    await client.fetchBalance();
  });

  it('a cut cable: websockets go, and REST where the plan says so', async () => {
    const { client, server, pass } = await table(`
  - { kind: disconnect, from: 10s, until: 20s, channels: [websocket] }
  - { kind: disconnect, from: 30s, until: 40s, channels: [rest] }`);
    const watched = client.watchTicker(BTC);
    watched.catch(() => undefined);
    await until(() => server.connections === 1);
    pass(10);
    await expect(watched).rejects.toThrow(ccxt.NetworkError);
    await client.fetchBalance();
    pass(10);
    pass(10);
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.NetworkError);
    pass(10);
    await client.fetchBalance();
  });

  it('lowered limits are DDoSProtection: 429 first, then 418; a banned address likewise', async () => {
    const { client, pass, strikes } = await table(`
  - { kind: limits, until: 10s, ordersPerTenSeconds: 0 }
  - { kind: ban, from: 20s, until: 30s }
  - { kind: ban, from: 30s, until: 40s, status: 403 }`);
    await expect(buy(client)).rejects.toThrow(ccxt.DDoSProtection);
    expect(client.last_response_headers!['Retry-After']).toBeDefined();
    expect(strikes.map(({ id }) => id)).toEqual(['limits-1']);
    pass(10);
    await buy(client);
    pass(10);
    await expect(client.fetchBalance()).rejects.toThrow(/ 418 /);
    expect(client.last_response_headers!['Retry-After']).toBe('10');
    pass(10);
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.ExchangeNotAvailable);
    pass(10);
    await client.fetchBalance();
  });

  it('a clock that runs away is InvalidNonce, until the client asks for the time', async () => {
    const { client } = await table(`
  - { kind: clock, ahead: 20s }`);
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.InvalidNonce);
    client.options['adjustForTimeDifference'] = true;
    await client.loadTimeDifference();
    expect(client.options['timeDifference']).toBeLessThan(-19_000);
    await client.fetchBalance();
  });

  it('a key that may no longer trade can still read', async () => {
    const { client, pass, server } = await table(`
  - { kind: permissions, until: 10s, trade: false, withdraw: true }`);
    await expect(buy(client)).rejects.toThrow(ccxt.AuthenticationError);
    await client.fetchBalance();
    expect(server.desk.permissions).toMatchObject({ canTradeFutures: false, canWithdraw: true });
    pass(10);
    await buy(client);
    expect(server.desk.permissions).toMatchObject({ canTradeFutures: true, canWithdraw: false });
  });

  it('the venue takes from a position', async () => {
    const { client, server, pass } = await table(`
  - { kind: adl, symbol: BTC/USDT:USDT, side: long, fraction: 50% }`);
    await buy(client);
    pass(10);
    expect(held(server)).toBe('0.005');
    const trades = await client.fetchMyTrades(BTC);
    expect(trades.at(-1)).toMatchObject({ side: 'sell', amount: 0.005, fee: { cost: 0 } });
  });
});

describe('faults of market data', () => {
  it('crossed: best bid above best ask, in answers', async () => {
    const { client } = await table(`
  - { kind: market_data, how: crossed, symbols: [BTC/USDT:USDT] }`);
    const book = await client.fetchOrderBook(BTC, 5);
    expect(book.bids[0]![0]!).toBeGreaterThan(book.asks[0]![0]!);
    const best = (await client.fetchBidsAsks())[BTC]!;
    expect(best.bid!).toBeGreaterThan(best.ask!);
    const other = await client.fetchOrderBook('ETH/USDT:USDT', 5);
    expect(other.bids[0]![0]!).toBeLessThan(other.asks[0]![0]!);
  });

  it('stale and frozen: the same figures, with the time they had or with the time it is', async () => {
    const { client, pass, server } = await table(`
  - { kind: market_data, how: stale, until: 60s }
  - { kind: market_data, how: frozen, from: 60s, until: 120s }`);
    const first = await client.fetchOrderBook(BTC, 5);
    pass(50);
    expect(await client.fetchOrderBook(BTC, 5)).toEqual(first);
    pass(10);
    const frozen = await client.fetchOrderBook(BTC, 5);
    pass(50);
    const later = await client.fetchOrderBook(BTC, 5);
    expect([later.bids, later.asks]).toEqual([frozen.bids, frozen.asks]);
    expect(later.timestamp).toBe(server.desk.time);
    pass(10);
    const well = await client.fetchOrderBook(BTC, 5);
    expect(well.bids).not.toEqual(frozen.bids);
  });

  it('stale streams are silent, frozen ones repeat themselves, crossed ones cross', async () => {
    const { client, pass, server } = await table(`
  - { kind: market_data, how: stale, from: 10s, until: 60s }
  - { kind: market_data, how: frozen, from: 60s, until: 120s }
  - { kind: market_data, how: crossed, from: 120s }`);
    const told = hear(client);
    client.watchMarkPrice(BTC).catch(() => undefined);
    client.watchBidsAsks([BTC]).catch(() => undefined);
    await until(() => server.connections > 0);
    await client.fetchTime();
    for (let seconds = 10; seconds <= 130; seconds += 10) pass(10);
    const marks = () => told.filter(({ e }) => e === 'markPriceUpdate');
    await until(() => marks().some(({ E }) => E === server.desk.market.now));
    const heard = marks() as unknown as readonly { p: string; E: number }[];
    const bests = told.filter(({ e }) => e === 'bookTicker') as unknown as readonly Best[];
    const begin = server.desk.market.now - 130_000;
    const at = heard.map(({ E }) => (E - begin) / 1_000);
    expect(at.filter((second) => second >= 10 && second < 60)).toEqual([]);
    expect(at.filter((second) => second >= 60 && second < 120).length).toBeGreaterThanOrEqual(5);
    const frozen = heard.filter((_, index) => at[index]! >= 60 && at[index]! < 120);
    expect(new Set(frozen.map(({ p }) => p)).size).toBe(1);
    expect(Number(bests.at(-1)!.b)).toBeGreaterThan(Number(bests.at(-1)!.a));
  });
});

describe('faults of the user-data stream', () => {
  it('late, repeated and overtaken messages all arrive', async () => {
    const { client, server } = await table(`
  - { kind: delay, events: [fill], by: 300ms }
  - { kind: duplicate, events: [fill], after: 50ms }`);
    const told = hear(client);
    client.watchMyTrades(BTC).catch(() => undefined);
    await until(() => server.connections === 1);
    await buy(client);
    const heard = (): readonly unknown[] =>
      told.map(({ e, o }) => (o as { x: string } | undefined)?.x ?? e);
    await until(() => heard().filter((each) => each === 'TRADE').length === 2);
    await until(() => heard().filter((each) => each === 'ACCOUNT_UPDATE').length === 2);
    expect(heard()[0]).toBe('NEW');
    expect(heard()).toHaveLength(5);
  });
});

describe('the plan over HTTP', () => {
  it('is read by anybody here, changed with the key alone, and never from a web page', async () => {
    const { port } = await table('  - { kind: ban, from: 1h }');
    const plan = async () => (await (await send(port, 'GET')).json()) as Plan;
    expect((await plan()).faults).toMatchObject([{ id: 'ban-1', strikes: 0, inForce: false }]);
    for (const [method, path] of [
      ['PUT', ''],
      ['POST', ''],
      ['DELETE', ''],
      ['DELETE', '/ban-1'],
    ] as const) {
      const answer = await send(port, method, path, method === 'DELETE' ? undefined : '', 'other');
      expect([method, answer.status]).toEqual([method, 401]);
    }
    const page = await fetch(`http://127.0.0.1:${port}/sim/faults`, {
      method: 'DELETE',
      headers: { 'X-MBX-APIKEY': KEY.key, Origin: 'http://127.0.0.1:9000' },
    });
    expect(page.status).toBe(403);
    expect((await plan()).faults).toHaveLength(1);
  });

  it('is added to, replaced and taken back while it runs; all errors are told at once', async () => {
    const { port, client } = await table('  - { kind: ban, from: 1h }');
    const added = await send(port, 'POST', '', '{"faults": [{"kind": "ban"}]}');
    expect(await added.json()).toMatchObject({ faults: [{ id: 'ban-1' }, { id: 'ban-2' }] });
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.DDoSProtection);
    expect((await send(port, 'DELETE', '/ban-2')).status).toBe(200);
    await client.fetchBalance();
    expect((await send(port, 'DELETE', '/ban-2')).status).toBe(404);
    const body = '{"faults": [{"kind": "bann"}, {"kind": "adl", "side": "up"}]}';
    const wrong = await send(port, 'PUT', '', body);
    expect(wrong.status).toBe(400);
    const { errors } = (await wrong.json()) as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual([
      'faults[0].kind',
      'faults[1].symbol',
      'faults[1].side',
    ]);
    const twice = await send(port, 'POST', '', '{"faults": [{"kind": "ban", "id": "ban-1"}]}');
    expect(twice.status).toBe(400);
    expect((await send(port, 'DELETE')).status).toBe(200);
    expect(((await (await send(port, 'GET')).json()) as Plan).faults).toEqual([]);
  });
});

describe('the same plan, seed and requests', () => {
  /** Statuses and answers of a session on a server of its own. */
  async function session(seed: number): Promise<readonly string[]> {
    const plan = readFaultPlan(
      'plan',
      `faults:
  - { kind: timeout, executed: true, answer: code, probability: 20% }
  - { kind: error, executed: false, probability: 20%, routes: [order, account] }
  - { kind: partial_fill, fraction: 30%, probability: 50% }
  - { kind: latency, by: { uniform: [0ms, 5ms] } }`,
    );
    if (!plan.ok) throw new Error('the plan cannot be read');
    const wall = 1_700_000_000_000;
    const read = () => plan;
    const server = simServer({ faults: { plan: plan.plan, seed, read }, wall: () => wall });
    opened.push(server);
    const port = await server.listen(0);
    const told: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      const order = { symbol: 'BTCUSDT', side: 'BUY', positionSide: 'LONG', type: 'MARKET' };
      const values = new URLSearchParams({ ...order, quantity: '0.01', timestamp: `${wall}` });
      const looks = index % 3 === 2;
      const query = looks ? `timestamp=${wall}` : values.toString();
      const path = looks ? 'v3/account' : 'v1/order';
      const url = `http://127.0.0.1:${port}/fapi/${path}?${query}&signature=${sign(query, KEY.secret)}`;
      const headers = { 'X-MBX-APIKEY': KEY.key };
      const answer = await fetch(url, { method: looks ? 'GET' : 'POST', headers });
      told.push(`${answer.status} ${await answer.text()}`);
      server.desk.advance(server.desk.time + 10_000);
    }
    return told;
  }

  it('give the same answers, byte for byte; another seed others', async () => {
    const first = await session(5);
    expect(await session(5)).toEqual(first);
    expect(await session(6)).not.toEqual(first);
    expect(new Set(first.map((line) => line.slice(0, 3)))).toEqual(new Set(['200', '408', '503']));
  });
});

describe('the example plans', () => {
  it('run: an hour of trouble goes by, and every fault that could strike has', async () => {
    const plan = loadFaultPlan(example('rough-day'));
    if (!plan.ok) throw new Error('the example cannot be read');
    const struck = new Set<string>();
    const read = (text: string) => readFaultPlan('plan', text);
    const server = simServer({
      faults: { plan: plan.plan, seed: 7, read, onStrike: ({ id }) => struck.add(id) },
    });
    const client = await ccxtClient({ port: await server.listen(0) });
    opened.push(client, server);
    await client.loadMarkets();
    client.timeout = 1_000;
    const { last } = await client.fetchTicker(BTC);
    for (let step = 0; step < 80; step += 1) {
      server.desk.advance(server.desk.time + 10_000);
      await buy(client).catch(() => undefined);
      const stop = { ...LONG, stopLossPrice: last! * 0.5 };
      const placed = client.createOrder(BTC, 'market', 'sell', 0.001, undefined, stop);
      await placed.catch(() => undefined);
      if (step % 10 === 0) await client.fetchOrderBook(BTC, 5).catch(() => undefined);
    }
    expect([...struck].sort()).toEqual(
      [
        ...['cable', 'late-fills', 'lost-dropped', 'lost-executed', 'network', 'stop-refused'],
        ...['thin-book', 'told-twice', 'works'],
      ].sort(),
    );
  }, 60_000);

  it('are those of the documentation', () => {
    const page = readFileSync(new URL('../../docs/sim.md', import.meta.url), 'utf8');
    const text = readFileSync(example('rough-day'), 'utf8');
    for (const kind of ['latency', 'timeout', 'disconnect', 'maintenance', 'market_data']) {
      expect(page).toContain(`\`${kind}\``);
      expect(text).toContain(`kind: ${kind}`);
    }
  });
});

interface Best {
  readonly b: string;
  readonly a: string;
}
/** Every message of the client's websockets from now on. */
function hear(client: Client): Record<string, unknown>[] {
  const told: Record<string, unknown>[] = [];
  const handle = client.handleMessage.bind(client);
  client.handleMessage = (connection, message) => {
    told.push(message as Record<string, unknown>);
    return handle(connection, message);
  };
  return told;
}

interface Plan {
  readonly faults: readonly { readonly id: string }[];
}
const example = (name: string): string =>
  new URL(`../../examples/faults/${name}.yaml`, import.meta.url).pathname;

/** Waits until something has become true, 5 s at most. */
async function until(ready: () => boolean): Promise<void> {
  for (let waited = 0; waited < 5_000 && !ready(); waited += 10) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(ready()).toBe(true);
}
