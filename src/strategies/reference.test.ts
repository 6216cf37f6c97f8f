import { describe, expect, it } from 'vitest';
import type { SymbolId } from '../domain/ids.ts';
import type { Candle } from '../domain/market.ts';
import { DAY_MS } from '../domain/time.ts';
import { timeframeMs } from '../domain/timeframe.ts';
import { IMPLEMENTATIONS, type Implementation, strategyCatalog } from './catalog.ts';
import { rawSignals } from './raw-signals.ts';
import { BASKET, feed, HAVE_RECORDED, recorded, ripple, wander } from './testing/candles.ts';
import { configOf } from './testing/config.ts';
import { referenceEntries } from './testing/reference.ts';

type Market = ReadonlyMap<SymbolId, readonly Candle[]>;

/** Entries of the rule set and of the reference must be the same, candle by candle. */
function expectSame(implementation: Implementation, market: Market): void {
  const { timeframe, contexts } = strategyCatalog[implementation];
  const config = configOf(implementation, BASKET);
  const signals = [...rawSignals(config, { basket: BASKET }, feed(timeframe, contexts, market))];
  expect(signals.length).toBeGreaterThan(0);
  const all = [...market.values()];
  const basketReturn = all[0]!.map((_, i) => {
    const returns = all.map((own) => own[i]!.close / (own[i - 24]?.close ?? Number.NaN) - 1);
    return returns.reduce((a, b) => a + b, 0) / all.length;
  });
  for (const [symbol, candles] of market) {
    const own = signals.filter((signal) => signal.symbol === symbol);
    expect(own.map((signal) => [signal.candleCloseTime, signal.side])).toEqual(
      referenceEntries(implementation, timeframe, candles, basketReturn),
    );
  }
}

const COUNT: Readonly<Record<Implementation, number>> = {
  s1: 1_500,
  s2: 2_000,
  s3: 3_000,
  s4: 3_000,
  s5: 6_500,
  s6: 2_000,
  s7: 2_000,
};
const VOLATILITY: Readonly<Record<Implementation, number>> = {
  s1: 0.0012,
  s2: 0,
  s3: 0.006,
  s4: 0.003,
  s5: 0.006,
  s6: 0.006,
  s7: 0.012,
};

const MAY = Date.UTC(2025, 4, 5);
const YEAR = Date.UTC(2023, 0, 1);
const SLICE: Readonly<Record<Implementation, [name: string, from: number, days: number]>> = {
  s1: ['um-1m-2025-05', MAY, 2],
  s2: ['um-1m-2025-05', MAY + 3 * DAY_MS, 2],
  s3: ['um-15m-2025-05', MAY, 40],
  s4: ['um-15m-2025-05', MAY, 40],
  s5: ['spot-1h-2023', YEAR + 90 * DAY_MS, 300],
  s6: ['spot-1h-2023', YEAR + 90 * DAY_MS, 120],
  s7: ['um-15m-2025-05', MAY, 30],
};

describe.each(IMPLEMENTATIONS)('%s enters where the text of the rules says', (implementation) => {
  it('on a made market', () => {
    const length = timeframeMs(strategyCatalog[implementation].timeframe);
    const count = COUNT[implementation];
    const make = (seed: number) =>
      implementation === 's2'
        ? ripple(seed, count, length)
        : wander(seed, count, length, VOLATILITY[implementation]);
    expectSame(implementation, new Map(BASKET.map((symbol, n) => [symbol, make(n + 11)])));
  });

  it.skipIf(!HAVE_RECORDED)('on recorded candles', () => {
    const [name, from, days] = SLICE[implementation];
    const to = from + days * DAY_MS;
    expectSame(
      implementation,
      new Map(BASKET.map((symbol) => [symbol, recorded(symbol, name, from, to)])),
    );
  });
});
