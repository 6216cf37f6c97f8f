/**
 * Rates over trailing windows (domain specification 1.10). A ratio over fewer than the minimum of
 * samples is insufficient: null. Windows are (t - w, t].
 */
import type { RatesConfig } from '../../domain/config.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import { createTimeRing, oldestTime, pushRing, shiftRing, type TimeRing } from '../basis/ring.ts';

/**
 * Rejects as the trigger of a rollback sees them (runbook 4, domain specification 1.10). No
 * configuration's: one that is bad must not switch off the watch that finds it.
 */
export const WATCHED_REJECTS = { window: 1_800_000, minSamples: 20 } as const;

/** Samples are kept for whoever looks back the longest. */
export const rejectsKept = ({ rejectedWindow }: RatesConfig): Ms =>
  Math.max(rejectedWindow, WATCHED_REJECTS.window);

/** Samples of a ratio in time order; sums are taken when it is read, so nothing accumulates. */
export interface RatioWindow {
  readonly numerators: TimeRing;
  readonly denominators: TimeRing;
}

export interface RatesState {
  /** Unexpected refusals and rejects / attempts not refused deliberately. */
  readonly rejected: RatioWindow;
  /** Ended ORDER_TIMEOUT_FAIL / ended attempts. */
  readonly timeouts: RatioWindow;
  /** Filled / submitted notional of ended orders. */
  readonly fills: RatioWindow;
  /** Signed slippage in bps x notional / notional of fills. */
  readonly slippage: RatioWindow;
}

const createWindow = (): RatioWindow => ({
  numerators: createTimeRing(),
  denominators: createTimeRing(),
});

export const createRates = (): RatesState => ({
  rejected: createWindow(),
  timeouts: createWindow(),
  fills: createWindow(),
  slippage: createWindow(),
});

/** Adds a sample and forgets those that have left the window of `length` ms. */
export function addSample(
  window: RatioWindow,
  at: EpochMs,
  numerator: number,
  denominator: number,
  length: Ms,
): void {
  pushRing(window.numerators, at, numerator);
  pushRing(window.denominators, at, denominator);
  while (oldestTime(window.numerators) <= at - length) {
    shiftRing(window.numerators);
    shiftRing(window.denominators);
  }
}

export interface Rate {
  readonly value: number | null;
  readonly samples: number;
}

/** The ratio at `at`; null below the minimum of samples or without a denominator. Reads only. */
export function rateOf(window: RatioWindow, at: EpochMs, length: Ms, minimum: number): Rate {
  const { numerators, denominators } = window;
  const mask = numerators.times.length - 1;
  let numerator = 0;
  let denominator = 0;
  let samples = 0;
  // Newest first: the scan ends at the first sample outside the window.
  for (let i = numerators.size - 1; i >= 0; i -= 1) {
    const slot = (numerators.head + i) & mask;
    if (numerators.times[slot]! <= at - length) break;
    numerator += numerators.values[slot]!;
    denominator += denominators.values[slot]!;
    samples += 1;
  }
  const enough = samples >= minimum && denominator > 0;
  return { value: enough ? numerator / denominator : null, samples };
}

export function allRates(
  state: RatesState,
  at: EpochMs,
  config: RatesConfig,
): { rejected: Rate; timeouts: Rate; fillRatio: Rate; slippageBps: Rate } {
  const { minSamples, window, rejectedWindow } = config;
  return {
    rejected: rateOf(state.rejected, at, rejectedWindow, minSamples),
    timeouts: rateOf(state.timeouts, at, window, minSamples),
    fillRatio: rateOf(state.fills, at, window, minSamples),
    slippageBps: rateOf(state.slippage, at, window, minSamples),
  };
}
