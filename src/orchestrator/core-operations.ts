/**
 * What the desk is told and has to do: alerts, incidents, tasks. Runs after everything else of a
 * batch, and not at all where nobody attends (backtests).
 */
import type { CommandReply } from '../bus/messages.ts';
import type { OperationsCommand } from '../domain/operations.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ConsumedInput } from './consumed.ts';
import type { CoreContext } from './core-context.ts';

/** `core.out` holds what came of the batch so far, in order. */
export function tickOperations(_core: CoreContext, _batch: readonly ConsumedInput[]): void {}

/** When it wants to be called although nothing happened; infinity: never. */
export function operationsWake(_core: CoreContext): EpochMs {
  return Number.POSITIVE_INFINITY;
}

export function replyToOperations(core: CoreContext, command: OperationsCommand): CommandReply {
  if (!core.config.attended) {
    return { ok: false, code: 'NOT_ATTENDED', text: 'nobody attends this run: it has no desk' };
  }
  return { ok: false, code: 'UNKNOWN_COMMAND', text: `there is no command "${command.kind}"` };
}
