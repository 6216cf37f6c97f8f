import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle, PriceStep } from '../domain/market.ts';
import type { MarketConfig } from '../domain/market-config.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { defaultMarketConfig } from './default-market.ts';
import { GeneratedMarket } from './generated-market.ts';
import { StepCandles } from './step-candles.ts';
import { BTC } from './testing-data.ts';

const small: MarketConfig = { ...defaultMarketConfig, seed: 7, historyDays: 3 };
const start = small.startsAt;
const read = (config: MarketConfig, until: number): PriceStep[] => [
  ...new GeneratedMarket(config).advance(until),
];
const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

describe('generated market', () => {
  it('is the same bit for bit for a seed on every machine', () => {
    const market = new GeneratedMarket(small);
    const steps = [...market.advance(start + HOUR_MS)];
    const known = [steps, market.history(BTC, '1h', 100), market.settlements(0, start)];
    expect(known.map(hashOf)).toEqual(KNOWN);
  });

  it('differs between seeds', () => {
    const first = read(small, start + 5_000)[0];
    expect(read({ ...small, seed: 8 }, start + 5_000)[0]).not.toEqual(first);
  });

  it('gives the same market however it is advanced, and skips what was not read', () => {
    const small: MarketConfig = { ...defaultMarketConfig, historyDays: 0 };
    const all = read(small, start + 2 * HOUR_MS);
    const end = new GeneratedMarket(small);
    for (const _ of end.advance(start + 2 * HOUR_MS));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(30 * MINUTE_MS), fc.constantFrom('all', 'some', 'skip')), {
          maxLength: 12,
        }),
        (calls) => {
          const market = new GeneratedMarket(small);
          let until = start;
          for (const [length, mode] of calls) {
            const from = until;
            until = Math.min(until + length, start + 2 * HOUR_MS);
            const wanted = all.filter((step) => step.at > from && step.at <= until);
            if (mode === 'skip') market.skipTo(until);
            else if (mode === 'all') expect([...market.advance(until)]).toEqual(wanted);
            else
              for (const step of market.advance(until)) {
                expect(step).toEqual(wanted[0]);
                break;
              }
          }
          market.skipTo(start + 2 * HOUR_MS);
          expect(market.funding(BTC)).toEqual(end.funding(BTC));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('shows one path at every step length: the candles are the same', () => {
    const candlesAt = (stepLength: number): Candle[] => {
      const candles: Candle[] = [];
      const builder = new StepCandles();
      for (const step of read({ ...small, stepLength }, start + HOUR_MS)) {
        if (step.symbol === BTC) builder.add(step, (candle) => candles.push(candle));
      }
      return candles;
    };
    const fine = candlesAt(5_000);
    expect(fine).toHaveLength(60);
    for (const length of [10_000, 30_000, 60_000]) expect(candlesAt(length)).toEqual(fine);
  });

  it('does not change an asset when another one is left out', () => {
    const one = { ...small, assets: small.assets.slice(0, 1) };
    const alone = read(one, start + MINUTE_MS);
    const together = read(small, start + MINUTE_MS).filter((step) => step.symbol === BTC);
    expect(alone.map((step) => step.at)).toEqual(together.map((step) => step.at));
    // Drift and jumps scale by the mean of the assets, so the level may differ, the moves hardly.
    const moves = (steps: readonly PriceStep[]): number[] =>
      steps.map((step) => Math.sign(step.close - step.open));
    const equal = moves(alone).filter((move, index) => move === moves(together)[index]).length;
    expect(equal / alone.length).toBeGreaterThan(0.8);
  });

  it('LAU-1 has history of every timeframe that ends at the start and adds up', () => {
    const market = new GeneratedMarket(small);
    const history = (timeframe: Timeframe): readonly Candle[] =>
      market.history(BTC, timeframe, 100_000);
    expect(history('1d')).toHaveLength(3);
    for (const timeframe of ['1m', '3m', '5m', '15m', '1h', '4h'] as const) {
      const candles = history(timeframe);
      const length = timeframeMs(timeframe);
      expect(candles.at(-1)!.openTime).toBe(Math.floor(start / length) * length - length);
      for (let index = 1; index < candles.length; index += 1) {
        expect(candles[index]!.openTime - candles[index - 1]!.openTime).toBe(length);
        expect(candles[index]!.open).toBe(candles[index - 1]!.close);
      }
    }
    const hour = history('1h').at(-1)!;
    const inside = history('1m').filter((one) => one.openTime >= hour.openTime);
    expect(hour).toEqual({
      openTime: hour.openTime,
      open: inside[0]!.open,
      high: Math.max(...inside.map((one) => one.high)),
      low: Math.min(...inside.map((one) => one.low)),
      close: inside.at(-1)!.close,
      volume: inside.reduce((sum, one) => sum + one.volume, 0),
    });
    const first = read(small, start + 5_000)[0]!;
    expect(first.open).toBe(hour.close);
    expect(market.history(BTC, '1h', 2)).toEqual(history('1h').slice(-2));
    expect(market.history(BTC, '1h', 0)).toEqual([]);
  });

  it('settles funding at 00:00, 08:00 and 16:00, not before', () => {
    const market = new GeneratedMarket(small);
    const due = start - (start % (8 * HOUR_MS)) + 8 * HOUR_MS;
    market.skipTo(due - 5_000);
    expect(market.settlements(start, due + DAY_MS)).toEqual([]);
    const announced = market.funding(BTC)!;
    expect(announced).toMatchObject({ nextFundingTime: due, interval: 8 * HOUR_MS });
    market.skipTo(due);
    const settled = market.settlements(start, due + DAY_MS);
    expect(settled.map(({ at }) => at)).toEqual([due, due, due]);
    expect(settled[0]!.rate).toBe(announced.rate);
    expect(market.funding(BTC)!.nextFundingTime).toBe(due + 8 * HOUR_MS);
    expect(market.settlements(start - 3 * DAY_MS, start)).toHaveLength(9 * 3);
  });

  it('refuses figures that no market can be made from', () => {
    const wrong: Partial<MarketConfig>[] = [
      { stepLength: 7_000 },
      { stepLength: 120_000 },
      { startsAt: start + 1 },
      { historyDays: -1 },
      { assets: [] },
      { regimes: [] },
      { fundingInterval: 0 },
      { assets: [{ ...small.assets[0]!, correlation: 1.1 }] },
    ];
    for (const part of wrong) {
      expect(() => new GeneratedMarket({ ...small, ...part })).toThrow(RangeError);
    }
  });
});

/** Changes only when the generator does: then everything recorded against it changes too. */
const KNOWN = ['9d5a55a7a6cd6b50', '26ec850694c53e2f', 'cda8b3a5c8051561'];
