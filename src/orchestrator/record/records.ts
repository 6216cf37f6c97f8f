/** How inputs and outputs are written to the journal, and how people read them there. */
import type { PublicEvent } from '../../bus/messages.ts';
import type { AlertChange } from '../../domain/alerts.ts';
import type { DailyReport } from '../../domain/daily-report.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import type { Draft, Envelope } from '../../domain/envelope.ts';
import type { Incident } from '../../domain/incidents.ts';
import type { CadenceTask } from '../../domain/operations.ts';
import { provenanceOf } from '../../domain/provenance.ts';
import type { TriggerRecord } from '../../domain/rollback.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { WeeklyReport } from '../../domain/weekly-report.ts';
import type { LaunchOutput } from '../../runbook/launch-state.ts';
import { BATCH_END, type ConsumedInput, type StartInput } from '../core/consumed.ts';
import type { CoreOutput } from '../core/output.ts';

export const SOURCE = 'orchestrator';
export const DECISION_TYPE = 'output.decision';
export const MESSAGE_TYPE = 'output.message';
export const REPORT_TYPE = 'output.report';
export const WEEKLY_TYPE = 'output.weekly_report';
/** Hashes of the state, per module. */
export const STATE_TYPE = 'state';
/** The whole state: records before it could not be written. */
export const SEGMENT_TYPE = 'segment';

export interface StateRecord {
  readonly modules: Readonly<Record<string, string>>;
}
export interface SegmentRecord {
  readonly reason: string;
  readonly dropped: number;
  /** Saved state of the core. */
  readonly state: string;
}

export function inputDraft(input: ConsumedInput | StartInput, at: EpochMs): Draft {
  return { at, source: sourceOf(input), type: `input.${input.kind}`, data: input };
}

export const batchEnd = (at: EpochMs): Draft => ({
  at,
  source: SOURCE,
  type: BATCH_END,
  data: { at },
});

function sourceOf(input: ConsumedInput | StartInput): string {
  switch (input.kind) {
    case 'book':
    case 'candle_1h':
    case 'candle_1m':
    case 'funding':
    case 'feed':
    case 'pairlist':
      return 'feed';
    case 'equity':
    case 'fact':
    case 'caught_up':
    case 'contracts':
      return 'executor';
    case 'signal':
      return `worker:${input.signal.strategy}`;
    case 'worker':
      return `worker:${input.strategy}`;
    case 'command':
      return 'operator';
    case 'link':
      return input.peer;
    case 'start':
    case 'preflight':
    case 'journal':
    case 'rejected':
      return SOURCE;
    case 'delivery':
      return 'api';
  }
}

/** Null for what is not recorded: the gate (its closures are) and its repetition on connect. */
export function outputDraft(output: CoreOutput, at: EpochMs): Draft | null {
  const draft = (type: string, data: unknown): Draft => ({ at, source: SOURCE, type, data });
  switch (output.kind) {
    case 'kernel':
      return output.output.kind === 'gate'
        ? null
        : draft(`output.${output.output.kind}`, output.output);
    case 'decision':
      return draft(DECISION_TYPE, output.record);
    case 'launch':
      return draft(`output.launch_${output.output.kind}`, output.output);
    case 'executor':
      return output.command.kind === 'gate' ? null : draft('output.command', output.command);
    case 'worker_control':
      return draft('output.worker_control', {
        strategy: output.strategy,
        entries: output.entries,
      });
    case 'reply':
      return draft('output.reply', { command: output.command, reply: output.reply });
    case 'alert':
      return draft('output.alert', {
        severity: output.severity,
        code: output.code,
        text: output.text,
        ...provenanceOf(output),
      });
    case 'alert_change':
      return draft('output.alert_change', output.change);
    case 'incident':
      return draft('output.incident', { text: output.text, incident: output.incident });
    case 'task':
      return draft('output.task', { text: output.text, task: output.task });
    case 'override': {
      const { change, override, text } = output;
      return draft('output.override', { change, override, text });
    }
    case 'request': {
      const { change, request, text } = output;
      return draft('output.request', { change, request, text });
    }
    case 'message':
      return draft(MESSAGE_TYPE, output.message);
    case 'report':
      return draft(REPORT_TYPE, output.report);
    case 'weekly_report':
      return draft(WEEKLY_TYPE, output.report);
    case 'rollback_trigger':
      return draft('output.rollback_trigger', output.record);
  }
}

