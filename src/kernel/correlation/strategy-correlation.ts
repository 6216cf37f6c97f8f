/**
 * Correlation between strategies (domain specification 1.7): Pearson over hourly PnL of the last
 * 7 days, pairs in which both have enough hours with non-zero PnL, mean over the pairs. Hourly PnL
 * is the change of realised + unrealised PnL between the last good marks of two hours; all hours
 * since the first mark count, zeros included.
 */
import type { CorrelationConfig } from '../../domain/config.ts';
import { type EpochMs, HOUR_MS } from '../../domain/time.ts';
import { pearson } from './pearson.ts';

export interface StrategyPnlState {
  /** End of the hour now running; -1 before the first mark. */
  hourEnd: EpochMs;
  /** PnL since inception by strategy: at the last good mark, at the last hour and day change. */
  readonly last: number[];
  readonly atHour: number[];
  readonly atDay: number[];
  /** Hourly changes by strategy, oldest first, at most one window. */
  readonly hours: number[][];
  /** Mean over pairs; null while undefined. */
  mean: number | null;
  pairs: number;
}

export function createStrategyPnl(strategies: number): StrategyPnlState {
  const zeros = (): number[] => new Array(strategies).fill(0);
  return {
    hourEnd: -1,
    last: zeros(),
    atHour: zeros(),
    atDay: zeros(),
    hours: Array.from({ length: strategies }, () => []),
    mean: null,
    pairs: 0,
  };
}

/** Closes the hours that ended before `at`; call before taking a mark. True when one closed. */
export function closeHours(
  state: StrategyPnlState,
  at: EpochMs,
  config: CorrelationConfig,
): boolean {
  if (state.hourEnd < 0) {
    // A first mark on the full hour begins the hour after it: nothing was seen of the one before.
    state.hourEnd = (Math.floor(at / HOUR_MS) + 1) * HOUR_MS;
    return false;
  }
  if (at <= state.hourEnd) return false;
  const length = Math.round(config.guard.window / HOUR_MS);
  const passed = Math.ceil((at - state.hourEnd) / HOUR_MS);
  for (let s = 0; s < state.hours.length; s += 1) {
    const hours = state.hours[s]!;
    hours.push(state.last[s]! - state.atHour[s]!);
    // Hours without any mark after the first: no change of PnL was seen in them.
    for (let i = 1; i < Math.min(passed, length + 1); i += 1) hours.push(0);
    hours.splice(0, hours.length - length);
    state.atHour[s] = state.last[s]!;
  }
  state.hourEnd += passed * HOUR_MS;
  correlate(state, config);
  return true;
}

function correlate(state: StrategyPnlState, config: CorrelationConfig): void {
  const eligible = state.hours.filter((hours) => activeHours(hours) >= config.guard.minActiveHours);
  let sum = 0;
  let pairs = 0;
  for (const [i, a] of eligible.entries()) {
    for (const b of eligible.slice(i + 1)) {
      const value = pearson(a, b);
      if (value === null) continue;
      sum += value;
      pairs += 1;
    }
  }
  state.pairs = pairs;
  state.mean = pairs < config.guard.minPairs ? null : sum / pairs;
}

function activeHours(hours: readonly number[]): number {
  let count = 0;
  for (const pnl of hours) if (pnl !== 0) count += 1;
  return count;
}

/** Of two strategies; null unless both have enough hours with PnL. */
export function pairCorrelation(
  { hours }: StrategyPnlState,
  a: number,
  b: number,
  { guard }: CorrelationConfig,
): number | null {
  const left = hours[a] ?? [];
  const right = hours[b] ?? [];
  const enough =
    activeHours(left) >= guard.minActiveHours && activeHours(right) >= guard.minActiveHours;
  return enough ? pearson(left, right) : null;
}
