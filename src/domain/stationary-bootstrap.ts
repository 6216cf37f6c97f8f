/**
 * Uncertainty of a sum of values that follow each other in time: stationary bootstrap (Politis and
 * Romano, "The Stationary Bootstrap", Journal of the American Statistical Association 89, 1994).
 * Blocks of random length, geometric with a given mean, are drawn with replacement from the values
 * as on a circle, so that what neighbours have in common (a position held over many hours) stays
 * together. Values that are paired differences of two series give a paired interval. The same seed
 * gives the same interval on every machine.
 */
export interface BootstrapSettings {
  /** Mean number of values of a block, from 1. */
  readonly block: number;
  /** From 1; each draws as many values as there are. */
  readonly resamples: number;
  /** Share of resamples between the two bounds, for example 0.9. */
  readonly level: number;
  readonly seed: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Fewer values than two blocks say nothing about the spread between blocks. */
const MIN_BLOCKS = 2;
const WORDS = 4_294_967_296;

/** Of the sum of all values; null with fewer than two mean blocks of them. */
export function sumInterval(
  values: readonly number[],
  { block, resamples, level, seed }: BootstrapSettings,
): Interval | null {
  const { length } = values;
  if (block < 1 || length < MIN_BLOCKS * block) return null;
  const next = words(seed);
  const sums = new Float64Array(resamples);
  for (let sample = 0; sample < resamples; sample += 1) sums[sample] = drawn(values, block, next);
  sums.sort();
  const tail = (1 - level) / 2;
  const at = (share: number): number => sums[Math.round(share * (resamples - 1))] ?? 0;
  return { low: at(tail), high: at(1 - tail) };
}

/** As many values as there are; after each a new block begins with probability 1 / `block`. */
function drawn(values: readonly number[], block: number, next: () => number): number {
  const { length } = values;
  let index = next() % length;
  let sum = 0;
  for (let count = 0; count < length; count += 1) {
    sum += values[index] ?? 0;
    index = next() * block < WORDS ? next() % length : (index + 1) % length;
  }
  return sum;
}

/** Whole numbers of [0, 2^32): mulberry32, integer operations only. */
function words(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
