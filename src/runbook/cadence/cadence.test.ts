import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CadenceTaskConfig } from '../../domain/cadence.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import {
  type CadenceOutput,
  cadenceWake,
  checkOff,
  type Prepare,
  type Prepared,
  stepCadence,
} from './cadence.ts';
import { alignCadence, type CadenceState, createCadence, RECENT_MAX } from './cadence-state.ts';

const DAY = Date.UTC(2025, 3, 4);
const task = (over: Partial<CadenceTaskConfig> = {}): CadenceTaskConfig => ({
  id: 'review',
  title: 'Exposures reviewed',
  every: 4 * HOUR_MS,
  grace: 30 * MINUTE_MS,
  by: 'person',
  evidence: 'none',
  next: 'look',
  runbook: 'docs/cadence.md',
  ...over,
});
const person: Prepare = () => ({ evidence: ['BTC 12 %'], verdict: 'person', text: '' });
const answers = (...list: readonly Prepared['verdict'][]): Prepare => {
  const rest = [...list];
  return () => {
    const verdict = rest.shift() ?? 'cannot';
    return { evidence: [verdict], verdict, text: `it is ${verdict}` };
  };
};
const changes = (outputs: readonly CadenceOutput[]): readonly string[] =>
  outputs.map(({ change, task: { id } }) => `${change} ${id}`);

/** A cadence of these tasks from 10:00. */
function cadence(...tasks: readonly CadenceTaskConfig[]) {
  const state = createCadence();
  alignCadence(state, tasks, DAY + 10 * HOUR_MS);
  const at = (hour: number, minute = 0, prepare = person, ms = 0) =>
    stepCadence(state, tasks, DAY + hour * HOUR_MS + minute * MINUTE_MS + ms, prepare);
  return { state, tasks, at };
}

