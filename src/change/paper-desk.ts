/** Paper validation as the change office sees it: who is on paper, and what the shadow tells. */
import type { PaperProgress, PaperReportRef } from '../domain/change.ts';
import type { ConfigFiles } from './store/content.ts';

/** The proposal that is on paper, and what it is compared with. */
export interface PaperTask {
  readonly proposal: string;
  /** Content of the candidate, as approvals and gates name it. */
  readonly content: string;
  /** Commit in force that it runs beside. */
  readonly against: string;
  /** Why it had to begin anew, in words; null: it did not. */
  readonly anew: string | null;
}

export interface PaperTold {
  readonly progress: PaperProgress;
  readonly report: Omit<PaperReportRef, 'content'> | null;
}

/** One proposal at a time. What it holds outlives the process. */
export interface PaperDesk {
  /** Null: nobody is on paper. */
  readonly task: () => PaperTask | null;
  /** What the shadow of the present task told last; null: nothing yet. */
  readonly told: () => PaperTold | null;
  /** Commit that the processes run; null: nothing was ever started. Behind what is in force for a moment. */
  readonly runs: () => string | null;
  /** False: recorded data, or a speed other than 1; a preview. */
  readonly counts: () => boolean;
  /** Begins it from nothing. What is wrong, in words; null: it has begun. */
  readonly begin: (task: PaperTask, files: ConfigFiles) => Promise<string | null>;
  /** Ends it; reports stay. */
  readonly end: () => void;
}
