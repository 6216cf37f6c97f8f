/**
 * The only one that allows an entry: kernel and runbook behind one journal. Synchronous, without
 * timers; a shell hands it what arrived and moves its effects. What it consumed and what came of
 * it are durable, in one transaction, before any effect is returned (promises 4.2.2 and 4.2.7).
 */
import type { CadenceView, PublicEvent } from '../bus/messages.ts';
import type { DeskMessage, PlaybookId } from '../domain/alerts.ts';
import type { DailyReport } from '../domain/daily-report.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { Draft, Envelope } from '../domain/envelope.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { Incident, PlaybookPlan } from '../domain/incidents.ts';
import type { Journal } from '../domain/journal.ts';
import type { KernelPanel } from '../domain/panel.ts';
import type { ReportDocument } from '../domain/report-document.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import { dayStart, type EpochMs, SECOND_MS } from '../domain/time.ts';
import { stateHash } from '../journal/state-hash.ts';
import type { FeasibilityRow } from '../runbook/feasibility.ts';
import { wantedMinutes } from '../runbook/throttle/throttle.ts';
import { cadenceView } from './core/cadence.ts';
import type { ConsumedInput, StartInput } from './core/consumed.ts';
import type { Core } from './core/core.ts';
import { dryRun, incidentList } from './core/incidents.ts';
import type { CoreOutput } from './core/output.ts';
import { reportNow } from './core/report.ts';
import { rollbackReading } from './core/rollback.ts';
import { effectsOf, stillWanted, undurable } from './effects.ts';
import { batchTime } from './intake/batch-time.ts';
import { Intake, type WorkerProgress } from './intake/intake.ts';
import type { EntriesLatch, OrchestratorEffect, OrchestratorInput } from './messages.ts';
import { fateOf } from './record/decision-fate.ts';
import { type DecisionLog, decisionNumber } from './record/decision-log.ts';
import { documentOf } from './record/documents.ts';
import type { EventLog } from './record/event-log.ts';
import type { MessageLog } from './record/message-log.ts';
import { Recorder } from './record/recorder.ts';
import {
  batchEnd,
  DECISION_TYPE,
  inputDraft,
  MESSAGE_TYPE,
  outputDrafts,
  SOURCE,
  STATE_TYPE,
} from './record/records.ts';
import { saveSnapshot } from './record/snapshot.ts';
import { portfolioStatus } from './status.ts';

/** Records between two snapshots at most. */
const SNAPSHOT_RECORDS = 5_000;
/** While the journal cannot be written, how often that is tried without any input. */
const RETRY_MS = SECOND_MS;
/** Effects held back at most; the newest win, the workers' latches are told again on contact. */
const OPENING_MAX = 1_000;

const NOTHING: readonly OrchestratorEffect[] = [];

/** What a start hands over: the core, what it said, and what must still be told. */
export interface OrchestratorParts {
  readonly core: Core;
  readonly journal: Journal;
  readonly start: StartInput;
  readonly outputs: readonly CoreOutput[];
  readonly decisions: DecisionLog;
  readonly events: EventLog;
  readonly messages: MessageLog;
  /** Of the end of the journal: told once more, their files may be missing. */
  readonly documents: readonly ReportDocument[];
}

export class Orchestrator {
  private readonly core: Core;
  private readonly recorder: Recorder;
  private readonly intake: Intake;
  private readonly decisionLog: DecisionLog;
  private readonly eventLog: EventLog;
  private readonly messageLog: MessageLog;
  private readonly recordInputs: boolean;
  /** Effects of the start, returned by the first `handle`. */
  private waiting: readonly OrchestratorEffect[];
  /** Effects that open, held back until the journal has their cause. */
  private opening: readonly OrchestratorEffect[] = NOTHING;
  private snapshotSequence: number;
  private snapshotDay: EpochMs;
  private lastAttempt: EpochMs;

  /** Writes the start to the journal; a journal that cannot be written ends the start (throws). */
  constructor(parts: OrchestratorParts) {
    const { core, start, outputs } = parts;
    this.core = core;
    this.recorder = new Recorder(parts.journal);
    this.intake = new Intake(core.state.factSequence);
    this.decisionLog = parts.decisions;
    this.eventLog = parts.events;
    this.messageLog = parts.messages;
    this.recordInputs = start.recordInputs;
    this.snapshotSequence = parts.journal.head().sequence;
    this.snapshotDay = dayStart(start.at);
    this.lastAttempt = start.at;
    const drafts = [inputDraft(start, start.at), ...outputDrafts(outputs, start.at)];
    const written = this.recorder.write(drafts, start.at, () => core.save());
    if (!written.ok) throw new Error(`the journal cannot be written: ${written.error}`);
    const documents = parts.documents.map((document) => ({ kind: 'document', document }) as const);
    this.waiting = [...effectsOf(outputs), ...documents, ...this.tell(written.stored)];
  }

