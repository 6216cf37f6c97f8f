import { describe, expect, it } from 'vitest';
import type { PriceStep } from '../../domain/market.ts';
import {
  cancel,
  conditional,
  exchangeWith,
  limit,
  order,
  START,
  saying,
  step,
} from './exchange-fixture.ts';
import type { ExchangeOrder } from './special.ts';

const MINUTE = 60_000;
const LIMIT = { type: 'limit' } as const;
const SHORT = { positionSide: 'short' } as const;

/** A long and a short of 1 BTC each, opened at 50,000; the record starts empty. */
function positioned() {
  const made = exchangeWith();
  made.exchange.onPriceStep(step(50_000, START));
  made.exchange.submit(order('l'), START);
  made.exchange.submit(order('s', SHORT), START);
  made.heard.take();
  const move = (close: number, change: Partial<PriceStep> = {}, minutes = 1): void => {
    const open = change.open ?? 50_000;
    made.exchange.onPriceStep(
      step(close, START + minutes * MINUTE, {
        ...change,
        open,
        low: Math.min(change.low ?? open, open, close),
        high: Math.max(change.high ?? open, open, close),
      }),
    );
  };
  return { ...made, move };
}

describe('orders that take a profit', () => {
  it.each<[string, ExchangeOrder, Partial<PriceStep> & { close: number }, string | null]>([
    [
      'sell the long when the price rises to them',
      conditional('x', '50500', { aim: 'take_profit' }),
      { close: 50_200, high: 50_500 },
      '50499.5',
    ],
    [
      'rest while it stays below',
      conditional('x', '50500', { aim: 'take_profit' }),
      { close: 50_200, high: 50_499.9 },
      null,
    ],
    [
      'get the open when the step gapped beyond them',
      conditional('x', '50500', { aim: 'take_profit' }),
      { open: 51_000, close: 51_000 },
      '50999.5',
    ],
    [
      'buy back the short when the price falls to them',
      conditional('x', '49500', { aim: 'take_profit' }, SHORT),
      { close: 49_800, low: 49_400 },
      '49500.5',
    ],
    [
      'open a long below the market',
      conditional('x', '49500', { aim: 'take_profit' }, { action: 'open' }),
      { close: 49_800, low: 49_400 },
      '49500.5',
    ],
  ])('%s', (_name, placed, { close, ...change }, price) => {
    const { exchange, heard, move } = positioned();
    exchange.submit(placed, START);
    heard.take();
    move(close, change);
    expect(heard.of('fill').map((fill) => fill.price)).toEqual(price === null ? [] : [price]);
  });

  it('lose to a stop that the same step reached', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit(conditional('profit', '50100', { aim: 'take_profit' }), START);
    exchange.submit(conditional('loss', '49000', { aim: 'stop' }), START);
    move(50_000, { low: 48_900, high: 50_200 });
    expect(heard.of('fill').map((fill) => fill.clientOrderId)).toEqual(['loss']);
    expect(heard.of('order').at(-1)).toMatchObject({ clientOrderId: 'profit', status: 'expired' });
  });

  it('are refused when the price is there already', () => {
    const { exchange, heard } = positioned();
    exchange.submit(conditional('x', '50000', { aim: 'take_profit' }), START);
    exchange.submit(conditional('y', '50000', { aim: 'take_profit' }, SHORT), START);
    expect(heard.of('rejected').map((event) => event.code)).toEqual(['-2021', '-2021']);
  });
});

