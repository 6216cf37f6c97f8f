import type { Candle } from '../domain/market.ts';

/**
 * Is it a candle at all? Prices finite, positive and in order, volume finite and not negative.
 * One that is not would poison every average for good, so it is left out like a missing one.
 */
export function isCandle(candle: Candle): boolean {
  const { open, high, low, close, volume } = candle;
  return (
    low > 0 &&
    high < Number.POSITIVE_INFINITY &&
    open >= low &&
    open <= high &&
    close >= low &&
    close <= high &&
    volume >= 0 &&
    volume < Number.POSITIVE_INFINITY
  );
}
