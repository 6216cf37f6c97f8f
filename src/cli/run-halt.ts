/** `septet halt` alone: what stops entries does not wait until the other verbs are loaded. */
import type { ExitCode } from './exit.ts';
import { registerHalt } from './halt.ts';
import { emptyProgram, runLine } from './root.ts';

export function runHalt(commandLine: readonly string[]): Promise<ExitCode> {
  const root = emptyProgram();
  registerHalt(root);
  return runLine(root, commandLine);
}
