import { describe, expect, it } from 'vitest';
import type { PriceStep } from '../../domain/market.ts';
import type { PlaceOrder } from '../../domain/venue.ts';
import { cancel, exchangeWith, limit, order, START, step, stop } from './exchange-fixture.ts';

const MINUTE = 60_000;

/** A long and a short of 1 BTC each, opened at 50,000; the record starts empty. */
function positioned() {
  const made = exchangeWith();
  made.exchange.onPriceStep(step(50_000, START));
  made.exchange.submit(order('l'), START);
  made.exchange.submit(order('s', { positionSide: 'short' }), START);
  made.heard.take();
  return made;
}

describe('stops', () => {
  const short = { positionSide: 'short' } as const;
  const cases: readonly (readonly [
    name: string,
    placed: PlaceOrder,
    path: Partial<PriceStep>,
    price: string | null,
  ])[] = [
    // The book of every step has half a unit of half-spread on top of the base price.
    [
      'fills at the stop less half the spread',
      stop('x', '49500'),
      { low: 49_400, close: 49_800 },
      '49499.5',
    ],
    ['triggers when the low equals it', stop('x', '49500'), { low: 49_500 }, '49499.5'],
    ['rests while the low stays above it', stop('x', '49500'), { low: 49_500.1 }, null],
    [
      'fills at the open when the step gapped beyond it',
      stop('x', '49500'),
      { open: 49_000, low: 48_900, high: 49_600 },
      '48999.5',
    ],
    [
      'triggers by mark alone, at the close',
      stop('x', '49500'),
      { mark: 49_400, low: 49_800, close: 49_900 },
      '49899.5',
    ],
    ['of a short fills above it', stop('x', '50500', short), { high: 50_600 }, '50500.5'],
    [
      'of a short gapped fills at the open',
      stop('x', '50500', short),
      { open: 51_000, high: 51_100 },
      '51000.5',
    ],
    ['of a short triggers by mark alone', stop('x', '50500', short), { mark: 50_600 }, '50000.5'],
    [
      'that opens a long buys above the market',
      stop('x', '50500', { action: 'open' }),
      { high: 50_600 },
      '50500.5',
    ],
    [
      'that opens a short sells below it',
      stop('x', '49500', { ...short, action: 'open' }),
      { low: 49_400 },
      '49499.5',
    ],
  ];
  it.each(cases)('EXIT-1 a stop %s', (_name, placed, path, price) => {
    const { exchange, heard } = positioned();
    exchange.submit(placed, START);
    heard.take();
    const close = path.close ?? 50_000;
    const open = path.open ?? 50_000;
    const book = { bids: [close - 0.5, 5], asks: [close + 0.5, 5] };
    exchange.onPriceStep(
      step(close, START + MINUTE, {
        ...path,
        open,
        low: Math.min(path.low ?? open, open, close),
        high: Math.max(path.high ?? open, open, close),
        mark: path.mark ?? close,
        book,
      }),
    );
    if (price === null) {
      expect(heard.events).toEqual([]);
      return;
    }
    expect(heard.of('fill')).toMatchObject([{ clientOrderId: 'x', price, maker: false }]);
    expect(heard.events.at(-1)).toMatchObject({ kind: 'order', status: 'filled' });
  });

  it('pay for depth: each level moved to the trigger, what lies beyond the book worse still', () => {
    const { exchange, heard } = positioned();
    exchange.submit(order('more', { quantity: '1' }), START);
    exchange.submit(stop('x', '49500', { quantity: '2' }), START);
    heard.take();
    const book = { bids: [49_399, 0.5, 49_397, 0.5], asks: [49_401, 9] };
    exchange.onPriceStep(
      step(49_400, START + MINUTE, { open: 50_000, high: 50_000, low: 49_400, book }),
    );
    expect(heard.of('fill').map((fill) => [fill.quantity, fill.price])).toEqual([
      ['0.5', '49499'],
      ['0.5', '49497'],
      ['1', '49398'],
    ]);
    expect(exchange.account(START).positions.map((position) => position.side)).toEqual(['short']);
  });

  it('several in one step fire nearest to the open first, equal ones by age, on one book', () => {
    const { exchange, heard } = positioned();
    const part = { quantity: '0.25' };
    exchange.submit(stop('far', '49000', part), START);
    exchange.submit(stop('near-late', '49500', part), START);
    exchange.submit(stop('near-later', '49500', part), START);
    exchange.submit(stop('short', '50100', { ...part, positionSide: 'short' }), START);
    heard.take();
    exchange.onPriceStep(step(49_000, START + MINUTE, { open: 50_000, high: 50_100, low: 48_900 }));
    expect(heard.of('fill').map((fill) => fill.clientOrderId)).toEqual([
      'short',
      'near-late',
      'near-later',
      'far',
    ]);
  });

  it('come before anything favourable in the same step', () => {
    const { exchange, heard } = positioned();
    exchange.submit(limit('target', '50500', { action: 'reduce' }), START);
    exchange.submit(stop('stop', '49500'), START);
    heard.take();
    exchange.onPriceStep(step(50_000, START + MINUTE, { low: 49_000, high: 51_000 }));
    expect(heard.of('fill').map((fill) => fill.clientOrderId)).toEqual(['stop']);
    expect(heard.of('order')).toMatchObject([
      { clientOrderId: 'stop', status: 'filled' },
      { clientOrderId: 'target', status: 'expired' },
    ]);
  });

  it('cancelled stops do not fire', () => {
    const { exchange, heard } = positioned();
    exchange.submit(stop('x', '49500'), START);
    exchange.submit(cancel('x', true), START);
    heard.take();
    exchange.onPriceStep(step(49_000, START + MINUTE));
    expect(heard.events).toEqual([]);
  });

  it('a stop larger than the position is clipped to it', () => {
    const { exchange, heard } = positioned();
    exchange.submit(stop('x', '49500', { quantity: '3' }), START);
    exchange.onPriceStep(step(49_000, START + MINUTE));
    expect(heard.of('fill')).toMatchObject([{ quantity: '1' }]);
    expect(heard.of('order')).toMatchObject([{ status: 'expired', filledQuantity: '1' }]);
  });

  it('a stop that opens beyond the margin expires when it triggers', () => {
    const { exchange, heard } = positioned();
    exchange.submit(stop('x', '50500', { action: 'open', quantity: '50' }), START);
    exchange.onPriceStep(step(51_000, START + MINUTE));
    expect(heard.of('order')).toMatchObject([{ status: 'expired', filledQuantity: '0' }]);
  });
});

