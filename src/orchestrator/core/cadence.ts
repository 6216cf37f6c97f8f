/** The operator cadence's eyes: what it is shown of the core, and what becomes of its words. */
import type { CadenceView, CommandReply } from '../../bus/messages.ts';
import type { CadenceTaskConfig } from '../../domain/cadence.ts';
import type { CadenceTask, OperationsCommand } from '../../domain/operations.ts';
import type { EpochMs } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import {
  type CadenceOutput,
  checkOff,
  type Prepared,
  stepCadence,
} from '../../runbook/cadence/cadence.ts';
import { breakerEvidence, concentrationEvidence } from '../../runbook/cadence/evidence.ts';
import { verifyRisk } from '../../runbook/cadence/verify-risk.ts';
import { dayReturn, drawdownBounds } from '../../runbook/report/day-money.ts';
import { dayName } from '../../runbook/report/day-state.ts';
import { weekDigest } from '../../runbook/review/week-digest.ts';
import { sendMessage } from './alerts.ts';
import type { CoreContext } from './context.ts';
import { maintenanceStatus } from './maintenance.ts';

/** After the day was closed, so that the daily tasks find their report. */
export function tickCadence(core: CoreContext): void {
  const prepare = (task: CadenceTaskConfig, dueAt: EpochMs): Prepared =>
    prepared(core, task, dueAt);
  for (const output of stepCadence(core.state.cadence, core.config.cadence, core.now, prepare)) {
    tell(core, output);
  }
}

function tell(core: CoreContext, { change, task, text }: CadenceOutput): void {
  core.out.push({ kind: 'task', task, text });
  if (change === 'due') tellDesk(core, task);
}

/** A person has to do it now; overdue ones alert. */
function tellDesk(core: CoreContext, task: CadenceTask): void {
  sendMessage(core, {
    at: core.now,
    causeAt: task.dueAt,
    kind: 'task',
    severity: 'info',
    about: task.task,
    title: `Due: ${task.title}`,
    lines: [
      ...(task.outcome === '' ? [] : [`The system did not do it: ${task.outcome}.`]),
      ...task.evidence.slice(0, EVIDENCE_TOLD),
      `Next: ${task.next}. septet done ${task.task} --reason "...", until ${utc(task.graceUntil)}.`,
    ],
    incident: null,
  });
}

/** Lines of evidence in a message; the task has all of them. */
const EVIDENCE_TOLD = 10;

export function replyToTask(
  core: CoreContext,
  command: Extract<OperationsCommand, { kind: 'task_done' }>,
): CommandReply {
  const by = { actor: command.actor, outcome: command.reason };
  const { cadence } = core.state;
  const reply = checkOff(cadence, core.config.cadence, command.task, by, core.now);
  if (!reply.ok) return reply;
  tell(core, reply.output);
  return { ok: true, text: reply.text };
}

function prepared(core: CoreContext, task: CadenceTaskConfig, dueAt: EpochMs): Prepared {
  switch (task.evidence) {
    case 'risk':
      return riskPrepared(core, task);
    case 'concentration': {
      const evidence = concentrationEvidence(core.kernel.status(core.now));
      return { evidence, verdict: 'person', text: '' };
    }
    case 'daily_report':
      return reportPrepared(core, dueAt);
    case 'breaker_reset': {
      const { closed } = core.state.dayBook;
      const evidence =
        closed === null
          ? ['no day was closed: nothing was recorded before']
          : breakerEvidence(closed.day, closed.breakers, closed.omitted);
      return { evidence, verdict: 'person', text: '' };
    }
    case 'weekly_review':
      return { evidence: weekEvidence(core, dueAt), verdict: 'person', text: '' };
    case 'none':
      return { evidence: [], verdict: 'person', text: '' };
  }
}

function riskPrepared(core: CoreContext, task: CadenceTaskConfig): Prepared {
  const { dayBook, gate } = core.state;
  const { kernel } = core.config;
  const status = core.kernel.status(core.now);
  const { evidence, differences, cannot } = verifyRisk(kernel, status, {
    dailyPnl: dayBook.day.open === null ? null : dayReturn(dayBook),
    drawdown: drawdownBounds(dayBook, kernel.breakers.drawdown.window),
    losses: dayBook.losses,
    profile: dayBook.profile,
    gate,
  });
  if (differences.length > 0) {
    const text = `it differs: ${differences.join('; ')}`;
    return { evidence: [...evidence, ...differences], verdict: 'person', text };
  }
  if (cannot !== null) return { evidence, verdict: 'cannot', text: cannot };
  if (task.by === 'person') return { evidence, verdict: 'person', text: '' };
  const text = `profile ${status.profile}, ${status.breakers.length} breakers and the gate are as the recorded figures say`;
  return { evidence, verdict: 'done', text };
}

/** The report of the day that ended at `dueAt`. */
function reportPrepared(core: CoreContext, dueAt: EpochMs): Prepared {
  const day = dayName(dueAt - 1);
  for (const output of core.out) {
    if (output.kind !== 'report' || output.report.day !== day) continue;
    const { equity, pnl, entries } = output.report;
    const evidence = [
      `equity ${figure(equity.open?.equity)} to ${figure(equity.close?.equity)} USDT, PnL ${figure(equity.pnl)}, ${equity.marks} marks`,
      `${pnl.byStrategy.length} strategies and ${pnl.byAsset.length} assets with PnL; entries ${entries.allowed} allowed, ${entries.refused} refused`,
    ];
    return { evidence, verdict: 'done', text: `report of ${day} made` };
  }
  return { evidence: [], verdict: 'person', text: `no report of ${day}: nothing was recorded` };
}

/** The review of the week that ended at `dueAt`, in the lines the desk was told (requirement CHG-5). */
function weekEvidence(core: CoreContext, dueAt: EpochMs): readonly string[] {
  for (const output of core.out) {
    if (output.kind !== 'weekly_report' || output.report.to !== dueAt) continue;
    return [`week ${output.report.week}`, ...weekDigest(output.report)];
  }
  return ['no review was made when the week closed: septet report weekly makes it from the days'];
}

const figure = (value: number | undefined): string =>
  value === undefined ? 'unknown' : value.toFixed(2);

export function cadenceView(core: Pick<CoreContext, 'state' | 'config' | 'now'>): CadenceView {
  const { open, recent, next } = core.state.cadence;
  const titles = new Map(core.config.cadence.map(({ id, title }) => [id, title]));
  return {
    at: core.now,
    open: open.map(({ task }) => task),
    recent: [...recent].reverse(),
    next: next.map(({ task, at }) => ({ task, title: titles.get(task) ?? task, at })),
    maintenance: maintenanceStatus(core),
  };
}
