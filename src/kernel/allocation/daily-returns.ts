/**
 * Daily returns of a strategy or bucket and their volatility (domain specification 1.4): square
 * root of the weighted mean of squared returns, weights decay^age normalised to 1, floored.
 */
import type { AllocationConfig } from '../../domain/config.ts';

/** Appends a return (fraction of capital), keeping the newest `lookback`. */
export function addDailyReturn(returns: number[], value: number, lookback: number): void {
  returns.push(value);
  if (returns.length > lookback) returns.shift();
}

/** Daily volatility (fraction); null while there are too few returns. */
export function dailyVolatility(
  returns: readonly number[],
  config: AllocationConfig,
): number | null {
  if (returns.length < config.minDailyReturns || returns.length === 0) return null;
  let weight = 1;
  let weights = 0;
  let squares = 0;
  for (let at = returns.length - 1; at >= 0; at -= 1) {
    const value = returns[at]!;
    squares += weight * value * value;
    weights += weight;
    weight *= config.decay;
  }
  return Math.max(config.volatilityFloor, Math.sqrt(squares / weights));
}

/**
 * Fills the missing volatilities with the mean of the known ones; the floor for all when none is
 * known (any equal value gives the same weights).
 */
export function withStandIns(volatilities: readonly (number | null)[], floor: number): number[] {
  let sum = 0;
  let known = 0;
  for (const volatility of volatilities) {
    if (volatility === null) continue;
    sum += volatility;
    known += 1;
  }
  const standIn = known === 0 ? floor : sum / known;
  return volatilities.map((volatility) => volatility ?? standIn);
}
