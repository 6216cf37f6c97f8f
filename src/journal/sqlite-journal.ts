/**
 * The durable journal: one SQLite file, one owner, hash-chained records, group commit. `append`
 * returns after the commit was synced to disk.
 */
import type { Envelope, Source } from '../domain/envelope.ts';
import { chainDraft, EMPTY_HEAD, envelopeOf, type Head, type StoredRecord } from './chain.ts';
import { codeOf, copyFile, openSqlite, type SqliteFile } from './database.ts';
import { JournalError, messageOf } from './errors.ts';
import { advanceSegments, type OpenSegment } from './segments.ts';
import { createSnapshotStore } from './snapshots.ts';
import {
  createRecordStore,
  prepareFile,
  type RecordStore,
  readOpenSegment,
  readSegments,
  writeSegmentChange,
} from './sqlite-store.ts';
import { type VerifiableJournal, verifyStored } from './verify.ts';

export interface SqliteJournalOptions {
  readonly build: string;
  readonly config: string;
  /** Whose journal it is, for example `executor`; another one's file is refused. */
  readonly source?: Source;
  /** True: the file must be there already (for `verify`, `explain`). Default false. */
  readonly mustExist?: boolean;
  /** Records at the end whose chain is verified on opening. Default 1000. */
  readonly verifyTail?: number;
  /** Most bytes of the file, then appends fail as on a full disk. Default: the disk decides. */
  readonly bytesMax?: number;
}

/** A journal in a file of its own. */
export interface FileJournal extends VerifiableJournal {
  /** Bytes of the file, its log left out. */
  bytes(): number;
  /**
   * Writes a consistent copy to `path`, which must not exist, and syncs it. Blocks its process: 8 ms
   * a MiB were seen. Throws a JournalError; the journal itself is not touched.
   */
  copyTo(path: string): void;
}

const TAIL_DEFAULT = 1_000;
const PAGE_BYTES = 4_096;

/**
 * Opens (or creates) the journal at `path`. Throws a JournalError: `locked` when it has an owner
 * already, `broken` when it is no journal, another one's, or its end does not hold.
 */
export function openSqliteJournal(path: string, options: SqliteJournalOptions): FileJournal {
  const { mustExist = false, bytesMax } = options;
  const pagesMax = bytesMax === undefined ? undefined : Math.floor(bytesMax / PAGE_BYTES);
  const file = openSqlite(path, { mustExist, pagesMax });
  try {
    return journalOn(file, path, options);
  } catch (cause) {
    file.close();
    if (cause instanceof JournalError) throw cause;
    throw new JournalError('broken', `${path} cannot be read: ${messageOf(cause)}`, cause);
  }
}