  /** Writer epoch of this run: leases and orders carry it. */
  get writer(): number {
    return this.core.state.writer;
  }

  /** Newest executor fact consumed: the shell asks the executor for what follows it. */
  get lastExecutorSequence(): number {
    return this.intake.consumed;
  }

  /** Entries latch a worker should have now. */
  entriesOf(strategy: StrategyId): EntriesLatch {
    return this.core.entriesOf(strategy);
  }

  workerProgress(strategy: StrategyId): WorkerProgress | undefined {
    return this.intake.progress.get(strategy);
  }

  /**
   * Consumes `inputs` at `now` (market time; going back counts as standing still) and returns what
   * is to be done. Nothing is returned before it is durable, except what closes.
   */
  handle(inputs: readonly OrchestratorInput[], now: EpochMs): readonly OrchestratorEffect[] {
    const batch = this.intake.take(inputs, this.core);
    const at = batchTime(batch, Math.max(now, this.core.now), this.core.config.kernel);
    if (batch.length === 0 && this.isIdle(at)) return this.takeWaiting(this.refuse([]));
    const outputs = this.core.consume(batch, at);
    const effects = this.commit(this.batchDrafts(batch, outputs, at), outputs, at);
    return this.takeWaiting(this.refuse(effects));
  }

  private isIdle(at: EpochMs): boolean {
    const wake = this.nextWake();
    return wake === null || at < wake;
  }

  /** Answers commands that never reached the core. */
  private refuse(effects: OrchestratorEffect[]): OrchestratorEffect[] {
    if (this.intake.refusals.length === 0) return effects;
    for (const { id, reply } of this.intake.refusals.splice(0)) {
      effects.push({ kind: 'reply', id, reply });
    }
    return effects;
  }

  private takeWaiting(effects: readonly OrchestratorEffect[]): readonly OrchestratorEffect[] {
    if (this.waiting.length === 0) return effects;
    const all = [...this.waiting, ...effects];
    this.waiting = NOTHING;
    return all;
  }

  private batchDrafts(
    batch: readonly ConsumedInput[],
    outputs: readonly CoreOutput[],
    at: EpochMs,
  ): Draft[] {
    const drafts: Draft[] = [];
    if (this.recordInputs) {
      for (const input of batch) drafts.push(inputDraft(input, at));
      drafts.push(batchEnd(at));
    }
    drafts.push(...outputDrafts(outputs, at));
    return drafts;
  }

  private commit(
    drafts: Draft[],
    outputs: readonly CoreOutput[],
    at: EpochMs,
  ): OrchestratorEffect[] {
    const snapshot = this.snapshotIsDue(drafts.length, at);
    if (snapshot) drafts.push(this.stateDraft(at));
    const healthyBefore = this.recorder.healthy;
    this.lastAttempt = at;
    const written = this.recorder.write(drafts, at, () => this.core.save());
    if (!written.ok) return this.failClosed(outputs, written.error, at);
    const effects = [...effectsOf(outputs), ...this.tell(written.stored)];
    if (!healthyBefore) effects.push(...this.reopen(at));
    else if (snapshot) this.snapshot(at);
    return effects;
  }

  /** Nothing of this batch is durable: what it allowed never leaves, and entries are closed. */
  private failClosed(
    outputs: readonly CoreOutput[],
    error: string,
    at: EpochMs,
  ): OrchestratorEffect[] {
    const undelivered: number[] = [];
    for (const output of outputs) {
      if (output.kind === 'decision' && output.order !== null) {
        undelivered.push(output.order.decision);
      }
    }
    const known = this.core.journalClosed();
    if (known && undelivered.length === 0) return this.hold(outputs);
    const input: ConsumedInput = { kind: 'journal', ok: false, text: error, undelivered };
    const closing = this.core.consume([input], at);
    this.recorder.defer(this.batchDrafts([input], closing, at));
    return this.hold([...outputs, ...closing]);
  }

  /** What may leave although it is not durable; what opens waits for the journal. */
  private hold(outputs: readonly CoreOutput[]): OrchestratorEffect[] {
    const { now, later } = undurable(effectsOf(outputs));
    this.opening = [...this.opening, ...later].slice(-OPENING_MAX);
    const told = outputs.flatMap((one) => (one.kind === 'message' ? this.say(one.message) : []));
    return [...now, ...told];
  }

  private reopen(at: EpochMs): readonly OrchestratorEffect[] {
    const { halt } = this.core.state;
    const opening = stillWanted(this.opening, halt !== null, (id) => this.core.entriesOf(id));
    this.opening = NOTHING;
    if (!this.core.journalClosed()) return opening;
    const input: ConsumedInput = { kind: 'journal', ok: true, text: 'written', undelivered: [] };
    const outputs = this.core.consume([input], at);
    return [...opening, ...this.commit(this.batchDrafts([input], outputs, at), outputs, at)];
  }

