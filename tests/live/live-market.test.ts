import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SymbolId, symbolId } from '../../src/domain/ids.ts';
import type { Candle } from '../../src/domain/market.ts';
import type { SimServer } from '../../src/sim-server/run.ts';
import { type LiveFeed, liveFeed, venueCandles } from '../support/live-feed.ts';
import { simServer } from '../support/sim-server.ts';

const BTC = symbolId('BTC/USDT:USDT');
const ETH = symbolId('ETH/USDT:USDT');
const SYMBOLS: readonly SymbolId[] = [BTC, ETH];

let server: SimServer;
let address: string;
let live: LiveFeed | null = null;

beforeEach(async () => {
  server = simServer();
  address = `http://127.0.0.1:${await server.listen(0)}`;
});
afterEach(async () => {
  await live?.close();
  live = null;
  await server.close();
});

/** Prices to the digit; volumes are sums of floats on both sides. */
function expectSame(own: readonly Candle[], venue: readonly Candle[]): void {
  const prices = (all: readonly Candle[]) => all.map(({ volume: _, ...rest }) => rest);
  expect(prices(own)).toEqual(prices(venue));
  for (const [index, { volume }] of own.entries()) {
    expect(volume).toBeCloseTo(venue[index]!.volume, 6);
  }
}

describe('a live market on the exchange server', () => {
  it('closes the very candles of the venue, of all timeframes', async () => {
    live = await liveFeed({ server, address, symbols: SYMBOLS });
    const { startsAt } = live.market;
    await live.until('connected', () => server.connections === 2);
    await live.move(16 * 60);
    for (const symbol of SYMBOLS) {
      for (const timeframe of ['1m', '3m', '5m', '15m'] as const) {
        const venue = venueCandles(server, symbol, timeframe, startsAt);
        const own = () => live!.candles(symbol, timeframe);
        await live.until(`${symbol} ${timeframe}`, () => own().length >= venue.length);
        expectSame(own(), venue);
      }
    }
    expect(live.steps.length).toBeGreaterThan(100);
    expect(live.market.figures()).toMatchObject({ contradicted: 0, absent: 0, broken: 0 });
  });
});
