/** Instants are UTC epoch milliseconds, durations milliseconds; both whole numbers. */
export type EpochMs = number;
export type Ms = number;

export const SECOND_MS: Ms = 1_000;
export const MINUTE_MS: Ms = 60_000;
export const HOUR_MS: Ms = 3_600_000;
export const DAY_MS: Ms = 86_400_000;

/** Start of the UTC day that contains `at`. */
export const dayStart = (at: EpochMs): EpochMs => at - (((at % DAY_MS) + DAY_MS) % DAY_MS);
/** The first 00:00 UTC strictly after `at`. */
export const nextDayStart = (at: EpochMs): EpochMs => dayStart(at) + DAY_MS;

/** Time as a port: components never read the machine's clock themselves. */
export interface Clock {
  /** Market time, epoch ms. Equals wall time at speed 1; virtual in backtests, drills, tests. */
  now(): EpochMs;
  /** Machine time for latency limits (lease, timeouts of processes), ms, never runs backwards. */
  monotonic(): Ms;
}
