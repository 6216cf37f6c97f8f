/**
 * Memory of the order-sanity guards (domain specification 1.9): entry orders a minute per strategy,
 * identical ones in a row, and guard failures in a row per symbol.
 */
import type { GuardsConfig } from '../../domain/config.ts';
import { type EpochMs, MINUTE_MS } from '../../domain/time.ts';

export interface GuardState {
  /** By strategy: times of its last entry orders as a ring of `maxEntriesPerMinute`. */
  readonly entryTimes: number[][];
  readonly entryNext: number[];
  /** By strategy: last entry order and how many times in a row. */
  readonly lastSymbol: number[];
  readonly lastLong: number[];
  readonly lastLots: number[];
  readonly lastTicks: number[];
  readonly inARow: number[];
  /** By symbol: times of guard failures since the last pass. */
  readonly failures: number[][];
}

export function createGuards(strategies: number, symbols: number): GuardState {
  const filled = (length: number, value: number): number[] => new Array(length).fill(value);
  return {
    entryTimes: Array.from({ length: strategies }, () => []),
    entryNext: filled(strategies, 0),
    lastSymbol: filled(strategies, -1),
    lastLong: filled(strategies, 0),
    lastLots: filled(strategies, 0),
    lastTicks: filled(strategies, 0),
    inARow: filled(strategies, 0),
    failures: Array.from({ length: symbols }, () => []),
  };
}

/** Entry orders of the strategy in (at - 1 min, at]. */
export function entriesLastMinute(state: GuardState, strategy: number, at: EpochMs): number {
  let count = 0;
  const times = state.entryTimes[strategy]!;
  for (let i = 0; i < times.length; i += 1) if (times[i]! > at - MINUTE_MS) count += 1;
  return count;
}

/** How many identical orders in a row this one would make; 1 when it differs from the last. */
export function identicalRun(
  state: GuardState,
  strategy: number,
  symbol: number,
  isLong: boolean,
  lots: number,
  ticks: number,
): number {
  const same =
    state.lastSymbol[strategy] === symbol &&
    state.lastLong[strategy] === (isLong ? 1 : 0) &&
    state.lastLots[strategy] === lots &&
    state.lastTicks[strategy] === ticks;
  return same ? state.inARow[strategy]! + 1 : 1;
}

export function rememberEntry(
  state: GuardState,
  strategy: number,
  symbol: number,
  isLong: boolean,
  lots: number,
  ticks: number,
  at: EpochMs,
  config: GuardsConfig,
): void {
  const run = identicalRun(state, strategy, symbol, isLong, lots, ticks);
  state.lastSymbol[strategy] = symbol;
  state.lastLong[strategy] = isLong ? 1 : 0;
  state.lastLots[strategy] = lots;
  state.lastTicks[strategy] = ticks;
  state.inARow[strategy] = run;
  const times = state.entryTimes[strategy]!;
  if (times.length < config.maxEntriesPerMinute) {
    times.push(at);
    return;
  }
  const next = state.entryNext[strategy]!;
  times[next] = at;
  state.entryNext[strategy] = (next + 1) % times.length;
}

/** Counts a guard failure; true when the symbol now goes on the cooldown list. */
export function guardFailed(
  state: GuardState,
  symbol: number,
  at: EpochMs,
  config: GuardsConfig['cooldown'],
): boolean {
  const failures = state.failures[symbol]!;
  failures.push(at);
  if (failures.length > config.failures) failures.shift();
  if (failures.length < config.failures || failures[0]! <= at - config.window) return false;
  failures.length = 0;
  return true;
}

export function guardsPassed(state: GuardState, symbol: number): void {
  const failures = state.failures[symbol]!;
  if (failures.length > 0) failures.length = 0;
}
