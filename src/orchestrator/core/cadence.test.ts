import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import type { DeskMessage } from '../../domain/alerts.ts';
import type { DailyReport } from '../../domain/daily-report.ts';
import type { CadenceTask } from '../../domain/operations.ts';
import { DAY_MS, dayStart, SECOND_MS } from '../../domain/time.ts';
import { replay } from '../record/replay.ts';
import { Rig, replies, START, septetConfig } from '../testing/rig.ts';
import { kernelFactory } from './kernel-factory.ts';

const loaded = loadConfig(join(process.cwd(), 'config'));
if (!loaded.ok) throw new Error('the default configuration has errors');
/** The tasks as they are shipped. */
const { cadence } = loaded.config;

const rigWithCadence = (): Rig => new Rig({ ...septetConfig(), cadence });
const recorded = <T>(rig: Rig, type: string): readonly T[] =>
  [...rig.journal.read()].filter((record) => record.type === type).map(({ data }) => data as T);
const tasks = (rig: Rig): readonly CadenceTask[] =>
  recorded<{ readonly task: CadenceTask }>(rig, 'output.task').map(({ task }) => task);
const told = (rig: Rig): readonly string[] => tasks(rig).map(({ id, state }) => `${state} ${id}`);
const done = (rig: Rig, task: string, reason = 'looked at it') => {
  const command = { kind: 'task_done', task, actor: 'desk', reason } as const;
  return replies(rig.give({ kind: 'command', id: `t${rig.now}`, command, at: rig.now }))[0];
};
/** Nothing happens until shortly before `at`. */
const sleepUntil = (rig: Rig, at: number): void => {
  rig.now = at - 10 * SECOND_MS;
  for (let step = 0; step < 4; step += 1) rig.step();
};
const MIDNIGHT = dayStart(START) + DAY_MS;
const replayed = (rig: Rig) => replay(rig.journal.read(), { kernel: kernelFactory });

