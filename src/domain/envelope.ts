import type { EpochMs } from './time.ts';

/** Version of the envelope itself. */
export const ENVELOPE_SCHEMA = 1;

/** Who speaks: service name, for example `orchestrator`, `executor`, `worker:S3`. */
export type Source = string;

/** One journaled record. `sequence` starts at 1 and has no holes within a journal. */
export interface Envelope<T = unknown> {
  readonly sequence: number;
  /** Market time at which it happened. */
  readonly at: EpochMs;
  readonly source: Source;
  /** Kind of the payload, dotted: `input.signal`, `output.decision`, `fact.fill`. */
  readonly type: string;
  readonly schema: number;
  /** Build and configuration that wrote it. */
  readonly build: string;
  readonly config: string;
  readonly data: T;
  /** SHA-256, hex: of the previous record's hash and this record's canonical text. */
  readonly hash: string;
}

/** A record before the journal numbers and chains it. */
export type Draft<T = unknown> = Pick<Envelope<T>, 'at' | 'source' | 'type' | 'data'>;
