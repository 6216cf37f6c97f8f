/**
 * Rolling drawdown: warning tier, breaker with freeze, recovery and re-fire rule (domain
 * specification 1.8, 1.11). The caller opens and ends the freeze; this module knows its own phase.
 *
 *   armed -> frozen (breaker fires) -> armed and recovering (resume) -> armed (recovered)
 */
import type { BreakersConfig } from '../../domain/config.ts';
import type { EpochMs } from '../../domain/time.ts';
import { atLeast, below } from '../basis/tolerance.ts';
import { doubtful } from './daily.ts';

export interface DrawdownState {
  warning: boolean;
  /** From the trip to the resume: the breaker does not fire again meanwhile. */
  frozen: boolean;
  /** Drawdown at which the breaker fires next. */
  fireLevel: number;
  recovering: boolean;
  /** Index at the resume; cumulative PnL is measured against it. */
  resumeIndex: number;
  /** Since when cumulative PnL has been >= 0 without a break; null while it is negative. */
  nonNegativeSince: EpochMs | null;
  warningDoubtful: number;
  breakerDoubtful: number;
}

export const createDrawdown = (config: BreakersConfig): DrawdownState => ({
  warning: false,
  frozen: false,
  fireLevel: config.drawdown.breaker,
  recovering: false,
  resumeIndex: 0,
  nonNegativeSince: null,
  warningDoubtful: 0,
  breakerDoubtful: 0,
});

export interface DrawdownReading {
  readonly at: EpochMs;
  /** 1 - index / 30-day maximum, fraction. */
  readonly drawdown: number;
  /** The same from realised money alone. */
  readonly realised: number;
  readonly index: number;
  readonly good: boolean;
}

export interface DrawdownTransitions {
  warningTripped: boolean;
  warningCleared: boolean;
  breakerTripped: boolean;
  rearmed: boolean;
  recovered: boolean;
}

export function evaluateDrawdown(
  state: DrawdownState,
  reading: DrawdownReading,
  config: BreakersConfig,
): DrawdownTransitions {
  const limits = config.drawdown;
  const { drawdown, good } = reading;
  const warningBreach = atLeast(drawdown, limits.warning);
  const breakerBreach = atLeast(drawdown, state.fireLevel);
  state.warningDoubtful = doubtful(state.warningDoubtful, warningBreach, good);
  state.breakerDoubtful = doubtful(state.breakerDoubtful, breakerBreach, good);
  const confirmed = (breach: boolean, count: number, limit: number): boolean =>
    good ? breach : atLeast(reading.realised, limit) || count >= config.degradedConfirmations;

  const warningTripped =
    !state.warning && confirmed(warningBreach, state.warningDoubtful, limits.warning);
  const warningCleared = state.warning && good && below(drawdown, limits.warningEnd);
  const breakerTripped =
    !state.frozen && confirmed(breakerBreach, state.breakerDoubtful, state.fireLevel);
  const rearmed =
    good && !state.frozen && state.fireLevel > limits.breaker && below(drawdown, limits.rearmBelow);
  if (warningTripped) state.warning = true;
  if (warningCleared) state.warning = false;
  if (breakerTripped) state.frozen = true;
  if (rearmed) state.fireLevel = limits.breaker;
  const recovered = good && !state.frozen && trackRecovery(state, reading, config);
  return { warningTripped, warningCleared, breakerTripped, rearmed, recovered };
}

/**
 * Entries open again after a freeze: the risk reduction begins, and the breaker fires next at the
 * higher of its limit and (drawdown now + step).
 */
export function resumeDrawdown(
  state: DrawdownState,
  at: EpochMs,
  drawdown: number,
  index: number,
  config: BreakersConfig,
): void {
  const limits = config.drawdown;
  state.frozen = false;
  state.recovering = true;
  state.resumeIndex = index;
  state.nonNegativeSince = at;
  state.breakerDoubtful = 0;
  state.fireLevel = below(drawdown, limits.rearmBelow)
    ? limits.breaker
    : Math.max(limits.breaker, drawdown + limits.refireStep);
}

/** True when cumulative PnL since the resume stayed >= 0 for the whole hold. */
function trackRecovery(
  state: DrawdownState,
  reading: DrawdownReading,
  config: BreakersConfig,
): boolean {
  if (!state.recovering) return false;
  const cumulative = reading.index / state.resumeIndex - 1;
  if (below(cumulative, 0)) {
    state.nonNegativeSince = null;
    return false;
  }
  state.nonNegativeSince ??= reading.at;
  if (reading.at - state.nonNegativeSince < config.drawdown.recoveryHold) return false;
  state.recovering = false;
  state.nonNegativeSince = null;
  return true;
}
