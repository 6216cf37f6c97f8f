/**
 * Risk profile of the session and its ceilings (domain specification 1.2, 1.8, 1.11). A forced
 * step-down works at once; a ceiling that ends raises nothing by itself. Profiles are positions in
 * the configured order, ascending by risk.
 */
import type { EpochMs } from '../../domain/time.ts';

export interface ProfileCeiling {
  readonly profile: number;
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly cause: 'daily_hard' | 'loss_streak' | 'incident';
}

export interface ProfileState {
  current: number;
  /** Profile the session was launched with: its hard daily limit holds all day. */
  launched: number;
  ceilings: ProfileCeiling[];
}

export const createProfile = (profile: number): ProfileState => ({
  current: profile,
  launched: profile,
  ceilings: [],
});

/** Highest profile allowed at `at`; null when no ceiling is in force. */
export function ceilingAt(state: ProfileState, at: EpochMs): number | null {
  let lowest: number | null = null;
  for (const ceiling of state.ceilings) {
    if (at < ceiling.from || at >= ceiling.until) continue;
    lowest = Math.min(lowest ?? ceiling.profile, ceiling.profile);
  }
  return lowest;
}

/** Adds a ceiling beside those there are: the lowest in force counts. */
export function addCeiling(state: ProfileState, ceiling: ProfileCeiling): void {
  state.ceilings.push(ceiling);
}

/** Ceilings at once; a further one of an incident is refused. Breakers add few, and end with a day. */
export const MAX_CEILINGS = 32;

/** Is the very same ceiling there already? */
export const hasCeiling = (state: ProfileState, ceiling: ProfileCeiling): boolean =>
  state.ceilings.some(
    (known) =>
      known.profile === ceiling.profile &&
      known.from === ceiling.from &&
      known.until === ceiling.until &&
      known.cause === ceiling.cause,
  );

/** Forgets ceilings that are over. */
export function dropCeilings(state: ProfileState, at: EpochMs): void {
  state.ceilings = state.ceilings.filter((ceiling) => ceiling.until > at);
}
