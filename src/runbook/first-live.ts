/**
 * The first start with real money (requirement OPS-1): with the paper history it needs, or with a
 * waiver that names who, why and who confirmed it. Once started, later starts are no first ones.
 */
import type { KernelConfig } from '../domain/config.ts';
import { CONFIRMER, refusalOf, type Standing } from '../domain/people.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, type Ms } from '../domain/time.ts';

export interface FirstLiveState {
  /** Asked for, and waiting for its confirmation. */
  readonly waiver: { readonly by: string; readonly at: EpochMs; readonly reason: string } | null;
  readonly started: {
    readonly at: EpochMs;
    readonly by: string;
    /** What it rests on, in words. */
    readonly basis: string;
  } | null;
}

export const NEVER_LIVE: FirstLiveState = { waiver: null, started: null };

export interface FirstLiveInput {
  readonly now: EpochMs;
  readonly who: Standing;
  /** Paper history that was proven, in words with where; null: nobody named any. */
  readonly history: { readonly proven: Ms; readonly text: string } | null;
  readonly required: Ms;
  /** Reason of a waiver; null: none is asked for. */
  readonly waive: string | null;
  /** One operator alone confirms after this long. */
  readonly wait: Ms;
}

export interface FirstLiveVerdict {
  readonly state: FirstLiveState;
  readonly admitted: boolean;
  /** In words: what it rests on, or what would be right. */
  readonly text: string;
}

/** A waiver nobody confirmed for this long is none. */
const EXPIRES: Ms = HOUR_MS;

export function admitFirstLive(state: FirstLiveState, input: FirstLiveInput): FirstLiveVerdict {
  const { now, who, history, required, waive } = input;
  const refuse = (text: string, next = state): FirstLiveVerdict => ({
    state: next,
    admitted: false,
    text,
  });
  const admit = (basis: string): FirstLiveVerdict => {
    const started = { at: now, by: who.name, basis };
    return { state: { waiver: null, started }, admitted: true, text: basis };
  };
  if (state.started !== null) return { state, admitted: true, text: state.started.basis };
  if (history !== null && history.proven >= required) return admit(history.text);
  const days = required / DAY_MS;
  if (waive === null) {
    const known = history === null ? 'none was named' : history.text;
    return refuse(
      `the first start with real money needs ${days} days of paper history, and ${known}: name the home that has it with --paper-history <dir>, or say why not with --waive-paper-history "<reason>"`,
    );
  }
  const forbidden = refusalOf(who, CONFIRMER, 'a waiver of the paper history');
  if (forbidden !== null) return refuse(forbidden);
  const open = state.waiver !== null && now - state.waiver.at < EXPIRES ? state.waiver : null;
  if (open === null || now < open.at) {
    const waiver = { by: who.name, at: now, reason: waive };
    return refuse(
      `the waiver of ${who.name} is noted and needs confirming within ${EXPIRES / MINUTE_MS} minutes: ${howToConfirm(input)}`,
      { ...state, waiver },
    );
  }
  const alone = open.by === who.name;
  if (alone && who.confirmers >= 2) {
    return refuse(`${open.by} asked for this waiver: ${howToConfirm(input)}`);
  }
  if (now - open.at < input.wait && (alone || who.registered === 0)) {
    const left = Math.ceil((open.at + input.wait - now) / MINUTE_MS);
    return refuse(`too soon: one operator alone confirms again in ${left} min`);
  }
  const confirmed = alone
    ? `confirmed by ${who.name} alone after ${Math.floor((now - open.at) / MINUTE_MS)} min`
    : `confirmed by ${who.name}`;
  return admit(`waiver of the paper history by ${open.by} (${open.reason}), ${confirmed}`);
}

function howToConfirm({ who, wait }: FirstLiveInput): string {
  return who.confirmers >= 2
    ? `a second person (role ${CONFIRMER} or above) gives the same command`
    : `the same command again after ${wait / MINUTE_MS} min, there is no second person to ask`;
}

/** Every profile with a fraction of its gross capacity; the version says so, and with it every decision. */
export const cappedKernel = (kernel: KernelConfig, fraction: number): KernelConfig => ({
  ...kernel,
  profiles: kernel.profiles.map((profile) => ({
    ...profile,
    leverage: profile.leverage * fraction,
  })),
  version: `${kernel.version}+first-week-${Math.round(fraction * 100)}`,
});

/** Wall time that records cover: gaps longer than this are none of it. */
const LONGEST_GAP: Ms = 5 * MINUTE_MS;

/** Adds up how long a home ran, from the instants of its records at the pace of the world. */
export class RunTime {
  total: Ms = 0;
  private last: EpochMs | null = null;

  /** `counts`: at speed 1; a break in between is not counted. */
  note(at: EpochMs, counts: boolean): void {
    const passed = this.last === null ? 0 : at - this.last;
    if (counts && passed > 0 && passed <= LONGEST_GAP) this.total += passed;
    this.last = counts ? at : null;
  }
}
