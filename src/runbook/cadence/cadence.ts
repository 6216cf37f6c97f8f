/**
 * The operator cadence (runbook, operator cadence; requirements CAD-1 to CAD-4): tasks fall due at
 * fixed instants of the UTC day, are checked off by the system or a named operator, go overdue,
 * and are missed when the next of their kind falls due. Pure: the same calls give the same outputs.
 */
import type { CadenceTaskConfig } from '../../domain/cadence.ts';
import type { CadenceTask } from '../../domain/operations.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import { type CadenceState, type OpenTask, RECENT_MAX, taskId } from './cadence-state.ts';

/** What moved: the task as it is now, and in words. */
export interface CadenceOutput {
  readonly change: 'due' | 'overdue' | 'done' | 'missed';
  readonly task: CadenceTask;
  readonly text: string;
}

/** What the system prepared for a task that fell due. */
export interface Prepared {
  readonly evidence: readonly string[];
  /**
   * `done`: checked off by the system; `cannot`: tried again while it is not overdue; `person`: a
   * person has to look (always, or because the figures differ).
   */
  readonly verdict: 'done' | 'cannot' | 'person';
  /** Outcome when done, else why a person has to look. */
  readonly text: string;
}

export type Prepare = (task: CadenceTaskConfig, dueAt: EpochMs) => Prepared;

/** Time between two tries of the system. */
const RETRY: number = MINUTE_MS;
/** Instants that passed while nothing ran are recorded one by one for so long; older ones are not. */
const LOOK_BACK: number = 2 * DAY_MS;

/** One round at `now`. A task falls due strictly after its instant, when the figures of it are in. */
export function stepCadence(
  state: CadenceState,
  tasks: readonly CadenceTaskConfig[],
  now: EpochMs,
  prepare: Prepare,
): CadenceOutput[] {
  const out: CadenceOutput[] = [];
  for (const task of tasks) {
    const next = state.next.find((entry) => entry.task === task.id);
    if (next === undefined) continue;
    if (now > next.at) fallDue(state, task, next, now, prepare, out);
    const open = state.open.find((entry) => entry.task.task === task.id);
    if (open !== undefined) attend(state, task, open, now, prepare, out);
  }
  return out;
}

/** When `stepCadence` has something to do by itself; infinity: never. */
export function cadenceWake(state: CadenceState): EpochMs {
  let wake = Number.POSITIVE_INFINITY;
  for (const { at } of state.next) wake = Math.min(wake, at + 1);
  for (const { task, retryAt } of state.open) {
    if (task.state === 'due') wake = Math.min(wake, task.graceUntil + 1);
    if (retryAt !== null) wake = Math.min(wake, retryAt);
  }
  return wake;
}

/** Every instant that passed: the last one is open now, those before it were missed. */
function fallDue(
  state: CadenceState,
  task: CadenceTaskConfig,
  next: CadenceState['next'][number],
  now: EpochMs,
  prepare: Prepare,
  out: CadenceOutput[],
): void {
  const last = next.at + Math.floor((now - 1 - next.at) / task.every) * task.every;
  // At least 1 h between two of them and two days at most: 48 rounds.
  const first = Math.max(next.at, last - Math.floor(LOOK_BACK / task.every) * task.every);
  const before = state.open.find((entry) => entry.task.task === task.id);
  if (before !== undefined) miss(state, before.task, 'nobody checked it off', out);
  for (let dueAt = first; dueAt < last; dueAt += task.every) {
    const passed = fresh(task, dueAt, []);
    miss(state, passed, 'the orchestrator did not run when it was due', out);
  }
  next.at = last + task.every;
  const prepared = prepare(task, last);
  const due = fresh(task, last, prepared.evidence);
  if (prepared.verdict === 'done') {
    out.push(finish(state, due, 'system', prepared.text, now));
    return;
  }
  const waiting = { ...due, outcome: task.by === 'system' ? prepared.text : '' };
  const retryAt = prepared.verdict === 'cannot' ? now + RETRY : null;
  state.open.push({ task: waiting, retryAt });
  out.push({ change: 'due', task: waiting, text: dueText(task, waiting) });
}

/** Tries again what the system could not do yet, and says when it is overdue. */
function attend(
  state: CadenceState,
  task: CadenceTaskConfig,
  open: OpenTask,
  now: EpochMs,
  prepare: Prepare,
  out: CadenceOutput[],
): void {
  if (open.retryAt !== null && now >= open.retryAt) {
    const prepared = prepare(task, open.task.dueAt);
    if (prepared.verdict === 'done') {
      const task = { ...open.task, evidence: prepared.evidence };
      out.push(finish(state, task, 'system', prepared.text, now));
      return;
    }
    open.retryAt = prepared.verdict === 'cannot' && now < open.task.graceUntil ? now + RETRY : null;
    open.task = { ...open.task, evidence: prepared.evidence, outcome: prepared.text };
  }
  if (open.task.state !== 'due' || now <= open.task.graceUntil) return;
  open.task = { ...open.task, state: 'overdue' };
  const since = utc(open.task.dueAt);
  const text = `overdue: ${open.task.title}, due since ${since}, in time until ${utc(open.task.graceUntil)}`;
  out.push({ change: 'overdue', task: open.task, text });
}

