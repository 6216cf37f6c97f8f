/** Memory of the operator cadence: what falls due next, what is open, what became of the rest. */
import type { CadenceTaskConfig } from '../../domain/cadence.ts';
import type { CadenceTask } from '../../domain/operations.ts';
import { dayStart, type EpochMs } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import { WEEK_MS, weekStart } from '../review/week.ts';

export interface CadenceState {
  /** By task, in the order of the configuration: the next instant at which it falls due. */
  next: { readonly task: string; at: EpochMs }[];
  /** Due or overdue: one of a task at most. */
  open: OpenTask[];
  /** The last ones done or missed, oldest first. */
  recent: CadenceTask[];
}

export interface OpenTask {
  task: CadenceTask;
  /** When the system tries again to do it; null: it waits for a person. */
  retryAt: EpochMs | null;
}

/** Done and missed ones that are remembered here; the day book and the journal have them all. */
export const RECENT_MAX = 40;

export const createCadence = (): CadenceState => ({ next: [], open: [], recent: [] });

/** The first multiple of `every` since 00:00 UTC, of 7 days since Monday, that lies strictly after `at`. */
export function nextDue(every: number, at: EpochMs): EpochMs {
  const start = every === WEEK_MS ? weekStart(at) : dayStart(at);
  return start + (Math.floor((at - start) / every) + 1) * every;
}

/** `risk_check@2025-04-04T13:00Z` */
export const taskId = (task: string, dueAt: EpochMs): string =>
  `${task}@${utc(dueAt).slice(0, 16).replace(' ', 'T')}Z`;

/**
 * Follows the configuration, at a start: a new task falls due from now on, one whose rhythm is
 * another now keeps no instant that the new rhythm does not have. Tasks that are open stay open
 * while their task is configured; the others end with it.
 */
export function alignCadence(
  state: CadenceState,
  tasks: readonly CadenceTaskConfig[],
  now: EpochMs,
): void {
  const known = new Map(state.next.map((entry) => [entry.task, entry.at]));
  state.next = tasks.map(({ id, every }) => {
    const at = known.get(id);
    const kept = at !== undefined && nextDue(every, at - 1) === at && at - every <= now;
    return { task: id, at: kept ? at : nextDue(every, now) };
  });
  state.open = state.open.filter(({ task }) => tasks.some(({ id }) => id === task.task));
}
