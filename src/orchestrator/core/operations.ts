/**
 * What the desk is told and has to do: alerts, tasks, the day's report. Runs after everything else
 * of a batch, and not at all where nobody attends (backtests).
 */
import type { CommandReply } from '../../bus/messages.ts';
import type { OperationsCommand, OperationsStatus } from '../../domain/operations.ts';
import { DAY_MS, type EpochMs } from '../../domain/time.ts';
import { cadenceWake } from '../../runbook/cadence/cadence.ts';
import { alertList, alertsWake, replyToAlerts, tickAlerts } from './alerts.ts';
import { replyToTask, tickCadence } from './cadence.ts';
import type { ConsumedInput } from './consumed.ts';
import type { CoreContext } from './context.ts';
import { foldPages } from './fold-pages.ts';
import { incidentList, replyToIncident, tickIncidents } from './incidents.ts';
import { tickLaunch } from './launch.ts';
import { maintenanceStatus } from './maintenance.ts';
import { closeDay, recordDay, recordInputs } from './report.ts';
import { rollbackWake, tickRollback } from './rollback.ts';
import { recordThrottled, recordThrottleInputs } from './throttle.ts';

/** `core.out` holds what came of the batch so far, in order. */
export function endBatch(core: CoreContext, batch: readonly ConsumedInput[]): void {
  recordThrottleInputs(core, batch);
  if (core.config.attended) tickOperations(core, batch);
  // What was decided in this batch belongs to the day that it opened.
  recordThrottled(core);
}

function tickOperations(core: CoreContext, batch: readonly ConsumedInput[]): void {
  const closed = closeDay(core, batch);
  recordInputs(core, batch, closed);
  tickCadence(core);
  tickRollback(core, batch);
  // After the tasks: one that is overdue now alerts now.
  tickAlerts(core, batch);
  tickIncidents(core, batch);
  foldPages(core);
  recordDay(core, batch);
  // Last: a critical alert of this batch holds the launch at once.
  if (core.launchDirty) tickLaunch(core);
}

/** When it wants to be called although nothing happened; infinity: never. */
export function operationsWake(core: CoreContext): EpochMs {
  const { cadence, dayBook } = core.state;
  const desk = Math.min(alertsWake(core), cadenceWake(cadence), rollbackWake(core));
  return Math.min(desk, dayBook.day.start + DAY_MS + 1);
}

export function operationsStatus(core: CoreContext): OperationsStatus {
  const { desk, cadence } = core.state;
  return {
    alerts: alertList(core),
    silences: desk.alerts.silences,
    incidents: incidentList(core, false),
    maintenance: maintenanceStatus(core),
    tasks: [...cadence.open.map(({ task }) => task), ...cadence.recent],
  };
}

export const NOT_ATTENDED: CommandReply = {
  ok: false,
  code: 'NOT_ATTENDED',
  text: 'nobody attends this run: it has no desk',
};

export function replyToOperations(core: CoreContext, command: OperationsCommand): CommandReply {
  if (!core.config.attended) return NOT_ATTENDED;
  switch (command.kind) {
    case 'alert_ack':
    case 'alert_silence':
    case 'alert_unsilence':
      return replyToAlerts(core, command);
    case 'incident_open':
    case 'incident_ack':
    case 'incident_approve':
    case 'incident_resolve':
      return replyToIncident(core, command);
    case 'task_done':
      return replyToTask(core, command);
  }
}
