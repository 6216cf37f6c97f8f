import { describe, expect, it } from 'vitest';
import { symbolId } from '../../../domain/ids.ts';
import type { VenueClient } from '../client.ts';
import { OrderCalls } from './order-calls.ts';
import { OrderNumbers } from './order-numbers.ts';

const BTC = symbolId('BTC/USDT:USDT');
const entry = {
  kind: 'place',
  clientOrderId: 'desk.S1.1.0e1',
  symbol: BTC,
  positionSide: 'long',
  action: 'open',
  type: 'limit',
  quantity: '0.1',
  price: '97000',
  stopPrice: null,
  timeInForce: 'GTC',
} as const;
const { clientOrderId } = entry;
const question = { kind: 'query', clientOrderId, symbol: BTC, conditional: false } as const;

/** A venue that answers an order as told, and knows none. */
function calls(answer: () => Promise<unknown>) {
  const time = { now: 0 };
  const client = {
    fapiPrivatePostOrder: answer,
    fapiPrivateGetOrder: async () => {
      throw new Error('binanceusdm {"code":-2013,"msg":"Order does not exist."}');
    },
  } as unknown as VenueClient;
  const orders = new OrderCalls(
    client,
    new OrderNumbers(),
    () => time.now,
    () => undefined,
  );
  return { time, orders };
}

describe('an order that brought no answer', () => {
  const lost = async (): Promise<unknown> => {
    throw new Error('binanceusdm POST request timed out (5000 ms)');
  };

  it('may still arrive: "not found" says nothing before the window of the venue is surely over', async () => {
    const { time, orders } = calls(lost);
    expect(await orders.place(entry)).toMatchObject([{ kind: 'unknown', operation: 'place' }]);
    for (time.now of [1_000, 5_000, 6_900]) {
      expect(await orders.query(question)).toMatchObject([{ kind: 'unknown', operation: 'query' }]);
    }
    time.now = 7_000;
    expect(await orders.query(question)).toMatchObject([{ kind: 'not_found' }]);
  });

  it('is in doubt also while its answer is awaited', async () => {
    const { time, orders } = calls(async () => await new Promise(() => undefined));
    void orders.place(entry);
    time.now = 5_500;
    expect(await orders.query(question)).toMatchObject([{ kind: 'unknown' }]);
  });

  it('is in doubt also after an answer that does not speak of it', async () => {
    const { orders } = calls(async () => '<html>please log in</html>');
    expect(await orders.place(entry)).toMatchObject([{ kind: 'unknown', operation: 'place' }]);
    expect(await orders.query(question)).toMatchObject([{ kind: 'unknown' }]);
  });
});

describe('an order that was refused', () => {
  it('is not there: "not found" counts at once', async () => {
    const { orders } = calls(async () => {
      throw new Error('binanceusdm {"code":-2019,"msg":"Margin is insufficient."}');
    });
    expect(await orders.place(entry)).toMatchObject([{ kind: 'rejected', code: '-2019' }]);
    expect(await orders.query(question)).toMatchObject([{ kind: 'not_found' }]);
  });
});
