/**
 * How sure a difference of hourly returns is: stationary bootstrap (Politis and Romano, "The
 * Stationary Bootstrap", Journal of the American Statistical Association 89, 1994). Blocks of hours
 * of random length are drawn with replacement, so that what hours that follow each other have in
 * common (a position held over many of them) stays together. The seed is fixed: the same hours
 * give the same interval.
 */
import type { ReturnDifference } from '../../domain/paper.ts';
import { Random } from '../../market/random.ts';

export const RESAMPLES = 2_000;
/** Fewer hours than two blocks say nothing about the spread between blocks. */
const MIN_BLOCKS = 2;
const SEED = 20_250_404;

/** `hourly`: candidate - version in force, as fractions of the equity at the start. */
export function returnDifference(
  hourly: readonly number[],
  value: number,
  blockHours: number,
): ReturnDifference {
  const hours = hourly.length;
  if (hours < MIN_BLOCKS * blockHours) return { value, low: null, high: null, hours, resamples: 0 };
  const random = new Random(SEED, 'paper');
  const sums = Array.from({ length: RESAMPLES }, () => resampledSum(hourly, blockHours, random));
  sums.sort((a, b) => a - b);
  return {
    value,
    low: sums[Math.floor(0.025 * RESAMPLES)] ?? null,
    high: sums[Math.ceil(0.975 * RESAMPLES) - 1] ?? null,
    hours,
    resamples: RESAMPLES,
  };
}

/** As many hours as there are; at each a new block begins with probability 1 / `blockHours`. */
function resampledSum(hourly: readonly number[], blockHours: number, random: Random): number {
  const { length } = hourly;
  let index = Math.floor(random.uniform() * length);
  let sum = 0;
  for (let drawn = 0; drawn < length; drawn += 1) {
    sum += hourly[index]!;
    const begins = random.uniform() * blockHours < 1;
    index = begins ? Math.floor(random.uniform() * length) : (index + 1) % length;
  }
  return sum;
}
