import { describe, expect, it } from 'vitest';
import {
  BTC,
  conditional,
  ETH,
  exchangeWith,
  limit,
  order,
  START,
  saying,
  step,
  stop,
} from './exchange-fixture.ts';
import type { SpecialTerms } from './special.ts';

const MINUTE = 60_000;

function flat() {
  const made = exchangeWith();
  made.exchange.onPriceStep(step(50_000, START));
  made.exchange.onPriceStep(step(50_000, START, { symbol: ETH }));
  return made;
}
const codeOf = (outcome: { ok: boolean; rejection?: { code: string } }): string =>
  outcome.ok ? 'ok' : (outcome.rejection?.code ?? '');

describe('an order that would meet one of our own', () => {
  const mode = (selfTrade: SpecialTerms['selfTrade']) =>
    saying(order('taker', { quantity: '3' }), { selfTrade });

  /** Asks of 2 BTC each at 50,000.5, 50,001.5 and 50,002.5; our own sale of 1 at 50,001. */
  function withOwn() {
    const made = flat();
    made.exchange.submit(limit('own', '50001', { positionSide: 'short' }), START);
    made.heard.take();
    return made;
  }
  const bought = (heard: ReturnType<typeof flat>['heard']): number =>
    heard.of('fill').reduce((sum, fill) => sum + Number(fill.quantity), 0);

  it('goes past it when nothing was asked for', () => {
    const { exchange, heard } = withOwn();
    exchange.submit(mode('none'), START);
    expect(bought(heard)).toBe(3);
    expect(exchange.order('own')).toMatchObject({ status: 'new' });
  });

  it('ends there, with what it got before', () => {
    const { exchange, heard } = withOwn();
    exchange.submit(mode('expire_taker'), START);
    expect(bought(heard)).toBe(2);
    expect(exchange.order('taker')).toMatchObject({
      status: 'expired',
      special: { prevented: true },
    });
    expect(exchange.order('own')).toMatchObject({ status: 'new' });
  });

  it('lets the resting one expire and goes on', () => {
    const { exchange, heard } = withOwn();
    exchange.submit(mode('expire_maker'), START);
    expect(bought(heard)).toBe(3);
    expect(exchange.order('own')).toMatchObject({
      status: 'expired',
      special: { prevented: true },
    });
  });

  it('ends both', () => {
    const { exchange, heard } = withOwn();
    exchange.submit(mode('expire_both'), START);
    expect(bought(heard)).toBe(2);
    expect(exchange.order('own')).toMatchObject({ status: 'expired' });
    expect(exchange.order('taker')).toMatchObject({ status: 'expired' });
  });

  it('does not reach it when the book is enough', () => {
    const { exchange } = withOwn();
    exchange.submit({ ...mode('expire_both'), quantity: '2' }, START);
    expect(exchange.order('own')).toMatchObject({ status: 'new' });
  });
});

describe('changing a resting order', () => {
  const change = (quantity: string, price: string) => ({ quantity, price });

  function resting() {
    const made = flat();
    made.exchange.submit(limit('x', '49000'), START);
    made.heard.take();
    return made;
  }
  const X = { clientOrderId: 'x', symbol: BTC };

  it('moves its price and quantity, and the margin it binds', () => {
    const { exchange } = resting();
    const before = Number(exchange.books().available);
    expect(codeOf(exchange.amend(X, change('2', '48000'), START + 5))).toBe('ok');
    expect(exchange.order('x')).toMatchObject({
      price: '48000',
      quantity: '2',
      updatedAt: START + 5,
    });
    expect(before - Number(exchange.books().available)).toBe(19_200 - 9_800);
  });

  it('takes from the book when the new price crosses it', () => {
    const { exchange, heard } = resting();
    expect(codeOf(exchange.amend(X, change('1', '50000.5'), START))).toBe('ok');
    expect(heard.of('fill')).toMatchObject([{ price: '50000.5', maker: false }]);
    expect(exchange.order('x')).toMatchObject({ status: 'filled' });
  });

  it('ends it when the new quantity has filled already', () => {
    const { exchange } = resting();
    exchange.onPriceStep(step(48_990, START + MINUTE, { volume: 5 }));
    expect(exchange.order('x')).toMatchObject({ filled: '0.5' });
    expect(codeOf(exchange.amend(X, change('0.5', '49000'), START + MINUTE))).toBe('ok');
    expect(exchange.order('x')).toMatchObject({ status: 'cancelled', filled: '0.5' });
  });

  it('is refused when nothing changes, a filter says no or margin lacks; the order stays as it is', () => {
    const { exchange } = resting();
    exchange.submit(stop('s', '50500', { action: 'open' }), START);
    const codes = [
      exchange.amend(X, change('1', '49000'), START),
      exchange.amend(X, change('1', '49000.05'), START),
      exchange.amend(X, change('20', '49000'), START),
      exchange.amend({ ...X, clientOrderId: 's' }, change('1', '49000'), START),
      exchange.amend({ ...X, clientOrderId: 'nobody' }, change('1', '49000'), START),
    ].map(codeOf);
    expect(codes).toEqual(['-5027', '-1111', '-2019', '-5026', '-5026']);
    expect(exchange.order('x')).toMatchObject({ price: '49000', quantity: '1', status: 'new' });
  });
});

describe('files of before', () => {
  it('still load: their orders say nothing beyond the port, hedge mode, isolated margin', () => {
    const { exchange } = flat();
    exchange.submit(order('l'), START);
    exchange.submit(stop('s', '49000'), START);
    const old = exchange
      .snapshot()
      .replaceAll(',"special":null', '')
      .replaceAll(',"crossed":false', '')
      .replaceAll(',"oneWay":false', '');
    expect(old).not.toBe(exchange.snapshot());
    const other = exchangeWith().exchange;
    expect(other.restore(old)).toEqual({ ok: true });
    expect(other.snapshot()).toBe(exchange.snapshot());
  });

  it('and what trailing and triggered orders have reached is remembered', () => {
    const { exchange } = flat();
    exchange.submit(order('l'), START);
    const trailing = { aim: 'trailing', working: 'contract', callback: '0.01' } as const;
    exchange.submit(conditional('t', null, trailing), START);
    exchange.onPriceStep(step(50_600, START + MINUTE));
    const other = exchangeWith().exchange;
    expect(other.restore(exchange.snapshot())).toEqual({ ok: true });
    other.onPriceStep(step(50_000, START + 2 * MINUTE, { high: 50_600, open: 50_600 }));
    expect(other.order('t')).toMatchObject({ status: 'filled' });
  });
});
