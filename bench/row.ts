/** One figure of a benchmark; `samples` is how many operations it rests on. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly samples: number;
}

/** Median, 99th percentile and longest of what was measured, ms; nothing for no samples. */
export function percentiles(name: string, taken: readonly number[]): readonly BenchRow[] {
  if (taken.length === 0) return [];
  const sorted = [...taken].sort((a, b) => a - b);
  const samples = sorted.length;
  /** Nearest rank: the smallest value that at least `share` of all do not exceed. */
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(samples * share) - 1)];
  const row = (what: string, value: number | undefined): BenchRow => ({
    name: `${name}, ${what}`,
    value: value ?? Number.NaN,
    unit: 'ms',
    samples,
  });
  return [row('p50', rank(0.5)), row('p99', rank(0.99)), row('max', sorted.at(-1))];
}
