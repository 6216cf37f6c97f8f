/** What is asked of the change office, and what it answers. */
import type { ChangedKey, ConfigVersion, VersionRef } from './change.ts';

/**
 * Versions are named by the first digits of their commit, by a proposal (`p-3`), or by `in-force`,
 * `files` (what lies in the folder of the repository) and `validated`.
 */
export type ChangeCommand =
  | {
      readonly kind: 'propose';
      /** Folder of the files, absolute; null: that of the repository. */
      readonly from: string | null;
      /** Open proposal whose content it replaces; null: a new one. */
      readonly as: string | null;
      readonly reason: string;
    }
  | { readonly kind: 'withdraw'; readonly proposal: string; readonly reason: string }
  | { readonly kind: 'promote'; readonly proposal: string; readonly reason: string }
  /** What this build asks for and the version in force lacks is added as the build has it. */
  | { readonly kind: 'complete'; readonly reason: string }
  | { readonly kind: 'paper_start'; readonly proposal: string }
  /** Whichever is on paper. */
  | { readonly kind: 'paper_stop' }
  | {
      readonly kind: 'approve';
      readonly proposal: string;
      readonly reason: string;
      /** First digits of the content that was read; null: whatever it is now. */
      readonly content: string | null;
    }
  | { readonly kind: 'pin' | 'unpin'; readonly version: string; readonly reason: string }
  | { readonly kind: 'diff'; readonly from: string; readonly to: string }
  | { readonly kind: 'history'; readonly limit: number }
  | { readonly kind: 'status' }
  | {
      readonly kind: 'remote';
      /** Null: only told; empty: taken out. */
      readonly url: string | null;
    };

export interface VersionView {
  readonly commit: string;
  readonly version: string;
  readonly content: string;
  readonly author: string;
  readonly reason: string;
  readonly at: number;
  readonly class: ConfigVersion['class'];
  readonly changed: number;
}

export interface ProposalView {
  readonly id: string;
  readonly state: 'open' | 'withdrawn' | 'promoted';
  readonly version: VersionView;
  readonly approvals: readonly { readonly actor: string; readonly self: boolean }[];
  readonly voided: number;
  readonly paper: {
    readonly counted: number;
    readonly needed: number;
    readonly counts: boolean;
  } | null;
  readonly verdict: 'pass' | 'marginal' | 'fail' | null;
  /** Everything it needs, in words. */
  readonly gates: readonly {
    readonly id: string;
    readonly met: boolean;
    readonly enforced: boolean;
    readonly text: string;
  }[];
}

export interface ChangeStatus {
  readonly kind: 'status';
  readonly inForce: (VersionView & { readonly by: string; readonly since: number }) | null;
  readonly validated: VersionView | null;
  /** Files in the folder of the repository that differ from the version in force. */
  readonly drift: readonly string[];
  readonly folder: string;
  /** What this build asks for and the version in force lacks. */
  readonly incomplete: readonly string[];
  readonly enforced: boolean;
  readonly open: readonly ProposalView[];
  readonly knownGood: readonly {
    readonly ref: VersionRef;
    readonly at: number;
    readonly pinnedBy: string | null;
    readonly reason: string;
  }[];
  readonly quarantined: readonly { readonly commit: string; readonly reason: string }[];
  readonly rollback: string | null;
  readonly remote: RemoteStatus;
}

export interface RemoteStatus {
  readonly url: string | null;
  /** Null: not pushed since the start. */
  readonly ok: boolean | null;
  readonly text: string;
}

export type ChangeAnswer =
  | ChangeStatus
  | {
      readonly kind: 'diff';
      readonly from: string;
      readonly to: string;
      readonly class: 'minor' | 'major';
      readonly changed: readonly ChangedKey[];
      /** Files that differ in bytes, whether their values do or not. */
      readonly files: readonly string[];
    }
  | {
      readonly kind: 'history';
      readonly entries: readonly {
        readonly at: number;
        readonly commit: string;
        readonly version: string;
        readonly by: string;
        readonly id: string;
        readonly actor: string;
        readonly reason: string;
        readonly class: ConfigVersion['class'] | null;
        readonly author: string;
        readonly approvedBy: readonly string[];
        readonly report: string | null;
        readonly marks: readonly string[];
      }[];
    }
  | { readonly kind: 'remote'; readonly remote: RemoteStatus }
  | {
      readonly kind: 'done';
      readonly id: string;
      readonly commit: string | null;
      readonly class: 'minor' | 'major' | null;
      readonly changed: readonly ChangedKey[];
      /** What it would need at a venue where gates hold, and what was noticed. */
      readonly notes: readonly string[];
    };

export type ChangeReply =
  | { readonly ok: true; readonly text: string; readonly answer: ChangeAnswer }
  | { readonly ok: false; readonly code: string; readonly text: string };
