import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CandleClosed } from '../domain/market.ts';
import { DAY_MS } from '../domain/time.ts';
import { timeframeMs } from '../domain/timeframe.ts';
import { IMPLEMENTATIONS, type Implementation, strategyCatalog } from './catalog.ts';
import { type RawSignal, rawSignals } from './raw-signals.ts';
import {
  BASKET,
  closeOf,
  feed,
  HAVE_RECORDED,
  recorded,
  ripple,
  wander,
} from './testing/candles.ts';
import { configOf } from './testing/config.ts';

const signalsOf = (
  implementation: Implementation,
  events: readonly CandleClosed[],
): readonly RawSignal[] => [
  ...rawSignals(configOf(implementation, BASKET), { basket: BASKET }, events),
];

/** Made markets: seeds and volatilities at which every rule set finds something. */
const MADE: Readonly<Record<Implementation, { candles: number; volatility: number }>> = {
  s1: { candles: 2_500, volatility: 0.0012 },
  s2: { candles: 3_000, volatility: 0 },
  s3: { candles: 4_000, volatility: 0.006 },
  s4: { candles: 4_000, volatility: 0.003 },
  s5: { candles: 6_500, volatility: 0.006 },
  s6: { candles: 2_500, volatility: 0.006 },
  s7: { candles: 2_500, volatility: 0.003 },
};

const made = (implementation: Implementation): CandleClosed[] => {
  const { timeframe, contexts } = strategyCatalog[implementation];
  const { candles, volatility } = MADE[implementation];
  const length = timeframeMs(timeframe);
  return feed(
    timeframe,
    contexts,
    new Map(
      BASKET.map((symbol, n) => [
        symbol,
        implementation === 's2'
          ? ripple(n + 11, candles, length)
          : wander(n + 11, candles, length, volatility),
      ]),
    ),
  );
};

const DAY = Date.UTC(2025, 4, 5);
/** Recorded stretches, short enough to be run many times. */
const RECORDED_SLICE: Readonly<Record<Implementation, [name: string, from: number, days: number]>> =
  {
    s1: ['um-1m-2025-05', DAY, 2],
    s2: ['um-1m-2025-05', DAY + 3 * DAY_MS, 4],
    s3: ['um-15m-2025-05', DAY, 45],
    s4: ['um-15m-2025-05', DAY, 45],
    s5: ['spot-1h-2023', Date.UTC(2023, 0, 1), 300],
    s6: ['spot-1h-2023', Date.UTC(2023, 0, 1), 90],
    s7: ['um-15m-2025-05', DAY, 30],
  };

const slice = (implementation: Implementation): CandleClosed[] => {
  const { timeframe, contexts } = strategyCatalog[implementation];
  const [name, from, days] = RECORDED_SLICE[implementation];
  const to = from + days * DAY_MS;
  return feed(
    timeframe,
    contexts,
    new Map(BASKET.map((symbol) => [symbol, recorded(symbol, name, from, to)])),
  );
};

/** The signals of the first `cut` events must be those of the whole that closed among them. */
function expectCausal(implementation: Implementation, events: readonly CandleClosed[]): void {
  const whole = signalsOf(implementation, events);
  expect(whole.length).toBeGreaterThan(0);
  const last = whole.at(-1)!.candleCloseTime;
  const lastEvent = events.findIndex((event) => closeOf(event) > last);
  const end = lastEvent < 0 ? events.length : lastEvent;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: end }), (cut) => {
      const seen = signalsOf(implementation, events.slice(0, cut));
      expect(seen).toEqual(whole.slice(0, seen.length));
      const next = whole[seen.length];
      // Nothing is missing: the next signal of the whole needs a candle that was cut off.
      const closed = events[cut];
      if (next !== undefined && closed !== undefined) {
        expect(next.candleCloseTime).toBeGreaterThanOrEqual(closeOf(closed));
      }
    }),
    { numRuns: 12, seed: 7 },
  );
}

/** Whatever comes after a candle, the signals up to it stay what they were. */
function expectBlindToFuture(
  implementation: Implementation,
  events: readonly CandleClosed[],
): void {
  const whole = signalsOf(implementation, events);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: whole.length - 1 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (index, factor) => {
        const at = whole[index]!.candleCloseTime;
        const changed = events.map((event): CandleClosed => {
          if (closeOf(event) <= at) return event;
          const { openTime, open, high, low, close, volume } = event.candle;
          return {
            ...event,
            candle: {
              openTime,
              open: open * factor,
              high: high * factor,
              low: low * factor,
              close: close * factor,
              volume: volume / factor,
            },
          };
        });
        const upTo = (signals: readonly RawSignal[]) =>
          signals.filter((signal) => signal.candleCloseTime <= at);
        expect(upTo(signalsOf(implementation, changed))).toEqual(upTo(whole));
      },
    ),
    { numRuns: 4, seed: 7 },
  );
}

describe.each(IMPLEMENTATIONS)('no value of %s depends on a later candle', (implementation) => {
  it('signals on history cut anywhere equal those on the whole: made market', () => {
    expectCausal(implementation, made(implementation));
  });

  it('signals stay what they were when later candles change', () => {
    expectBlindToFuture(implementation, made(implementation));
  });

  it.skipIf(!HAVE_RECORDED)(
    'signals on history cut anywhere equal those on the whole: recorded',
    () => {
      expectCausal(implementation, slice(implementation));
    },
  );
});
