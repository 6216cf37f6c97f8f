/** Changing the profile in force, and what follows from it. */
import type { EpochMs } from '../../domain/time.ts';
import { evaluateOverCap } from '../exposure/over-cap.ts';
import type { KernelState } from '../state.ts';
import { addCeiling, ceilingAt, dropCeilings, hasCeiling, type ProfileCeiling } from './profile.ts';

export function changeProfile(
  state: KernelState,
  at: EpochMs,
  profile: number,
  text: string,
): void {
  const { profiles } = state.index;
  const from = state.profile.current;
  const ceiling = ceilingAt(state.profile, at);
  state.profile.current = profile;
  state.out.push({
    kind: 'profile',
    at,
    from: profiles[from]!.name,
    to: profiles[profile]!.name,
    ceiling: ceiling === null ? null : profiles[ceiling]!.name,
    text,
  });
  if (from === profile) return;
  state.allocationReason = `profile ${profiles[profile]!.name}`;
  evaluateOverCap(state, at);
}

/** Puts a ceiling beside those there are; the same one again changes nothing. */
export function imposeCeiling(
  state: KernelState,
  at: EpochMs,
  ceiling: ProfileCeiling,
  reason: string,
): void {
  if (hasCeiling(state.profile, ceiling)) return;
  addCeiling(state.profile, ceiling);
  const highest = ceilingAt(state.profile, at);
  if (highest === null || state.profile.current <= highest) return;
  changeProfile(state, at, highest, `stepped down: ${reason}`);
}

/** 00:00 UTC: the session ends, the profile is renewed unless a ceiling forces a lower one. */
export function startSession(state: KernelState, at: EpochMs): void {
  dropCeilings(state.profile, at);
  const ceiling = ceilingAt(state.profile, at);
  if (ceiling !== null && state.profile.current > ceiling) {
    changeProfile(state, at, ceiling, 'a ceiling forces this session to a lower profile');
  }
  state.profile.launched = state.profile.current;
}
