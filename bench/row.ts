/** One figure of a benchmark; `samples` is how many operations it rests on. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly samples: number;
}
