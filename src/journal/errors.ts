/**
 * What a journal refuses. `locked`: another owner has the file. `broken`: the file is not a journal
 * or its chain does not hold. `write`: nothing of this append was stored. `unusable`: after an
 * input/output error nothing is known about the file's state until it is opened again. `closed`:
 * used after `close`.
 */
export type JournalErrorCode = 'locked' | 'broken' | 'write' | 'unusable' | 'closed';

export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The message of whatever was thrown. */
export const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
