/**
 * Versions of the configuration and what happens to them (requirements CHG-1, CHG-2, RB-1 to RB-7).
 * Facts are journaled by the change office; its state is a pure fold of them.
 */
import type { Role } from './people.ts';
import type { EpochMs, Ms } from './time.ts';

/** What can be in force: a commit of the configuration, and the build of the program it ran with. */
export interface VersionRef {
  /** Full git commit id, 40 hex digits. */
  readonly commit: string;
  /** Id of the figures that decide: `c-` and 12 hex digits. */
  readonly version: string;
  readonly build: string;
}

/** `first`: the one a home began with, nothing to compare it with. */
export type ChangeClass = 'first' | 'minor' | 'major';

/** One value that differs between two versions (requirement CHG-2). */
export interface ChangedKey {
  readonly file: string;
  /** As written in the file: `caps.asset.BTC`, `strategies[2].stop`. */
  readonly path: string;
  /** As YAML reads them, after the notation is resolved; undefined: not there. */
  readonly before: unknown;
  readonly after: unknown;
  /** (after - before) / |before|; null when one is no figure, or before is 0. */
  readonly moved: number | null;
  readonly class: 'minor' | 'major';
  readonly why: string;
  /** What it does to risk. `unknown` counts as looser. */
  readonly direction: 'looser' | 'tighter' | 'neutral' | 'unknown';
}

export interface ConfigVersion {
  readonly commit: string;
  readonly version: string;
  /** SHA-256 over the names and bytes of all files: what an approval is bound to. */
  readonly content: string;
  /** Null: the first. */
  readonly parent: string | null;
  readonly author: string;
  readonly reason: string;
  readonly at: EpochMs;
  readonly class: ChangeClass;
  /** Against the last validated version. */
  readonly changed: readonly ChangedKey[];
}

export interface Approval {
  readonly actor: string;
  /** Null: not registered. */
  readonly role: Role | null;
  readonly at: EpochMs;
  readonly reason: string;
  /** Content it was given for; another content voids it. */
  readonly content: string;
  /** The proposer's own second confirmation, after the waiting time: one registered operator. */
  readonly self: boolean;
}

export type PaperVerdict = 'pass' | 'marginal' | 'fail';

/** The seven days of a candidate beside the version in force: wall time without gaps. */
export interface PaperProgress {
  readonly content: string;
  readonly startedAt: EpochMs;
  /** Counted wall time, ms. */
  readonly counted: Ms;
  readonly needed: Ms;
  /** Data gaps beyond the limit, summed: what they extended the end by. */
  readonly gaps: Ms;
  readonly updatedAt: EpochMs;
  /** False: a preview (recorded data, a speed other than 1), which never counts. */
  readonly counts: boolean;
}

export interface PaperReportRef {
  readonly content: string;
  readonly verdict: PaperVerdict;
  /** Name of the stored report. */
  readonly report: string;
  readonly at: EpochMs;
  readonly counts: boolean;
}

export type RollbackTrigger =
  /** RB-T1 */
  | 'rejects'
  /** RB-T2 */
  | 'cap_violation'
  /** RB-T3 */
  | 'breaker_mismatch'
  /** RB-T4 */
  | 'crash_loop'
  | 'operator';

export type RollbackStepId = 'RB-1' | 'RB-2' | 'RB-3' | 'RB-4' | 'RB-5' | 'RB-6' | 'RB-7';

export interface RollbackStep {
  readonly id: RollbackStepId;
  readonly state: 'begun' | 'done' | 'failed' | 'held';
  readonly at: EpochMs;
  /** In words, with figures. */
  readonly evidence: readonly string[];
}

/** How a version came in force. */
export type InForceBy = 'import' | 'promotion' | 'rollback' | 'completion';

/** Facts of the change office, in the order they became true. `at`: wall clock, UTC. */
export type ChangeFact =
  | { readonly kind: 'imported'; readonly at: EpochMs; readonly version: ConfigVersion }
  /** A build asked for more than the version in force had: what was added is its default. */
  | {
      readonly kind: 'completed';
      readonly at: EpochMs;
      readonly version: ConfigVersion;
      readonly build: string;
      /** Files and keys, in words. */
      readonly added: readonly string[];
    }
  | {
      readonly kind: 'proposed';
      readonly at: EpochMs;
      readonly proposal: string;
      readonly version: ConfigVersion;
    }
  | {
      readonly kind: 'withdrawn';
      readonly at: EpochMs;
      readonly proposal: string;
      readonly actor: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'approved';
      readonly at: EpochMs;
      readonly proposal: string;
      readonly approval: Approval;
    }
  | {
      readonly kind: 'paper';
      readonly at: EpochMs;
      readonly proposal: string;
      readonly progress: PaperProgress;
    }
  | {
      readonly kind: 'paper_report';
      readonly at: EpochMs;
      readonly proposal: string;
      readonly report: PaperReportRef;
    }
  /** The turning point: from here on `ref` is in force, whatever else has followed yet. */
  | {
      readonly kind: 'in_force';
      readonly at: EpochMs;
      readonly ref: VersionRef;
      readonly by: InForceBy;
      /** Proposal or rollback; empty for all others. */
      readonly id: string;
      /**
       * A rollback left this build of the program: while it supervises, the orchestrator runs the
       * build of `ref`. Absent: the orchestrator runs the build that supervises.
       */
      readonly leftBuild?: string;
      readonly actor: string;
      readonly reason: string;
    }
  /** Completed phases A to C and stayed healthy for the time that makes it known-good. */
  | {
      readonly kind: 'known_good';
      readonly at: EpochMs;
      readonly ref: VersionRef;
      /** Figures of its smoke test, a line each: what RB-4 compares with, bit for bit. */
      readonly figures: readonly string[];
    }
  | {
      readonly kind: 'pinned' | 'unpinned';
      readonly at: EpochMs;
      readonly ref: VersionRef;
      readonly actor: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'quarantined';
      readonly at: EpochMs;
      readonly ref: VersionRef;
      readonly rollback: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'rollback_proposed' | 'rollback_begun';
      readonly at: EpochMs;
      readonly rollback: string;
      readonly trigger: RollbackTrigger;
      /** Which occurrence of the trigger it answers; empty: a person asked. */
      readonly occurrence: string;
      readonly from: VersionRef;
      readonly to: VersionRef;
      readonly actor: string;
      readonly reason: string;
      readonly evidence: readonly string[];
    }
  | {
      readonly kind: 'rollback_step';
      readonly at: EpochMs;
      readonly rollback: string;
      readonly step: RollbackStep;
    }
  | {
      readonly kind: 'rollback_ended';
      readonly at: EpochMs;
      readonly rollback: string;
      readonly outcome: 'confirmed' | 'failed' | 'declined';
      readonly text: string;
    }
  /** Somebody asked for what may not be; nothing changed. */
  | {
      readonly kind: 'refused';
      readonly at: EpochMs;
      readonly command: string;
      readonly actor: string;
      readonly text: string;
    };

/**
 * Name under which a rollback halts. Its halt gives way to anybody's, and only it lifts it
 * (requirement RB-5).
 */
export const rollbackActor = (id: string): string => `rollback ${id}`;

export const isRollbackActor = (actor: string): boolean => /^rollback rb\d+$/.test(actor);
