/**
 * Breakers that an override switched off (requirement CHG-3). They are computed and told as ever;
 * what they do is held back: the freeze is kept aside with its end, and comes into force for what
 * is left of it when the breaker is switched on again.
 */
import type { ClosureCause } from '../../domain/closure.ts';
import type { StrategyId } from '../../domain/ids.ts';
import type { BreakerId } from '../../domain/risk.ts';
import type { EpochMs } from '../../domain/time.ts';

/** A freeze that would be in force. */
export interface HeldFreeze {
  readonly breaker: BreakerId;
  readonly cause: ClosureCause;
  readonly until: EpochMs;
  readonly reason: string;
  /** The profile steps down with it (loss streak, severe). */
  readonly stepDown: boolean;
}

export interface OverridesState {
  off: BreakerId[];
  /** Strategies that extreme volatility does not close. */
  exempt: StrategyId[];
  /** One of a cause at most. */
  held: HeldFreeze[];
}

export const createOverrides = (): OverridesState => ({ off: [], exempt: [], held: [] });

export const isOff = (state: OverridesState, breaker: BreakerId): boolean =>
  state.off.length > 0 && state.off.includes(breaker);

export const heldOf = (state: OverridesState, cause: ClosureCause): HeldFreeze | undefined =>
  state.held.find((held) => held.cause === cause);

/** Keeps a freeze aside; one of its cause that ends later stays. Gives its end. */
export function holdFreeze(state: OverridesState, freeze: HeldFreeze): EpochMs {
  const before = heldOf(state, freeze.cause);
  const until = Math.max(freeze.until, before?.until ?? 0);
  const stepDown = freeze.stepDown || before?.stepDown === true;
  state.held = [
    ...state.held.filter((held) => held !== before),
    { ...freeze, until, stepDown, reason: until === freeze.until ? freeze.reason : before!.reason },
  ];
  return until;
}

/** Takes those that are over; true: there were any. */
export function dropHeld(state: OverridesState, at: EpochMs): boolean {
  if (state.held.length === 0) return false;
  const left = state.held.filter((held) => held.until > at);
  const any = left.length < state.held.length;
  state.held = left;
  return any;
}

/** Earliest end; Infinity: none is held. */
export function nextHeldEnd(state: OverridesState): EpochMs {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { until } of state.held) earliest = Math.min(earliest, until);
  return earliest;
}