describe('the price that triggers', () => {
  const stop = (working: 'contract' | 'mark') =>
    conditional('x', '49500', { aim: 'stop', working });

  it('is the last price alone when that was asked for', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit(stop('contract'), START);
    move(49_900, { low: 49_600, mark: 49_300 });
    expect(heard.of('fill')).toEqual([]);
    move(49_900, { open: 49_900, low: 49_500, mark: 49_900 }, 2);
    expect(heard.of('fill')).toMatchObject([{ price: '49499.5' }]);
  });

  it('is the mark price alone when that was asked for, known at the end of a step', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit(stop('mark'), START);
    move(49_900, { low: 49_300, mark: 49_900 });
    expect(heard.of('fill')).toEqual([]);
    move(49_700, { open: 49_900, low: 49_600, mark: 49_400 }, 2);
    expect(heard.of('fill')).toMatchObject([{ price: '49699.5' }]);
  });

  it('by mark comes before a liquidation of the same step, whose mark must have passed it', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit(conditional('x', '45000', { aim: 'stop', working: 'mark' }), START);
    move(50_000, { low: 39_000, mark: 50_000 });
    expect(heard.of('fill')).toMatchObject([{ clientOrderId: 'x', price: '44999.5' }]);
  });

  it('judges at once by the price that was asked for', () => {
    const { exchange, heard } = exchangeWith();
    exchange.onPriceStep(step(50_000, START, { mark: 49_000 }));
    exchange.submit(order('l'), START);
    exchange.submit(stop('mark'), START);
    exchange.submit(stop('contract'), START);
    expect(heard.of('rejected').map((event) => event.code)).toEqual(['-2021']);
    expect(heard.of('accepted').map((event) => event.clientOrderId)).toEqual(['l', 'x']);
  });

  it('holds a protected order back while last and mark are apart', () => {
    const { exchange, heard, move } = positioned();
    const protect = { aim: 'stop', working: 'contract', priceProtect: true } as const;
    exchange.submit(conditional('x', '49500', protect), START);
    move(46_000, { mark: 49_900 });
    expect(heard.of('fill')).toEqual([]);
    expect(heard.of('order')).toMatchObject([{ clientOrderId: 'x', status: 'expired' }]);
  });
});

describe('conditional orders with a limit', () => {
  it('trade what the book has within the limit, and rest with the remainder', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit(
      conditional('x', '49500', { aim: 'stop' }, { ...LIMIT, price: '49498.5' }),
      START,
    );
    const book = { bids: [49_399.5, 0.4, 49_398.5, 0.2, 49_390, 5], asks: [49_400.5, 5] };
    move(49_400, { low: 49_400, book });
    expect(heard.of('fill').map(({ quantity, price }) => [quantity, price])).toEqual([
      ['0.4', '49499.5'],
      ['0.2', '49498.5'],
    ]);
    expect(heard.of('order').at(-1)).toMatchObject({ status: 'partially_filled' });
    expect(exchange.order('x')).toMatchObject({ special: { triggeredAt: START + MINUTE } });
    move(49_600, { open: 49_400, high: 49_600 }, 2);
    expect(heard.of('fill').at(-1)).toMatchObject({ price: '49498.5', maker: true });
    expect(heard.of('order').at(-1)).toMatchObject({ status: 'filled' });
  });

  it('rest untouched when the market gapped beyond the limit, and can be cancelled', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit(
      conditional('x', '49500', { aim: 'stop' }, { ...LIMIT, price: '49400' }),
      START,
    );
    move(49_000, { open: 49_000 });
    expect(heard.of('fill')).toEqual([]);
    exchange.submit(cancel('x', true), START + MINUTE);
    expect(heard.of('order').at(-1)).toMatchObject({ status: 'cancelled' });
  });

  it('that open bind margin from the moment they trigger, not before', () => {
    const { exchange, move } = positioned();
    const before = exchange.books().available;
    const placed = { ...LIMIT, action: 'open', price: '48000', quantity: '0.5' } as const;
    exchange.submit(conditional('x', '49000', { aim: 'take_profit' }, placed), START);
    expect(exchange.books().available).toBe(before);
    move(49_500, { low: 48_900 });
    expect(Number(before) - Number(exchange.books().available)).toBe(4_800);
  });

  it('are judged by the price that triggers them', () => {
    const { exchange, heard } = positioned();
    const far = { ...LIMIT, price: '41500' };
    exchange.submit(conditional('near', '43000', { aim: 'stop' }, far), START);
    exchange.submit(conditional('far', '44000', { aim: 'stop' }, far), START);
    expect(heard.of('rejected')).toMatchObject([{ clientOrderId: 'far', code: '-4024' }]);
  });
});

