import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SymbolId, symbolId } from '../../src/domain/ids.ts';
import type { Candle } from '../../src/domain/market.ts';
import { type Timeframe, timeframeMs } from '../../src/domain/timeframe.ts';
import { Pairlist } from '../../src/market/pairlist.ts';
import type { SimServer } from '../../src/sim-server/run.ts';
import { HostileFront } from '../support/hostile-front.ts';
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

/** Waits for the candles of the minutes that have ended, and compares them with the server's own. */
async function expectVenueCandles(timeframes: readonly Timeframe[] = ['1m', '3m', '5m']) {
  const { startsAt } = live!.market;
  for (const symbol of SYMBOLS) {
    for (const timeframe of timeframes) {
      // The candle in progress at the start is completed from the history.
      const from = startsAt - (startsAt % timeframeMs(timeframe));
      const venue = venueCandles(server, symbol, timeframe, from);
      expect(venue.length).toBeGreaterThan(0);
      const own = () => live!.candles(symbol, timeframe);
      await live!.until(`${symbol} ${timeframe}`, () => own().length >= venue.length);
      expectSame(own(), venue);
    }
  }
}

describe('a live market on the exchange server', () => {
  it('closes the very candles of the venue, of all timeframes', async () => {
    live = await liveFeed({ server, address, symbols: SYMBOLS });
    await live.until('connected', () => server.connections === 2);
    await live.move(16 * 60);
    await expectVenueCandles(['1m', '3m', '5m', '15m']);
    expect(live.steps.length).toBeGreaterThan(100);
    expect(live.market.figures()).toMatchObject({ contradicted: 0, absent: 0, broken: 0 });
  });

  it('LAU-1 reads the history of every timeframe before it starts, and goes on from there', async () => {
    server.desk.advance(server.desk.market.now + 3_723_000);
    live = await liveFeed({ server, address, symbols: SYMBOLS, historyKept: 1_200 });
    await live.until('connected', () => server.connections === 2);
    await live.move(10 * 60);
    await expectVenueCandles(['1m', '5m']);
    for (const [timeframe, count] of [
      ['1m', 1_205],
      ['5m', 300],
      ['1h', 40],
    ] as const) {
      const own = live.feed.history(BTC, timeframe, count);
      expect(own).toHaveLength(count);
      expectSame(own, venueCandles(server, BTC, timeframe, own[0]!.openTime));
    }
  });

  it('tells mark, book and funding as the venue does', async () => {
    live = await liveFeed({ server, address, symbols: SYMBOLS });
    await live.until('connected', () => server.connections === 2);
    await live.move(120);
    const { at, mark, book, markAt, bookAt } = live.steps.findLast((one) => one.symbol === BTC)!;
    expect([markAt, bookAt]).toEqual([at, at]);
    const venue = server.desk.market.funding(BTC)!;
    const own = live.market.funding(BTC)!;
    expect(own).toMatchObject({ nextFundingTime: venue.nextFundingTime, interval: venue.interval });
    expect(own.rate).toBeCloseTo(venue.rate, 12);
    expect(mark).toBeGreaterThan(0);
    expect(book.bids.length).toBeGreaterThan(2);
    expect(book.bids[0]!).toBeLessThan(book.asks[0]!);
    expect(live.market.settlements()).toEqual([]);
  });

  it('a symbol the venue does not trade is left out, and the pairlist says why', async () => {
    const ADA = symbolId('ADA/USDT:USDT');
    live = await liveFeed({ server, address, symbols: [ADA, BTC] });
    expect(live.market.symbols).toEqual([BTC]);
    expect(live.log).toContain(`not traded by the venue: ${ADA}`);
    const pairlist = new Pairlist([ADA, BTC], { refreshEvery: 60_000, limits: [] }, live.feed);
    await live.until('connected', () => server.connections === 2);
    await live.move(60);
    pairlist.refresh(server.desk.market.now);
    expect(pairlist.closing).toMatchObject([{ symbol: ADA, reason: 'not_in_market' }]);
    const alone = liveFeed({ server, address, symbols: [ADA] });
    await expect(alone).rejects.toThrow(`the venue trades none of ${ADA}`);
  });

  it('refuses to start when the clock and the market do not belong together', async () => {
    const { now } = server.desk.market;
    for (const skew of [-3_600_000, 3_600_000]) {
      const started = liveFeed({ server, address, symbols: SYMBOLS, skew });
      await expect(started).rejects.toThrow(new Date(now + skew).toISOString().slice(0, 16));
    }
  });
});