describe('operator cadence', () => {
  it('CAD-2 a review falls due every four hours of the UTC day, right after its instant', () => {
    const { at, state } = cadence(task());
    expect(at(11, 59)).toEqual([]);
    expect(at(12, 0)).toEqual([]);
    expect(cadenceWake(state)).toBe(DAY + 12 * HOUR_MS + 1);
    const [due] = at(12, 0, person, 1);
    expect(due).toMatchObject({ change: 'due', task: { evidence: ['BTC 12 %'], who: 'person' } });
    expect(due?.task.id).toBe('review@2025-04-04T12:00Z');
    expect(at(12, 5)).toEqual([]);
  });

  it('CHG-5 a weekly task falls due on Mondays at 00:00 UTC, and is overdue after its days of grace', () => {
    const weekly = task({ id: 'week', every: 7 * DAY_MS, grace: 3 * DAY_MS });
    const { at, state } = cadence(weekly);
    // 2025-04-04 is a Friday.
    expect(cadenceWake(state)).toBe(Date.UTC(2025, 3, 7) + 1);
    expect(changes(at(3 * 24, 1))).toEqual(['due week@2025-04-07T00:00Z']);
    expect(changes(at(6 * 24, 1))).toEqual(['overdue week@2025-04-07T00:00Z']);
    expect(changes(at(10 * 24, 1))).toEqual([
      'missed week@2025-04-07T00:00Z',
      'due week@2025-04-14T00:00Z',
    ]);
  });

  it('CAD-4 a named operator checks it off with what was found; then it is done and stays so', () => {
    const { state, tasks, at } = cadence(task());
    at(12, 1);
    const now = DAY + 12 * HOUR_MS + 10 * MINUTE_MS;
    const reply = checkOff(
      state,
      tasks,
      'review',
      { actor: 'desk', outcome: 'all below cap' },
      now,
    );
    expect(reply).toMatchObject({
      ok: true,
      output: { task: { state: 'done', by: 'desk', doneAt: now, outcome: 'all below cap' } },
    });
    expect(at(15, 59)).toEqual([]);
    expect(state.open).toEqual([]);
  });

  it.each([
    ['a task that does not exist', 'revue', 'desk', 'fine', 'TASK_UNKNOWN'],
    ['a task that is not due yet', 'daily', 'desk', 'fine', 'TASK_NOT_DUE'],
    [
      'an occurrence that is not due yet',
      'daily@2025-04-05T00:00Z',
      'desk',
      'fine',
      'TASK_NOT_DUE',
    ],
    ['nobody', 'review', ' ', 'fine', 'TASK_NO_ACTOR'],
    ['the system as a person', 'review', 'system', 'fine', 'TASK_NO_ACTOR'],
    ['no outcome', 'review', 'desk', '  ', 'TASK_NO_OUTCOME'],
    ['an endless outcome', 'review', 'desk', 'x'.repeat(1_001), 'TASK_OUTCOME_TOO_LONG'],
  ])('CAD-4 refuses %s, and nothing changes', (_of, which, actor, outcome, code) => {
    const { state, tasks, at } = cadence(task(), task({ id: 'daily', every: DAY_MS }));
    at(12, 1);
    const before = structuredClone(state);
    const reply = checkOff(state, tasks, which, { actor, outcome }, DAY + 12 * HOUR_MS + 60_000);
    expect(reply).toMatchObject({ ok: false, code });
    expect(state).toEqual(before);
  });

  it('CAD-4 refuses to check off twice, and says who did it and when the next falls due', () => {
    const { state, tasks, at } = cadence(task());
    at(12, 1);
    const by = { actor: 'desk', outcome: 'fine' };
    checkOff(state, tasks, 'review@2025-04-04T12:00Z', by, DAY + 12.1 * HOUR_MS);
    const again = checkOff(state, tasks, 'review', by, DAY + 12.2 * HOUR_MS);
    expect(again).toMatchObject({ ok: false, code: 'TASK_DONE' });
    expect(again.text).toContain('done by desk at 2025-04-04 12:06:00 UTC');
    expect(again.text).toContain('due next at 2025-04-04 16:00:00 UTC');
  });

  it('CAD-4 goes overdue once after its grace, and may still be checked off', () => {
    const { state, tasks, at } = cadence(task());
    at(12, 1);
    expect(at(12, 30)).toEqual([]);
    expect(cadenceWake(state)).toBe(DAY + 12.5 * HOUR_MS + 1);
    const [overdue] = at(12, 31);
    expect(overdue).toMatchObject({ change: 'overdue', task: { state: 'overdue' } });
    expect(at(12, 32)).toEqual([]);
    const by = { actor: 'desk', outcome: 'late, fine' };
    expect(checkOff(state, tasks, 'review', by, DAY + 13 * HOUR_MS)).toMatchObject({ ok: true });
  });

  it('CAD-4 is missed when the next one falls due, and cannot be done afterwards', () => {
    const { state, tasks, at } = cadence(task());
    at(12, 1);
    at(12, 31);
    expect(changes(at(16, 1))).toEqual([
      'missed review@2025-04-04T12:00Z',
      'due review@2025-04-04T16:00Z',
    ]);
    const by = { actor: 'desk', outcome: 'fine' };
    const reply = checkOff(state, tasks, 'review@2025-04-04T12:00Z', by, DAY + 16.1 * HOUR_MS);
    expect(reply).toMatchObject({ ok: false, code: 'TASK_MISSED' });
  });

  it('CAD-1 the system does what it can at once', () => {
    const { at, state } = cadence(task({ by: 'system', every: HOUR_MS }));
    const [done] = at(11, 0, answers('done'), 1);
    expect(done).toMatchObject({
      change: 'done',
      task: { by: 'system', state: 'done', outcome: 'it is done', evidence: ['done'] },
    });
    expect(state.open).toEqual([]);
  });

  it('CAD-1 what differs waits for a person and is not tried again', () => {
    const { at, state } = cadence(task({ by: 'system', every: HOUR_MS }));
    const prepare = answers('person', 'done');
    const [due] = at(11, 1, prepare);
    expect(due).toMatchObject({ change: 'due', task: { who: 'system', outcome: 'it is person' } });
    expect(due?.text).toContain('by a person, because it is person');
    expect(at(11, 20, prepare)).toEqual([]);
    expect(changes(at(11, 31, prepare))).toEqual(['overdue review@2025-04-04T11:00Z']);
    expect(state.open).toHaveLength(1);
  });

  it('CAD-1 what cannot be judged yet is tried again every minute until it is overdue', () => {
    const { at, state } = cadence(task({ by: 'system', every: HOUR_MS }));
    at(11, 1, answers('cannot'));
    expect(cadenceWake(state)).toBe(DAY + 11 * HOUR_MS + 2 * MINUTE_MS);
    expect(at(11, 2, answers('cannot'))).toEqual([]);
    expect(changes(at(11, 3, answers('done')))).toEqual(['done review@2025-04-04T11:00Z']);
    at(12, 1, answers('cannot'));
    for (let minute = 2; minute <= 31; minute += 1) at(12, minute, answers());
    expect(at(12, 40, answers('done'))).toEqual([]);
  });

  it('CAD-4 what passed while nothing ran is missed, one by one, two days back at most', () => {
    const { at, state } = cadence(task({ every: HOUR_MS }));
    expect(changes(at(13, 30))).toEqual([
      'missed review@2025-04-04T11:00Z',
      'missed review@2025-04-04T12:00Z',
      'due review@2025-04-04T13:00Z',
    ]);
    const week = at(13 + 7 * 24, 30);
    expect(week).toHaveLength(50);
    expect(state.recent.length).toBeLessThanOrEqual(RECENT_MAX);
    expect(state.open).toHaveLength(1);
  });

  it('CAD-4 a state that was saved and read back goes on as if nothing had been', () => {
    const { at, state, tasks } = cadence(task());
    at(12, 1);
    const copy = JSON.parse(JSON.stringify(state)) as CadenceState;
    alignCadence(copy, tasks, DAY + 12 * HOUR_MS + 20 * MINUTE_MS);
    expect(copy).toEqual(state);
    const now = DAY + 16.5 * HOUR_MS;
    expect(stepCadence(copy, tasks, now, person)).toEqual(stepCadence(state, tasks, now, person));
  });

  it('follows a changed configuration: a new rhythm has its own instants, a task that is gone ends', () => {
    const { at, state } = cadence(task(), task({ id: 'other', every: HOUR_MS }));
    at(12, 1);
    const now = DAY + 12.5 * HOUR_MS;
    alignCadence(state, [task({ every: 6 * HOUR_MS })], now);
    expect(state.next).toEqual([{ task: 'review', at: DAY + 18 * HOUR_MS }]);
    expect(state.open.map((open) => open.task.task)).toEqual(['review']);
  });

  it('CAD-4 no occurrence falls due twice, none is lost, whatever the steps and check-offs', () => {
    const tasks = [task(), task({ id: 'hourly', every: HOUR_MS, by: 'system' })];
    const moves = fc.array(
      fc.record({
        wait: fc.integer({ min: 0, max: 9 * HOUR_MS }),
        verdict: fc.constantFrom<Prepared['verdict']>('done', 'cannot', 'person'),
        done: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(moves, (list) => {
        const state = createCadence();
        let now = DAY;
        alignCadence(state, tasks, now);
        const appeared = new Map<string, number>();
        const ended = new Map<string, number>();
        const seen = (outputs: readonly CadenceOutput[]): void => {
          for (const {
            change,
            task: { id },
          } of outputs) {
            if (change === 'done' || change === 'missed') ended.set(id, (ended.get(id) ?? 0) + 1);
            appeared.set(id, 1);
          }
        };
        for (const { wait, verdict, done } of list) {
          now += wait;
          seen(stepCadence(state, tasks, now, () => ({ evidence: [], verdict, text: verdict })));
          if (!done) continue;
          const reply = checkOff(state, tasks, 'review', { actor: 'desk', outcome: 'ok' }, now);
          if (reply.ok) seen([reply.output]);
        }
        expect([...ended.values()].every((times) => times === 1)).toBe(true);
        const passed = tasks.reduce(
          (sum, { every }) => sum + Math.max(0, Math.ceil((now - DAY) / every) - 1),
          0,
        );
        expect(appeared.size).toBe(passed);
        expect(appeared.size - ended.size).toBe(state.open.length);
        expect(state.recent.length).toBeLessThanOrEqual(RECENT_MAX);
      }),
    );
  });
});
