/** Weights by domain specification 1.4, written down directly from its text. */
import type { AllocationConfig, BucketConfig } from '../../../src/domain/config.ts';

export interface Member {
  readonly id: string;
  readonly bucket: string;
  readonly active: boolean;
  /** Daily returns, oldest first. */
  readonly returns: readonly number[];
  readonly closedTrades: number;
}

export interface Weights {
  readonly buckets: ReadonlyMap<string, number>;
  readonly strategies: ReadonlyMap<string, number>;
}

/** Square root of the weighted mean of squared returns, decay^age, floored; null: too few. */
export function volatility(returns: readonly number[], config: AllocationConfig): number | null {
  const last = returns.slice(-config.lookbackDays);
  if (last.length < config.minDailyReturns) return null;
  let sum = 0;
  let weights = 0;
  last.forEach((value, index) => {
    const weight = config.decay ** (last.length - 1 - index);
    sum += weight * value * value;
    weights += weight;
  });
  return Math.max(config.volatilityFloor, Math.sqrt(sum / weights));
}

/** Volatilities with the mean of those that are known in the place of those that are not. */
function filled(values: readonly (number | null)[]): readonly number[] {
  const known = values.filter((value) => value !== null);
  const mean = known.length === 0 ? 1 : known.reduce((a, b) => a + b, 0) / known.length;
  return values.map((value) => value ?? mean);
}

/** clamp(c * raw, floor, cap) with the given sum, by bisection on c. */
export function clampTo(
  raws: readonly number[],
  floors: readonly number[],
  caps: readonly number[],
  sum: number,
): readonly number[] {
  const weightsAt = (c: number): readonly number[] =>
    raws.map((raw, i) => Math.min(caps[i]!, Math.max(floors[i]!, c * raw)));
  const total = (c: number): number => weightsAt(c).reduce((a, b) => a + b, 0);
  let low = 0;
  let high = 1;
  while (total(high) < sum - 1e-15 && high < 1e12) high *= 2;
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (total(middle) < sum) low = middle;
    else high = middle;
  }
  return weightsAt(high);
}

export function allocate(
  config: AllocationConfig,
  buckets: readonly BucketConfig[],
  members: readonly Member[],
  bucketReturns: ReadonlyMap<string, readonly number[]>,
  perStrategyCap: number,
): Weights {
  const active = buckets.filter((b) => members.some((m) => m.bucket === b.id && m.active));
  const sigmas = filled(active.map((b) => volatility(bucketReturns.get(b.id) ?? [], config)));
  const caps = active.map((bucket) => bucket.cap);
  const weights = clampTo(
    sigmas.map((sigma) => 1 / sigma),
    active.map((bucket) => bucket.floor),
    caps,
    Math.min(
      1,
      caps.reduce((a, b) => a + b, 0),
    ),
  );
  const bucketWeights = new Map<string, number>(buckets.map((bucket) => [bucket.id, 0]));
  const strategyWeights = new Map<string, number>(members.map((member) => [member.id, 0]));
  active.forEach((bucket, index) => {
    const weight = weights[index]!;
    bucketWeights.set(bucket.id, weight);
    const inside = members.filter((member) => member.bucket === bucket.id && member.active);
    const seasoned = inside.every((m) => m.closedTrades >= config.minTradesForInverseVolatility);
    const raws = seasoned
      ? filled(inside.map((member) => volatility(member.returns, config))).map((s) => 1 / s)
      : inside.map(() => 1);
    const shares = clampTo(
      raws,
      inside.map(() => 0),
      inside.map(() => perStrategyCap),
      Math.min(weight, perStrategyCap * inside.length),
    );
    inside.forEach((member, i) => {
      strategyWeights.set(member.id, shares[i]!);
    });
  });
  return { buckets: bucketWeights, strategies: strategyWeights };
}
