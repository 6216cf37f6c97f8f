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
  const row = (what: string, value: number | undefined): BenchRow => ({
    name: `${name}, ${what}`,
    value: value ?? Number.NaN,
    unit: 'ms',
    samples,
  });
  return [
    row('p50', sorted[Math.floor(samples * 0.5)]),
    row('p99', sorted[Math.floor(samples * 0.99)]),
    row('max', sorted.at(-1)),
  ];
}
