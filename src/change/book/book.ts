/** What the facts of change add up to: the state of the change office. */
import type {
  Approval,
  ChangeFact,
  ConfigVersion,
  InForceBy,
  PaperProgress,
  PaperReportRef,
  VersionRef,
} from '../../domain/change.ts';
import type { EpochMs } from '../../domain/time.ts';
import {
  createRollbackBook,
  isRunning,
  type Rollback,
  type RollbackBook,
  sameRef,
} from '../rollback/book.ts';

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
  /** As the fact has it. */
  readonly leftBuild?: string;
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

/** Figures of a version's smoke test when it was proven: what RB-4 compares with. */
export interface KeptFigures {
  readonly ref: VersionRef;
  readonly figures: readonly string[];
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
  readonly rollbacks: RollbackBook;
  /** Newest first, each version once, at most `FIGURES_MAX`; they stay when it is unpinned. */
  readonly figures: readonly KeptFigures[];
  /** Newest last, at most `REFUSALS_MAX`. */
  readonly refusals: readonly Extract<ChangeFact, { kind: 'refused' }>[];
}

export const PAST_MAX = 1_000;
export const REFUSALS_MAX = 100;
/** A rollback goes to one of the newest; of one that is older nothing is compared. */
export const FIGURES_MAX = 100;

export const EMPTY_BOOK: Book = {
  versions: {},
  inForce: null,
  past: [],
  validated: [],
  proposals: [],
  knownGood: [],
  quarantined: [],
  rollbacks: createRollbackBook(),
  figures: [],
  refusals: [],
};

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
export const runningRollback = ({ rollbacks }: Book): Rollback | null =>
  isRunning(rollbacks) ? rollbacks.open : null;

/**
 * Build that the orchestrator is to run where `own` supervises: its own, but for one that a rollback
 * has left. A promotion ends that, and so does an installation of any other build.
 */
export const buildInForce = ({ inForce }: Book, own: string): string =>
  inForce?.leftBuild === own ? inForce.ref.build : own;

/** Null: of this version with this build none were kept. */
export const figuresOf = (book: Book, ref: VersionRef): readonly string[] | null =>
  book.figures.find((each) => sameRef(each.ref, ref))?.figures ?? null;

/** Ids count up from `p-1`; withdrawn ones are not given again. */
export const nextProposalId = (book: Book): string => `p-${book.proposals.length + 1}`;
