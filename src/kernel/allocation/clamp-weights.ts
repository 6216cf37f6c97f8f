/**
 * Bounded pro-rata shares (domain specification 1.4): the unique `w_i = clamp(c * raw_i, floor_i,
 * cap_i)` with `sum(w) = min(total, sum of caps)`. The sum is piecewise linear and non-decreasing
 * in c, so c is found exactly between two sorted breakpoints, without iteration to a tolerance.
 */

/** One share: `raw` > 0, `0 <= floor <= cap`. */
export interface ShareBound {
  readonly raw: number;
  readonly floor: number;
  readonly cap: number;
}

/**
 * Shares in the order given. Should the floors alone exceed the total (a configuration that
 * validation refuses), they are scaled down pro rata, so that the sum never exceeds the total.
 */
export function clampWeights(bounds: readonly ShareBound[], total = 1): number[] {
  const floors = sumOf(bounds, (bound) => bound.floor);
  const caps = sumOf(bounds, (bound) => bound.cap);
  if (caps <= total) return bounds.map((bound) => bound.cap);
  if (total <= 0) return bounds.map(() => 0);
  if (floors >= total) return bounds.map((bound) => (bound.floor * total) / floors);
  const scale = solveScale(bounds, total);
  return bounds.map((bound) => clamp(scale * bound.raw, bound.floor, bound.cap));
}

/** The c at which the clamped sum reaches the total; floors < total < caps. */
function solveScale(bounds: readonly ShareBound[], total: number): number {
  const breakpoints = bounds
    .flatMap((bound) => [bound.floor / bound.raw, bound.cap / bound.raw])
    .sort((a, b) => a - b);
  let low = 0;
  for (const high of breakpoints) {
    if (clampedSum(bounds, high) >= total) return between(bounds, total, low, high);
    low = high;
  }
  // Rounding left the sum of caps a hair below the total: everything sits at its cap.
  return low;
}

/** Between two neighbouring breakpoints only the free shares grow, in proportion to raw. */
function between(bounds: readonly ShareBound[], total: number, low: number, high: number): number {
  const middle = low + (high - low) / 2;
  let fixed = 0;
  let free = 0;
  for (const bound of bounds) {
    const share = middle * bound.raw;
    if (share <= bound.floor) fixed += bound.floor;
    else if (share >= bound.cap) fixed += bound.cap;
    else free += bound.raw;
  }
  if (free === 0) return high;
  return clamp((total - fixed) / free, low, high);
}

function clampedSum(bounds: readonly ShareBound[], scale: number): number {
  return sumOf(bounds, (bound) => clamp(scale * bound.raw, bound.floor, bound.cap));
}

function sumOf(bounds: readonly ShareBound[], value: (bound: ShareBound) => number): number {
  let sum = 0;
  for (const bound of bounds) sum += value(bound);
  return sum;
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));
