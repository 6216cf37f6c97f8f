/**
 * Runs a journal again: the inputs, in their order, through the same core; every output and every
 * recorded state hash must come out the same (requirement AUD-2). The first difference is named
 * with its record and its module.
 */
import type { Envelope } from '../../domain/envelope.ts';
import { canonicalText } from '../../journal/canonical.ts';
import { stateHash } from '../../journal/state-hash.ts';
import { BATCH_END, type ConsumedInput, type StartInput } from '../core/consumed.ts';
import type { Core } from '../core/core.ts';
import type { KernelFactory } from '../core/kernel-port.ts';
import { loadCore } from '../core/load-core.ts';
import type { CoreOutput } from '../core/output.ts';
import { startCore } from '../core/start.ts';
import {
  outputDraft,
  SEGMENT_TYPE,
  type SegmentRecord,
  STATE_TYPE,
  type StateRecord,
} from './records.ts';

export interface ReplayDifference {
  /** Journal sequence of the record that differs. */
  readonly sequence: number;
  /** `kernel`, `launch`, ... : where the difference shows first. */
  readonly module: string;
  readonly text: string;
}

export interface ReplayResult {
  /** True: everything came out the same. */
  readonly ok: boolean;
  readonly records: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly decisions: number;
  /** Recorded states whose hashes were compared. */
  readonly states: number;
  readonly starts: number;
  /** Records that could not be checked: after a difference, or inputs that were not recorded. */
  readonly unchecked: number;
  readonly difference: ReplayDifference | null;
  /** State at the end, by module; empty when there is no core. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** One output that has to come next. */
interface Expected {
  readonly type: string;
  readonly text: string;
}

/** Feeds records one by one; used by `replay`, and by recovery for the tail of a journal. */
export class Replayer {
  core: Core | null;
  difference: ReplayDifference | null = null;
  private readonly factory: KernelFactory;
  private readonly build: string | null;
  private batch: ConsumedInput[] = [];
  private expected: Expected[] = [];
  private next = 0;
  private recorded = true;
  readonly counts = {
    records: 0,
    inputs: 0,
    outputs: 0,
    decisions: 0,
    states: 0,
    starts: 0,
    unchecked: 0,
  };

  /** `core`: the state before the first record fed; null: the first record is a start. */
  constructor(factory: KernelFactory, core: Core | null = null, build: string | null = null) {
    this.factory = factory;
    this.core = core;
    this.build = build;
  }

  feed(envelope: Envelope): void {
    this.counts.records += 1;
    if (this.difference !== null) this.counts.unchecked += 1;
    // After a difference inputs are still consumed: recovery needs the state they lead to.
    try {
      this.dispatch(envelope);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.differ(envelope.sequence, 'replay', `${envelope.type} cannot be replayed: ${text}`);
    }
  }

  /** Call after the last record: outputs that should have followed are missing. */
  end(sequence: number): void {
    this.expectNothing(sequence + 1);
  }

  private dispatch(envelope: Envelope): void {
    const { type, data, sequence } = envelope;
    if (type === SEGMENT_TYPE) {
      this.core = loadCore((data as SegmentRecord).state, this.factory);
      this.batch = [];
      this.expected = [];
      this.next = 0;
    } else if (type === STATE_TYPE) this.compareState(sequence, data as StateRecord);
    else if (type.startsWith('output.')) this.compareOutput(envelope);
    else if (type === 'input.start') this.start(sequence, data as StartInput);
    else if (type === BATCH_END) {
      if (this.core === null) throw new Error('no start before it');
      const outputs = this.core.consume(this.batch, (data as { readonly at: number }).at);
      this.batch = [];
      this.expect(outputs);
    } else if (type.startsWith('input.')) {
      this.expectNothing(sequence);
      this.counts.inputs += 1;
      this.batch.push(data as ConsumedInput);
    } else this.differ(sequence, 'replay', `there is no record type "${type}"`);
  }

  private start(sequence: number, start: StartInput): void {
    this.expectNothing(sequence);
    if (this.build !== null && start.build !== this.build) {
      throw new Error(`it was written by build ${start.build}, this is ${this.build}`);
    }
    this.counts.starts += 1;
    this.recorded = start.recordInputs;
    const { core, outputs } = startCore(this.core, start, this.factory);
    this.core = core;
    this.expect(outputs);
  }

