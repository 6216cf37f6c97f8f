/** What happened on the day besides money and entries: breakers, throttles, states, halts, tasks. */
import type { Alert } from '../../domain/alerts.ts';
import type { DayTask } from '../../domain/daily-report.ts';
import type { RiskState } from '../../domain/decision.ts';
import type { Incident } from '../../domain/incidents.ts';
import type { CadenceTask } from '../../domain/operations.ts';
import type { EpochMs } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import type { KernelOutput } from '../../kernel/events.ts';
import { takeTimeoutFail } from './day-execution.ts';
import { count, type DayBook, type DayFigures, type InForce, keep, nameIn } from './day-state.ts';

export function takeKernel(
  book: DayBook,
  output: Exclude<KernelOutput, { kind: 'decision' }>,
  at: EpochMs,
): void {
  const { day } = book;
  switch (output.kind) {
    case 'breaker': {
      const { breaker, transition, text } = output;
      keep(day, 'breakers', day.breakers, { at, breaker, transition, text });
      count(day.breakerCounts, `${breaker}|${transition}`);
      return;
    }
    case 'throttle':
      setInForce(day.throttles, output.throttle, output.active, at);
      return;
    case 'regime': {
      const { from, to, text } = output;
      keep(day, 'regimes', day.regimes, { at, from, to, text });
      return;
    }
    case 'profile': {
      const { from, to, text } = output;
      book.profile = to;
      if (from !== to) keep(day, 'profiles', day.profiles, { at, from, to, text });
      return;
    }
    case 'closure_opened':
      count(day.closures, output.closure.cause);
      return;
    case 'notice':
      if (output.code === 'ORDER_TIMEOUT_FAIL') takeTimeoutFail(book);
      if (output.severity !== 'info') count(day.alerts, `${output.severity}|${output.code}`);
      return;
    case 'rejected_input':
      day.rejectedInputs += 1;
      return;
    case 'gate':
    case 'weights':
    case 'cancel_entries':
    case 'closure_released':
    case 'risk_state':
      return;
  }
}

/** The state that is in force now; a start that changed it is seen here as well. */
export function takeRiskState({ day }: DayBook, state: RiskState, at: EpochMs): void {
  for (const [name, entry] of Object.entries(day.riskStates)) {
    if (name !== state && entry.since !== null) setInForce(day.riskStates, name, false, at);
  }
  setInForce(day.riskStates, state, true, at);
}

/** ENTRY_HALT as it stands; null: none. */
export function takeHalt(
  { day }: DayBook,
  halt: { readonly actor: string; readonly reason: string; readonly since: EpochMs } | null,
  at: EpochMs,
): void {
  const open = day.halts.find(({ until }) => until === null);
  if (open !== undefined && open.since !== halt?.since) {
    day.halts = day.halts.map((row) => (row === open ? { ...row, until: at } : row));
  }
  if (halt === null || open?.since === halt.since) return;
  const { actor, reason, since } = halt;
  keep(day, 'halts', day.halts, { since, until: null, actor, reason });
}

/** Something comes into force or ends; said twice counts once. */
export function setInForce(
  table: Record<string, InForce>,
  name: string,
  on: boolean,
  at: EpochMs,
): void {
  const key = nameIn(table, name);
  const entry = table[key] ?? { since: null, times: 0, total: 0 };
  table[key] = entry;
  if (on && entry.since === null) {
    entry.since = at;
    entry.times += 1;
  } else if (!on && entry.since !== null) {
    entry.total += at - entry.since;
    entry.since = null;
  }
}

export function takeAlert({ day }: DayBook, alert: Alert): void {
  count(day.alerts, `${alert.severity}|${alert.rule}`);
}

/** Overrides of a day that are told one by one. */
const OVERRIDES_MAX = 100;

/** Begun or ended, in words. */
export function takeOverride({ day }: DayBook, text: string, at: EpochMs): void {
  day.overrides ??= [];
  keep(day, 'overrides', day.overrides, `${utc(at)} ${text}`, OVERRIDES_MAX);
}

/** Incidents of a day that are told one by one. */
const INCIDENTS_MAX = 100;

export function takeIncident({ day }: DayBook, incident: Incident): void {
  const { id, title, state, openedAt, times } = incident;
  const row = { id, class: incident.class, title, state, openedAt, times };
  replace(day, 'incidents', day.incidents, row, INCIDENTS_MAX);
}

/** Tasks of a day that are told one by one: 20 of them every hour, and those from before. */
const TASKS_MAX = 600;

export function takeTask({ day }: DayBook, task: CadenceTask): void {
  const { id, title, state, by, doneAt, outcome } = task;
  const before = day.tasks.find((row) => row.id === id);
  const wasOverdue = state === 'overdue' || state === 'missed' || before?.wasOverdue === true;
  const row: DayTask = { id, title, state, by, doneAt, wasOverdue, outcome };
  replace(day, 'tasks', day.tasks, row, TASKS_MAX);
}

function replace<T extends { readonly id: string }>(
  day: DayFigures,
  name: string,
  list: T[],
  row: T,
  most: number,
): void {
  const at = list.findIndex(({ id }) => id === row.id);
  if (at >= 0) list[at] = row;
  else keep(day, name, list, row, most);
}
