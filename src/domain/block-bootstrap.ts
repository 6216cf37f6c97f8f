/**
 * Uncertainty of a sum of values that follow each other in time: moving blocks, drawn with
 * replacement, keep what one hour has to do with the next (Künsch 1989). The same seed gives the
 * same interval on every machine.
 */
export interface BootstrapSettings {
  /** Values of a block. */
  readonly block: number;
  readonly resamples: number;
  /** Share of resamples between the two bounds, for example 0.9. */
  readonly level: number;
  readonly seed: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of the sum of all values; null with fewer than two whole blocks: nothing could be drawn. */
export function sumInterval(
  values: readonly number[],
  { block, resamples, level, seed }: BootstrapSettings,
): Interval | null {
  const { length } = values;
  if (block < 1 || length < 2 * block) return null;
  const next = words(seed);
  const starts = length - block + 1;
  const sums: number[] = [];
  for (let sample = 0; sample < resamples; sample += 1) {
    let sum = 0;
    for (let drawn = 0; drawn < length; drawn += block) {
      const from = next() % starts;
      const most = Math.min(block, length - drawn);
      for (let index = 0; index < most; index += 1) sum += values[from + index] ?? 0;
    }
    sums.push(sum);
  }
  sums.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  const at = (share: number): number =>
    sums[Math.min(sums.length - 1, Math.max(0, Math.round(share * (sums.length - 1))))] ?? 0;
  return { low: at(tail), high: at(1 - tail) };
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