describe('trailing orders', () => {
  const trailing = (change: object = {}) =>
    conditional('x', null, { aim: 'trailing', working: 'contract', callback: '0.01', ...change });

  it('follow the best price and sell when it comes back by the callback', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit(trailing(), START);
    expect(exchange.order('x')).toMatchObject({ stopPrice: '49500' });
    move(51_000, { high: 51_000 });
    expect(exchange.order('x')).toMatchObject({ stopPrice: '50490' });
    move(50_400, { open: 51_000 }, 2);
    expect(heard.of('fill')).toMatchObject([{ price: '50489.5' }]);
  });

  it('buy back a short when the price rises from its low', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit({ ...trailing(), ...SHORT }, START);
    move(49_000, { low: 49_000 });
    move(49_500, { open: 49_000, high: 49_500 }, 2);
    expect(heard.of('fill')).toMatchObject([{ price: '49490.5' }]);
  });

  it('trigger within the step that made a new best price when its close came back that far', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit(trailing(), START);
    move(50_200, { high: 51_000 });
    expect(heard.of('fill')).toMatchObject([{ price: '50489.5' }]);
  });

  it('wait for their activation price', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit(trailing({ activation: '51000' }), START);
    move(49_000, { low: 49_000 });
    expect(heard.of('fill')).toEqual([]);
    move(51_200, { open: 50_000, high: 51_200 }, 2);
    expect(exchange.order('x')).toMatchObject({ stopPrice: '50688' });
  });

  it('are refused with a callback out of range, or an activation price already passed', () => {
    const { exchange, heard } = positioned();
    exchange.submit(trailing({ callback: '0.0009' }), START);
    exchange.submit(trailing({ callback: '0.11' }), START);
    exchange.submit(trailing({ callback: null }), START);
    exchange.submit(trailing({ activation: '49900' }), START);
    const codes = heard.of('rejected').map((event) => event.code);
    expect(codes).toEqual(['-2007', '-2007', '-1102', '-2021']);
  });
});

describe('orders that close the position', () => {
  const closing = (id: string, price: string, aim: 'stop' | 'take_profit') =>
    conditional(id, price, { aim, closePosition: true }, { quantity: '0' });

  it('trade whatever it is when they trigger', () => {
    const { exchange, heard, move } = positioned();
    exchange.submit(closing('x', '49500', 'stop'), START);
    exchange.submit(order('more', { quantity: '0.5' }), START);
    heard.take();
    move(49_400, { low: 49_400 });
    expect(heard.of('fill').reduce((sum, fill) => sum + Number(fill.quantity), 0)).toBe(1.5);
    expect(heard.of('order').at(-1)).toMatchObject({ filledQuantity: '1.5', status: 'filled' });
  });

  it('expire when the position is closed otherwise', () => {
    const { exchange, heard } = positioned();
    exchange.submit(closing('x', '49500', 'stop'), START);
    exchange.submit(order('out', { action: 'reduce' }), START);
    expect(heard.of('order').at(-1)).toMatchObject({ clientOrderId: 'x', status: 'expired' });
  });

  it('are refused a second time for the same side and aim', () => {
    const { exchange, heard } = positioned();
    exchange.submit(closing('a', '49500', 'stop'), START);
    exchange.submit(closing('b', '49400', 'stop'), START);
    exchange.submit(closing('c', '50500', 'take_profit'), START);
    expect(heard.of('rejected')).toMatchObject([{ clientOrderId: 'b', code: '-4130' }]);
  });
});

describe('orders good till a date', () => {
  it('expire with the first step at or after it, before they could trade', () => {
    const { exchange, heard, move } = positioned();
    const goodTill = START + 11 * MINUTE;
    exchange.submit(saying(limit('x', '49000'), { goodTill }), START);
    move(50_000, {}, 10);
    expect(heard.of('order')).toEqual([]);
    move(48_000, { low: 48_000 }, 11);
    expect(heard.of('order')).toMatchObject([{ clientOrderId: 'x', status: 'expired' }]);
    expect(heard.of('fill')).toEqual([]);
  });

  it('are refused when the date is not 600 s away', () => {
    const { exchange, heard } = positioned();
    const goodTill = START + 10 * MINUTE;
    exchange.submit(saying(limit('x', '49000'), { goodTill }), START);
    expect(heard.of('rejected')).toMatchObject([{ code: '-5040' }]);
  });
});
