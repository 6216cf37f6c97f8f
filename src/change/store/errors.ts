/**
 * `corrupt`: what is stored is not what was stored. `missing`: a commit, reference or file is not
 * there. `unfinished`: somebody is in the middle of a merge. `broken`: it cannot be read or written.
 */
export type StoreProblem = 'corrupt' | 'missing' | 'unfinished' | 'broken';

/** Why the repository of the configuration cannot do as asked, and what would help. */
export class StoreError extends Error {
  readonly problem: StoreProblem;
  constructor(problem: StoreProblem, text: string, cause?: unknown) {
    super(text, { cause });
    this.name = 'StoreError';
    this.problem = problem;
  }
}

export const textOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