/** The journal on an open file; apart from `openSqliteJournal` so that faults can be put between. */
export function journalOn(
  file: SqliteFile,
  path: string,
  options: SqliteJournalOptions,
): FileJournal {
  prepareFile(file, path, options);
  const records = createRecordStore(file);
  const snapshots = createSnapshotStore(file);
  let head = verifiedHead(file, path, records, options.verifyTail ?? TAIL_DEFAULT);
  let open: OpenSegment | undefined = readOpenSegment(file);
  let state: 'live' | 'unusable' | 'closed' = 'live';

  const live = (): void => {
    if (state === 'live') return;
    const text = `${path} ${state === 'closed' ? 'is closed' : 'had an input/output error; open it again'}`;
    throw new JournalError(state, text);
  };

  /**
   * Words a failed write. Nothing of it may stay: after a full disk that is so, and writing may go
   * on later. After an input/output error (or when the rollback shows anything unexpected) nobody
   * knows what reached the disk; then this journal writes nothing more until it is opened again.
   */
  const failed = (cause: unknown): JournalError => {
    const undone = isUndone(file, records, head);
    if (!undone || /^SQLITE_(IOERR|CORRUPT|NOTADB)/.test(codeOf(cause))) {
      state = 'unusable';
      return new JournalError(
        'unusable',
        `${path}: input/output error (${messageOf(cause)}); what was stored shows when it is opened again`,
        cause,
      );
    }
    return new JournalError('write', `${path}: nothing was stored (${messageOf(cause)})`, cause);
  };

  const store = (batch: readonly StoredRecord[]): void => {
    const step = advanceSegments(open, head, batch);
    const single = records.isSingleStatement(batch.length) && step.changes.length === 0;
    try {
      if (!single) file.exec('BEGIN IMMEDIATE');
      records.insert(batch);
      for (const change of step.changes) writeSegmentChange(file, change);
      if (!single) file.exec('COMMIT');
    } catch (cause) {
      throw failed(cause);
    }
    open = step.open;
  };

  return {
    append(drafts) {
      live();
      const batch: StoredRecord[] = [];
      const envelopes: Envelope[] = [];
      let next = head;
      for (const draft of drafts) {
        const chained = chainDraft(next, draft, options);
        batch.push(chained.stored);
        envelopes.push(chained.envelope);
        next = chained.stored;
      }
      if (batch.length === 0) return envelopes;
      store(batch);
      head = { sequence: next.sequence, hash: next.hash };
      return envelopes;
    },
    *read(from = 1) {
      live();
      for (const record of records.range(from, head.sequence)) {
        live();
        yield envelopeOf(record);
      }
    },
    *stored(from = 1) {
      live();
      // Not up to `head` but up to whatever there is: verification must see what was added.
      yield* records.range(from, Number.MAX_SAFE_INTEGER);
    },
    segments() {
      live();
      return readSegments(file, head);
    },
    head: () => head,
    saveSnapshot(sequence, text) {
      live();
      if (sequence > head.sequence) {
        throw new RangeError(`snapshot at ${sequence}, but the journal ends at ${head.sequence}`);
      }
      try {
        snapshots.save(sequence, text);
      } catch (cause) {
        throw failed(cause);
      }
    },
    latestSnapshot() {
      live();
      return snapshots.latest();
    },
    bytes: () => Number(file.pragma('page_count')) * PAGE_BYTES,
    copyTo(to) {
      live();
      try {
        copyFile(file, to);
      } catch (cause) {
        throw new JournalError('write', `${path} was not copied: ${messageOf(cause)}`, cause);
      }
    },
    close() {
      if (state === 'closed') return;
      state = 'closed';
      file.close();
    },
  };
}

/** Rolls back what is open; is the file then as it was at `head`? */
function isUndone(file: SqliteFile, records: RecordStore, head: Head): boolean {
  try {
    if (file.inTransaction) file.exec('ROLLBACK');
    return (records.last()?.sequence ?? 0) === head.sequence;
  } catch {
    return false;
  }
}

/** The last record's head, after the chain of the last `tail` records was verified. */
function verifiedHead(file: SqliteFile, path: string, records: RecordStore, tail: number): Head {
  const last = records.last();
  const known = knownSequence(file);
  if (last === undefined && known === 0) return EMPTY_HEAD;
  const end = last?.sequence ?? 0;
  if (known > end) {
    throw new JournalError(
      'broken',
      `${path} ends at record ${end}, but record ${known} is known to have existed: restore it from a backup`,
    );
  }
  const before = Math.max(0, end - tail);
  const after = before === 0 ? EMPTY_HEAD : records.head(before);
  const report =
    after === undefined
      ? { ok: false as const, message: `record ${before} is missing` }
      : verifyStored(records.range(before + 1, end), [], { after });
  if (report.ok) return report.head;
  throw new JournalError(
    'broken',
    `${path}: the chain of the last records does not hold: ${report.message}; restore it from a backup`,
  );
}

/** The greatest sequence that segments and snapshots speak of. */
function knownSequence(file: SqliteFile): number {
  const rows = file
    .prepare(
      'SELECT max(coalesce((SELECT max(max(first), coalesce(max(last), 0)) FROM segments), 0), ' +
        'coalesce((SELECT max(sequence) FROM snapshots), 0))',
    )
    .rows([]);
  return Number(rows[0]?.[0] ?? 0);
}
