/** Decisions for those who ask: the latest in memory, all others through a sparse index. */
import type { DecisionRecord } from '../../domain/decision.ts';
import type { Envelope } from '../../domain/envelope.ts';
import type { Journal } from '../../domain/journal.ts';
import { DECISION_TYPE } from './records.ts';

const KEPT = 1_000;
/** One decision in this many has its place in the journal remembered. */
const INDEX_STEP = 16;
/** Records read at most to answer one question. */
const SCAN_MAX = 200_000;
const LIMIT_MAX = 1_000;

export class DecisionLog {
  private readonly recent: DecisionRecord[] = [];
  /** [decision, journal sequence, ...], ascending. */
  private readonly index: number[];
  private count = 0;

  constructor(index: readonly number[] = []) {
    this.index = [...index];
  }

  add(record: DecisionRecord, sequence: number): void {
    if (this.count % INDEX_STEP === 0) this.index.push(record.decision, sequence);
    this.count += 1;
    this.recent.push(record);
    if (this.recent.length > 2 * KEPT) this.recent.splice(0, KEPT);
  }

  /** A decision read back from the journal: indexed only where the index does not reach yet. */
  recall(record: DecisionRecord, sequence: number): void {
    const indexed = this.index[this.index.length - 1] ?? 0;
    if (sequence > indexed) this.add(record, sequence);
    else {
      this.recent.push(record);
      if (this.recent.length > 2 * KEPT) this.recent.splice(0, KEPT);
    }
  }

  /** Newest first, numbers below `before` (null: the newest). */
  before(journal: Journal, before: number | null, limit: number): readonly DecisionRecord[] {
    const wanted = Math.min(Math.max(0, Math.trunc(limit)), LIMIT_MAX);
    const end = before ?? Number.POSITIVE_INFINITY;
    const found: DecisionRecord[] = [];
    for (let at = this.recent.length - 1; at >= 0 && found.length < wanted; at -= 1) {
      const record = this.recent[at]!;
      if (record.decision < end) found.push(record);
    }
    const oldest = this.recent[0]?.decision;
    if (found.length < wanted && oldest !== undefined) {
      const older = this.scan(journal, Math.min(end, oldest), wanted - found.length);
      found.push(...older);
    }
    return found;
  }

  find(journal: Journal, decision: number): DecisionRecord | null {
    const oldest = this.recent[0]?.decision ?? Number.POSITIVE_INFINITY;
    if (decision >= oldest) {
      return this.recent.find((record) => record.decision === decision) ?? null;
    }
    return this.scan(journal, decision + 1, 1).find((r) => r.decision === decision) ?? null;
  }

  /** Older than memory, newest first: reads the journal from an indexed place before them. */
  private scan(journal: Journal, end: number, wanted: number): readonly DecisionRecord[] {
    const from = this.placeBefore(end - wanted);
    const found: DecisionRecord[] = [];
    let scanned = 0;
    for (const envelope of journal.read(from)) {
      scanned += 1;
      if (scanned > SCAN_MAX) break;
      if (envelope.type !== DECISION_TYPE) continue;
      const record = (envelope as Envelope<DecisionRecord>).data;
      if (record.decision >= end) break;
      found.push(record);
      if (found.length > 2 * (wanted + INDEX_STEP)) found.splice(0, wanted + INDEX_STEP);
    }
    return found.reverse().slice(0, wanted);
  }

  /** Journal sequence from which decision `decision` and all later ones are found. */
  private placeBefore(decision: number): number {
    let low = 0;
    let high = this.index.length / 2 - 1;
    let place = 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (this.index[2 * middle]! <= decision) {
        place = this.index[2 * middle + 1]!;
        low = middle + 1;
      } else high = middle - 1;
    }
    return place;
  }

  /** Journal sequence from which the decision and all that followed it are found. */
  placeOf(decision: number): number {
    return this.placeBefore(decision);
  }

  save(): readonly number[] {
    return this.index;
  }
}

/** Number of a decision id `d123`; null when it is none. */
export function decisionNumber(id: string): number | null {
  const match = /^d?(\d{1,15})$/.exec(id.trim());
  return match === null ? null : Number(match[1]);
}
