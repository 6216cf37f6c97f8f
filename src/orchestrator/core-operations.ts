/**
 * What the desk is told and has to do: alerts, incidents, tasks. Runs after everything else of a
 * batch, and not at all where nobody attends (backtests).
 */
import type { CommandReply } from '../bus/messages.ts';
import type { OperationsCommand } from '../domain/operations.ts';
import { DAY_MS, type EpochMs } from '../domain/time.ts';
import { cadenceWake } from '../runbook/cadence/cadence.ts';
import type { ConsumedInput } from './consumed.ts';
import { replyToTask, tickCadence } from './core-cadence.ts';
import type { CoreContext } from './core-context.ts';
import { closeDay, recordDay } from './core-report.ts';

/** `core.out` holds what came of the batch so far, in order. */
export function tickOperations(core: CoreContext, batch: readonly ConsumedInput[]): void {
  const closed = closeDay(core, batch);
  tickCadence(core);
  recordDay(core, batch, closed);
}

/** When it wants to be called although nothing happened; infinity: never. */
export function operationsWake(core: CoreContext): EpochMs {
  return Math.min(cadenceWake(core.state.cadence), core.state.dayBook.day.start + DAY_MS + 1);
}

export function replyToOperations(core: CoreContext, command: OperationsCommand): CommandReply {
  if (!core.config.attended) {
    return { ok: false, code: 'NOT_ATTENDED', text: 'nobody attends this run: it has no desk' };
  }
  if (command.kind === 'task_done') return replyToTask(core, command);
  return { ok: false, code: 'UNKNOWN_COMMAND', text: `there is no command "${command.kind}"` };
}
