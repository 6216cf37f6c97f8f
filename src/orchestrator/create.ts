/** Starts of an orchestrator: on an empty journal, or on what the one before left. */
import type { DeskMessage } from '../domain/alerts.ts';
import type { SeptetConfig } from '../domain/config.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { Journal } from '../domain/journal.ts';
import type { ReportDocument } from '../domain/report-document.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../domain/time.ts';
import { canonicalText } from '../journal/canonical.ts';
import type { StartInput } from './core/consumed.ts';
import type { Core } from './core/core.ts';
import type { KernelFactory } from './core/kernel-port.ts';
import { loadCore } from './core/load-core.ts';
import { startCore } from './core/start.ts';
import { Orchestrator } from './orchestrator.ts';
import { DecisionLog } from './record/decision-log.ts';
import { documentOf } from './record/documents.ts';
import { EventLog } from './record/event-log.ts';
import { MessageLog } from './record/message-log.ts';
import { DECISION_TYPE, MESSAGE_TYPE, STATE_TYPE } from './record/records.ts';
import { Replayer } from './record/replay.ts';
import { readSnapshot } from './record/snapshot.ts';

export interface OrchestratorOptions {
  /** Version of the configuration in force, and the build of the program. */
  readonly version: string;
  readonly build: string;
  readonly journal: Journal;
  /** Writer epoch; a recovery uses a higher one when the journal already has this one. */
  readonly writer: number;
  /** Starts halted (`ENTRY_HALT` in the environment). */
  readonly entryHalt?: { readonly actor: string; readonly reason: string };
  /** False in backtests: decisions and outputs are journaled, inputs are not. */
  readonly recordInputs?: boolean;
  readonly kernel: KernelFactory;
}

/** Records at the end of the journal from which the lists in memory are filled again. */
const TAIL_RECORDS = 20_000;

/** A first start; throws when the journal already has records (recover those). */
export function createOrchestrator(
  config: SeptetConfig,
  options: OrchestratorOptions,
  at: EpochMs,
): Orchestrator {
  const { sequence } = options.journal.head();
  if (sequence > 0) throw new Error(`the journal already has ${sequence} records: recover them`);
  const start = startInput(options, config, options.writer, at);
  const { core, outputs } = startCore(null, start, options.kernel);
  const { journal } = options;
  const decisions = new DecisionLog();
  const events = new EventLog(0);
  const messages = new MessageLog();
  const documents: readonly ReportDocument[] = [];
  return new Orchestrator({
    core,
    journal,
    start,
    outputs,
    decisions,
    events,
    messages,
    documents,
  });
}

/**
 * A start on what the journal holds: the latest snapshot, the tail replayed and compared, then a
 * cold start under a new writer. When the tail does not come out the same, entries are halted with
 * the difference as the reason. An empty journal is a first start.
 */
export function recoverOrchestrator(
  config: SeptetConfig,
  options: OrchestratorOptions,
  at: EpochMs,
): Orchestrator {
  const { journal } = options;
  if (journal.head().sequence === 0) return createOrchestrator(config, options, at);
  const recovered = recover(options);
  const { core, decisions, events, messages, documents, difference, crashed } = recovered;
  const writer = Math.max(options.writer, core.state.writer + 1);
  const same = canonicalText(config) === canonicalText(core.base);
  const halted =
    difference === null
      ? options
      : { ...options, entryHalt: { actor: 'recovery', reason: difference } };
  const from = Math.max(at, core.now);
  const told = startInput(halted, same ? null : config, writer, from, crashed);
  // A batch may be a little ahead of the clock; more than that, and the clock went back.
  const back = core.now - at;
  const start = back > CLOCK_BACK ? { ...told, clockBack: back } : told;
  const restarted = startCore(core, start, options.kernel);
  const lists = { decisions, events, messages, documents };
  return new Orchestrator({ ...restarted, journal, start, ...lists });
}

function startInput(
  options: Pick<OrchestratorOptions, 'version' | 'build' | 'entryHalt' | 'recordInputs'>,
  config: SeptetConfig | null,
  writer: number,
  at: EpochMs,
  crashed = false,
): StartInput {
  return {
    kind: 'start',
    at,
    writer,
    version: options.version,
    build: options.build,
    config,
    crashed,
    recordInputs: options.recordInputs ?? true,
    entryHalt: options.entryHalt ?? null,
    named: true,
  };
}

interface Recovery {
  readonly core: Core;
  readonly decisions: DecisionLog;
  readonly events: EventLog;
  readonly messages: MessageLog;
  readonly documents: readonly ReportDocument[];
  /** The last record is not the state that an orderly end leaves. */
  readonly crashed: boolean;
  /** In words; null when the tail came out the same. */
  readonly difference: string | null;
}

/** The state that the journal leads to, for those who only read it; throws when it is empty. */
export const recoveredCore = (journal: Journal, kernel: KernelFactory): Core =>
  recover({ journal, kernel }).core;

/** A clock that lies this far behind the run before went back. */
const CLOCK_BACK: Ms = MINUTE_MS;

/** Reports of the tail whose files a start looks for; the newest. */
const DOCUMENTS_MAX = 40;

function recover({ journal, kernel }: Pick<OrchestratorOptions, 'journal' | 'kernel'>): Recovery {
  const head = journal.head().sequence;
  const snapshot = readSnapshot(journal);
  const decisions = new DecisionLog(snapshot?.decisions);
  const tailFrom = Math.max(0, head - TAIL_RECORDS);
  const events = new EventLog(tailFrom);
  const messages = new MessageLog();
  const documents: ReportDocument[] = [];
  const replayFrom = snapshot?.sequence ?? 0;
  const before = snapshot === undefined ? null : loadCore(snapshot.core, kernel);
  const replayer = new Replayer(kernel, before);
  let last = '';
  for (const envelope of journal.read(Math.min(tailFrom, replayFrom) + 1)) {
    last = envelope.type;
    if (envelope.sequence > replayFrom) replayer.feed(envelope);
    if (envelope.sequence > tailFrom) {
      events.add(envelope);
      if (envelope.type === MESSAGE_TYPE) messages.add(envelope.data as DeskMessage);
      const document = documentOf(envelope);
      if (document !== null) documents.push(document);
    }
    if (envelope.type === DECISION_TYPE) {
      decisions.recall(envelope.data as DecisionRecord, envelope.sequence);
    }
  }
  replayer.end(head);
  if (replayer.core === null) {
    throw new Error(`the journal has ${head} records, but no start: it is not an orchestrator's`);
  }
  const { difference } = replayer;
  const text =
    difference === null
      ? null
      : `the journal does not replay from record ${difference.sequence} (${difference.module}): ${difference.text}`;
  const lists = { decisions, events, messages, documents: documents.slice(-DOCUMENTS_MAX) };
  return { core: replayer.core, ...lists, crashed: last !== STATE_TYPE, difference: text };
}
