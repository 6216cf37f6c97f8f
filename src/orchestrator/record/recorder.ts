/**
 * Facts before acts: the one place where the orchestrator writes its journal. A write that fails
 * is kept and tried again with the next one; beyond the bound only the state as a whole is kept,
 * and written as a new segment once the journal can be written again.
 */
import type { Draft, Envelope } from '../../domain/envelope.ts';
import type { Journal } from '../../domain/journal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { SEGMENT_TYPE, type SegmentRecord, SOURCE } from './records.ts';

const PENDING_MAX = 20_000;

export type WriteResult =
  | { readonly ok: true; readonly stored: readonly Envelope[] }
  | { readonly ok: false; readonly error: string };

const NOTHING: readonly Envelope[] = [];

export class Recorder {
  readonly journal: Journal;
  private pending: Draft[] = [];
  private dropped = 0;
  /** False since a write failed, until one succeeded. */
  healthy = true;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  /** Writes what is pending and `drafts` in one transaction, or keeps all of it. */
  write(drafts: readonly Draft[], at: EpochMs, state: () => string): WriteResult {
    if (drafts.length === 0 && this.pending.length === 0 && this.dropped === 0) {
      return { ok: true, stored: NOTHING };
    }
    const all = this.dropped > 0 ? [this.segment(at, drafts.length, state)] : this.with(drafts);
    try {
      const stored = this.append(all);
      this.pending = [];
      this.dropped = 0;
      this.healthy = true;
      return { ok: true, stored };
    } catch (error) {
      this.healthy = false;
      this.defer(drafts);
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  private with(drafts: readonly Draft[]): readonly Draft[] {
    return this.pending.length === 0 ? drafts : [...this.pending, ...drafts];
  }

  /** A figure without a canonical text is a bug, but must not stop the record: it becomes null. */
  private append(drafts: readonly Draft[]): readonly Envelope[] {
    try {
      return this.journal.append(drafts);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.journal.append(drafts.map(plain));
    }
  }

  /** Keeps records for the next write, in their order; beyond the bound only their number. */
  defer(drafts: readonly Draft[]): void {
    if (this.dropped === 0 && this.pending.length + drafts.length <= PENDING_MAX) {
      this.pending.push(...drafts);
      return;
    }
    this.dropped += this.pending.length + drafts.length;
    this.pending = [];
  }

  private segment(at: EpochMs, more: number, state: () => string): Draft<SegmentRecord> {
    const dropped = this.dropped + more;
    const reason = `the journal could not be written: ${dropped} records are missing before this one`;
    return {
      at,
      source: SOURCE,
      type: SEGMENT_TYPE,
      data: { reason, dropped, state: state() },
    };
  }
}

const plain = (draft: Draft): Draft => ({
  ...draft,
  data: JSON.parse(JSON.stringify(draft.data)) as unknown,
});
