import { describe, expect, it } from 'vitest';
import {
  BTC,
  cancel,
  ETH,
  exchangeWith,
  limit,
  order,
  START,
  saying,
  step,
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

describe('one-way mode', () => {
  const ONE_WAY: Partial<SpecialTerms> = { oneWay: true };
  const buy = (id: string, quantity: string) => saying(order(id, { quantity }), ONE_WAY);
  const sell = (id: string, quantity: string) =>
    saying(order(id, { quantity, positionSide: 'short' }), ONE_WAY);

  function oneWay() {
    const made = flat();
    expect(made.exchange.setPositionMode(true)).toEqual({ ok: true });
    return made;
  }

  it('is entered and left without positions and orders alone', () => {
    const { exchange } = flat();
    expect(codeOf(exchange.setPositionMode(false))).toBe('-4059');
    exchange.submit(limit('x', '49000'), START);
    expect(codeOf(exchange.setPositionMode(true))).toBe('-4067');
    exchange.submit(cancel('x'), START);
    exchange.submit(order('l'), START);
    expect(codeOf(exchange.setPositionMode(true))).toBe('-4068');
  });

  it('refuses orders made for hedge mode, and hedge mode those made for it', () => {
    const { exchange, heard } = oneWay();
    exchange.submit(order('x'), START);
    expect(heard.of('rejected')).toMatchObject([{ code: '-4061' }]);
    exchange.setPositionMode(false);
    exchange.submit(buy('y', '1'), START);
    expect(heard.of('rejected').at(-1)).toMatchObject({ code: '-4061' });
  });

  it('lets a sale close the long first, and open a short with the rest', () => {
    const { exchange, heard } = oneWay();
    exchange.submit(buy('b', '1'), START);
    exchange.submit(sell('s', '1.5'), START);
    const told = heard.of('fill').map((fill) => [fill.positionSide, fill.action, fill.quantity]);
    expect(told).toEqual([
      ['long', 'open', '1'],
      ['long', 'reduce', '1'],
      ['short', 'open', '0.5'],
    ]);
    expect(exchange.sides()[0]).toMatchObject({ side: 'short', quantity: '0.5', oneWay: true });
    expect(exchange.sides().filter((side) => side.symbol === BTC)).toHaveLength(1);
  });

  it('needs no margin for what closes', () => {
    const { exchange, heard } = oneWay();
    exchange.submit(buy('b', '2'), START);
    exchange.onPriceStep(step(50_000, START + MINUTE));
    exchange.withdraw(exchange.books().available, START + MINUTE);
    exchange.submit(sell('s', '2'), START + MINUTE);
    expect(heard.of('rejected')).toEqual([]);
    expect(exchange.sides()[0]).toMatchObject({ quantity: '0' });
  });

  it('binds margin for a resting sale only beyond the long, and again once the long is gone', () => {
    const { exchange } = oneWay();
    exchange.submit(buy('b', '1'), START);
    const before = Number(exchange.books().available);
    const resting = limit('s', '51000', { positionSide: 'short', quantity: '1.5' });
    exchange.submit(saying(resting, ONE_WAY), START);
    expect(before - Number(exchange.books().available)).toBe(5_100);
    exchange.autoDeleverage(BTC, 'long', '1', START);
    expect(exchange.sides()[0]).toMatchObject({ orderMargin: '15300' });
  });

  it('lets orders that can only reduce expire when another order closed the position', () => {
    const { exchange, heard } = oneWay();
    exchange.submit(buy('b', '1'), START);
    exchange.submit(saying(limit('x', '51000', { action: 'reduce' }), ONE_WAY), START);
    exchange.submit(sell('s', '1'), START);
    expect(heard.of('order').at(-1)).toMatchObject({ clientOrderId: 'x', status: 'expired' });
  });

  it('is remembered', () => {
    const { exchange } = oneWay();
    exchange.submit(buy('b', '1'), START);
    const other = exchangeWith().exchange;
    expect(other.restore(exchange.snapshot())).toEqual({ ok: true });
    expect(other.oneWay).toBe(true);
    expect(other.snapshot()).toBe(exchange.snapshot());
  });
});

describe('crossed margin', () => {
  function crossed() {
    const made = flat();
    for (const symbol of [BTC, ETH]) {
      expect(made.exchange.setMarginType(symbol, true)).toEqual({ ok: true });
    }
    return made;
  }
  const at = (price: number, minutes: number, symbol = BTC) =>
    step(price, START + minutes * MINUTE, { symbol });

  it('is chosen without positions and orders alone', () => {
    const { exchange } = flat();
    expect(codeOf(exchange.setMarginType(BTC, false))).toBe('-4046');
    exchange.submit(limit('x', '49000'), START);
    expect(codeOf(exchange.setMarginType(BTC, true))).toBe('-4047');
    exchange.submit(cancel('x'), START);
    exchange.submit(order('l'), START);
    expect(codeOf(exchange.setMarginType(BTC, true))).toBe('-4048');
    expect(codeOf(exchange.setMarginType(ETH, true))).toBe('ok');
  });

  it('keeps a position alive far beyond its own margin', () => {
    const { exchange, heard } = crossed();
    exchange.submit(order('l'), START);
    exchange.onPriceStep(at(20_000, 1));
    expect(heard.of('fill')).toHaveLength(1);
    // The wallet of 100,000 - 25.00025 carries 1 BTC down to no price above zero.
    expect(exchange.sides()[0]).toMatchObject({ crossed: true, liquidationPrice: null });
  });

  it('lowers what is available by its loss at mark, and does not raise it by a profit', () => {
    const { exchange } = crossed();
    exchange.submit(order('l'), START);
    // Bought at 50,000.5 with a mark of 50,000.
    const before = Number(exchange.books().available) + 0.5;
    exchange.onPriceStep(at(49_000, 1));
    expect(before - Number(exchange.books().available)).toBe(1_000.5);
    exchange.onPriceStep(at(60_000, 2));
    expect(Number(exchange.books().available)).toBe(before);
  });

  it('is liquidated as a whole where the cross wallet and all results are down to the maintenance margin', () => {
    const { exchange, heard } = crossed();
    exchange.setLeverage(BTC, 20);
    exchange.setLeverage(ETH, 20);
    for (const id of ['a', 'b', 'c', 'd']) exchange.submit(order(id, { quantity: '1.5' }), START);
    for (let count = 1; count <= 4; count += 1) {
      exchange.onPriceStep(at(50_000, count));
      exchange.submit(order(`l${count}`, { quantity: '3' }), START + count * MINUTE);
    }
    exchange.submit(order('e', { symbol: ETH, quantity: '2' }), START);
    heard.take();
    const { liquidationPrice, quantity } = exchange.sides()[0]!;
    expect(Number(quantity)).toBeGreaterThan(12);
    exchange.onPriceStep(at(Math.ceil(Number(liquidationPrice)) + 1, 8));
    expect(heard.of('fill')).toEqual([]);
    exchange.onPriceStep(at(Math.floor(Number(liquidationPrice)), 9));
    const forced = heard.of('fill').map((fill) => [fill.symbol, fill.cause]);
    expect(forced).toEqual([
      [ETH, 'liquidation'],
      [BTC, 'liquidation'],
    ]);
    expect(exchange.sides().every((side) => side.quantity === '0')).toBe(true);
    expect(Number(exchange.books().wallet)).toBeGreaterThanOrEqual(0);
  });

  it('never loses more than the cross wallet, however far the price gapped', () => {
    const { exchange } = crossed();
    exchange.setLeverage(BTC, 50);
    for (let count = 1; count <= 8; count += 1) {
      exchange.onPriceStep(at(50_000, count));
      exchange.submit(order(`l${count}`, { quantity: '4' }), START + count * MINUTE);
    }
    exchange.onPriceStep(at(30_000, 20));
    const wallet = Number(exchange.books().wallet);
    expect(wallet).toBeGreaterThanOrEqual(0);
    expect(wallet).toBeLessThan(10);
  });

  it('leaves isolated positions and their margin alone', () => {
    const { exchange } = flat();
    exchange.setMarginType(BTC, true);
    exchange.setLeverage(BTC, 50);
    exchange.submit(order('e', { symbol: ETH, quantity: '1' }), START);
    for (let count = 1; count <= 8; count += 1) {
      exchange.onPriceStep(at(50_000, count));
      exchange.submit(order(`l${count}`, { quantity: '4' }), START + count * MINUTE);
    }
    exchange.onPriceStep(at(30_000, 20));
    const [long] = exchange.sides().filter((side) => side.symbol === ETH);
    expect(long).toMatchObject({ quantity: '1', crossed: false });
    expect(Number(exchange.books().wallet)).toBeGreaterThanOrEqual(Number(long!.margin));
  });

  it('lets leverage be lowered with a position, if the margin is there', () => {
    const { exchange } = crossed();
    exchange.submit(order('l', { quantity: '2' }), START);
    expect(codeOf(exchange.setLeverage(BTC, 2))).toBe('ok');
    expect(exchange.sides()[0]).toMatchObject({ margin: '50000.5' });
    expect(codeOf(exchange.setLeverage(BTC, 1))).toBe('-2019');
    expect(exchange.sides()[0]).toMatchObject({ margin: '50000.5', leverage: 2 });
  });
});

describe('margin of an isolated position', () => {
  it('can be put in, which moves its liquidation away, and taken out again', () => {
    const { exchange } = flat();
    exchange.submit(order('l'), START);
    const before = Number(exchange.sides()[0]!.liquidationPrice);
    expect(codeOf(exchange.changeMargin(BTC, 'long', '5000'))).toBe('ok');
    expect(Number(exchange.sides()[0]!.liquidationPrice)).toBeLessThan(before - 5_000);
    expect(codeOf(exchange.changeMargin(BTC, 'long', '-4000'))).toBe('ok');
    expect(codeOf(exchange.changeMargin(BTC, 'long', '-1000'))).toBe('-4051');
  });

  it('is refused without position, for crossed ones, and beyond what is available', () => {
    const { exchange } = flat();
    expect(codeOf(exchange.changeMargin(BTC, 'long', '1'))).toBe('-4054');
    exchange.submit(order('l'), START);
    expect(codeOf(exchange.changeMargin(BTC, 'long', '100000'))).toBe('-2019');
    expect(codeOf(exchange.changeMargin(BTC, 'long', '0'))).toBe('-4055');
    exchange.setMarginType(ETH, true);
    exchange.submit(order('e', { symbol: ETH, quantity: '1' }), START);
    expect(codeOf(exchange.changeMargin(ETH, 'long', '1'))).toBe('-4049');
  });
});
