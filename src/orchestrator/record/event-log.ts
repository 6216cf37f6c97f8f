/** Events for those who ask: the latest in memory, older ones read from the journal. */
import type { PublicEvent } from '../../bus/messages.ts';
import type { Envelope } from '../../domain/envelope.ts';
import type { Journal } from '../../domain/journal.ts';
import { publicEventOf } from './records.ts';

const KEPT = 5_000;
const SCAN_MAX = 100_000;
const LIMIT_MAX = 5_000;

export class EventLog {
  private readonly recent: PublicEvent[] = [];
  /** Every event with a sequence above this is in memory. */
  private completeAfter: number;

  constructor(completeAfter: number) {
    this.completeAfter = completeAfter;
  }

  /** The event of a stored record, remembered; null when it is no news. */
  add(envelope: Envelope): PublicEvent | null {
    const event = publicEventOf(envelope);
    if (event === null) return null;
    this.recent.push(event);
    if (this.recent.length > 2 * KEPT) {
      const dropped = this.recent.splice(0, KEPT);
      this.completeAfter = dropped[dropped.length - 1]!.sequence;
    }
    return event;
  }

  /** Ascending, sequence above `after`, at most `limit`. */
  after(journal: Journal, after: number, limit: number): readonly PublicEvent[] {
    const wanted = Math.min(Math.max(0, Math.trunc(limit)), LIMIT_MAX);
    if (after >= this.completeAfter) {
      const from = this.recent.findIndex((event) => event.sequence > after);
      return from < 0 ? [] : this.recent.slice(from, from + wanted);
    }
    const found: PublicEvent[] = [];
    let scanned = 0;
    for (const envelope of journal.read(after + 1)) {
      scanned += 1;
      if (found.length >= wanted || scanned > SCAN_MAX) break;
      const event = publicEventOf(envelope);
      if (event !== null) found.push(event);
    }
    return found;
  }
}
