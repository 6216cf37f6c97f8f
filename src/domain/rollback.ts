/** What the orchestrator tells whoever rolls back: how it is, and what triggered. */
import type { RollbackStep, RollbackTrigger, VersionRef } from './change.ts';
import type { EpochMs } from './time.ts';

/** One occurrence of a trigger that the orchestrator watches (requirements RB-T1 to RB-T3). */
export interface TriggerRecord {
  /** Ascending on a journal. */
  readonly number: number;
  readonly trigger: Extract<RollbackTrigger, 'rejects' | 'cap_violation' | 'breaker_mismatch'>;
  readonly at: EpochMs;
  /** Null: it lasts. */
  readonly until: EpochMs | null;
  /** Its basis: from what, to what, since when. */
  readonly evidence: readonly string[];
}

interface Rate {
  readonly value: number | null;
  readonly samples: number;
}

/** Median of a figure over the days before; null: of fewer than `leastDays`. */
export interface BaselineFigure {
  readonly median: number | null;
  /** Days that have the figure. */
  readonly days: number;
  readonly leastDays: number;
}

/** What RB-7 holds the rates of now against (domain specification 1.10). */
export interface Baseline {
  readonly timeouts: BaselineFigure;
  readonly slippageBps: BaselineFigure;
}

export interface RollbackReading {
  /** Market time. */
  readonly at: EpochMs;
  readonly writer: number;
  readonly version: string;
  readonly build: string;
  readonly launch: string;
  readonly phase: string | null;
  /** Caught up with the executor. */
  readonly caughtUp: boolean;
  readonly halt: { readonly actor: string; readonly reason: string } | null;
  /** Why entries are closed for everybody, in words; null: they are not. */
  readonly closed: string | null;
  /** Unhealthy for a version that is to become known-good, in words; null: healthy. */
  readonly unhealthy: string | null;
  /** Cap violations ever found. */
  readonly violations: number;
  /** Oldest first, the newest twenty. */
  readonly triggers: readonly TriggerRecord[];
  readonly timeouts: Rate;
  readonly slippageBps: Rate;
  /** Of the seven days before; absent: a build that knows none. */
  readonly baseline?: Baseline;
}

export interface RollbackCommand {
  readonly kind: 'status' | 'start' | 'retry' | 'decline' | 'confirm';
  /** `start` only: first digits of a commit or of a version id; null: the newest known-good one. */
  readonly to: string | null;
  readonly actor: string;
  readonly reason: string;
}

export interface RollbackView {
  readonly id: string;
  readonly trigger: RollbackTrigger;
  readonly from: VersionRef;
  readonly to: VersionRef;
  readonly actor: string;
  readonly reason: string;
  readonly evidence: readonly string[];
  readonly at: EpochMs;
  readonly state: 'proposed' | 'running' | 'held' | 'confirmed' | 'failed' | 'declined';
  /** The newest record of each step that was begun, in order. */
  readonly steps: readonly RollbackStep[];
  /** What it waits for now, in words. */
  readonly waits: readonly string[];
  /** How it ended; empty while it is open. */
  readonly text: string;
}

export interface RollbackStatus {
  readonly inForce: VersionRef | null;
  /** Where a rollback would go; null: nowhere. */
  readonly target: VersionRef | null;
  readonly open: RollbackView | null;
  /** Newest first. */
  readonly past: readonly RollbackView[];
}

export type RollbackReply =
  | { readonly ok: true; readonly text: string; readonly status: RollbackStatus }
  | { readonly ok: false; readonly code: string; readonly text: string };
