/** The silence after "too many requests" (429) and a ban (418): how long, and in words why. */
import { DAY_MS, MINUTE_MS, type Ms, SECOND_MS } from '../../../domain/time.ts';

export interface Blocked {
  /** Machine time. */
  readonly until: Ms;
  readonly reason: string;
}

/** Where the venue does not say how long: doubled each time, up to the longest. */
const PAUSE = { first: SECOND_MS, longest: MINUTE_MS };
const BAN = { first: 2 * MINUTE_MS, longest: 3 * DAY_MS };
const MOST_DOUBLED = 30;

export class BudgetBlock {
  private block: Blocked | null = null;
  private pauses = 0;
  private bans = 0;

  /** The silence in force; null when there is none. */
  at(now: Ms): Blocked | null {
    if (this.block !== null && now >= this.block.until) this.block = null;
    return this.block;
  }

  /**
   * The venue refused; `retryAfter` in seconds, NaN when it did not say. Several requests may have
   * been under way and each is told: the longest silence counts.
   */
  refused(status: 418 | 429, retryAfter: number, now: Ms): Blocked {
    const known = this.at(now);
    const pause = retryAfter > 0 ? Math.ceil(retryAfter * SECOND_MS) : this.own(status, known);
    const until = now + Math.min(pause, BAN.longest);
    if (known !== null && known.until >= until) return known;
    const seconds = Math.ceil(pause / SECOND_MS);
    const reason =
      status === 418
        ? `banned by the venue (418) for ${seconds} s: nothing leaves, exits included, because every request makes it longer`
        : `too many requests (429): nothing leaves for ${seconds} s`;
    this.block = { until, reason };
    return this.block;
  }

  /** The venue answers again: the next silence begins small. */
  answered(now: Ms): void {
    if (this.at(now) !== null) return;
    this.pauses = 0;
    this.bans = 0;
  }

  /** Longer each time, where the venue does not say; refusals within one silence count once. */
  private own(status: 418 | 429, known: Blocked | null): Ms {
    const { first, longest } = status === 418 ? BAN : PAUSE;
    const times = status === 418 ? this.bans : this.pauses;
    if (known === null && status === 418) this.bans = Math.min(times + 1, MOST_DOUBLED);
    if (known === null && status === 429) this.pauses = Math.min(times + 1, MOST_DOUBLED);
    return Math.min(longest, first * 2 ** (known === null ? times : Math.max(0, times - 1)));
  }
}
