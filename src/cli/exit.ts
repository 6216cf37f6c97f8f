/** Exit codes every verb keeps to. */
export const EXIT = {
  ok: 0,
  /** The operation failed or was refused. */
  failed: 1,
  /** Bad input or usage: correcting the command or a file helps. */
  usage: 2,
  /** What the command speaks to is not running. */
  notRunning: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with words on standard error and an exit code. */
export class CommandError extends Error {
  readonly code: ExitCode;
  constructor(code: ExitCode, text: string) {
    super(text);
    this.name = 'CommandError';
    this.code = code;
  }
}

export const usageError = (text: string): CommandError => new CommandError(EXIT.usage, text);
