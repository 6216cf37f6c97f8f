import { describe, expect, it } from 'vitest';
import { readUserMessage } from '../../binance/read-events.ts';
import { HeldNews } from './held-news.ts';
import { OrderNumbers } from './order-numbers.ts';

const STOP = 'desk.S1.1.0s2';

/** A fill of an order with a number and a name of its own, of the kind that it is now. */
const fill = (c: string, ot: string, i = '8389766000000000001') => ({
  e: 'ORDER_TRADE_UPDATE',
  o: {
    s: 'BTCUSDT',
    c,
    S: 'SELL',
    ot,
    o: 'MARKET',
    x: 'TRADE',
    X: 'FILLED',
    i,
    l: '0.1',
    z: '0.1',
  },
});
const told = (message: ReturnType<typeof fill>) => ({
  ...message,
  o: {
    ...message.o,
    L: '96000',
    ap: '96000',
    N: 'USDT',
    n: '4.8',
    T: 5,
    t: 77,
    ps: 'LONG',
    rp: '-187',
  },
});
const claim = (ai: string) => ({
  e: 'ALGO_UPDATE',
  T: 5,
  o: { caid: STOP, s: 'BTCUSDT', X: 'TRIGGERED', ai },
});

function news() {
  const numbers = new OrderNumbers();
  numbers.add(STOP, 'reduce');
  const held = new HeldNews(numbers);
  const take = (message: unknown, now: number) => {
    const read = readUserMessage(message);
    if (read?.kind !== 'order' && read?.kind !== 'conditional') throw new Error('unread');
    return held.take(read, now);
  };
  return { held, take };
}

describe('the order that a triggered stop makes', () => {
  for (const kind of ['STOP_MARKET', 'MARKET']) {
    it(`is the stop's, whatever its name, told as ${kind} before the conditional book speaks`, () => {
      const { held, take } = news();
      expect(take(told(fill('a-name-of-the-venue', kind)), 0)).toEqual([]);
      expect(take(claim('8389766000000000001'), 10)).toMatchObject([
        { kind: 'fill', clientOrderId: STOP, tradeId: '77' },
        { kind: 'order', clientOrderId: STOP, status: 'filled' },
      ]);
      expect(held.isEmpty).toBe(true);
    });

    it(`is the stop's, told as ${kind} after it`, () => {
      const { take } = news();
      expect(take(claim('8389766000000000001'), 0)).toEqual([]);
      const events = take(told(fill('a-name-of-the-venue', kind)), 10);
      expect(events).toMatchObject([{ clientOrderId: STOP }, { clientOrderId: STOP }]);
    });
  }

  it('an order of somebody else is told a moment later, as what it is', () => {
    const { held, take } = news();
    expect(take(told(fill('by-hand', 'MARKET')), 0)).toEqual([]);
    expect(held.expire(held.nextAt)).toMatchObject([
      { kind: 'fill', clientOrderId: 'by-hand' },
      {},
    ]);
  });

  it('a liquidation is told at once', () => {
    const { take } = news();
    expect(take(told(fill('autoclose-1', 'LIQUIDATION')), 0)).toMatchObject([
      { kind: 'fill', cause: 'liquidation', clientOrderId: '' },
    ]);
  });
});
