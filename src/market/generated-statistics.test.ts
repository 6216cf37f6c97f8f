import { describe, expect, it } from 'vitest';
import type { PriceStep } from '../domain/market.ts';
import { DAY_MS, MINUTE_MS } from '../domain/time.ts';
import type { Timeframe } from '../domain/timeframe.ts';
import { defaultMarketConfig } from './default-market.ts';
import { GeneratedMarket } from './generated-market.ts';

const market = new GeneratedMarket({ ...defaultMarketConfig, stepLength: MINUTE_MS });
const [BTC, ETH, SOL] = market.symbols as [
  (typeof market.symbols)[number],
  (typeof market.symbols)[number],
  (typeof market.symbols)[number],
];
const start = market.startsAt;
const month: PriceStep[] = [...market.advance(start + 30 * DAY_MS)];
const of = (symbol: string): PriceStep[] => month.filter((step) => step.symbol === symbol);

const returns = (symbol: typeof BTC, timeframe: Timeframe): number[] => {
  const candles = market.history(symbol, timeframe, 100_000);
  return candles.slice(1).map((candle, index) => candle.close / candles[index]!.close - 1);
};
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const correlation = (a: readonly number[], b: readonly number[]): number => {
  const [ma, mb] = [mean(a), mean(b)];
  const product = mean(a.map((value, index) => (value - ma) * (b[index]! - mb)));
  const va = mean(a.map((value) => (value - ma) ** 2));
  const vb = mean(b.map((value) => (value - mb) ** 2));
  return product / Math.sqrt(va * vb);
};
const annualised = (values: readonly number[], perYear: number): number =>
  Math.sqrt(mean(values.map((value) => value * value)) * perYear);
const spreadBps = ({ book }: PriceStep): number => (book.asks[0]! / book.bids[0]! - 1) * 10_000;
const range = ({ high, low, close }: PriceStep): number => (high - low) / close;

describe('the default generated market', () => {
  it('has 260 days of history and 200 daily candles for the slowest averages', () => {
    for (const symbol of market.symbols) {
      expect(market.history(symbol, '1d', 1_000)).toHaveLength(260);
      expect(market.history(symbol, '4h', 10_000).length).toBeGreaterThan(1_500);
      expect(market.history(symbol, '15m', 50_000).length).toBeGreaterThan(24_000);
      expect(market.history(symbol, '1m', 50_000)).toHaveLength(10_000);
    }
  });

  it('moves its assets together, BTC and ETH most', () => {
    const hours = market.symbols.map((symbol) => returns(symbol, '1h'));
    const [btcEth, btcSol, ethSol] = [
      correlation(hours[0]!, hours[1]!),
      correlation(hours[0]!, hours[2]!),
      correlation(hours[1]!, hours[2]!),
    ];
    for (const value of [btcEth, btcSol, ethSol]) {
      expect(value).toBeGreaterThan(0.55);
      expect(value).toBeLessThan(0.95);
    }
    expect(btcEth).toBeGreaterThan(btcSol);
  });

  it('has volatilities of real perpetuals, fat tails and clusters', () => {
    const band = { [BTC]: [0.3, 0.8], [ETH]: [0.4, 1.1], [SOL]: [0.55, 1.4] } as const;
    for (const symbol of market.symbols) {
      const hours = returns(symbol, '1h');
      const yearly = annualised(hours, 8_760);
      expect(yearly).toBeGreaterThan(band[symbol]![0]);
      expect(yearly).toBeLessThan(band[symbol]![1]);
      const variance = mean(hours.map((value) => value ** 2));
      expect(mean(hours.map((value) => value ** 4)) / variance ** 2).toBeGreaterThan(3.5);
      const sizes = hours.map(Math.abs);
      expect(correlation(sizes.slice(1), sizes.slice(0, -1))).toBeGreaterThan(0.08);
    }
  });

  it('trends: several days a month move by more than three percent', () => {
    const days = returns(BTC, '1d');
    expect(days.filter((value) => value > 0.03).length).toBeGreaterThan(20);
    expect(days.filter((value) => value < -0.03).length).toBeGreaterThan(20);
  });

  it('widens spreads and raises volume with volatility', () => {
    for (const symbol of market.symbols) {
      const steps = of(symbol);
      expect(correlation(steps.map(range), steps.map(spreadBps))).toBeGreaterThan(0.3);
      expect(
        correlation(
          steps.map(range),
          steps.map((step) => step.volume),
        ),
      ).toBeGreaterThan(0.3);
      const sorted = steps.map(spreadBps).sort((a, b) => a - b);
      const calm = defaultMarketConfig.assets.find((asset) => asset.symbol === symbol)!.spreadBps;
      expect(sorted[sorted.length >> 1]!).toBeLessThan(calm * 2);
      expect(sorted.at(-1)!).toBeGreaterThan(calm * 4);
    }
  });

  it('keeps the mark price within a few basis points of the last price', () => {
    const wrong = month.filter(
      ({ open, high, low, close, mark }) =>
        !(Math.abs(mark / close - 1) < 0.001) ||
        !(low > 0 && low <= open && low <= close && high >= open && high >= close),
    );
    expect(wrong).toEqual([]);
  });

  it('has funding around 0.01 %, beyond the limits of the funding hook now and then', () => {
    const rates = market.settlements(0, start + 30 * DAY_MS).map(({ rate }) => rate);
    const sorted = [...rates].sort((a, b) => a - b);
    expect(sorted[sorted.length >> 1]!).toBeCloseTo(0.0001, 4);
    expect(rates.filter((rate) => rate > 0.0004).length).toBeGreaterThan(5);
    expect(Math.max(...rates.map(Math.abs))).toBeLessThan(0.004);
  });
});