export function outputDrafts(outputs: readonly CoreOutput[], at: EpochMs): Draft[] {
  const drafts: Draft[] = [];
  for (const output of outputs) {
    const draft = outputDraft(output, at);
    if (draft !== null) drafts.push(draft);
  }
  return drafts;
}

type Severity = PublicEvent['severity'];

/** The event people see for a journaled record; null for what is no news. */
export function publicEventOf(envelope: Envelope): PublicEvent | null {
  const news = newsOf(envelope);
  if (news === null) return null;
  const { sequence, at, source, type } = envelope;
  const short =
    type.startsWith('output.') || type.startsWith('input.')
      ? type.slice(type.indexOf('.') + 1)
      : type;
  return { sequence, at, source, type: short, severity: news.severity, text: news.text };
}

interface News {
  readonly severity: Severity;
  readonly text: string;
}

/** Causes whose closures are a matter of course. */
const QUIET_CAUSES: readonly string[] = ['launch', 'infeasible', 'over_cap'];

function newsOf({ type, data }: Envelope): News | null {
  switch (type) {
    case 'input.start':
      return startNews(data as StartInput);
    case 'input.fact':
      return factNews(data as Extract<ConsumedInput, { kind: 'fact' }>);
    case DECISION_TYPE:
      return decisionNews(data as DecisionRecord);
    case 'output.closure_opened':
    case 'output.closure_released':
      return closureNews(type, data as ClosureData);
    case 'output.risk_state': {
      const { from, to } = data as { readonly from: string; readonly to: string };
      const severity = to === 'NORMAL' ? 'info' : to === 'WARNING' ? 'warning' : 'critical';
      return { severity, text: `risk state ${from} -> ${to}` };
    }
    case 'output.breaker':
    case 'output.notice':
    case 'output.alert':
      return data as News;
    case 'output.regime':
    case 'output.throttle':
      return { severity: 'warning', text: (data as News).text };
    case 'output.profile':
      return { severity: 'info', text: (data as News).text };
    case 'output.weights':
      return { severity: 'info', text: `weights computed: ${(data as { reason: string }).reason}` };
    case 'output.rejected_input': {
      const { event, code, text } = data as { event: string; code: string; text: string };
      return { severity: 'warning', text: `${event} refused (${code}): ${text}` };
    }
    case 'output.reply':
      return replyNews(data as Extract<CoreOutput, { kind: 'reply' }>);
    case 'output.alert_change':
      return alertNews(data as AlertChange);
    case 'output.incident': {
      const { text, incident } = data as { readonly text: string; readonly incident: Incident };
      const severity = incident.state === 'resolved' ? 'info' : 'warning';
      return { severity, text: `${incident.id} (${incident.class}): ${text}` };
    }
    case 'output.task': {
      const { text, task } = data as { readonly text: string; readonly task: CadenceTask };
      const late = task.state === 'overdue' || task.state === 'missed';
      return { severity: late ? 'warning' : 'info', text };
    }
    case 'output.override':
    case 'output.request':
      return { severity: 'warning', text: (data as { readonly text: string }).text };
    case REPORT_TYPE: {
      const { day, equity } = data as DailyReport;
      const text = `day ${day} closed: PnL ${equity.pnl.toFixed(2)} USDT (${(equity.return * 100).toFixed(2)} %); septet report daily ${day}`;
      return { severity: 'info', text };
    }
    case 'output.rollback_trigger': {
      const { trigger, evidence } = data as TriggerRecord;
      return { severity: 'critical', text: `rollback trigger ${trigger}: ${evidence.join('; ')}` };
    }
    case WEEKLY_TYPE: {
      const { week, equity } = data as WeeklyReport;
      const text = `week ${week} closed: PnL ${equity.pnl.toFixed(2)} USDT; septet report weekly --week ${week}`;
      return { severity: 'info', text };
    }
    case SEGMENT_TYPE:
      return { severity: 'critical', text: (data as SegmentRecord).reason };
    default:
      return type.startsWith('output.launch_') ? launchNews(data as LaunchOutput) : null;
  }
}

function startNews(start: StartInput): News {
  const halt = start.entryHalt === null ? '' : `, ENTRY_HALT by ${start.entryHalt.actor}`;
  const text = `orchestrator started: writer ${start.writer}, configuration ${start.version}, build ${start.build}${halt}`;
  return { severity: start.entryHalt === null ? 'info' : 'warning', text };
}

