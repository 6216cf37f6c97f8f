/** What the alert engine remembers: plain data, saved, hashed and replayed. Lists keep their order. */
import type { AlertMetric } from '../../domain/alert-metrics.ts';
import type {
  Alert,
  AlertChange,
  AlertSeverity,
  AlertsConfig,
  DeskMessage,
  Silence,
} from '../../domain/alerts.ts';
import type { Closure } from '../../domain/closure.ts';
import type { Provenance } from '../../domain/provenance.ts';
import type { EpochMs } from '../../domain/time.ts';

/** One figure as it is now. A key without a reading is gone: its alert is over. */
export interface Reading {
  readonly metric: AlertMetric;
  /** `*` for the portfolio. */
  readonly key: string;
  /** Null: not known now, nothing moves. `insufficient`: too few samples, which never fires. */
  readonly value: number | null | 'insufficient';
  /** What the word `profile` stands for in a limit. */
  readonly profileLimit?: number;
  /** Counts happenings of its own: a firing alert whose count moves fires again. */
  readonly edge?: number;
  /** When its cause began, where that is known better than by looking. */
  readonly since?: EpochMs;
  /** From what, to what: figures in words; empty when the value says it all. */
  readonly text: string;
}

/** A rule's key whose condition is met, or was and is not settled yet. */
export interface Entry {
  readonly id: string;
  readonly rule: string;
  readonly key: string;
  /** Since when each level's condition has been met without a break. */
  warningSince: EpochMs | null;
  criticalSince: EpochMs | null;
  /** Since when the figure asks for less than the alert says. */
  lowerSince: EpochMs | null;
  /** The reading's count when it fired last. */
  edge: number;
  /** Null: the condition has not been met for long enough yet. */
  alert: Alert | null;
  /** Severity of the last message about it; null: none was sent since it fired. */
  told: AlertSeverity | null;
}

/** Alerts of a group that are over and whose message waits for the window. */
interface Ended {
  count: number;
  readonly lines: string[];
}

export interface GroupState {
  /** When its last message was sent. */
  sentAt: EpochMs | null;
  /** Rules of which a critical alert was told within the window. */
  critical: string[];
  readonly ended: Ended;
  /** Of the alerts beyond the bound, how many were told. */
  beyondTold: number;
}

export interface AlertsState {
  entries: Entry[];
  silences: Silence[];
  /** Number of the last silence. */
  silence: number;
  readonly groups: Record<string, GroupState>;
  /** Conditions met now that the bound leaves no room for, by group. */
  beyond: Record<string, number>;
  evaluatedAt: EpochMs;
  /** When time alone changes something; null: never. */
  wakeAt: EpochMs | null;
}

/** Alerts and met conditions kept at most; bounds.ts says what happens there. */
export const ENTRIES_MAX = 500;
export const SILENCES_MAX = 100;

export const createAlerts = (at: EpochMs): AlertsState => ({
  entries: [],
  silences: [],
  silence: 0,
  groups: {},
  beyond: {},
  evaluatedAt: at,
  wakeAt: null,
});

/** A message before it has its number. */
export type Draft = Omit<DeskMessage, 'number'>;

export type AlertOutput =
  | { readonly kind: 'change'; readonly change: AlertChange }
  | { readonly kind: 'message'; readonly message: Draft };

/** What an evaluation looks at. */
export interface AlertView {
  readonly readings: readonly Reading[];
  /** Closures in force: what the system did by itself is read off them. */
  readonly closures: readonly Closure[];
  /** What alerts name as in force. */
  readonly provenance: Provenance;
}

/** One evaluation. */
export interface Round {
  readonly config: AlertsConfig;
  readonly state: AlertsState;
  readonly now: EpochMs;
  readonly provenance: Provenance;
  readonly change: (change: AlertChange) => void;
}