  /** Decisions and events of stored records: remembered, and told. */
  private tell(stored: readonly Envelope[]): readonly OrchestratorEffect[] {
    if (stored.length === 0) return NOTHING;
    const effects: OrchestratorEffect[] = [];
    for (const envelope of stored) {
      if (envelope.type === DECISION_TYPE) {
        const record = envelope.data as DecisionRecord;
        this.decisionLog.add(record, envelope.sequence);
        effects.push({ kind: 'decision', record });
      }
      if (envelope.type === MESSAGE_TYPE) {
        effects.push(...this.say(envelope.data as DeskMessage));
      }
      const document = documentOf(envelope);
      if (document !== null) effects.push({ kind: 'document', document });
      const event = this.eventLog.add(envelope);
      if (event !== null) effects.push({ kind: 'event', event });
    }
    return effects;
  }

  /** Once each. */
  private say(message: DeskMessage): readonly OrchestratorEffect[] {
    return this.messageLog.add(message) ? [{ kind: 'message', message }] : [];
  }

  private snapshotIsDue(drafts: number, at: EpochMs): boolean {
    if (!this.recordInputs || !this.recorder.healthy) return false;
    const since = this.recorder.journal.head().sequence + drafts - this.snapshotSequence;
    return since >= SNAPSHOT_RECORDS || dayStart(at) !== this.snapshotDay;
  }

  private stateDraft(at: EpochMs): Draft {
    const modules = stateHash(this.core.stateTexts());
    return { at, source: SOURCE, type: STATE_TYPE, data: { modules } };
  }

  private snapshot(at: EpochMs): void {
    this.snapshotDay = dayStart(at);
    this.snapshotSequence = this.recorder.journal.head().sequence;
    // A snapshot only shortens recovery: without this one, the one before serves.
    saveSnapshot(this.recorder.journal, this.core, this.decisionLog);
  }

  /** Records the state's hashes and a snapshot; for an orderly end, and before a measurement. */
  checkpoint(at: EpochMs): void {
    const written = this.recorder.write([this.stateDraft(at)], at, () => this.core.save());
    if (written.ok && this.recordInputs) this.snapshot(at);
  }

  /** When `handle` wants to be called although nothing arrived. */
  nextWake(): EpochMs | null {
    const wake = this.core.nextWake();
    if (this.recorder.healthy) return wake;
    const retry = this.lastAttempt + RETRY_MS;
    return wake === null ? retry : Math.min(wake, retry);
  }

  status(now: EpochMs): PortfolioStatus {
    return portfolioStatus(this.core, this.recorder.journal.head(), Math.max(now, this.core.now));
  }

  panel = (now: EpochMs): KernelPanel => this.core.kernel.panel(Math.max(now, this.core.now));

  rollback(now: EpochMs): ReturnType<typeof rollbackReading> {
    return rollbackReading(this.core, Math.max(now, this.core.now));
  }

  /** Tasks of the cadence: open, just over, and to come. */
  cadence(): CadenceView {
    return cadenceView(this.core);
  }

  /** Report of the running day as it is recorded so far. */
  report = (): DailyReport => reportNow(this.core);

  /** Symbols whose 1m candles are needed, and since when: entries that throttling refused. */
  wantedMinutes = (): ReadonlyMap<SymbolId, EpochMs> => wantedMinutes(this.core.state.throttle);

  /** Hash of every module's state. */
  stateHashes = (): Readonly<Record<string, string>> => stateHash(this.core.stateTexts());

  /** The table of PRE-8 at today's equity, weights and prices. */
  feasibility(): readonly FeasibilityRow[] {
    return this.core.kernel.feasibility();
  }

  /** Newest first, numbers below `before` (null: from the newest), at most 1,000. */
  decisions(before: number | null, limit: number): readonly DecisionRecord[] {
    return this.decisionLog.before(this.recorder.journal, before, limit);
  }

  fate = (decision: number) => fateOf(this.recorder.journal, this.decisionLog, decision);

  /** Ascending, journal sequence above `after`, at most 5,000. */
  events(after: number, limit: number): readonly PublicEvent[] {
    return this.eventLog.after(this.recorder.journal, after, limit);
  }

  /** Messages for the desk with a number above `after`, ascending, and the newest number. */
  messages(after: number, limit: number): ReturnType<MessageLog['after']> {
    return this.messageLog.after(after, limit);
  }

  /** Newest first: the open ones, and the last closed ones (`all`: every one that is kept). */
  incidents(all: boolean): readonly Incident[] {
    return incidentList(this.core, all);
  }

  /** What a playbook would do now; null: there is no such open incident. */
  dryRun(playbook: PlaybookId, incident: string | null): PlaybookPlan | null {
    return dryRun(this.core, playbook, incident);
  }

  /** The decision with this id (`d123` or `123`); null when there is none. */
  explain(id: string): DecisionRecord | null {
    const number = decisionNumber(id);
    return number === null ? null : this.decisionLog.find(this.recorder.journal, number);
  }
}
