/** The day to day as configured: `operations.yaml` (requirements OPS-1, OPS-4, OPS-5). */
import type { EpochMs, Ms } from './time.ts';

/** One announced maintenance: [from, to). */
export interface MaintenanceWindow {
  readonly id: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly what: string;
}
export interface MaintenanceConfig {
  readonly closeBefore: Ms; // 15 min
  /** By their beginning. */
  readonly windows: readonly MaintenanceWindow[];
}

/** The first start with real money (OPS-1). */
export interface FirstLiveConfig {
  readonly paperHistory: Ms; // 7 d
  readonly cappedFor: Ms; // 7 d
  readonly capFraction: number; // 0.25
  /** The week as it was begun on a home: given by the start, in no file. Absent: the usual size. */
  readonly week?: FirstWeekCap;
}

export interface FirstWeekCap {
  /** It holds while t < until. */
  readonly until: EpochMs;
  /** Of the usual gross capacity, which every cap on notional is a fraction of. */
  readonly fraction: number;
}

/** A contract that the venue takes off its list (OPS-5). */
export interface DelistingConfig {
  readonly closeBefore: Ms; // 24 h
  readonly flattenBefore: Ms; // 1 h
}
