/**
 * Daily segments: the records of one UTC day of market time. A segment is sealed, with the hash of
 * its last record, by the first record of a later day, in the same transaction. A record that
 * comes late (its time is of an earlier day) belongs to the open segment: sequence decides.
 */
import { DAY_MS, type EpochMs } from '../domain/time.ts';
import type { Head, StoredRecord } from './chain.ts';

export interface Segment {
  /** UTC day, `2025-01-06`. */
  readonly day: string;
  readonly first: number;
  /** Last sequence; of the open segment, the last one so far. */
  readonly last: number;
  /** Hash of the last record. */
  readonly hash: string;
  readonly sealed: boolean;
}

/** Whole UTC days since the epoch. */
export const dayNumber = (at: EpochMs): number => Math.floor(at / DAY_MS);

export const dayName = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The segment that is being written. */
export interface OpenSegment {
  readonly day: number;
  readonly first: number;
}

export type SegmentChange =
  | { readonly kind: 'seal'; readonly first: number; readonly last: number; readonly hash: string }
  | { readonly kind: 'open'; readonly first: number; readonly day: number };

export interface SegmentStep {
  readonly open: OpenSegment | undefined;
  /** Empty in nearly every append. */
  readonly changes: readonly SegmentChange[];
}

const NO_CHANGES: readonly SegmentChange[] = [];

/** What the records about to be appended behind `head` do to the segments. */
export function advanceSegments(
  open: OpenSegment | undefined,
  head: Head,
  records: readonly StoredRecord[],
): SegmentStep {
  let current = open;
  let previous = head;
  let changes: SegmentChange[] | undefined;
  for (const record of records) {
    const day = dayNumber(record.at);
    if (current === undefined || day > current.day) {
      changes ??= [];
      if (current !== undefined) {
        const { first } = current;
        changes.push({ kind: 'seal', first, last: previous.sequence, hash: previous.hash });
      }
      current = { day, first: record.sequence };
      changes.push({ kind: 'open', first: record.sequence, day });
    }
    previous = record;
  }
  return { open: current, changes: changes ?? NO_CHANGES };
}
