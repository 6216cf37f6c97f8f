import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle, MarketSource, PriceStep } from '../domain/market.ts';
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { timeframeMs } from '../domain/timeframe.ts';
import { defaultMarketConfig } from './default-market.ts';
import { Feed, type FeedOutput } from './feed.ts';
import { GeneratedMarket } from './generated-market.ts';
import { BTC, DAY, ETH, priceStep } from './testing-data.ts';

const config = { ...defaultMarketConfig, historyDays: 1 };
const start = config.startsAt;
const create = (): Feed => {
  const feed = new Feed(new GeneratedMarket(config));
  feed.start();
  return feed;
};

/** A market of given steps, without history. */
function stepsMarket(steps: readonly PriceStep[], symbols = [BTC, ETH]): MarketSource {
  let read = 0;
  return {
    symbols,
    startsAt: DAY,
    endsAt: undefined,
    stepLength: 5_000,
    *advance(until) {
      while (read < steps.length && steps[read]!.at <= until) {
        read += 1;
        yield steps[read - 1]!;
      }
    },
    funding: () => undefined,
    settlements: () => [],
    history: () => [],
  };
}

/** Steps of BTC throughout, of ETH outside [from, to) seconds. */
function steps(seconds: number, from: number, to: number): PriceStep[] {
  const all: PriceStep[] = [];
  for (let second = 5; second <= seconds; second += 5) {
    all.push(priceStep(BTC, DAY + second * 1000, 100));
    if (second <= from || second > to) all.push(priceStep(ETH, DAY + second * 1000, 50));
  }
  return all;
}

describe('feed', () => {
  it('says the same however it is advanced', () => {
    const whole = create().advance(start + HOUR_MS);
    fc.assert(
      fc.property(fc.array(fc.nat(20 * MINUTE_MS), { maxLength: 10 }), (lengths) => {
        const feed = create();
        const parts: FeedOutput[] = [];
        let until = start;
        for (const length of lengths) {
          until = Math.min(until + length, start + HOUR_MS);
          parts.push(...feed.advance(until));
        }
        parts.push(...feed.advance(start + HOUR_MS));
        expect(JSON.stringify(parts) === JSON.stringify(whole)).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  it('says the same through an outage however it is advanced', () => {
    const outage = steps(900, 130, 610);
    const whole = new Feed(stepsMarket(outage));
    whole.start();
    const wanted = whole.advance(DAY + 900_000);
    const feed = new Feed(stepsMarket(outage));
    feed.start();
    const parts: FeedOutput[] = [];
    for (let second = 0; second <= 900; second += 7) {
      parts.push(...feed.advance(DAY + second * 1000));
    }
    parts.push(...feed.advance(DAY + 900_000));
    expect(parts).toEqual(wanted);
    const eth = parts.flatMap((output) =>
      output.kind === 'candle' && output.event.symbol === ETH && output.event.timeframe === '1m'
        ? [(output.event.candle.openTime - DAY) / MINUTE_MS]
        : [],
    );
    // Minute 2 was cut off, 3 to 9 never came, 10 came without its first steps.
    expect(eth).toEqual([0, 1, 2, 10, 11, 12, 13, 14]);
  });

  it('gives prices first, then candles from the longest timeframe over all symbols, then funding', () => {
    const feed = create();
    const outputs = feed.advance(start + HOUR_MS);
    const last = outputs.slice(outputs.findIndex((one) => timeOf(one) === start + HOUR_MS));
    const kinds = last.map((one) => (one.kind === 'candle' ? one.event.timeframe : one.kind));
    const three = <T>(kind: T): T[] => [kind, kind, kind];
    expect(kinds).toEqual(
      ['price', '1h', '15m', '5m', '3m', '1m', 'funding'].flatMap((kind) => three(kind)),
    );
    const symbols = last.map((one) =>
      one.kind === 'price'
        ? one.step.symbol
        : one.kind === 'candle'
          ? one.event.symbol
          : one.info.symbol,
    );
    expect(symbols).toEqual(Array.from({ length: 7 }, () => feed.symbols).flat());
  });

  it('LAU-1 answers history from before the start and live candles as one series', () => {
    const feed = create();
    const before = feed.history(BTC, '15m', 8);
    feed.advance(start + 2 * HOUR_MS);
    const after = feed.history(BTC, '15m', 16);
    expect(after.slice(0, 8)).toEqual(before);
    expectUnbroken(after, timeframeMs('15m'));
    expect(feed.history(BTC, '15m', 3)).toEqual(after.slice(-3));
    expect(feed.history(BTC, '15m', 0)).toEqual([]);
    // The four-hour candle in progress at the start was made up from the history.
    feed.advance(start + 6 * HOUR_MS);
    expectUnbroken(feed.history(BTC, '4h', 10), timeframeMs('4h'));
    expect(feed.history(BTC, '4h', 10).at(-1)!.openTime).toBe(start - HOUR_MS);
  });

  it('LAU-1 is ready when every symbol is fresh, and says what it waits for', () => {
    const feed = new Feed(stepsMarket(steps(300, 100, 200)));
    expect(feed.ready(DAY)).toEqual({ ready: false, text: 'not started', lastStepAt: null });
    feed.start();
    expect(feed.ready(DAY).text).toContain('no price yet of BTC/USDT:USDT, ETH/USDT:USDT');
    feed.advance(DAY + 100_000);
    expect(feed.ready(DAY + 100_000)).toEqual({
      ready: true,
      text: '2 symbols fresh',
      lastStepAt: DAY + 100_000,
    });
    feed.advance(DAY + 115_000);
    expect(feed.staleSymbols(DAY + 115_000)).toEqual([]);
    feed.advance(DAY + 120_000);
    expect(feed.staleSymbols(DAY + 120_000)).toEqual([ETH]);
    expect(feed.ready(DAY + 120_000)).toMatchObject({
      ready: false,
      text: 'no price for 3 steps of ETH/USDT:USDT',
    });
    feed.advance(DAY + 205_000);
    expect(feed.staleSymbols(DAY + 205_000)).toEqual([]);
  });

  it('keeps a bounded number of live candles', () => {
    const many: PriceStep[] = [];
    for (let minute = 1; minute <= 4_500; minute += 1) {
      many.push(priceStep(BTC, DAY + minute * MINUTE_MS, 100, MINUTE_MS));
    }
    const feed = new Feed(stepsMarket(many, [BTC]));
    feed.start();
    feed.advance(DAY + 4_500 * MINUTE_MS);
    const kept = feed.history(BTC, '1m', 10_000);
    expect(kept).toHaveLength(2_000);
    expectUnbroken(kept, MINUTE_MS);
    expect(kept.at(-1)!.openTime).toBe(DAY + 4_499 * MINUTE_MS);
  });

  it('refuses to advance before it was started, and to start twice', () => {
    const feed = new Feed(stepsMarket([]));
    expect(() => feed.advance(DAY)).toThrow('started');
    feed.start();
    expect(() => feed.start()).toThrow('already');
  });
});

function expectUnbroken(candles: readonly Candle[], length: number): void {
  for (let index = 1; index < candles.length; index += 1) {
    expect(candles[index]!.openTime - candles[index - 1]!.openTime).toBe(length);
  }
}

const timeOf = (output: FeedOutput): number =>
  output.kind === 'price'
    ? output.step.at
    : output.kind === 'funding'
      ? output.info.at
      : output.event.candle.openTime + timeframeMs(output.event.timeframe);