describe('a live market on a bad day', () => {
  let front: HostileFront;

  beforeEach(async () => {
    front = new HostileFront(server, Number(new URL(address).port));
    address = await front.listen();
    live = await liveFeed({ server, address, symbols: SYMBOLS });
    await live.until('connected', () => front.subscriptions === 2);
  });
  afterEach(async () => {
    await live?.close();
    live = null;
    await front.close();
  });

  /** Does something that makes the market connect anew, and waits until both parts have. */
  async function subscribedAgain(cause: () => void): Promise<void> {
    const before = front.subscriptions;
    cause();
    await live!.until('subscribed again', () => front.subscriptions >= before + 2);
  }

  it('a disconnect in the middle of a minute costs nothing and asks nothing', async () => {
    await live!.move(80);
    const before = front.asked.length;
    await subscribedAgain(() => front.cut());
    await live!.move(110);
    await expectVenueCandles(['1m', '3m']);
    expect(live!.market.figures().repaired).toBe(0);
    expect(front.asked.length).toBe(before);
  });

  it('minutes missed while disconnected come from REST, each as one step', async () => {
    await live!.move(80);
    front.refusing = true;
    front.cut();
    await live!.move(260);
    await subscribedAgain(() => {
      front.refusing = false;
    });
    await live!.move(120);
    await expectVenueCandles();
    expect(live!.market.figures().repaired).toBeGreaterThanOrEqual(2 * 3);
    const times = live!.steps.filter((step) => step.symbol === BTC).map((step) => step.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('repeated, late and overtaken messages change no candle', async () => {
    const held: (() => void)[] = [];
    let count = 0;
    front.deliver = (text, send) => {
      count += 1;
      held.push(() => send(text));
      if (count % 3 === 0) held.push(() => send(text));
      // Seven at a time, the last first: books, marks and candles of several instants overtake.
      if (held.length < 7) return;
      for (const one of held.splice(0).reverse()) one();
    };
    await live!.move(300);
    front.deliver = (text, send) => send(text);
    await live!.move(120);
    await expectVenueCandles();
    expect(live!.market.figures().late).toBeGreaterThan(0);
    expect(live!.market.figures().contradicted).toBe(0);
  });

  it('silence counts as a dead connection, and a new one is subscribed', async () => {
    await live!.move(80);
    front.deliver = () => undefined;
    await live!.move(150);
    expect(front.subscriptions).toBe(2);
    await subscribedAgain(() => live!.wind(16_000));
    expect(live!.log.join('\n')).toContain('no mark for 15 s');
    front.deliver = (text, send) => send(text);
    await live!.move(120);
    await expectVenueCandles();
  });

  it('while REST is down the feed closes no minute that lacks something', async () => {
    await live!.move(80);
    front.refusing = true;
    front.refusal = { status: 503 };
    front.cut();
    await live!.move(130);
    await subscribedAgain(() => {
      front.refusing = false;
    });
    await live!.move(120);
    const { startsAt } = live!.market;
    expect(live!.candles(BTC, '1m').every(({ openTime }) => openTime <= startsAt + 60_000)).toBe(
      true,
    );
    expect(live!.feed.ready(server.desk.market.now)).toMatchObject({ ready: false });
    front.refusal = null;
    await subscribedAgain(() => live!.wind(31_000));
    await live!.until('repaired', () => live!.market.figures().repaired > 0);
    await live!.move(60);
    await expectVenueCandles();
  });

  it('a refusal for too many requests is obeyed for as long as it says', async () => {
    await live!.move(80);
    front.refusing = true;
    front.cut();
    front.refusal = { status: 429, retryAfter: 2 };
    await live!.move(200);
    await live!.until('refused', () => front.asked.some(({ status }) => status === 429));
    front.refusal = null;
    front.refusing = false;
    await live!.until('repaired', () => live!.market.figures().repaired > 0);
    const refused = front.asked.findLastIndex(({ status }) => status === 429);
    expect(front.asked.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(front.asked[refused + 1]!.at - front.asked[refused]!.at).toBeGreaterThan(1_900);
    await live!.move(60);
    await expectVenueCandles(['1m']);
  });

  it('a symbol nobody hears of is given up for now, and is whole when it is back', async () => {
    await live!.move(80);
    front.deliver = (text, send) => {
      if (!text.includes('BTCUSDT')) send(text);
    };
    // Only about it: connections are made anew for its sake, and the other may lack a minute by that.
    front.refusal = { status: 503, about: 'BTCUSDT' };
    await live!.move(200);
    const { startsAt } = live!.market;
    const eth = () => live!.candles(ETH, '1m').at(-1)!.openTime;
    await live!.until('the other goes on', () => eth() >= startsAt + 180_000);
    expect(live!.candles(BTC, '1m').at(-1)!.openTime).toBeLessThan(startsAt + 120_000);
    expect(live!.feed.staleSymbols(server.desk.market.now)).toEqual([BTC]);
    await live!.until('told', () => live!.log.some((text) => text.includes(`go on: ${BTC}`)));
    front.deliver = (text, send) => send(text);
    front.refusal = null;
    await subscribedAgain(() => live!.wind(31_000));
    await live!.move(120);
    await expectVenueCandles();
    expect(live!.feed.staleSymbols(server.desk.market.now)).toEqual([]);
  });
});
