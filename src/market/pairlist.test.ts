import { describe, expect, it } from 'vitest';
import type { PairlistConfig, PairlistLimits } from '../domain/config.ts';
import { bucketId } from '../domain/ids.ts';
import type { Candle } from '../domain/market.ts';
import { DAY_MS, MINUTE_MS } from '../domain/time.ts';
import { type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { Pairlist, type PairlistMarket } from './pairlist.ts';
import { BTC, DAY, ETH, priceStep } from './testing-data.ts';

const ANY: PairlistLimits = {
  bucket: bucketId('HFT'),
  minDailyVolume: 0,
  maxMedianSpreadBps: 1_000,
  minAge: 0,
  minDailyRange: 0,
  maxDailyRange: 1,
};
const LFT = { ...ANY, bucket: bucketId('LFT') };
const config = (...limits: readonly PairlistLimits[]): PairlistConfig => ({
  refreshEvery: 15 * MINUTE_MS,
  limits,
});

interface Given {
  readonly symbols?: PairlistMarket['symbols'];
  readonly stale?: PairlistMarket['symbols'];
  /** Days of candles, each with this range and volume a quarter of an hour, at a price of 100. */
  readonly days?: number;
  readonly range?: number;
  readonly volume?: number;
}

function marketOf({ symbols = [BTC, ETH], stale = [], days = 0, range = 4, volume = 1 }: Given) {
  const history = (_symbol: unknown, timeframe: Timeframe, count: number): readonly Candle[] => {
    const length = timeframeMs(timeframe);
    const most = Math.min(count, Math.floor((days * DAY_MS) / length));
    return Array.from({ length: most }, (_, index) => ({
      openTime: DAY - (most - index) * length,
      open: 100,
      high: 100 + range / 2,
      low: 100 - range / 2,
      close: 100,
      volume,
    }));
  };
  return { symbols, staleSymbols: () => stale, history };
}

const reasonsOf = (limits: PairlistLimits, given: Given): readonly string[] => {
  const pairlist = new Pairlist([BTC], config(limits), marketOf(given));
  return pairlist.refresh(DAY).state.excluded.map(({ reason }) => reason);
};

describe('pairlist', () => {
  it('LAU-1 lists configured symbols that the market has and that are fresh, with reasons', () => {
    let market = marketOf({ symbols: [BTC] });
    const pairlist = new Pairlist([ETH, BTC, ETH], config(ANY), {
      symbols: market.symbols,
      staleSymbols: () => market.staleSymbols(),
      history: market.history,
    });
    expect(pairlist.state).toBeNull();
    expect(pairlist.nextRefresh).toBe(Number.NEGATIVE_INFINITY);
    expect(pairlist.refresh(DAY)).toMatchObject({
      state: { at: DAY, tradable: [BTC], excluded: [{ symbol: ETH, reason: 'not_in_market' }] },
      changed: true,
    });
    expect(pairlist.nextRefresh).toBe(DAY + 15 * MINUTE_MS);
    expect(pairlist.refresh(DAY + MINUTE_MS).changed).toBe(false);
    market = marketOf({ symbols: [BTC], stale: [BTC] });
    expect(pairlist.refresh(DAY + 2 * MINUTE_MS)).toMatchObject({
      state: { tradable: [], excluded: [{}, { symbol: BTC, reason: 'stale' }] },
      changed: true,
    });
    // Whoever watches the books closes a stale symbol, long before the next look.
    expect(pairlist.closing.map(({ symbol }) => symbol)).toEqual([ETH]);
  });

  it('compares turnover, age and daily range with the limits of the bucket', () => {
    const given = { days: 30, range: 4, volume: 1 };
    // 96 quarters of 100 USDT.
    expect(reasonsOf({ ...ANY, minDailyVolume: 9_600 }, given)).toEqual([]);
    expect(reasonsOf({ ...ANY, minDailyVolume: 9_601 }, given)).toEqual(['volume']);
    expect(reasonsOf({ ...ANY, minAge: 30 * DAY_MS }, given)).toEqual([]);
    expect(reasonsOf({ ...ANY, minAge: 31 * DAY_MS }, given)).toEqual(['age']);
    expect(reasonsOf({ ...ANY, minDailyRange: 0.039 }, given)).toEqual([]);
    expect(reasonsOf({ ...ANY, minDailyRange: 0.041 }, given)).toEqual(['volatility']);
    expect(reasonsOf({ ...ANY, maxDailyRange: 0.041 }, given)).toEqual([]);
    expect(reasonsOf({ ...ANY, maxDailyRange: 0.039 }, given)).toEqual(['volatility']);
  });

  it('what is not known is outside every limit that can bind, and inside one that cannot', () => {
    expect(reasonsOf(ANY, {})).toEqual([]);
    expect(reasonsOf({ ...ANY, minDailyVolume: 1 }, {})).toEqual(['volume']);
    expect(reasonsOf({ ...ANY, minAge: 1 }, {})).toEqual(['age']);
    expect(reasonsOf({ ...ANY, minDailyRange: 0.001 }, {})).toEqual(['volatility']);
    expect(reasonsOf({ ...ANY, maxDailyRange: 0.999 }, {})).toEqual(['volatility']);
  });

  it('judges the median spread of the last hour, so one wide book excludes nobody', () => {
    const pairlist = new Pairlist([BTC], config({ ...ANY, maxMedianSpreadBps: 10 }), marketOf({}));
    const step = (minute: number, bps: number) => {
      const half = (100 * bps) / 20_000;
      const book = { bids: [100 - half, 1], asks: [100 + half, 1] };
      pairlist.onStep({ ...priceStep(BTC, DAY + minute * MINUTE_MS, 100), book });
      return pairlist.refresh(DAY + minute * MINUTE_MS).state.excluded;
    };
    expect(step(0, 2)).toEqual([]);
    expect(step(1, 500)).toMatchObject([{ reason: 'spread' }]);
    expect(step(2, 3)).toEqual([]);
    // The second step of a minute counts for nothing, as do empty and crossed books.
    pairlist.onStep({
      ...priceStep(BTC, DAY + 2.5 * MINUTE_MS, 100),
      book: { bids: [], asks: [] },
    });
    for (let minute = 3; minute < 40; minute += 1) step(minute, 20);
    expect(step(40, 20)[0]?.text).toBe('median spread 20.00 bps, at most 10');
    for (let minute = 41; minute < 71; minute += 1) step(minute, 1);
    expect(step(71, 1)).toEqual([]);
  });

  it('excludes a symbol for one bucket only, and names every reason with its figures', () => {
    const limits = { ...LFT, minDailyVolume: 20_000, minAge: 45 * DAY_MS };
    const pairlist = new Pairlist([BTC], config(ANY, limits), marketOf({ days: 30 }));
    const { excluded, tradable } = pairlist.refresh(DAY).state;
    expect(tradable).toEqual([]);
    expect(excluded).toEqual([
      {
        symbol: BTC,
        bucket: 'LFT',
        reason: 'volume',
        text: 'turnover of 24 h 9600 USDT, at least 20000; known for 30.0 days, at least 45.0',
      },
    ]);
  });
});
