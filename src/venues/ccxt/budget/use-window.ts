/**
 * How much of one of the venue's limits is used. Our own requests count for a whole window after
 * they left, wherever the venue's window begins; what the venue reports covers others on the same
 * address as well. The larger of the two counts. Instants are machine time.
 */
import type { Ms } from '../../../domain/time.ts';

interface Use {
  readonly at: Ms;
  amount: number;
}
interface Report {
  readonly used: number;
  readonly sentAt: Ms;
  readonly gone: Ms;
}

export class UseWindow {
  readonly limit: number;
  readonly length: Ms;
  /** Own use of the last window, oldest first; never more entries than the limit. */
  private readonly own: Use[] = [];
  private sum = 0;
  private reported: Report | null = null;
  /** Own use after the request of the last report left: it may be in the figure or not. */
  private since = 0;
  /** The venue said that its window ends here. */
  private endsAt: Ms = Number.POSITIVE_INFINITY;

  constructor(limit: number, length: Ms) {
    this.limit = limit;
    this.length = length;
  }

  add(amount: number, now: Ms): void {
    this.forget(now);
    if (amount <= 0) return;
    this.sum += amount;
    this.since += amount;
    const newest = this.own.at(-1);
    if (newest?.at === now) newest.amount += amount;
    else this.own.push({ at: now, amount });
  }

  /**
   * What an answer's header said, `sentAt` being when its request left. Counts until another one
   * comes, a window at most; the answer to an older request than that of the last report is late
   * and says nothing.
   */
  report(used: number, sentAt: Ms, now: Ms): void {
    if (!(Number.isFinite(used) && used >= 0)) return;
    this.forget(now);
    const known = this.reported;
    if (known !== null && sentAt < known.sentAt) return;
    if (known !== null && sentAt === known.sentAt && used < known.used) return;
    this.reported = { used, sentAt, gone: now + this.length };
    this.since = 0;
    for (let i = this.own.length - 1; i >= 0 && this.own[i]!.at > sentAt; i -= 1) {
      this.since += this.own[i]!.amount;
    }
  }

  used(now: Ms): number {
    this.forget(now);
    return Math.max(this.sum, this.reported === null ? 0 : this.reported.used + this.since);
  }

  /** The venue said that what is used up now is free again at `at`. */
  freeAt(at: Ms, now: Ms): void {
    if (this.used(now) >= this.limit && at <= now + this.length) this.endsAt = at;
  }

  /** When the use may be smaller than now; null while there is none. */
  nextChange(now: Ms): Ms | null {
    this.forget(now);
    const oldest = this.own[0];
    const own = oldest === undefined ? Number.POSITIVE_INFINITY : oldest.at + this.length;
    const next = Math.min(own, this.reported?.gone ?? own, this.endsAt);
    return Number.isFinite(next) ? next : null;
  }

  private forget(now: Ms): void {
    if (now >= this.endsAt) {
      this.endsAt = Number.POSITIVE_INFINITY;
      this.own.length = 0;
      this.sum = 0;
      this.reported = null;
    }
    for (let oldest = this.own[0]; oldest !== undefined; oldest = this.own[0]) {
      if (oldest.at + this.length > now) break;
      this.sum -= oldest.amount;
      this.own.shift();
    }
    if (this.reported !== null && this.reported.gone <= now) this.reported = null;
  }
}