  private expect(outputs: readonly CoreOutput[]): void {
    this.expected = [];
    this.next = 0;
    for (const output of outputs) {
      const draft = outputDraft(output, 0);
      if (draft !== null) this.expected.push({ type: draft.type, text: comparable(draft.data) });
    }
  }

  private compareOutput({ sequence, type, data }: Envelope): void {
    if (this.difference !== null) return;
    const expected = this.expected[this.next];
    if (expected === undefined && !this.recorded) {
      // Outputs of inputs that were not recorded: the chain alone vouches for them.
      this.counts.unchecked += 1;
      return;
    }
    if (expected === undefined) {
      this.differ(sequence, moduleOf(type), `the journal has ${type}, the replay has nothing`);
      return;
    }
    this.next += 1;
    this.counts.outputs += 1;
    if (type === 'output.decision') this.counts.decisions += 1;
    if (expected.type !== type) {
      this.differ(sequence, moduleOf(type), `journal ${type}, replay ${expected.type}`);
      return;
    }
    const recorded = comparable(data);
    if (recorded === expected.text) return;
    this.differ(sequence, moduleOf(type), `${type}: ${firstDifference(recorded, expected.text)}`);
  }

  private compareState(sequence: number, record: StateRecord): void {
    if (!this.recorded) {
      this.counts.unchecked += 1;
      return;
    }
    this.expectNothing(sequence);
    if (this.difference !== null) return;
    if (this.core === null) throw new Error('no start before it');
    this.counts.states += 1;
    const hashes = stateHash(this.core.stateTexts());
    const names = [...new Set([...Object.keys(hashes), ...Object.keys(record.modules)])].sort();
    const wrong = names.find((name) => hashes[name] !== record.modules[name]);
    if (wrong === undefined) return;
    const text = `state of ${wrong}: journal ${record.modules[wrong] ?? 'none'}, replay ${hashes[wrong] ?? 'none'}`;
    this.differ(sequence, wrong, text);
  }

  private expectNothing(sequence: number): void {
    const missing = this.expected[this.next];
    if (missing === undefined || this.difference !== null) return;
    const text = `the replay has ${missing.type}, the journal does not: ${missing.text.slice(0, 200)}`;
    this.differ(sequence, moduleOf(missing.type), text);
  }

  private differ(sequence: number, module: string, text: string): void {
    this.difference ??= { sequence, module, text };
  }
}

function moduleOf(type: string): string {
  if (type.startsWith('output.launch_') || type === 'output.worker_control') return 'launch';
  if (['output.alert', 'output.reply', 'output.command'].includes(type)) return 'orchestrator';
  return 'kernel';
}

/** Canonical text; figures without one are written as null, here as in the journal. */
function comparable(data: unknown): string {
  try {
    return canonicalText(data);
  } catch {
    return canonicalText(JSON.parse(JSON.stringify(data)));
  }
}

/** Where two canonical texts part, with some of what surrounds it. */
function firstDifference(recorded: string, replayed: string): string {
  let at = 0;
  while (at < recorded.length && recorded[at] === replayed[at]) at += 1;
  const from = Math.max(0, at - 40);
  return `journal "${recorded.slice(from, at + 40)}", replay "${replayed.slice(from, at + 40)}"`;
}

/**
 * Replays a whole journal from its first record. `build`: refuse records of another build, whose
 * program may have decided otherwise; null: compare whatever build wrote them.
 */
export function replay(
  records: Iterable<Envelope>,
  options: { readonly kernel: KernelFactory; readonly build?: string | null },
): ReplayResult {
  const replayer = new Replayer(options.kernel, null, options.build ?? null);
  let last = 0;
  for (const envelope of records) {
    replayer.feed(envelope);
    last = envelope.sequence;
  }
  replayer.end(last);
  const { core, difference, counts } = replayer;
  const hashes = core === null ? {} : stateHash(core.stateTexts());
  return { ok: difference === null, ...counts, difference, hashes };
}
