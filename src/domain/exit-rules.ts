/**
 * The arithmetic of exit plans (strategies specification, "exits for all"): one definition for the
 * executor, which runs them, and for the review of entries that were never taken. Prices in USDT,
 * profits and fees as fractions of the entry price. Nothing here knows orders or venues.
 */
import { ceilTo, type Decimal, floorTo } from './decimal.ts';
import type { PriceStep, Side } from './market.ts';
import type { ExitPlan } from './signal.ts';
import type { EpochMs } from './time.ts';

/** Tolerance of ratio comparisons (domain specification 1.8). */
const TOLERANCE = 1e-9;

/** An armed trailing stop is moved when it gains more than this fraction of the price. */
export const TRAILING_MINIMUM_MOVE = 0.0002;

type Range = Pick<PriceStep, 'at' | 'length' | 'high' | 'low' | 'close'>;

/** Worst and best price that a position lived through in a step. */
export function livedThrough(
  side: Side,
  openedAt: EpochMs,
  step: Range,
): { readonly worst: number; readonly best: number } {
  // Opened inside the step, it did not live through its range: only the step's end counts.
  if (openedAt > step.at - step.length) return { worst: step.close, best: step.close };
  return side === 'long'
    ? { worst: step.low, best: step.high }
    : { worst: step.high, best: step.low };
}

/** Is a price at or beyond the stop? */
export const reachesStop = (side: Side, stop: number, price: number): boolean =>
  side === 'long' ? price <= stop : price >= stop;

/** Profit of a move from the entry to a price, before fees. */
export const profitAt = (side: Side, entry: number, price: number): number =>
  side === 'long' ? price / entry - 1 : 1 - price / entry;

/** Level at which the trailing stop follows the best price; null while it has not armed. */
export function trailingLevel(
  { trailing }: Pick<ExitPlan, 'trailing'>,
  side: Side,
  entry: number,
  best: number,
  armed: boolean,
): number | null {
  if (trailing === null) return null;
  const { offset, distance } = trailing;
  if (!armed && profitAt(side, entry, best) < offset - TOLERANCE) return null;
  return side === 'long' ? best * (1 - distance) : best * (1 + distance);
}

/** How far a stop moves towards profit when it goes to `level`; below 0: it would give back. */
export const stopGain = (side: Side, stop: number, level: number): number =>
  side === 'long' ? level - stop : stop - level;

/** To the tick nearer to the entry, so that rounding never adds risk; at least one tick. */
export function stopOnGrid(side: Side, level: Decimal, tick: Decimal): Decimal {
  const rounded = side === 'long' ? ceilTo(level, tick) : floorTo(level, tick);
  return rounded < tick ? tick : rounded;
}

/** Profit that closes after so many minutes; null before the table's first row. */
export function wantedReturn(
  plan: Pick<ExitPlan, 'minimalReturn'>,
  minutes: number,
): number | null {
  let wanted: number | null = null;
  for (const [from, profit] of plan.minimalReturn) {
    if (minutes >= from) wanted = profit;
  }
  return wanted;
}

/** Is a net profit at least the wanted one? */
export const reachesReturn = (net: number, wanted: number): boolean => net >= wanted - TOLERANCE;

/** Profit at a price after the fees paid at entry and those still to be paid there. */
export const netReturn = (
  side: Side,
  entry: number,
  price: number,
  paid: number,
  takerFee: number,
): number => profitAt(side, entry, price) - paid - (takerFee * price) / entry;
