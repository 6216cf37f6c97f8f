import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../src/sim-server/rest.ts';
import type { SimServer } from '../../src/sim-server/run.ts';
import { SOCKET_LIMITS, SocketSession } from '../../src/sim-server/socket-session.ts';
import { readAddress } from '../../src/sim-server/sockets.ts';
import { Requests } from '../support/sim-requests.ts';
import { simServer } from '../support/sim-server.ts';

const UNLIMITED = {
  weightPerMinute: 1e12,
  ordersPerMinute: 1e12,
  ordersPerTenSeconds: 1e12,
};
const NAMES = [
  ...['symbol', 'side', 'positionSide', 'type', 'timeInForce', 'quantity', 'price', 'limit'],
  ...['startTime', 'endTime', 'orderId', 'origClientOrderId', 'newClientOrderId', 'leverage'],
  ...['interval', 'algoId', 'clientAlgoId', 'triggerPrice', 'marginType', 'incomeType', 'fromId'],
];
const VALUES = [
  ...['BTCUSDT', 'ETHUSDT', 'NOPE', 'BUY', 'SELL', 'LONG', 'SHORT', 'BOTH', 'LIMIT', 'MARKET'],
  ...['STOP_MARKET', 'GTC', 'IOC', 'FOK', 'GTX', '1', '0', '-1', '0.001', '1e9', '95000', '1m'],
  ...['999999999999999999999', '5', '1000', '__proto__', 'constructor', '', ' ', 'a'.repeat(37)],
];

describe('hostile requests', () => {
  it('are all answered in the venue’s words, whatever their parameters', () => {
    const server = simServer({ limits: UNLIMITED, wall: () => 1_700_000_000_000 });
    const requests = new Requests(server);
    const parameters = fc.dictionary(
      fc.constantFrom(...NAMES),
      fc.oneof(fc.constantFrom(...VALUES), fc.string({ maxLength: 20 })),
      { maxKeys: 9 },
    );
    const route = fc.constantFrom(...ROUTES);
    fc.assert(
      fc.property(route, parameters, ({ method, path }, values) => {
        const { status, body } = requests.send(`${method} ${path}`, values);
        if (status !== 200) {
          expect(body).toEqual({ code: expect.any(Number), msg: expect.any(String) });
          expect(status).toBe(400);
        }
        server.desk.advance(server.desk.market.now + 10_000);
      }),
      { numRuns: 1_500, seed: 42 },
    );
  }, 60_000);

  it('with odd numbers are refused with the venue’s codes', () => {
    const requests = new Requests(simServer());
    const code = (name: string, values: Record<string, string>): unknown =>
      (requests.send(name, values).body as { code: number }).code;
    const klines = { symbol: 'BTCUSDT', interval: '1m' };
    expect(code('GET /fapi/v1/klines', { ...klines, limit: '0' })).toBe(-1130);
    expect(code('GET /fapi/v1/klines', { ...klines, limit: '1501' })).toBe(-1130);
    expect(code('GET /fapi/v1/klines', { ...klines, startTime: '2', endTime: '1' })).toBe(-1023);
    expect(code('GET /fapi/v1/klines', { ...klines, interval: '2m' })).toBe(-1120);
    expect(code('GET /fapi/v1/klines', { ...klines, symbol: 'btcusdt' })).toBe(-1121);
    expect(code('GET /fapi/v1/depth', { symbol: 'BTCUSDT', limit: '7' })).toBe(-4021);
    expect(code('GET /fapi/v1/order', { symbol: 'BTCUSDT' })).toBe(-1102);
    expect(code('GET /fapi/v1/order', { symbol: 'BTCUSDT', orderId: '1;2' })).toBe(-1100);
    expect(code('PUT /fapi/v1/listenKey', {})).toBe(-1125);
    expect(code('GET /fapi/v1/openInterest', {})).toBe(-5000);
    expect(code('PATCH /fapi/v1/order', {})).toBe(-5000);
  });
});

describe('hostile connections', () => {
  let server: SimServer;
  let url: string;
  beforeAll(async () => {
    server = simServer();
    url = `http://127.0.0.1:${await server.listen(0)}`;
  });
  afterAll(() => server.close());

  it('from a web page are refused', async () => {
    const answer = await fetch(`${url}/fapi/v1/time`, { headers: { Origin: 'http://evil.test' } });
    expect(answer.status).toBe(403);
  });

  it('with a body that is too large are refused', async () => {
    const answer = await fetch(`${url}/fapi/v1/order`, {
      method: 'POST',
      body: 'a'.repeat(70_000),
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: -1101 });
  });

  it('to nowhere are told so', async () => {
    const answer = await fetch(`${url}/api/v3/order`, { method: 'DELETE' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: -5000 });
  });

  it('of a broken address end nothing but themselves', () => {
    expect(() => readAddress('/ws/%E0%A4%A')).toThrow();
    expect(readAddress('/market/ws/0').names).toEqual([]);
    expect(readAddress('/private/ws?listenKey=k').names).toEqual(['k']);
    expect(readAddress('/stream?streams=a@depth/b@ticker')).toEqual({
      combined: true,
      names: ['a@depth', 'b@ticker'],
    });
  });
});

describe('a hostile websocket', () => {
  const session = (buffered = 0) => {
    const { desk } = simServer();
    const sent: string[] = [];
    const closed: string[] = [];
    const port = {
      send: (text: string) => sent.push(text),
      bufferedAmount: buffered,
      close: (code: number, reason: string) => closed.push(`${code} ${reason}`),
    };
    return { desk, sent, closed, session: new SocketSession(desk, port, false) };
  };

  it.each([
    'x',
    '[]',
    '1',
    'null',
    '{}',
    '{"method":"BUY"}',
    '{"method":"SUBSCRIBE","params":[1]}',
    '{"method":"SUBSCRIBE","params":["btcusdt@nothing"],"id":1}',
    '{"method":"SET_PROPERTY","params":["combined","yes"],"id":1}',
  ])('is told what is wrong with %s', (text) => {
    const { session: one, sent } = session();
    one.receive(text, 0);
    expect(JSON.parse(sent[0]!)).toMatchObject({ error: { code: expect.any(Number) } });
  });

  it('is closed when it asks more than ten times a second', () => {
    const { session: one, closed } = session();
    for (let count = 0; count < 11; count += 1) one.receive('{"method":"GET_PROPERTY"}', 500);
    expect(closed).toEqual(['1008 Too many requests']);
  });

  it('is closed when it does not read, and hears nothing any more', () => {
    const { session: one, closed, sent, desk } = session(SOCKET_LIMITS.bufferedBytes + 1);
    one.begin(['btcusdt@bookTicker']);
    desk.advance(desk.market.now + 60_000);
    expect(closed).toEqual(['1013 too slow']);
    expect(sent).toEqual([]);
  });

  it('subscribes to all or none, and to nothing after it has said so', () => {
    const { session: one, sent, desk } = session();
    one.receive('{"method":"SUBSCRIBE","params":["btcusdt@depth","nope@depth"],"id":1}', 0);
    one.receive('{"method":"LIST_SUBSCRIPTIONS","id":2}', 0);
    expect(JSON.parse(sent[1]!)).toEqual({ result: [], id: 2 });
    one.receive('{"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":3}', 0);
    desk.advance(desk.market.now + 10_000);
    expect(sent).toHaveLength(4);
    one.receive('{"method":"UNSUBSCRIBE","params":["btcusdt@depth"],"id":4}', 0);
    desk.advance(desk.market.now + 10_000);
    expect(sent).toHaveLength(5);
  });
});
