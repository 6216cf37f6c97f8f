import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symbolId } from '../domain/ids.ts';
import type { PriceStep } from '../domain/market.ts';
import { DEFAULT_INSTRUMENTS } from '../venues/instruments.ts';
import { PublicTrades } from './public-trades.ts';

const BTC = symbolId('BTC/USDT:USDT');
const step = (change: Partial<PriceStep> = {}): PriceStep => ({
  symbol: BTC,
  at: 60_000,
  length: 60_000,
  open: 100,
  high: 110,
  low: 90,
  close: 105,
  mark: 105,
  volume: 1,
  book: { bids: [], asks: [] },
  ...change,
});

describe('trades made from price steps', () => {
  it('go from open to close through both extremes, and say who came to whom', () => {
    const trades = new PublicTrades(DEFAULT_INSTRUMENTS).add(step());
    const prices = trades.map((trade) => trade.price);
    expect([prices[0], prices.at(-1)]).toEqual([100, 105]);
    expect([Math.min(...prices), Math.max(...prices)]).toEqual([90, 110]);
    expect(trades.map((trade) => trade.buyerIsMaker).slice(0, 3)).toEqual([false, true, false]);
    expect(trades.at(-1)).toMatchObject({ id: 8, at: 59_999 });
  });

  it('add up to the volume in whole lots; what is less is carried on', () => {
    const steps = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (volumes) => {
        const tape = new PublicTrades(DEFAULT_INSTRUMENTS);
        let traded = 0;
        let last = 0;
        volumes.forEach((volume, index) => {
          for (const trade of tape.add(step({ volume, at: (index + 1) * 60_000 }))) {
            expect(trade.quantity).toBeGreaterThan(0);
            expect(trade.id).toBe(last + 1);
            expect(trade.at).toBeGreaterThanOrEqual(index * 60_000);
            last = trade.id;
            traded += trade.quantity;
          }
        });
        const volume = volumes.reduce((sum, each) => sum + each, 0);
        expect(Math.abs(volume - traded)).toBeLessThan(0.001 + 1e-6);
        expect(tape.after(BTC, 0)).toHaveLength(last);
      }),
    );
  });

  it('do not exist where nothing was traded, nor of an unknown symbol', () => {
    const tape = new PublicTrades(DEFAULT_INSTRUMENTS);
    expect(tape.add(step({ volume: 0 }))).toEqual([]);
    expect(tape.add(step({ symbol: symbolId('DOGE/USDT:USDT') }))).toEqual([]);
  });
});
