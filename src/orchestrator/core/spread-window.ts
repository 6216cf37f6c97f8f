/** Median spread of each symbol over a sliding window of market time (requirement LAU-5). */
import type { SymbolId } from '../../domain/ids.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';

/** Samples kept per symbol at most: one a second over a quarter of an hour. */
const MAX_SAMPLES = 900;
/** Below this a median says nothing. */
const MIN_SAMPLES = 3;

/** Plain data: symbol -> [at, bps, at, bps, ...], oldest first. */
export type SpreadWindows = Record<string, number[]>;

/** Adds the spread of a book, and forgets what fell out of (at - window, at]. */
export function addSpread(
  windows: SpreadWindows,
  window: Ms,
  symbol: SymbolId,
  at: EpochMs,
  bids: readonly number[],
  asks: readonly number[],
): void {
  const bid = bids[0];
  const ask = asks[0];
  if (bid === undefined || ask === undefined || !(bid > 0) || !(ask >= bid)) return;
  const spread = ((ask - bid) / ((ask + bid) / 2)) * 10_000;
  let samples = windows[symbol];
  if (samples === undefined) {
    samples = [];
    windows[symbol] = samples;
  }
  samples.push(at, spread);
  let expired = 0;
  while (expired < samples.length && (samples[expired] as number) <= at - window) expired += 2;
  const surplus = samples.length - expired - 2 * MAX_SAMPLES;
  if (surplus > 0) expired += surplus;
  if (expired > 0) samples.splice(0, expired);
}

/** Median of the samples in (at - window, at]; null below three. */
export function medianSpread(
  windows: SpreadWindows,
  window: Ms,
  symbol: SymbolId,
  at: EpochMs,
): number | null {
  const samples = windows[symbol];
  if (samples === undefined) return null;
  const values: number[] = [];
  for (let index = 0; index < samples.length; index += 2) {
    if ((samples[index] as number) > at - window) values.push(samples[index + 1] as number);
  }
  if (values.length < MIN_SAMPLES) return null;
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 === 1
    ? (values[middle] as number)
    : ((values[middle - 1] as number) + (values[middle] as number)) / 2;
}
