import { describe, expect, it } from 'vitest';
import type { Side } from '../../domain/market.ts';
import { BTC, ETH, exchangeWith, limit, order, START, step, stop } from './exchange-fixture.ts';

describe('funding', () => {
  it('longs pay a positive rate, shorts receive it, both at mark and exact to 8 places', () => {
    const { exchange, heard } = exchangeWith();
    exchange.onPriceStep(step(50_000, START));
    exchange.submit(order('l', { quantity: '0.333' }), START);
    exchange.submit(order('s', { positionSide: 'short', quantity: '0.1' }), START);
    const before = exchange.books();
    exchange.onPriceStep(step(50_001.23, START + 1));
    exchange.settleFunding({ symbol: BTC, at: START + 1, rate: 0.00012345 });
    expect(heard.of('funding')).toMatchObject([
      { positionSide: 'long', amount: '-2.05549306', rate: 0.00012345, at: START + 1 },
      { positionSide: 'short', amount: '0.61726518' },
    ]);
    expect(new Set(heard.of('funding').map((event) => event.id)).size).toBe(2);
    expect(exchange.books().funding).toBe('-1.43822788');
    expect(Number(exchange.books().wallet)).toBeCloseTo(Number(before.wallet) - 1.43822788, 8);
  });

  it('counts each settlement once, and none without position, price or a sane rate', () => {
    const { exchange, heard } = exchangeWith();
    exchange.settleFunding({ symbol: BTC, at: START, rate: 0.01 });
    exchange.onPriceStep(step(50_000, START));
    exchange.settleFunding({ symbol: BTC, at: START + 1, rate: 0.01 });
    exchange.submit(order('s', { positionSide: 'short' }), START);
    exchange.settleFunding({ symbol: BTC, at: START + 1, rate: 0.01 });
    exchange.settleFunding({ symbol: BTC, at: START + 2, rate: Number.NaN });
    exchange.settleFunding({ symbol: ETH, at: START + 2, rate: 0.01 });
    expect(heard.of('funding')).toEqual([]);
    exchange.settleFunding({ symbol: BTC, at: START + 3, rate: -0.0001 });
    exchange.settleFunding({ symbol: BTC, at: START + 3, rate: -0.0001 });
    expect(heard.of('funding').map((event) => event.amount)).toEqual(['-5']);
  });
});

describe('transfers', () => {
  it('OPS-3 deposits and withdrawals move the wallet and are told with their own ids', () => {
    const { exchange, heard } = exchangeWith();
    expect(exchange.deposit('500.5', START)).toEqual({ ok: true });
    expect(exchange.withdraw('0.25', START)).toEqual({ ok: true });
    expect(heard.of('transfer')).toMatchObject([
      { id: 'transfer-1', amount: '500.5' },
      { id: 'transfer-2', amount: '-0.25' },
    ]);
    expect(exchange.books()).toMatchObject({ wallet: '100500.25', transfers: '500.25' });
  });

  it.each(['0', '-1', 'abc', '1e3', '0.000000001'])('refuses an amount of %s', (amount) => {
    const { exchange, heard } = exchangeWith();
    expect(exchange.deposit(amount, START).ok).toBe(false);
    expect(exchange.withdraw(amount, START).ok).toBe(false);
    expect(heard.events).toEqual([]);
  });

  it('refuses a withdrawal of what positions and orders bind', () => {
    const { exchange } = exchangeWith();
    exchange.onPriceStep(step(50_000, START));
    exchange.submit(limit('a', '50000', { quantity: '5' }), START);
    expect(exchange.books().available).toBe('50000');
    expect(exchange.withdraw('50000.00000001', START).ok).toBe(false);
    expect(exchange.withdraw('50000', START).ok).toBe(true);
  });
});

describe('leverage', () => {
  it('starts at 5 and decides the margin of new orders', () => {
    const { exchange } = exchangeWith();
    exchange.onPriceStep(step(50_000, START));
    expect(exchange.setLeverage(BTC, 10)).toEqual({ ok: true });
    exchange.submit(limit('a', '50000', { quantity: '1' }), START);
    expect(exchange.books().available).toBe('95000');
    exchange.setLeverage(BTC, 2);
    expect(exchange.books().available).toBe('75000');
  });

  it('rises with a position open, freeing margin, but does not fall', () => {
    const { exchange } = exchangeWith();
    exchange.onPriceStep(step(50_000, START));
    exchange.submit(order('a'), START);
    expect(exchange.setLeverage(BTC, 4)).toMatchObject({ rejection: { code: '-4161' } });
    expect(exchange.setLeverage(BTC, 10)).toEqual({ ok: true });
    const { available, wallet } = exchange.books();
    expect(Number(wallet) - Number(available)).toBeCloseTo(5_000.05, 8);
  });

  it('is refused outside 1 to the maximum, and when orders could not be margined', () => {
    const { exchange } = exchangeWith();
    exchange.onPriceStep(step(50_000, START));
    for (const leverage of [0, 126, 2.5, Number.NaN]) {
      expect(exchange.setLeverage(BTC, leverage)).toMatchObject({ rejection: { code: '-4028' } });
    }
    exchange.submit(limit('a', '50000', { quantity: '9' }), START);
    expect(exchange.setLeverage(BTC, 4)).toMatchObject({ rejection: { code: '-2019' } });
    expect(exchange.books().available).toBe('10000');
  });
});

