/**
 * Who may lift the executor's latch (requirement HALT-1, CHG-4): the orchestrator, which has asked
 * who gave the resume and names itself as the writer; anybody else as with a resume. Setting it is
 * never asked about.
 */
import type { CommandReply } from '../bus/messages.ts';
import type { ExecutorCommand } from '../domain/execution.ts';
import { type Role, refusalOf } from '../domain/people.ts';
import { standingAt } from './standing.ts';

/** As of a resume. */
const LEAST: Role = 'operator';

type Refused = Extract<CommandReply, { ok: false }>;

/** Null: go ahead. That the writer is the one in force the executor holds against its gate. */
export function liftRefusal(
  home: string,
  command: ExecutorCommand,
  token: string | null,
): Refused | null {
  if (command.kind !== 'halt' || command.on || command.writer !== undefined) return null;
  const standing = standingAt(home, { token, name: command.actor });
  const text = refusalOf(standing, LEAST, 'lifting the halt in the executor');
  return text === null ? null : { ok: false, code: 'NOT_ALLOWED', text };
}

/** As the orchestrator sends it: a halt that it lifts in its own name as the writer. */
export const vouched = (command: ExecutorCommand, writer: number): ExecutorCommand =>
  command.kind === 'halt' && !command.on ? { ...command, writer } : command;
