/** Proof that a chain of records is whole: nothing changed, removed, inserted or moved. */
import type { Envelope } from '../domain/envelope.ts';
import type { Journal } from '../domain/journal.ts';
import {
  chainHash,
  EMPTY_HEAD,
  type Head,
  recordText,
  type StoredRecord,
  storedOf,
} from './chain.ts';
import { messageOf } from './errors.ts';
import type { Segment } from './segments.ts';

/** A journal that shows its records exactly as they are stored, which is what is verified. */
export interface VerifiableJournal extends Journal {
  /** Records with `sequence >= from`, ascending, data as stored text. */
  stored(from?: number): Iterable<StoredRecord>;
  /** Daily segments, ascending; the last one is open. */
  segments(): readonly Segment[];
}

export type ChainReport =
  | { readonly ok: true; readonly records: number; readonly head: Head }
  | {
      readonly ok: false;
      /** Records before the first broken one. */
      readonly records: number;
      /** First broken sequence. */
      readonly sequence: number;
      readonly problem: ChainProblem;
      /** In words. */
      readonly message: string;
    };

/**
 * `missing`: sequence numbers left out. `order`: repeated or going backwards. `data`: the content
 * was changed, its hash was not. `hash`: the hash was changed, or the hash before it, or both
 * content and hash. `unreadable`: the record or the rest of the file cannot be read. `segment`:
 * the chain holds but is not the one that was sealed. `truncated`: records known from elsewhere
 * are not there.
 */
export type ChainProblem =
  | 'missing'
  | 'order'
  | 'data'
  | 'hash'
  | 'unreadable'
  | 'segment'
  | 'truncated';

export interface VerifyOptions {
  /** Where the records begin, when not at the first one. */
  readonly after?: Head;
  /** A head known from elsewhere (snapshot, other journal): the chain must contain it. */
  readonly contains?: Head;
}

/** Verifies records (an export, a memory journal's) or a journal with its segments. */
export function verifyChain(
  source: Iterable<Envelope> | VerifiableJournal,
  options: VerifyOptions = {},
): ChainReport {
  if (Symbol.iterator in source) return verifyStored(storedLazily(source), [], options);
  const after = options.after ?? EMPTY_HEAD;
  try {
    return verifyStored(source.stored(after.sequence + 1), source.segments(), options);
  } catch (cause) {
    return unreadable(0, after.sequence + 1, cause);
  }
}

function* storedLazily(envelopes: Iterable<Envelope>): Iterable<StoredRecord> {
  for (const envelope of envelopes) yield storedOf(envelope);
}

/** Verifies stored records, and the seals of segments that lie among them. */
export function verifyStored(
  source: Iterable<StoredRecord>,
  segments: readonly Segment[] = [],
  options: VerifyOptions = {},
): ChainReport {
  const anchors = new Map<number, { readonly hash: string; readonly name: string }>();
  for (const { sealed, last, hash, day } of segments) {
    if (sealed) anchors.set(last, { hash, name: `the seal of ${day}` });
  }
  const contains = options.contains;
  let head = options.after ?? EMPTY_HEAD;
  let records = 0;
  const iterator = source[Symbol.iterator]();
  while (true) {
    let record: StoredRecord | undefined;
    try {
      const next = iterator.next();
      record = next.done ? undefined : next.value;
    } catch (cause) {
      return unreadable(records, head.sequence + 1, cause);
    }
    if (record === undefined) break;
    const expected = head.sequence + 1;
    if (record.sequence !== expected) return misplaced(records, expected, record.sequence);
    const computed = hashOf(head.hash, record);
    if (computed !== record.hash) {
      return changed(records, record, computed, peek(iterator));
    }
    head = { sequence: record.sequence, hash: record.hash };
    records += 1;
    const anchor = anchors.get(head.sequence);
    if (anchor !== undefined && anchor.hash !== head.hash) {
      return notTheSealed(records, head.sequence, anchor.name);
    }
    if (contains?.sequence === head.sequence && contains.hash !== head.hash) {
      return notTheSealed(records, head.sequence, 'the hash known from elsewhere');
    }
  }
  const latest = Math.max(contains?.sequence ?? 0, ...anchors.keys());
  if (latest > head.sequence) return truncated(records, head.sequence, latest);
  return { ok: true, records, head };
}

const hashOf = (previous: string, record: StoredRecord): string =>
  chainHash(previous, recordText(record));

function peek(iterator: Iterator<StoredRecord>): StoredRecord | undefined {
  try {
    const next = iterator.next();
    return next.done ? undefined : next.value;
  } catch {
    return undefined;
  }
}

type Broken = Extract<ChainReport, { ok: false }>;

function misplaced(records: number, expected: number, found: number): Broken {
  const missing = found > expected;
  return {
    ok: false,
    records,
    sequence: expected,
    problem: missing ? 'missing' : 'order',
    message: missing
      ? `record ${expected} is missing: ${found} follows ${expected - 1}`
      : `record ${found} stands where ${expected} should: repeated or out of order`,
  };
}

/** The record after it tells whether content or hash was changed: it was chained to the original. */
function changed(
  records: number,
  record: StoredRecord,
  computed: string,
  next: StoredRecord | undefined,
): Broken {
  const { sequence } = record;
  const broken = { ok: false, records, sequence } as const;
  if (next && hashOf(record.hash, next) === next.hash) {
    return {
      ...broken,
      problem: 'data',
      message: `the content of record ${sequence} was changed: it does not give its hash`,
    };
  }
  if (next && hashOf(computed, next) === next.hash) {
    return { ...broken, problem: 'hash', message: `the hash of record ${sequence} was changed` };
  }
  return {
    ...broken,
    problem: 'hash',
    message: `record ${sequence} does not give its hash: it, its hash or the hash before was changed`,
  };
}

function notTheSealed(records: number, sequence: number, name: string): Broken {
  return {
    ok: false,
    records: records - 1,
    sequence,
    problem: 'segment',
    message: `the chain up to record ${sequence} is whole, but not the one of ${name}: it was written anew`,
  };
}

function truncated(records: number, last: number, known: number): Broken {
  return {
    ok: false,
    records,
    sequence: last + 1,
    problem: 'truncated',
    message: `the chain ends at record ${last}, but record ${known} is known to have existed`,
  };
}

function unreadable(records: number, sequence: number, cause: unknown): Broken {
  return {
    ok: false,
    records,
    sequence,
    problem: 'unreadable',
    message: `record ${sequence} cannot be read: ${messageOf(cause)}`,
  };
}
