import type { Ms } from '../domain/time.ts';

/** Bounds of restarting one process; machine time. */
export interface RestartLimits {
  /** First wait before a restart; doubles with each crash in the window. */
  readonly firstDelay: Ms;
  readonly lastDelay: Ms;
  /** A process that crashed this often within `window` stays down. */
  readonly crashes: number;
  readonly window: Ms;
}

export const DEFAULT_RESTART_LIMITS: RestartLimits = {
  firstDelay: 100,
  lastDelay: 5_000,
  crashes: 5,
  window: 60_000,
};

export type RestartVerdict =
  | { readonly kind: 'restart'; readonly delay: Ms; readonly crashes: number }
  | { readonly kind: 'stay_down'; readonly crashes: number };

/**
 * What to do about a crash. `crashTimes` are the crashes so far, this one included, ascending;
 * those outside the window before the last one no longer count.
 */
export function afterCrash(crashTimes: readonly Ms[], limits: RestartLimits): RestartVerdict {
  const last = crashTimes.at(-1) ?? 0;
  const crashes = crashTimes.filter((at) => last - at < limits.window).length;
  if (crashes >= limits.crashes) return { kind: 'stay_down', crashes };
  const delay = Math.min(limits.firstDelay * 2 ** Math.max(0, crashes - 1), limits.lastDelay);
  return { kind: 'restart', delay, crashes };
}
