import { describe, expect, it } from 'vitest';
import type { PlaceOrder } from '../../domain/venue.ts';
import {
  BTC,
  cancel,
  exchangeWith,
  limit,
  order,
  query,
  Recorder,
  START,
  step,
  stop,
} from './exchange-fixture.ts';

/** An exchange at 50,000 with 2 BTC on each of three levels per side. */
function atFiftyThousand() {
  const made = exchangeWith();
  made.exchange.onPriceStep(step(50_000, START));
  return made;
}

describe('orders the venue refuses', () => {
  const cases: readonly (readonly [name: string, placed: PlaceOrder, code: string])[] = [
    ['an unknown symbol', order('a', { symbol: 'DOGE/USDT:USDT' as never }), '-1121'],
    ['a client order id with a blank', order('a b'), '-4015'],
    ['a client order id of 37 characters', order('x'.repeat(37)), '-4015'],
    ['a quantity that is no number', order('a', { quantity: 'NaN' }), '-1102'],
    ['a negative quantity', order('a', { quantity: '-1' }), '-4003'],
    ['a quantity of zero', order('a', { quantity: '0' }), '-4003'],
    ['a quantity finer than the lot', order('a', { quantity: '1.0005' }), '-1111'],
    ['a quantity finer than 8 places', order('a', { quantity: '1.000000001' }), '-1111'],
    ['a quantity above the maximum', order('a', { quantity: '1000.001' }), '-4005'],
    ['a limit order without a price', limit('a', '0', { price: null }), '-1102'],
    ['a price of zero', limit('a', '0'), '-4001'],
    ['a price finer than the tick', limit('a', '50000.05'), '-1111'],
    ['a purchase 5 % above mark', limit('a', '52500.1'), '-4016'],
    ['a sale 5 % below mark', limit('a', '47499.9', { positionSide: 'short' }), '-4024'],
    ['an opening order below the minimum notional', order('a', { quantity: '0.001' }), '-4164'],
    ['a stop without a stop price', stop('a', '0', { stopPrice: null }), '-1102'],
    ['a reduction without a position', order('a', { action: 'reduce' }), '-2022'],
    ['a protective stop without a position', stop('a', '49000'), '-2022'],
    ['an opening limit beyond the margin', limit('a', '49000', { quantity: '11' }), '-2019'],
    [
      'a fill-or-kill the book cannot fill',
      limit('a', '50000.5', { quantity: '3', timeInForce: 'FOK' }),
      '-5021',
    ],
    [
      'a post-only order that would take',
      limit('a', '50000.5', { timeInForce: 'POST_ONLY' }),
      '-5022',
    ],
  ];
  it.each(cases)('%s', (_name, placed, code) => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(placed, START);
    expect(heard.events).toHaveLength(1);
    expect(heard.events[0]).toMatchObject({
      kind: 'rejected',
      clientOrderId: placed.clientOrderId,
      code,
    });
    expect(exchange.account(START).openOrders).toEqual([]);
    expect(exchange.books().wallet).toBe('100000');
  });

  it('a market order beyond the margin, judged by what it would fill', () => {
    const { exchange, heard } = exchangeWith({ initialBalance: '20000' });
    exchange.onPriceStep(step(50_000, START));
    exchange.submit(order('a', { quantity: '2' }), START);
    expect(heard.of('rejected')).toMatchObject([{ code: '-2019' }]);
    exchange.submit(order('b', { quantity: '1.999' }), START);
    expect(heard.of('fill')).toHaveLength(1);
  });

  it('any order before the first price', () => {
    const { exchange, heard } = exchangeWith();
    exchange.submit(order('a'), START);
    expect(heard.of('rejected')).toMatchObject([{ code: '-4140' }]);
  });

  it('a tick or lot that is no power of ten, off its grid', () => {
    const instrument = {
      ...exchangeWith().exchange.instruments[0]!,
      tickSize: '0.5',
      lotSize: '0.025',
    };
    const { exchange, heard } = exchangeWith({ instruments: [instrument] });
    exchange.onPriceStep(step(50_000, START));
    exchange.submit(limit('a', '50000.2', { quantity: '0.05' }), START);
    exchange.submit(limit('b', '50000', { quantity: '0.051' }), START);
    exchange.submit(limit('c', '49999.5', { quantity: '0.05' }), START);
    expect(heard.of('rejected').map((event) => event.code)).toEqual(['-4014', '-4023']);
    expect(heard.of('accepted').map((event) => event.clientOrderId)).toEqual(['c']);
  });

  it('a client order id that is live in either book, but not one that has ended', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(limit('a', '49000'), START);
    exchange.submit(order('a', { quantity: '0.1' }), START);
    expect(heard.of('rejected')).toMatchObject([{ code: '-4116' }]);
    exchange.submit(cancel('a'), START);
    exchange.submit(order('a', { quantity: '0.1' }), START);
    expect(heard.of('fill')).toHaveLength(1);
  });

  it('a stop the mark price has already reached', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(order('long'), START);
    exchange.submit(order('short', { positionSide: 'short' }), START);
    exchange.submit(stop('a', '50000'), START);
    exchange.submit(stop('b', '49999.9', { positionSide: 'short' }), START);
    expect(heard.of('rejected').map((event) => event.code)).toEqual(['-2021', '-2021']);
  });

  it('a market order when the best price left the collar', () => {
    const { exchange, heard } = exchangeWith();
    exchange.onPriceStep(step(50_000, START, { mark: 47_000 }));
    exchange.submit(order('a', { quantity: '0.1' }), START);
    expect(heard.of('rejected')).toMatchObject([{ code: '-4131' }]);
  });

  it('more orders than the books hold', () => {
    const { exchange, heard } = exchangeWith({ maxOpenOrders: 2, maxConditionalOrders: 1 });
    exchange.onPriceStep(step(50_000, START));
    exchange.submit(order('p', { quantity: '0.1' }), START);
    for (const id of ['a', 'b', 'c'])
      exchange.submit(limit(id, '49000', { quantity: '0.01' }), START);
    for (const id of ['d', 'e']) exchange.submit(stop(id, '49000', { quantity: '0.01' }), START);
    expect(heard.of('rejected')).toMatchObject([
      { clientOrderId: 'c', code: '-2025' },
      { clientOrderId: 'e', code: '-4045' },
    ]);
  });
});

