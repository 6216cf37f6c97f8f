/**
 * The journal in memory: same numbering, same chain, same segments, nothing durable. For backtests
 * (which may keep only the head) and for tests, which can make the next writes fail.
 */
import type { Draft, Envelope } from '../domain/envelope.ts';
import { chainDraft, EMPTY_HEAD, envelopeOf, type Head, type StoredRecord } from './chain.ts';
import { JournalError } from './errors.ts';
import { advanceSegments, dayName, type OpenSegment, type Segment } from './segments.ts';
import type { VerifiableJournal } from './verify.ts';

export interface MemoryJournalOptions {
  readonly build: string;
  readonly config: string;
  /** False: only the head is kept, and `read` throws. Default true. */
  readonly keep?: boolean;
  /** Sees every batch right after it was appended, for example to write it to a file. */
  readonly onAppend?: (records: readonly Envelope[]) => void;
}

export interface MemoryJournal extends VerifiableJournal {
  /** The next `times` appends throw and store nothing, as a full disk would. */
  failNext(message?: string, times?: number): void;
}

export function createMemoryJournal(options: MemoryJournalOptions): MemoryJournal {
  const keep = options.keep ?? true;
  const records: StoredRecord[] = [];
  const sealed: Segment[] = [];
  let head: Head = EMPTY_HEAD;
  let open: OpenSegment | undefined;
  let snapshot: { readonly sequence: number; readonly state: string } | undefined;
  let fault = { message: '', times: 0 };
  let closed = false;

  const live = (): void => {
    if (closed) throw new JournalError('closed', 'the journal is closed');
  };
  const stored = function* (from = 1): Iterable<StoredRecord> {
    live();
    if (!keep) throw new JournalError('unusable', 'this journal keeps no records, only the head');
    const last = records.length;
    for (let index = Math.max(from, 1) - 1; index < last; index += 1) yield records[index]!;
  };

  return {
    append(drafts) {
      live();
      if (fault.times > 0) {
        fault = { ...fault, times: fault.times - 1 };
        throw new JournalError('write', fault.message);
      }
      const batch: StoredRecord[] = [];
      const envelopes: Envelope[] = [];
      let next = head;
      for (const draft of drafts) {
        const chained = chainDraft(next, draft as Draft, options);
        batch.push(chained.stored);
        envelopes.push(chained.envelope);
        next = chained.stored;
      }
      const step = advanceSegments(open, head, batch);
      let opened = open;
      for (const change of step.changes) {
        if (change.kind === 'seal') {
          sealed.push({ ...change, day: dayName(opened?.day ?? 0), sealed: true });
        } else opened = change;
      }
      open = step.open;
      head = { sequence: next.sequence, hash: next.hash };
      if (keep) records.push(...batch);
      options.onAppend?.(envelopes);
      return envelopes;
    },
    *read(from = 1) {
      for (const record of stored(from)) yield envelopeOf(record);
    },
    stored,
    segments() {
      if (open === undefined) return sealed;
      const { sequence, hash } = head;
      const { day, first } = open;
      return [...sealed, { day: dayName(day), first, last: sequence, hash, sealed: false }];
    },
    head: () => head,
    saveSnapshot(sequence, state) {
      live();
      if (sequence > head.sequence) {
        throw new RangeError(`snapshot at ${sequence}, but the journal ends at ${head.sequence}`);
      }
      snapshot = { sequence, state };
    },
    latestSnapshot: () => snapshot,
    close() {
      closed = true;
    },
    failNext(message = 'injected write fault', times = 1) {
      fault = { message, times };
    },
  };
}
