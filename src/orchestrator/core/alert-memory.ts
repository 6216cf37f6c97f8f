/** What happened and is not a figure of its own: kept while an alert may rest on it, bounded. */
import type { AlertMetric } from '../../domain/alert-metrics.ts';
import type { EpochMs } from '../../domain/time.ts';

/** Something that happened: in force until its time has passed, or until its cause is gone. */
export interface Happening {
  readonly metric: AlertMetric;
  readonly key: string;
  readonly at: EpochMs;
  readonly until: EpochMs;
  readonly text: string;
}

export interface AlertMemory {
  /** In the order of their first time; at the bound the oldest is forgotten. */
  happenings: Happening[];
  /** How often a breaker tripped: each time is an alert of its own. */
  readonly trips: { drawdown: number; streak: number };
  /** The last starts of this process after a crash, oldest first. */
  crashes: EpochMs[];
  /** Since when the venue has not answered; null: it answers. */
  silent: { readonly since: EpochMs; readonly text: string } | null;
  /**
   * The first silence of the venue within a window of the calendar; absent: there was none. Until
   * the window ends it counts as lasting: what comes and goes there is one alert (requirement OPS-4).
   */
  expected?: { readonly window: string; readonly since: EpochMs; readonly text: string };
  /** Channels that did not take what they were given, by name. */
  readonly channels: Record<string, { readonly since: EpochMs; readonly text: string }>;
}

const CRASHES_MAX = 10;

export const createAlertMemory = (): AlertMemory => ({
  happenings: [],
  trips: { drawdown: 0, streak: 0 },
  crashes: [],
  silent: null,
  channels: {},
});

export function noteCrash(memory: AlertMemory, at: EpochMs): void {
  memory.crashes = [...memory.crashes, at].slice(-CRASHES_MAX);
}
