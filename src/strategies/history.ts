/** How much history a rule set needs, and whether it has it. */
import type { Timeframe } from '../domain/timeframe.ts';

/** Candles of one timeframe that a rule set wants before its first live candle. */
export interface HistoryNeed {
  readonly timeframe: Timeframe;
  /** Fewer than these: no signal. */
  readonly minimum: number;
  /** With these its averages have forgotten where the series began (to better than 0.01 %). */
  readonly count: number;
}

/** Candles of an indicator: until its first value, and until its beginning no longer matters. */
interface Span {
  readonly minimum: number;
  readonly count: number;
}

/** A window over candles: exact as soon as it is full. */
export const windowSpan = (candles: number): Span => ({ minimum: candles, count: candles });
/** An EMA forgets its seed by a factor of e^2 each period. */
export const emaSpan = (period: number): Span => ({ minimum: period, count: 6 * period });
/** Wilder's average forgets by a factor of e each period. */
export const atrSpan = (period: number): Span => ({ minimum: period, count: 12 * period });
export const rsiSpan = (period: number): Span => ({ minimum: period + 1, count: 12 * period + 1 });
/** ADX smooths twice. */
export const adxSpan = (period: number): Span => ({ minimum: 2 * period, count: 16 * period });
/** An indicator over values of another one: its window begins with the other's first value. */
export const after = (first: Span, then: Span): Span => ({
  minimum: first.minimum + then.minimum - 1,
  count: first.count + then.count - 1,
});

export function historyNeed(timeframe: Timeframe, ...spans: readonly Span[]): HistoryNeed {
  return {
    timeframe,
    minimum: Math.max(...spans.map((span) => span.minimum)),
    count: Math.max(...spans.map((span) => span.count)),
  };
}

/** What is missing, in words (`1d: 140 of 200 candles`); empty when nothing is. */
export function missingHistory(
  needs: readonly HistoryNeed[],
  have: (timeframe: Timeframe) => number,
): readonly string[] {
  return needs
    .filter((need) => have(need.timeframe) < need.minimum)
    .map((need) => `${need.timeframe}: ${have(need.timeframe)} of ${need.minimum} candles`);
}