describe('orders against the current book', () => {
  it('a market order walks the levels, pays the taker fee, and uses the depth up', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(order('a', { quantity: '3' }), START);
    expect(heard.of('fill')).toMatchObject([
      {
        tradeId: '1',
        quantity: '2',
        price: '50000.5',
        fee: '50.0005',
        maker: false,
        cause: 'order',
      },
      { tradeId: '2', quantity: '1', price: '50001.5', fee: '25.00075', realisedPnl: '0' },
    ]);
    expect(heard.events.at(-1)).toMatchObject({
      kind: 'order',
      status: 'filled',
      filledQuantity: '3',
      averagePrice: '50000.83333333',
    });
    heard.take();
    exchange.submit(order('b', { quantity: '1' }), START);
    expect(heard.of('fill')).toMatchObject([{ price: '50001.5' }]);
    exchange.onPriceStep(step(50_000, START + 1));
    exchange.submit(order('c', { quantity: '1' }), START + 1);
    expect(heard.of('fill').at(-1)).toMatchObject({ price: '50000.5' });
  });

  it('what a market order cannot get from the visible book expires', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(order('a', { quantity: '7' }), START);
    expect(heard.events.at(-1)).toMatchObject({ status: 'expired', filledQuantity: '6' });
    exchange.submit(order('b', { quantity: '1' }), START);
    expect(heard.events.at(-1)).toMatchObject({
      status: 'expired',
      filledQuantity: '0',
      averagePrice: '0',
    });
  });

  it('a limit order takes what its price allows and rests with the remainder', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(limit('a', '50000.5', { quantity: '3' }), START);
    expect(heard.events).toMatchObject([
      { kind: 'accepted' },
      { kind: 'fill', quantity: '2', price: '50000.5' },
      { kind: 'order', status: 'partially_filled', filledQuantity: '2' },
    ]);
    expect(exchange.account(START).openOrders).toMatchObject([
      { clientOrderId: 'a', status: 'partially_filled', quantity: '3', filledQuantity: '2' },
    ]);
  });

  const immediate: readonly (readonly [string, Partial<PlaceOrder>, string, string])[] = [
    ['IOC fills what is there and expires', { quantity: '3', timeInForce: 'IOC' }, 'expired', '2'],
    ['IOC that gets nothing expires', { price: '50000', timeInForce: 'IOC' }, 'expired', '0'],
    ['FOK that the book can fill is filled', { quantity: '2', timeInForce: 'FOK' }, 'filled', '2'],
  ];
  it.each(immediate)('%s', (_name, change, status, filled) => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(limit('a', '50000.5', change), START);
    expect(heard.events.at(-1)).toMatchObject({ kind: 'order', status, filledQuantity: filled });
    expect(exchange.account(START).openOrders).toEqual([]);
  });

  it('a post-only order that does not touch rests', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(limit('a', '50000', { timeInForce: 'POST_ONLY' }), START);
    expect(heard.events.map((event) => event.kind)).toEqual(['accepted']);
    expect(exchange.account(START).openOrders).toHaveLength(1);
  });

  it('resting opening orders bind margin and give it back', () => {
    const { exchange } = atFiftyThousand();
    exchange.submit(limit('a', '49000', { quantity: '2' }), START);
    expect(exchange.books().available).toBe('80400');
    exchange.submit(cancel('a'), START);
    expect(exchange.books().available).toBe('100000');
  });
});

