import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '../../src/domain/decimal.ts';
import type { SimServer } from '../../src/sim-server/run.ts';
import { Requests } from '../support/sim-requests.ts';
import { simServer } from '../support/sim-server.ts';

const HOUR = 3_600_000;
const MARKET = { symbol: 'BTCUSDT', type: 'MARKET', newOrderRespType: 'RESULT' };
const LONG = { ...MARKET, side: 'BUY', positionSide: 'LONG' };
const SHORT = { ...MARKET, side: 'SELL', positionSide: 'SHORT' };
const WALL = 1_700_000_000_000;
type Json = Record<string, string>;

function open(seed = 11): { readonly server: SimServer; readonly requests: Requests } {
  const limits = {
    weightPerMinute: 1_000_000,
    ordersPerMinute: 1_000_000,
    ordersPerTenSeconds: 1_000_000,
  };
  const server = simServer({ seed, wall: () => WALL, limits });
  return { server, requests: new Requests(server) };
}
const move = (server: SimServer, by: number): void =>
  server.desk.advance(server.desk.market.now + by);

describe('the account of the exchange server', () => {
  it('has an income history whose sum is the change of the wallet, to the last digit', () => {
    const { server, requests } = open();
    for (let round = 0; round < 6; round += 1) {
      requests.ok('POST /fapi/v1/order', { ...LONG, quantity: '0.123' });
      requests.ok('POST /fapi/v1/order', { ...SHORT, quantity: '0.05' });
      move(server, 5 * HOUR);
      requests.ok('POST /fapi/v1/order', { ...LONG, side: 'SELL', quantity: '0.1' });
    }
    const income = requests.ok<Json[]>('GET /fapi/v1/income', { limit: 1_000 });
    expect(new Set(income.map((entry) => entry['incomeType']))).toEqual(
      new Set(['COMMISSION', 'FUNDING_FEE', 'REALIZED_PNL']),
    );
    const sum = income.reduce((total, entry) => total + decimal(entry['income']!), 0n);
    const [balance] = requests.ok<Json[]>('GET /fapi/v2/balance');
    const opening = decimal('100000');
    expect(balance!['balance']).toBe(formatDecimal((opening + sum) as typeof opening));
  });

  it('tells both sides of a symbol, signed as the venue signs them', () => {
    const { requests } = open();
    requests.ok('POST /fapi/v1/order', { ...LONG, quantity: '0.2' });
    requests.ok('POST /fapi/v1/order', { ...SHORT, quantity: '0.1' });
    const risks = requests.ok<Json[]>('GET /fapi/v3/positionRisk');
    expect(risks.map((risk) => [risk['positionSide'], risk['positionAmt']])).toEqual([
      ['LONG', '0.2'],
      ['SHORT', '-0.1'],
    ]);
    expect(requests.ok<Json[]>('GET /fapi/v2/positionRisk')).toHaveLength(6);
    const account = requests.ok<Json>('GET /fapi/v3/account');
    const wallet = Number(account['totalWalletBalance']);
    const bound = Number(account['totalPositionInitialMargin']);
    expect(Number(account['availableBalance'])).toBeCloseTo(wallet - bound, 7);
  });

  it('says of a stop that fires: taken, triggered, a new order, its fills, finished', () => {
    const { server, requests } = open();
    const { avgPrice } = requests.ok<Json>('POST /fapi/v1/order', { ...LONG, quantity: '0.1' });
    requests.heard.length = 0;
    const stop = requests.ok<Record<string, unknown>>('POST /fapi/v1/algoOrder', {
      symbol: 'BTCUSDT',
      side: 'SELL',
      positionSide: 'LONG',
      type: 'STOP_MARKET',
      quantity: '0.1',
      triggerPrice: (Number(avgPrice) * 0.999).toFixed(1),
      workingType: 'MARK_PRICE',
      clientAlgoId: 'stop-1',
    });
    expect(stop).toMatchObject({ algoStatus: 'NEW', workingType: 'MARK_PRICE' });
    for (let count = 0; count < 200 && requests.heard.length < 3; count += 1) move(server, HOUR);
    const told = requests.heard.map((message) => {
      const order = (message['o'] ?? {}) as Json;
      return [message['e'], order['x'] ?? '', order['X'] ?? ''].join(' ').trim();
    });
    expect(told.filter((text) => !text.startsWith('ACCOUNT_UPDATE'))).toEqual([
      'ALGO_UPDATE  NEW',
      'ALGO_UPDATE  TRIGGERED',
      'ORDER_TRADE_UPDATE NEW NEW',
      'ORDER_TRADE_UPDATE TRADE FILLED',
      'ALGO_UPDATE  FINISHED',
    ]);
    const done = requests.ok<Json>('GET /fapi/v1/algoOrder', { clientAlgoId: 'stop-1' });
    expect(done).toMatchObject({ algoStatus: 'FINISHED', actualQty: '0.1' });
    const traded = requests.ok<Json>('GET /fapi/v1/order', {
      symbol: 'BTCUSDT',
      orderId: Number(done['actualOrderId']),
    });
    expect(traded).toMatchObject({ status: 'FILLED', type: 'MARKET', origType: 'STOP_MARKET' });
  });

  it('says of a stop without a position that it was rejected', () => {
    const { server, requests } = open();
    const { avgPrice } = requests.ok<Json>('POST /fapi/v1/order', { ...LONG, quantity: '0.1' });
    requests.ok('POST /fapi/v1/algoOrder', {
      ...{ symbol: 'BTCUSDT', side: 'SELL', positionSide: 'LONG', type: 'STOP_MARKET' },
      quantity: '0.1',
      triggerPrice: (Number(avgPrice) * 0.999).toFixed(1),
      clientAlgoId: 'orphan',
    });
    requests.ok('POST /fapi/v1/order', { ...LONG, side: 'SELL', quantity: '0.1' });
    const news = requests.heard.length;
    for (let hour = 0; hour < 200 && requests.heard.length === news; hour += 1) move(server, HOUR);
    const told = requests.ok<Json>('GET /fapi/v1/algoOrder', { clientAlgoId: 'orphan' });
    expect(told).toMatchObject({ algoStatus: 'REJECTED', actualOrderId: '' });
    expect(requests.heard.at(-1)).toMatchObject({
      o: { X: 'REJECTED', rm: expect.stringMatching(/ReduceOnly/) },
    });
  });

  it('liquidates a side that has lost its margin, and tells it as nobody’s order', () => {
    const { server, requests } = open();
    requests.ok('POST /fapi/v1/leverage', { symbol: 'BTCUSDT', leverage: 100 });
    for (const side of [LONG, SHORT]) {
      requests.ok('POST /fapi/v1/order', { ...side, quantity: '0.5' });
    }
    const forced = () =>
      requests.heard.find((message) => (message['o'] as Json | undefined)?.['x'] === 'CALCULATED');
    for (let hour = 0; hour < 500 && forced() === undefined; hour += 1) move(server, HOUR);
    expect(forced()).toMatchObject({
      o: { o: 'LIQUIDATION', X: 'FILLED', c: expect.stringMatching(/^autoclose-/) },
    });
    const income = requests.ok<Json[]>('GET /fapi/v1/income', { limit: 1_000 });
    expect(income.some((entry) => entry['info'] === 'LIQUIDATION')).toBe(true);
  });

  it('answers the short form as accepted, the long form as it became', () => {
    const { requests } = open();
    const short = requests.ok('POST /fapi/v1/order', {
      ...LONG,
      quantity: '0.1',
      newOrderRespType: 'ACK',
    });
    expect(short).toMatchObject({ status: 'NEW', executedQty: '0', avgPrice: '0' });
    const known = requests.ok('GET /fapi/v1/order', {
      symbol: 'BTCUSDT',
      orderId: Number(short['orderId']),
    });
    expect(known).toMatchObject({ status: 'FILLED', executedQty: '0.1' });
  });

  it('gives the same answers and the same news for the same seed and requests', () => {
    const play = (seed: number): string => {
      const { server, requests } = open(seed);
      const answers: unknown[] = [];
      for (let round = 0; round < 10; round += 1) {
        answers.push(requests.ok('POST /fapi/v1/order', { ...LONG, quantity: '0.1' }));
        answers.push(requests.ok('GET /fapi/v1/depth', { symbol: 'BTCUSDT', limit: 5 }));
        move(server, HOUR + round * 10_000);
        answers.push(requests.ok('GET /fapi/v3/account'), requests.ok('POST /fapi/v1/listenKey'));
      }
      return JSON.stringify([answers, requests.heard]);
    };
    expect(play(5)).toBe(play(5));
    expect(play(5)).not.toBe(play(6));
  });
});
