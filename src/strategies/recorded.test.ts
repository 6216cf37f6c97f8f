import { describe, expect, it } from 'vitest';
import type { Timeframe } from '../domain/timeframe.ts';
import { type Implementation, strategyCatalog } from './catalog.ts';
import { rawSignals } from './raw-signals.ts';
import { BASKET, feed, HAVE_RECORDED, recorded } from './testing/candles.ts';
import { configOf } from './testing/config.ts';

/** Onsets by symbol on recorded candles; higher timeframes built from the base. */
function onsets(
  implementation: Implementation,
  name: string,
  base: Timeframe,
  to: string,
): number[] {
  const { timeframe, contexts } = strategyCatalog[implementation];
  const built = base === timeframe ? contexts : [timeframe, ...contexts];
  const end = Date.parse(to);
  const candles = new Map(BASKET.map((symbol) => [symbol, recorded(symbol, name, 0, end)]));
  const config = configOf(implementation, BASKET);
  const signals = [...rawSignals(config, { basket: BASKET }, feed(base, built, candles))];
  expect(signals.every((signal) => signal.edge >= 0 && signal.edge <= 1)).toBe(true);
  return BASKET.map((symbol) => signals.filter((s) => s.symbol === symbol && s.onset).length);
}

describe.skipIf(!HAVE_RECORDED)('on recorded candles', () => {
  // Counts of BTC, ETH, SOL are pinned, so that no rule moves unnoticed.
  it.each<[Implementation, string, Timeframe, string, number[]]>([
    ['s1', 'um-1m-2025-05', '1m', '2025-05-12', [38, 149, 170]],
    ['s2', 'um-1m-2025-05', '1m', '2025-05-19', [14, 3, 2]],
    ['s3', 'um-15m-2025-05', '15m', '2025-07-01', [2, 25, 22]],
    ['s4', 'um-15m-2025-05', '15m', '2025-07-01', [15, 7, 16]],
    ['s5', 'spot-1h-2023', '1h', '2024-01-01', [19, 22, 20]],
    ['s6', 'um-15m-2025-05', '15m', '2025-07-01', [5, 17, 14]],
    ['s7', 'um-15m-2025-05', '15m', '2025-07-01', [83, 84, 72]],
  ])('%s signals on every symbol of %s (%s, to %s)', (implementation, name, base, to, counts) => {
    expect(onsets(implementation, name, base, to)).toEqual(counts);
  });
});
