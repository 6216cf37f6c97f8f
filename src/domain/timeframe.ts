import type { Ms } from './time.ts';

/** Candle timeframes the system builds and loads. */
export const TIMEFRAMES = ['1m', '3m', '5m', '15m', '1h', '4h', '1d'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

const LENGTH_MS: Readonly<Record<Timeframe, Ms>> = {
  '1m': 60_000,
  '3m': 180_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
};

/** Length of a timeframe in ms; candles start at whole multiples of it since the epoch (UTC). */
export const timeframeMs = (timeframe: Timeframe): Ms => LENGTH_MS[timeframe];

export const isTimeframe = (text: string): text is Timeframe =>
  (TIMEFRAMES as readonly string[]).includes(text);
