/** What the desk was told and has to do: plain data, a module of the state by itself. */
import type { EpochMs } from '../../domain/time.ts';
import { type AlertsState, createAlerts } from '../../runbook/alerts/state.ts';
import { createIncidents, type IncidentsState } from '../../runbook/incidents/state.ts';
import { type AlertMemory, createAlertMemory, noteCrash } from './alert-memory.ts';

export interface DeskState {
  /** Number of the last message. */
  messages: number;
  readonly alerts: AlertsState;
  readonly incidents: IncidentsState;
  /** What alerts rest on and nobody else remembers. */
  readonly seen: AlertMemory;
}

export const createDesk = (at: EpochMs): DeskState => ({
  messages: 0,
  alerts: createAlerts(at),
  incidents: createIncidents(),
  seen: createAlertMemory(),
});

/** A start of the process: everything is remembered, and so is that it started. */
export function startDesk(before: DeskState | null, at: EpochMs, crashed: boolean): DeskState {
  const desk = before ?? createDesk(at);
  if (crashed) noteCrash(desk.seen, at);
  return desk;
}
