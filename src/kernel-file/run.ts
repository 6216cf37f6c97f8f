/** The bare kernel over a file's events: what to write for each, and the proof at the end. */
import { hash } from 'node:crypto';
import type { KernelConfig } from '../domain/config.ts';
import { KERNEL_DECISIONS_SCHEMA, type KernelHeader } from '../formats/kernel-file.ts';
import { stateHash } from '../journal/state-hash.ts';
import { describeDecision } from '../kernel/decision/describe-decision.ts';
import type { KernelEvent } from '../kernel/events.ts';
import { createKernel, type KernelState } from '../kernel/kernel.ts';
import { loadKernel, SnapshotRefused, saveKernel, stateTexts } from '../kernel/snapshot.ts';
import { kernelStatus } from '../kernel/status.ts';
import { step } from '../kernel/step.ts';

const KERNEL_STATE_SCHEMA = 'septet.kernel-state/1';

export interface KernelSummary {
  readonly events: number;
  readonly allowed: number;
  readonly refused: number;
  readonly byReason: Readonly<Record<string, number>>;
  readonly rejectedInputs: number;
  readonly byRejection: Readonly<Record<string, number>>;
  readonly stateHash: string;
  readonly modules: Readonly<Record<string, string>>;
}

/** Counts since the kernel began: a continued run counts what came before it, too. */
export class KernelRun {
  private readonly config: KernelConfig;
  private readonly state: KernelState;
  private readonly begin: number;
  private taken = 0;

  /** `saved` is the text of a state file; a state that does not fit throws `SnapshotRefused`. */
  constructor(config: KernelConfig, header: KernelHeader, saved?: string) {
    const { at, writer, epoch } = header;
    this.config = config;
    this.state =
      saved === undefined
        ? createKernel(config, { at, writer, epoch })
        : loadKernel(config, snapshotOf(saved));
    if (at < this.state.core.now) {
      throw new SnapshotRefused(
        `the events begin at ${at}, the state stands at ${this.state.core.now}: give the events after it`,
      );
    }
    this.begin = at;
  }

  /** First line of the output. */
  header(): string {
    const { version } = this.config;
    return JSON.stringify({ schema: KERNEL_DECISIONS_SCHEMA, config: version, at: this.begin });
  }

  /** Lines for one event, in the order of the kernel's outputs. */
  take(event: KernelEvent, line: number): string[] {
    this.taken += 1;
    return step(this.state, event).map((output) =>
      JSON.stringify(
        output.kind === 'decision'
          ? { line, decision: describeDecision(this.state, output) }
          : { line, output },
      ),
    );
  }

  summary(): KernelSummary {
    const { counters } = this.state;
    const modules = stateHash(stateTexts(this.state));
    const list = Object.entries(modules).map(([name, value]) => `${name} ${value}\n`);
    return {
      events: this.taken,
      allowed: counters.allowed,
      refused: counters.refused,
      byReason: sorted(counters.byReason),
      rejectedInputs: counters.rejectedInputs,
      byRejection: sorted(counters.byRejection),
      stateHash: hash('sha256', list.join('')),
      modules,
    };
  }

  /** Text of a state file: to read, and to go on from. */
  stateText(): string {
    const { now } = this.state.core;
    const { stateHash: whole, modules } = this.summary();
    return JSON.stringify(
      {
        schema: KERNEL_STATE_SCHEMA,
        config: this.config.version,
        at: now,
        stateHash: whole,
        modules,
        status: kernelStatus(this.state, now),
        snapshot: saveKernel(this.state),
      },
      null,
      2,
    );
  }
}

function snapshotOf(text: string): string {
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch (error) {
    throw new SnapshotRefused(`not JSON: ${(error as Error).message}`);
  }
  const { schema, snapshot } = (saved ?? {}) as Record<string, unknown>;
  if (schema !== KERNEL_STATE_SCHEMA || typeof snapshot !== 'string') {
    throw new SnapshotRefused(
      `its schema is ${JSON.stringify(schema) ?? 'missing'}, expected "${KERNEL_STATE_SCHEMA}" as --state writes it`,
    );
  }
  return snapshot;
}

const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