describe('liquidation', () => {
  const at = (side: Side, price: string | null) => ({ symbol: BTC, side, liquidationPrice: price });

  it('the account states the price where margin meets maintenance, none at leverage 1', () => {
    const { exchange } = exchangeWith();
    const book = { bids: [50_000, 9], asks: [50_000, 9] };
    exchange.onPriceStep(step(50_000, START, { book }));
    exchange.submit(order('l'), START);
    exchange.submit(order('s', { positionSide: 'short' }), START);
    // (50,000 - 10,000) / (1 - 0.004) and (50,000 + 10,000) / (1 + 0.004).
    expect(exchange.account(START).positions).toMatchObject([
      at('long', '40160.64257028'),
      at('short', '59760.9561753'),
    ]);
    const unlevered = exchangeWith({ leverage: 1 });
    unlevered.exchange.onPriceStep(step(50_000, START));
    unlevered.exchange.submit(order('l'), START);
    expect(unlevered.exchange.account(START).positions).toMatchObject([at('long', null)]);
  });

  it('OPS-2 INC-1 a side whose margin is used up at mark is closed with a fee, cause liquidation', () => {
    const { exchange, heard } = exchangeWith();
    const book = { bids: [50_000, 9], asks: [50_000, 9] };
    exchange.onPriceStep(step(50_000, START, { book }));
    exchange.submit(order('l'), START);
    exchange.submit(limit('more', '45000', { quantity: '0.1' }), START);
    exchange.submit(limit('target', '55000', { action: 'reduce' }), START);
    exchange.submit(order('s', { positionSide: 'short' }), START);
    heard.take();
    exchange.onPriceStep(step(40_500, START + 1, { open: 45_500, high: 45_500, mark: 40_100 }));
    // Only the mark got there: the close, at the last trade, is the base price.
    expect(heard.events).toMatchObject([
      { kind: 'order', clientOrderId: 'more', status: 'cancelled' },
      {
        kind: 'fill',
        clientOrderId: '',
        positionSide: 'long',
        action: 'reduce',
        quantity: '1',
        price: '40500',
        realisedPnl: '-9500',
        fee: '500',
        cause: 'liquidation',
      },
      { kind: 'order', clientOrderId: 'target', status: 'expired' },
    ]);
    expect(exchange.account(START).positions).toMatchObject([{ side: 'short' }]);
  });

  it.each([
    ['long', 30_000, '40000', '-10000'],
    ['short', 70_000, '60000', '-10000'],
  ] as const)(
    'a %s gapped beyond bankruptcy costs its margin and nothing more',
    (side, gap, price, lost) => {
      const { exchange, heard } = exchangeWith();
      const book = { bids: [50_000, 9], asks: [50_000, 9] };
      exchange.onPriceStep(step(50_000, START, { book }));
      exchange.submit(order('p', { positionSide: side }), START);
      exchange.onPriceStep(step(gap, START + 1));
      const fill = heard.of('fill').at(-1);
      expect(fill).toMatchObject({ price, realisedPnl: lost, fee: '0', cause: 'liquidation' });
      expect(exchange.books().available).toBe(exchange.books().wallet);
    },
  );

  it('EXIT-1 a stop nearer than the liquidation price closes the side first', () => {
    const { exchange, heard } = exchangeWith();
    exchange.onPriceStep(step(50_000, START));
    exchange.submit(order('l'), START);
    exchange.submit(stop('x', '45000'), START);
    exchange.onPriceStep(step(39_000, START + 1, { open: 49_000, high: 49_000 }));
    expect(heard.of('fill').at(-1)).toMatchObject({ clientOrderId: 'x', cause: 'order' });
    expect(exchange.account(START).positions).toEqual([]);
  });

  it('a stop beyond the liquidation price comes too late and expires', () => {
    const { exchange, heard } = exchangeWith();
    exchange.onPriceStep(step(50_000, START));
    exchange.submit(order('l'), START);
    exchange.submit(stop('x', '39500'), START);
    exchange.onPriceStep(step(39_000, START + 1, { open: 49_000, high: 49_000 }));
    expect(heard.of('fill').at(-1)).toMatchObject({ cause: 'liquidation' });
    expect(heard.of('order').at(-1)).toMatchObject({ clientOrderId: 'x', status: 'expired' });
  });

  it('OPS-2 auto-deleveraging takes from a side at mark, without fee, cause adl', () => {
    const { exchange, heard } = exchangeWith();
    exchange.onPriceStep(step(50_000, START));
    exchange.submit(order('l'), START);
    heard.take();
    exchange.autoDeleverage(BTC, 'long', '0.4', START + 1);
    exchange.autoDeleverage(BTC, 'short', '0.4', START + 1);
    expect(heard.events).toMatchObject([
      { kind: 'fill', clientOrderId: '', quantity: '0.4', price: '50000', fee: '0', cause: 'adl' },
    ]);
    expect(exchange.account(START).positions).toMatchObject([{ quantity: '0.6' }]);
  });
});