function miss(state: CadenceState, task: CadenceTask, why: string, out: CadenceOutput[]): void {
  const missed: CadenceTask = { ...task, state: 'missed', outcome: `missed: ${why}` };
  close(state, missed);
  out.push({
    change: 'missed',
    task: missed,
    text: `missed: ${task.title} of ${utc(task.dueAt)}, ${why}`,
  });
}

function finish(
  state: CadenceState,
  task: CadenceTask,
  by: string,
  outcome: string,
  now: EpochMs,
): CadenceOutput {
  const done: CadenceTask = { ...task, state: 'done', by, doneAt: now, outcome };
  close(state, done);
  const text = `done by ${by}: ${task.title} of ${utc(task.dueAt)}: ${outcome}`;
  return { change: 'done', task: done, text };
}

function close(state: CadenceState, task: CadenceTask): void {
  state.open = state.open.filter((entry) => entry.task.id !== task.id);
  state.recent.push(task);
  if (state.recent.length > RECENT_MAX) state.recent = state.recent.slice(-RECENT_MAX);
}

function fresh(task: CadenceTaskConfig, dueAt: EpochMs, evidence: readonly string[]): CadenceTask {
  return {
    id: taskId(task.id, dueAt),
    task: task.id,
    title: task.title,
    who: task.by,
    dueAt,
    graceUntil: dueAt + task.grace,
    state: 'due',
    by: null,
    doneAt: null,
    evidence,
    outcome: '',
    next: task.next,
    runbook: task.runbook,
  };
}

export type DoneReply =
  | { readonly ok: true; readonly text: string; readonly output: CadenceOutput }
  | { readonly ok: false; readonly code: string; readonly text: string };

/** Longest outcome that is kept, characters. */
const OUTCOME_MAX = 1_000;

/**
 * A named operator checks a task off; `which`: its name, or the id of one occurrence. `outcome`:
 * what was found. A refusal changes nothing.
 */
export function checkOff(
  state: CadenceState,
  tasks: readonly CadenceTaskConfig[],
  which: string,
  by: { readonly actor: string; readonly outcome: string },
  now: EpochMs,
): DoneReply {
  const actor = by.actor.trim();
  const outcome = by.outcome.trim();
  if (actor === '' || actor === 'system') {
    return refuse('TASK_NO_ACTOR', 'a task is checked off by a named operator');
  }
  if (outcome === '') {
    return refuse('TASK_NO_OUTCOME', 'say what was found: the outcome is part of the record');
  }
  if (outcome.length > OUTCOME_MAX) {
    const text = `the outcome has ${outcome.length} characters, at most ${OUTCOME_MAX} are kept`;
    return refuse('TASK_OUTCOME_TOO_LONG', text);
  }
  const open = state.open.find(({ task }) => task.id === which || task.task === which);
  if (open === undefined) return refuseClosed(state, tasks, which);
  const output = finish(state, open.task, actor, outcome, now);
  return { ok: true, text: output.text, output };
}

function refuseClosed(
  state: CadenceState,
  tasks: readonly CadenceTaskConfig[],
  which: string,
): DoneReply {
  const past = state.recent.findLast(({ id, task }) => id === which || task === which);
  const config = tasks.find(({ id }) => id === which.split('@')[0]);
  const next = state.next.find(({ task }) => task === config?.id);
  const then = next === undefined ? '' : `; it falls due next at ${utc(next.at)}`;
  if (past?.state === 'missed' && past.id === which) {
    return refuse('TASK_MISSED', `${past.id} was missed and stays so in the report${then}`);
  }
  if (past?.state === 'done') {
    const when = past.doneAt === null ? '' : ` at ${utc(past.doneAt)}`;
    return refuse('TASK_DONE', `${past.id} was done by ${past.by}${when}${then}`);
  }
  if (config !== undefined && (which === config.id || next === undefined)) {
    return refuse('TASK_NOT_DUE', `${config.id} is not due${then}`);
  }
  if (config !== undefined) {
    return refuse('TASK_NOT_DUE', `${which} is not due, and not remembered${then}`);
  }
  const known = tasks.length === 0 ? 'none is configured' : tasks.map(({ id }) => id).join(', ');
  return refuse('TASK_UNKNOWN', `there is no task "${which}"; known: ${known}`);
}

const refuse = (code: string, text: string): DoneReply => ({ ok: false, code, text });

function dueText(config: CadenceTaskConfig, task: CadenceTask): string {
  const why = config.by === 'system' ? ` by a person, because ${task.outcome}` : '';
  return `due${why}: ${task.title}, until ${utc(task.graceUntil)}`;
}