describe('hedge mode', () => {
  it('long and short of one symbol are separate positions', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(order('l'), START);
    exchange.submit(order('s', { positionSide: 'short', quantity: '0.5' }), START);
    expect(exchange.account(START).positions).toMatchObject([
      { symbol: BTC, side: 'long', quantity: '1', entryPrice: '50000.5' },
      { symbol: BTC, side: 'short', quantity: '0.5', entryPrice: '49999.5' },
    ]);
    heard.take();
    exchange.onPriceStep(step(50_100, START + 1));
    exchange.submit(order('lx', { action: 'reduce' }), START + 1);
    exchange.submit(
      order('sx', { action: 'reduce', positionSide: 'short', quantity: '0.5' }),
      START + 1,
    );
    expect(heard.of('fill')).toMatchObject([
      { positionSide: 'long', price: '50099.5', realisedPnl: '99' },
      { positionSide: 'short', price: '50100.5', realisedPnl: '-50.5' },
    ]);
    expect(exchange.account(START).positions).toEqual([]);
  });

  it('EXIT-1 a reduction is clipped to the position, the remaining quantity expires', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(order('l', { quantity: '0.6' }), START);
    exchange.submit(order('x', { action: 'reduce', quantity: '1' }), START);
    expect(heard.of('fill').at(-1)).toMatchObject({ action: 'reduce', quantity: '0.6' });
    expect(heard.events.at(-1)).toMatchObject({ status: 'expired', filledQuantity: '0.6' });
    expect(exchange.account(START).positions).toEqual([]);
  });

  it('a fill-or-kill reduction larger than the position fills the position', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(order('l', { quantity: '0.6' }), START);
    const change = { action: 'reduce', quantity: '1', timeInForce: 'FOK' } as const;
    exchange.submit(limit('x', '49999', change), START);
    expect(heard.events.at(-1)).toMatchObject({ status: 'expired', filledQuantity: '0.6' });
  });

  it('reductions below the minimum notional are taken', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(order('l', { quantity: '0.002' }), START);
    exchange.submit(order('x', { action: 'reduce', quantity: '0.001' }), START);
    expect(heard.events.at(-1)).toMatchObject({ status: 'filled', filledQuantity: '0.001' });
  });

  it('when a side is closed its resting limit reductions expire, its stops stay', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(order('l'), START);
    exchange.submit(limit('target', '51000', { action: 'reduce' }), START);
    exchange.submit(stop('stop', '49000'), START);
    exchange.submit(order('x', { action: 'reduce' }), START);
    expect(heard.of('order').at(-1)).toMatchObject({ clientOrderId: 'target', status: 'expired' });
    expect(exchange.account(START).openOrders.map((open) => open.clientOrderId)).toEqual(['stop']);
    heard.take();
    exchange.onPriceStep(step(48_900, START + 1));
    expect(heard.events).toMatchObject([{ clientOrderId: 'stop', status: 'expired' }]);
  });
});

describe('cancel and query', () => {
  it('cancels in the named book only', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(order('l'), START);
    exchange.submit(stop('s', '49000'), START);
    heard.take();
    exchange.submit(cancel('s', false), START);
    exchange.submit(cancel('s', true), START);
    exchange.submit(cancel('s', true), START);
    exchange.submit(cancel('nobody'), START);
    expect(heard.events).toMatchObject([
      { kind: 'not_found', clientOrderId: 's', operation: 'cancel' },
      { kind: 'order', clientOrderId: 's', status: 'cancelled' },
      { kind: 'not_found', clientOrderId: 's' },
      { kind: 'not_found', clientOrderId: 'nobody' },
    ]);
  });

  it('a query tells the fills again with their trade ids, then the state, also of ended orders', () => {
    const { exchange, heard } = atFiftyThousand();
    exchange.submit(order('a', { quantity: '3' }), START);
    const fills = heard.of('fill');
    heard.take();
    exchange.submit(query('a'), START + 5);
    expect(heard.events.slice(0, 2)).toEqual(fills);
    expect(heard.events[2]).toMatchObject({ kind: 'order', status: 'filled', at: START + 5 });
    expect(heard.events).toHaveLength(3);
    exchange.submit(query('a', true), START + 5);
    expect(heard.events.at(-1)).toMatchObject({ kind: 'not_found', operation: 'query' });
  });

  it('forgets ended orders beyond its history', () => {
    const { exchange, heard } = exchangeWith({ historyLimit: 2 });
    exchange.onPriceStep(step(50_000, START));
    for (const id of ['a', 'b', 'c']) exchange.submit(order(id, { quantity: '0.1' }), START);
    heard.take();
    for (const id of ['a', 'b', 'c']) exchange.submit(query(id), START);
    expect(heard.of('not_found')).toMatchObject([{ clientOrderId: 'a' }]);
    expect(heard.of('order')).toHaveLength(2);
  });
});

describe('events', () => {
  it('a listener that answers with orders is never called within its own call', () => {
    const { exchange } = exchangeWith();
    const heard = new Recorder();
    let inside = 0;
    exchange.onEvent((event) => {
      inside += 1;
      expect(inside).toBe(1);
      heard.hear(event);
      if (event.kind === 'fill' && event.action === 'open')
        exchange.submit(stop('s', '49000'), START);
      inside -= 1;
    });
    exchange.onPriceStep(step(50_000, START));
    exchange.submit(order('a'), START);
    expect(heard.events.map((event) => event.kind)).toEqual([
      'accepted',
      'fill',
      'order',
      'accepted',
    ]);
  });
});
