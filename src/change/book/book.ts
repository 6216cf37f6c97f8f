/** What the facts of change add up to: the state of the change office. */
import type {
  Approval,
  ChangeFact,
  ConfigVersion,
  InForceBy,
  PaperProgress,
  PaperReportRef,
  RollbackStep,
  RollbackTrigger,
  VersionRef,
} from '../../domain/change.ts';
import type { EpochMs } from '../../domain/time.ts';

export interface Proposal {
  readonly id: string;
  /** Its present content; a change of it keeps the id and voids what was given for the one before. */
  readonly version: ConfigVersion;
  readonly state: 'open' | 'withdrawn' | 'promoted';
  /** For the present content only, oldest first, one a person. */
  readonly approvals: readonly Approval[];
  /** Approvals that a change of the content has voided. */
  readonly voided: number;
  readonly paper: PaperProgress | null;
  readonly report: PaperReportRef | null;
}

/** What was put in force, when, and on whose word. */
export interface InForce {
  readonly ref: VersionRef;
  readonly at: EpochMs;
  readonly by: InForceBy;
  readonly id: string;
  readonly actor: string;
  readonly reason: string;
}

/** A version a rollback may go to. */
export interface KnownGood {
  readonly ref: VersionRef;
  readonly at: EpochMs;
  /** Set: somebody vouches for it. */
  readonly pinnedBy: string | null;
  readonly reason: string;
}

export interface Quarantined {
  readonly ref: VersionRef;
  readonly content: string | null;
  readonly at: EpochMs;
  readonly rollback: string;
  readonly reason: string;
}

export interface RollbackRecord {
  readonly id: string;
  readonly at: EpochMs;
  readonly trigger: RollbackTrigger;
  readonly from: VersionRef;
  readonly to: VersionRef;
  readonly actor: string;
  readonly reason: string;
  readonly evidence: readonly string[];
  /** `proposed`: waits for a person; `running`: begun and not ended. */
  readonly state: 'proposed' | 'running' | 'confirmed' | 'failed' | 'declined';
  readonly steps: readonly RollbackStep[];
  readonly text: string;
}

export interface Book {
  /** By commit, in the order they became known. */
  readonly versions: Readonly<Record<string, ConfigVersion>>;
  readonly inForce: InForce | null;
  /** Everything that was in force before, newest first, at most `PAST_MAX`. */
  readonly past: readonly InForce[];
  /** Commits that changes are measured against: the first, and majors promoted with their gates met. */
  readonly validated: readonly string[];
  /** In the order of their ids. */
  readonly proposals: readonly Proposal[];
  /** Newest first, each version once, pinned or proven; quarantined ones are left out. */
  readonly knownGood: readonly KnownGood[];
  readonly quarantined: readonly Quarantined[];
  /** Oldest first. */
  readonly rollbacks: readonly RollbackRecord[];
  /** Newest last, at most `REFUSALS_MAX`. */
  readonly refusals: readonly Extract<ChangeFact, { kind: 'refused' }>[];
}

export const PAST_MAX = 1_000;
export const REFUSALS_MAX = 100;

export const EMPTY_BOOK: Book = {
  versions: {},
  inForce: null,
  past: [],
  validated: [],
  proposals: [],
  knownGood: [],
  quarantined: [],
  rollbacks: [],
  refusals: [],
};

/** The same program with the same files. */
export const sameRef = (a: VersionRef, b: VersionRef): boolean =>
  a.commit === b.commit && a.build === b.build;

export const proposalOf = (book: Book, id: string): Proposal | undefined =>
  book.proposals.find((proposal) => proposal.id === id);

/** Refs name a version; null: there is none in force yet. */
export const versionInForce = (book: Book): ConfigVersion | null =>
  book.inForce === null ? null : (book.versions[book.inForce.ref.commit] ?? null);

/** The last validated version that was not rolled back from; what CHG-2 compares with. */
export function lastValidated(book: Book): ConfigVersion | null {
  const commit = book.validated.findLast((each) => !isQuarantined(book, each));
  return commit === undefined ? null : (book.versions[commit] ?? null);
}

/** Rolled back from, as a version or as another commit with the same files. */
export function isQuarantined(book: Book, commit: string): boolean {
  const content = book.versions[commit]?.content;
  return book.quarantined.some(
    (each) => each.ref.commit === commit || (content !== undefined && each.content === content),
  );
}

/** The rollback that is under way; null: none. */
export const runningRollback = (book: Book): RollbackRecord | null =>
  book.rollbacks.find(({ state }) => state === 'running') ?? null;

/** Ids count up from `p-1`; withdrawn ones are not given again. */
export const nextProposalId = (book: Book): string => `p-${book.proposals.length + 1}`;
