import { describe, expect, it } from 'vitest';
import type { Timeframe } from '../domain/timeframe.ts';
import { type Implementation, strategyCatalog } from './catalog.ts';
import { rawSignals } from './raw-signals.ts';
import { BASKET, feed, HAVE_RECORDED, recorded } from './testing/candles.ts';
import { configOf } from './testing/config.ts';

/** Onsets by symbol on recorded candles; higher timeframes built from the base. */
function onsets(implementation: Implementation, name: string, base: Timeframe): number[] {
  const { timeframe, contexts } = strategyCatalog[implementation];
  const built = base === timeframe ? contexts : [timeframe, ...contexts];
  const candles = new Map(BASKET.map((symbol) => [symbol, recorded(symbol, name)]));
  const config = configOf(implementation, BASKET);
  const signals = [...rawSignals(config, { basket: BASKET }, feed(base, built, candles))];
  expect(signals.every((signal) => signal.edge >= 0 && signal.edge <= 1)).toBe(true);
  return BASKET.map((symbol) => signals.filter((s) => s.symbol === symbol && s.onset).length);
}

describe.skipIf(!HAVE_RECORDED)('on recorded candles', () => {
  // Any of the figures may move with a rule; none may be zero unnoticed.
  it.each<[Implementation, string, Timeframe, number[]]>([
    ['s1', 'um-1m-2025-05', '1m', []],
    ['s2', 'um-1m-2025-05', '1m', []],
    ['s3', 'um-15m-2025-05', '15m', []],
    ['s4', 'um-15m-2025-05', '15m', []],
    ['s5', 'spot-1h-2023', '1h', []],
    ['s6', 'um-15m-2025-05', '15m', []],
    ['s7', 'um-15m-2025-05', '15m', []],
  ])('%s signals on every symbol of %s', (implementation, name, base, expected) => {
    expect(onsets(implementation, name, base)).toEqual(expected);
  });
});