describe('resting limit orders', () => {
  const cases: readonly (readonly [string, PlaceOrder, Partial<PriceStep>, boolean])[] = [
    ['a purchase fills when trades went below it', limit('x', '49900'), { low: 49_899 }, true],
    [
      'a purchase does not fill when it was only touched',
      limit('x', '49900'),
      { low: 49_900 },
      false,
    ],
    [
      'a sale fills when trades went above it',
      limit('x', '50100', { positionSide: 'short' }),
      { high: 50_101 },
      true,
    ],
    [
      'a sale does not fill when it was only touched',
      limit('x', '50100', { positionSide: 'short' }),
      { high: 50_100 },
      false,
    ],
    ['the mark price fills nothing', limit('x', '49900'), { mark: 49_000 }, false],
    [
      'a target of a long fills above it',
      limit('x', '50100', { action: 'reduce' }),
      { high: 50_200 },
      true,
    ],
  ];
  it.each(cases)('%s', (_name, placed, path, fills) => {
    const { exchange, heard } = positioned();
    exchange.submit(placed, START);
    heard.take();
    exchange.onPriceStep(step(50_000, START + MINUTE, path));
    if (fills) {
      expect(heard.of('fill')).toMatchObject([{ price: placed.price, quantity: '1', maker: true }]);
      expect(heard.events.at(-1)).toMatchObject({ kind: 'order', status: 'filled' });
    } else expect(heard.events).toEqual([]);
  });

  it('take together a tenth of the volume, in whole lots; the rest stays and may be cancelled', () => {
    const { exchange, heard } = positioned();
    exchange.submit(limit('a', '49900', { quantity: '1' }), START);
    exchange.submit(limit('b', '49950', { quantity: '0.3' }), START);
    heard.take();
    const through = { low: 49_000, volume: 8.0059 };
    exchange.onPriceStep(step(50_000, START + MINUTE, through));
    expect(heard.of('fill').map((fill) => [fill.clientOrderId, fill.quantity, fill.fee])).toEqual([
      ['b', '0.3', '2.997'],
      ['a', '0.5', '4.99'],
    ]);
    expect(heard.of('order')).toMatchObject([
      { clientOrderId: 'b', status: 'filled' },
      { clientOrderId: 'a', status: 'partially_filled', filledQuantity: '0.5' },
    ]);
    exchange.onPriceStep(step(50_000, START + 2 * MINUTE, { low: 49_000, volume: 0 }));
    exchange.submit(cancel('a'), START + 2 * MINUTE);
    expect(heard.events.at(-1)).toMatchObject({ status: 'cancelled', filledQuantity: '0.5' });
  });
});

describe('steps', () => {
  it('old, repeated and insane ones are counted and change nothing', () => {
    const { exchange, heard } = positioned();
    exchange.submit(stop('x', '49500'), START);
    heard.take();
    const before = exchange.snapshot();
    const bad: readonly PriceStep[] = [
      step(49_000, START),
      step(49_000, START - 1),
      step(Number.NaN, START + 1),
      step(-1, START + 1),
      step(49_000, START + 1, { mark: Number.POSITIVE_INFINITY }),
      step(49_000, START + 1, { low: 49_500 }),
      step(49_000, START + 1, { volume: Number.NaN }),
      step(49_000, START + 1, { symbol: 'DOGE/USDT:USDT' as never }),
    ];
    for (const one of bad) exchange.onPriceStep(one);
    expect(exchange.ignoredSteps).toBe(bad.length);
    expect(heard.events).toEqual([]);
    expect(exchange.snapshot()).toBe(before);
  });

  it('a step with an empty, odd or broken book leaves market orders unfilled, stops filled', () => {
    const { exchange, heard } = positioned();
    exchange.submit(stop('x', '49500'), START);
    const book = { bids: [Number.NaN, 1, 49_000, -1, 48_000], asks: [] };
    exchange.onPriceStep(step(49_000, START + 1, { open: 50_000, high: 50_000, book }));
    expect(heard.of('fill')).toMatchObject([{ clientOrderId: 'x', price: '49401' }]);
    exchange.submit(order('m', { quantity: '0.1' }), START + 1);
    expect(heard.events.at(-1)).toMatchObject({ clientOrderId: 'm', status: 'expired' });
  });
});
