/**
 * Daily loss breakers (domain specification 1.8). Soft: warning and a timed freeze, fires again
 * only after the day's PnL was above the re-arm level, or on the next day. Hard: closed until the
 * next 00:00 UTC, once a day.
 */
import type { BreakersConfig } from '../../domain/config.ts';
import { above, atMost } from '../basis/tolerance.ts';

export interface DailyState {
  softArmed: boolean;
  hardTripped: boolean;
  /** Doubtful marks in a row that would have tripped. */
  softDoubtful: number;
  hardDoubtful: number;
}

export const createDaily = (): DailyState => ({
  softArmed: true,
  hardTripped: false,
  softDoubtful: 0,
  hardDoubtful: 0,
});

/** One evaluation. `realised` is the day's PnL from realised money alone. */
export interface LossReading {
  /** Daily PnL, negative fraction for a loss. */
  readonly pnl: number;
  readonly realised: number;
  readonly good: boolean;
}

export interface DailyTransitions {
  softTripped: boolean;
  softRearmed: boolean;
  hardTripped: boolean;
}

/** Evaluates both breakers on one mark. A doubtful mark never re-arms. */
export function evaluateDaily(
  state: DailyState,
  reading: LossReading,
  config: BreakersConfig,
  hardLimit: number,
): DailyTransitions {
  const { dailySoft, degradedConfirmations } = config;
  const softBreach = atMost(reading.pnl, dailySoft.limit);
  const hardBreach = atMost(reading.pnl, hardLimit);
  state.softDoubtful = doubtful(state.softDoubtful, softBreach, reading.good);
  state.hardDoubtful = doubtful(state.hardDoubtful, hardBreach, reading.good);

  const confirmed = (breach: boolean, count: number, limit: number): boolean =>
    reading.good ? breach : atMost(reading.realised, limit) || count >= degradedConfirmations;
  const softTripped = state.softArmed && confirmed(softBreach, state.softDoubtful, dailySoft.limit);
  const hardTripped = !state.hardTripped && confirmed(hardBreach, state.hardDoubtful, hardLimit);
  const softRearmed = !state.softArmed && reading.good && above(reading.pnl, dailySoft.rearmAbove);

  if (softTripped) state.softArmed = false;
  if (softRearmed) state.softArmed = true;
  if (hardTripped) state.hardTripped = true;
  return { softTripped, softRearmed, hardTripped };
}

/** 00:00 UTC: both arm again. */
export function startDay(state: DailyState): void {
  state.softArmed = true;
  state.hardTripped = false;
  state.softDoubtful = 0;
  state.hardDoubtful = 0;
}

/** Doubtful evaluations in a row that confirm the breach; a good mark or a miss starts over. */
export function doubtful(count: number, breach: boolean, good: boolean): number {
  return good || !breach ? 0 : count + 1;
}
