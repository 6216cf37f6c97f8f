import { describe, expect, it } from 'vitest';
import type { PriceStep } from '../domain/market.ts';
import { DAY_MS, HOUR_MS } from '../domain/time.ts';
import { defaultMarketConfig } from '../market/default-market.ts';
import { GeneratedMarket } from '../market/generated-market.ts';
import { startingAt } from './market-source.ts';

const CONFIG = { ...defaultMarketConfig, historyDays: 2 };

const steps = (market: GeneratedMarket, until: number): readonly PriceStep[] => [
  ...market.advance(until),
];

describe('market of a run', () => {
  it('is the same market bit for bit when a process joins it later', () => {
    const first = new GeneratedMarket(CONFIG);
    const later = CONFIG.startsAt + DAY_MS + 3 * HOUR_MS;
    first.skipTo(later);
    const joined = new GeneratedMarket(startingAt(CONFIG, later + 12_345), { historyKept: 100 });
    expect(joined.startsAt).toBe(later);
    const until = later + 60_000;
    expect(steps(joined, until)).toEqual(steps(first, until));
  });

  it('has turned what passed into history', () => {
    const later = CONFIG.startsAt + 2 * HOUR_MS;
    const joined = new GeneratedMarket(startingAt(CONFIG, later), { historyKept: 5 });
    const [symbol] = joined.symbols;
    const hours = joined.history(symbol!, '1h', 100);
    expect(hours.map((candle) => candle.openTime)).toEqual(
      [5, 4, 3, 2, 1].map((back) => later - back * HOUR_MS),
    );
  });

  it('never starts before its configured beginning', () => {
    expect(startingAt(CONFIG, 0)).toEqual(CONFIG);
  });
});