describe('operator cadence in the orchestrator', () => {
  it('CHG-5 the weekly review falls due on Monday with the week that closed, and a named person does it', () => {
    const rig = rigWithCadence();
    rig.connect();
    rig.step();
    sleepUntil(rig, MIDNIGHT);
    const due = tasks(rig).find(({ task }) => task === 'weekly_review');
    expect(due).toMatchObject({
      ...{ id: 'weekly_review@2025-05-05T00:00Z', state: 'due', who: 'person' },
      graceUntil: MIDNIGHT + 3 * DAY_MS,
    });
    expect(due?.evidence[0]).toBe('week 2025-W18');
    expect(due?.evidence.join('\n')).toContain('Correlation throttling: net');
    expect(done(rig, 'weekly_review', 'nothing to change')).toMatchObject({ ok: true });
    expect(told(rig).at(-1)).toBe('done weekly_review@2025-05-05T00:00Z');
    expect(replayed(rig)).toMatchObject({ ok: true });
  });

  it('CAD-1 every hour the system verifies profile and breakers, with the figures as evidence', () => {
    const rig = rigWithCadence();
    rig.launch();
    rig.pass(30);
    const [check] = tasks(rig);
    expect(check).toMatchObject({
      id: 'risk_check@2025-05-04T11:00Z',
      state: 'done',
      by: 'system',
    });
    expect(check?.outcome).toContain('6 breakers and the gate are as the recorded figures say');
    expect(check?.evidence.join('\n')).toMatch(/profile \w+; risk state NORMAL; regime normal/);
    expect(check?.evidence.join('\n')).toContain('daily_hard inactive: daily PnL 0.00 %');
    expect(check?.evidence.join('\n')).toMatch(/gate epoch \d+ \(executor told at epoch \d+\)/);
  });

  it('CAD-1 is verified on the very mark that comes with the hour, while equity moves with every mark', () => {
    const rig = rigWithCadence();
    rig.launch();
    for (let step = 0; step < 40 * 12; step += 1) {
      rig.equity = 100_000 - 13.7 * (step % 9) - step / 10;
      rig.step();
    }
    expect(told(rig).filter((line) => line.includes('risk_check'))).toEqual([
      'done risk_check@2025-05-04T11:00Z',
    ]);
  });

  it('CAD-1 holds while a freeze is in force', () => {
    const rig = rigWithCadence();
    rig.launch();
    rig.equity = 97_900;
    rig.pass(29);
    expect(rig.status().riskState).toBe('FROZEN');
    rig.pass(1);
    expect(tasks(rig)[0]).toMatchObject({ state: 'done', by: 'system' });
    expect(tasks(rig)[0]?.evidence.join('\n')).toContain('daily_soft active until');
  });

  it('CAD-1 without an equity mark it waits, tries again, and is done once it can', () => {
    const rig = rigWithCadence();
    rig.now = START + 3_600_000 + 1;
    rig.give({ kind: 'time', at: rig.now });
    expect(tasks(rig)[0]).toMatchObject({ state: 'due', who: 'system' });
    expect(tasks(rig)[0]?.outcome).toContain('equity is unknown');
    rig.connect();
    rig.pass(2);
    expect(told(rig)).toEqual([
      'due risk_check@2025-05-04T11:00Z',
      'done risk_check@2025-05-04T11:00Z',
    ]);
  });

  it('CAD-2 every four hours a person reviews the largest exposures; the desk checks it off', () => {
    const rig = rigWithCadence();
    rig.launch();
    expect(done(rig, 'concentration_review')).toMatchObject({ ok: false, code: 'TASK_NOT_DUE' });
    sleepUntil(rig, dayStart(START) + 12 * 3_600_000);
    const review = tasks(rig).find(({ task }) => task === 'concentration_review');
    expect(review).toMatchObject({ id: 'concentration_review@2025-05-04T12:00Z', state: 'due' });
    expect(review?.evidence[0]).toMatch(/^all: total: notional 0\.00 % and at risk 0\.00 %, cap/);
    expect(done(rig, 'concentration_review')).toMatchObject({ ok: true });
    expect(done(rig, 'concentration_review')).toMatchObject({ ok: false, code: 'TASK_DONE' });
    expect(tasks(rig).at(-1)).toMatchObject({ state: 'done', by: 'desk', outcome: 'looked at it' });
  });

  it('CAD-3 the close makes the report and opens the breaker-reset review with what tripped', () => {
    const rig = rigWithCadence();
    rig.launch();
    rig.equity = 97_900;
    rig.pass(1);
    sleepUntil(rig, MIDNIGHT);
    const reports = recorded<DailyReport>(rig, 'output.report');
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({
      day: '2025-05-04',
      closed: true,
      to: MIDNIGHT,
      from: START,
    });
    expect(reports[0]?.equity.return).toBeCloseTo(-0.021, 12);
    expect(told(rig)).toContain('done daily_report@2025-05-05T00:00Z');
    const review = tasks(rig).find(({ task }) => task === 'breaker_reset_review');
    expect(review).toMatchObject({ state: 'due', who: 'person' });
    expect(review?.evidence.join('\n')).toContain('daily_soft tripped');
    const messages = recorded<DeskMessage>(rig, 'output.message');
    const [report] = messages.filter(({ kind }) => kind === 'report');
    expect(report?.title).toBe('Daily report 2025-05-04: PnL -2100.00 USDT (-2.10 %)');
    const asked = messages.filter(({ kind }) => kind === 'task').map(({ title }) => title);
    expect(asked).toContain('Due: Breaker-reset review');
    rig.pass(1);
    expect(done(rig, 'breaker_reset_review', 'loss of one trade, trade on')).toMatchObject({
      ok: true,
    });
    expect(recorded<DailyReport>(rig, 'output.report')).toHaveLength(1);
  });

  it('CAD-4 overdue tasks are told, missed ones stand in the report', () => {
    const rig = rigWithCadence();
    rig.launch();
    sleepUntil(rig, dayStart(START) + 12 * 3_600_000);
    sleepUntil(rig, dayStart(START) + 12.5 * 3_600_000);
    expect(told(rig)).toContain('overdue concentration_review@2025-05-04T12:00Z');
    const { alerts, tasks: shown } = rig.status().operations;
    expect(alerts.map(({ id }) => id)).toContain('task_overdue:concentration_review');
    expect(shown[0]).toMatchObject({ task: 'concentration_review', state: 'overdue' });
    sleepUntil(rig, MIDNIGHT);
    const [report] = recorded<DailyReport>(rig, 'output.report');
    const missed = report?.cadence.tasks.filter(({ state }) => state === 'missed');
    expect(missed?.map(({ id }) => id)).toContain('concentration_review@2025-05-04T12:00Z');
    expect(report?.cadence.missed).toBe(missed?.length);
  });

  it('CAD-4 survives a crash: what is due stays due, nothing falls due twice, the journal replays', () => {
    const rig = rigWithCadence();
    rig.launch();
    sleepUntil(rig, dayStart(START) + 12 * 3_600_000);
    const before = told(rig);
    rig.restart();
    rig.connect();
    rig.pass(2);
    expect(told(rig)).toEqual(before);
    expect(done(rig, 'concentration_review')).toMatchObject({ ok: true });
    sleepUntil(rig, MIDNIGHT);
    rig.orchestrator.checkpoint(rig.now);
    const ids = told(rig);
    expect(new Set(ids).size).toBe(ids.length);
    expect(replayed(rig).difference).toBeNull();
  });

  it('nobody attends a backtest: no task, no report, and a check-off is refused', () => {
    const rig = new Rig({ ...septetConfig(), cadence, attended: false });
    rig.launch();
    sleepUntil(rig, MIDNIGHT);
    expect(tasks(rig)).toEqual([]);
    expect(recorded(rig, 'output.report')).toEqual([]);
    expect(done(rig, 'risk_check')).toMatchObject({ ok: false, code: 'NOT_ATTENDED' });
  });
});