function factNews({ fact }: Extract<ConsumedInput, { kind: 'fact' }>): News | null {
  switch (fact.kind) {
    case 'trade_closed': {
      const { strategy, side, symbol, netPnl, exitReason } = fact.trade;
      return {
        severity: 'info',
        text: `${strategy} closed ${side} ${symbol}: ${netPnl} USDT net (${exitReason})`,
      };
    }
    case 'halt': {
      const text = `executor latch ${fact.on ? 'closed' : 'open'}: ${fact.actor}, ${fact.reason}`;
      return { severity: 'warning', text };
    }
    case 'entry_ended': {
      if (fact.end === 'filled') return null;
      const why = fact.reason === null ? '' : ` ${fact.reason}`;
      const text = `entry d${fact.decision} ended ${fact.end}${why}: ${fact.text}`;
      return { severity: fact.end === 'rejected' ? 'warning' : 'info', text };
    }
    case 'venue':
      return { severity: fact.answers ? 'info' : 'critical', text: fact.text };
    // Troubles and differences speak through the alerts they raise.
    case 'intent':
    case 'fill':
    case 'position':
    case 'reconciliation':
    case 'trouble':
    case 'ledger':
      return null;
  }
}

function decisionNews(record: DecisionRecord): News | null {
  if (record.order === null) return null;
  const { order, id } = record;
  const text = `${id} allowed: ${order.strategy} ${order.side} ${order.quantity} ${order.symbol} at ${order.limitPrice}`;
  return { severity: 'info', text };
}

interface ClosureData {
  readonly closure: { readonly id: string; readonly cause: string; readonly reason: string };
  readonly by?: string;
}

function closureNews(type: string, { closure, by }: ClosureData): News | null {
  if (QUIET_CAUSES.includes(closure.cause)) return null;
  if (type === 'output.closure_released') {
    return { severity: 'info', text: `released ${closure.id}: ${by ?? ''}` };
  }
  // What nobody has seen since a start is closed as a matter of course.
  const severity = closure.reason.endsWith('since the start') ? 'info' : 'warning';
  return { severity, text: `closed ${closure.id}: ${closure.reason}` };
}

function alertNews(change: AlertChange): News {
  const { alert } = change;
  const ended = change.change === 'over' || change.change === 'acknowledged';
  const by = change.change === 'acknowledged' ? ` by ${change.actor}` : '';
  const severity = ended ? 'info' : alert.severity;
  return { severity, text: `alert ${alert.id} ${change.change}${by}: ${alert.basis}` };
}

function replyNews({ command, reply }: Extract<CoreOutput, { kind: 'reply' }>): News {
  const text = `${command.kind} by ${command.actor} (${command.reason}): ${reply.text}`;
  return { severity: reply.ok ? 'info' : 'warning', text };
}

function launchNews(output: LaunchOutput): News | null {
  switch (output.kind) {
    case 'step': {
      const { id, title, state, evidence } = output.step;
      const severity = state === 'failed' ? 'critical' : state === 'held' ? 'warning' : 'info';
      return {
        severity,
        text: `${id} ${title}: ${state}${evidence === '' ? '' : `, ${evidence}`}`,
      };
    }
    case 'state': {
      const severity = output.to === 'held' || output.to === 'aborted' ? 'warning' : 'info';
      return { severity, text: `launch ${output.from} -> ${output.to}: ${output.text}` };
    }
    case 'open':
      return {
        severity: 'info',
        text: `phase ${output.phase}: entries open for ${output.strategies.join(' ')}`,
      };
    case 'close':
      if (output.strategies.length === 0) return null;
      return { severity: 'info', text: `entries closed for the launch: ${output.reason}` };
    case 'skip': {
      const { step, what, actor, reason } = output.skip;
      return { severity: 'warning', text: `${step} skipped by ${actor} (${reason}): ${what}` };
    }
    case 'acceptance': {
      const failed = output.report.criteria.filter((criterion) => !criterion.passed);
      const text = output.report.criteria.map((c) => `${c.id} ${c.text}`).join('; ');
      return output.report.passed
        ? { severity: 'info', text: `acceptance passed: ${text}` }
        : {
            severity: 'warning',
            text: `acceptance failed (${failed.map((c) => c.id).join(', ')}): ${text}`,
          };
    }
  }
}
