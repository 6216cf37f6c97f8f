/** What the orchestrator tells whoever rolls back: how it is, and what triggered. */
import type { RollbackTrigger } from './change.ts';
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
}
