/** Rollbacks as a fold of facts: the one that is open, and the last ones that are over. Pure. */
import type {
  ChangeFact,
  RollbackStep,
  RollbackStepId,
  RollbackTrigger,
  VersionRef,
} from '../../domain/change.ts';
import type { EpochMs } from '../../domain/time.ts';

/** The same program with the same files. */
export const sameRef = (a: VersionRef, b: VersionRef): boolean =>
  a.commit === b.commit && a.build === b.build;

/** In their order (runbook 4; requirements RB-1 to RB-7). */
export const ROLLBACK_STEPS: readonly RollbackStepId[] = [
  'RB-1',
  'RB-2',
  'RB-3',
  'RB-4',
  'RB-5',
  'RB-6',
  'RB-7',
];

export interface Rollback {
  /** `rb` and its number. */
  readonly id: string;
  readonly trigger: RollbackTrigger;
  /** Which occurrence of the trigger it answers; empty: a person asked. */
  readonly occurrence: string;
  readonly from: VersionRef;
  readonly to: VersionRef;
  readonly actor: string;
  readonly reason: string;
  readonly evidence: readonly string[];
  readonly at: EpochMs;
  /** Null: proposed, waits for a person. */
  readonly begunAt: EpochMs | null;
  /** What happened to its steps, oldest first; the newest `LOG_MAX`. */
  readonly log: readonly RollbackStep[];
  readonly ended: {
    readonly at: EpochMs;
    readonly outcome: 'confirmed' | 'failed' | 'declined';
    readonly text: string;
  } | null;
}

export interface RollbackBook {
  readonly open: Rollback | null;
  /** Newest first, at most `PAST_MAX`. */
  readonly past: readonly Rollback[];
  /** Number of the last one. */
  readonly count: number;
  /** Occurrences of triggers that were answered, so that none is answered twice; the newest. */
  readonly answered: readonly string[];
}

/** Seven steps are fourteen records; retries add to them. */
const LOG_MAX = 200;
const PAST_MAX = 20;
const ANSWERED_MAX = 200;

export const createRollbackBook = (): RollbackBook => ({
  open: null,
  past: [],
  count: 0,
  answered: [],
});

/** The book after one more fact; facts about other things leave it as it is. */
export function foldRollback(book: RollbackBook, fact: ChangeFact): RollbackBook {
  const { open } = book;
  switch (fact.kind) {
    case 'rollback_proposed':
      return opened(book, rollbackOf(fact, null));
    case 'rollback_begun':
      return open?.id === fact.rollback
        ? { ...book, open: { ...open, actor: fact.actor, reason: fact.reason, begunAt: fact.at } }
        : opened(book, rollbackOf(fact, fact.at));
    case 'rollback_step':
      if (open?.id !== fact.rollback) return book;
      return { ...book, open: { ...open, log: [...open.log, fact.step].slice(-LOG_MAX) } };
    case 'rollback_ended': {
      if (open?.id !== fact.rollback) return book;
      const { at, outcome, text } = fact;
      const past = [{ ...open, ended: { at, outcome, text } }, ...book.past].slice(0, PAST_MAX);
      return { ...book, open: null, past };
    }
    default:
      return book;
  }
}

function opened(book: RollbackBook, rollback: Rollback): RollbackBook {
  const { occurrence } = rollback;
  return {
    ...book,
    open: rollback,
    count: book.count + 1,
    answered:
      occurrence === '' ? book.answered : [...book.answered, occurrence].slice(-ANSWERED_MAX),
  };
}

function rollbackOf(
  fact: Extract<ChangeFact, { kind: 'rollback_proposed' | 'rollback_begun' }>,
  begunAt: EpochMs | null,
): Rollback {
  const { rollback: id, trigger, occurrence, from, to, actor, reason, evidence, at } = fact;
  const about = { id, trigger, occurrence, from, to, actor, reason, evidence, at };
  return { ...about, begunAt, log: [], ended: null };
}

/** The newest record of a step; null: not begun. */
export const stepOf = ({ log }: Rollback, id: RollbackStepId): RollbackStep | null =>
  log.findLast((step) => step.id === id) ?? null;

export type NextStep =
  /** Not begun: it was proposed, or there is none. */
  | { readonly kind: 'nothing' }
  /** `begun`: its beginning is recorded, so it may have been done in part. */
  | { readonly kind: 'act'; readonly step: RollbackStepId; readonly begun: boolean }
  /** A step failed: a person retries or declines. */
  | { readonly kind: 'held'; readonly step: RollbackStep }
  | { readonly kind: 'finished' };

/** What the facts ask for next. The same from any point after any end of the process. */
export function nextStep(rollback: Rollback | null): NextStep {
  if (rollback === null || rollback.begunAt === null) return { kind: 'nothing' };
  for (const id of ROLLBACK_STEPS) {
    const step = stepOf(rollback, id);
    if (step?.state === 'done') continue;
    if (step?.state === 'failed' || step?.state === 'held') return { kind: 'held', step };
    return { kind: 'act', step: id, begun: step !== null };
  }
  return { kind: 'finished' };
}

/** Begun, and not over. */
export const isRunning = ({ open }: RollbackBook): boolean =>
  open !== null && open.begunAt !== null;
