/** When a channel is tried again, and how fast it may be used at all. Times are machine time. */
import { MINUTE_MS, type Ms, SECOND_MS } from '../../domain/time.ts';

const FIRST_MS: Ms = SECOND_MS;
const LAST_MS: Ms = MINUTE_MS;
/** A carrier that asks for more than this is tried all the same. */
const RETRY_AFTER_MAX_MS: Ms = 10 * MINUTE_MS;

/** After `failures` in a row: 1 s, doubling to 60 s; longer where the carrier asked for it. */
export function waitAfter(failures: number, retryAfter: Ms | null): Ms {
  const own = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 10), LAST_MS);
  return Math.max(own, Math.min(retryAfter ?? 0, RETRY_AFTER_MAX_MS));
}

/** Five at once, then one every 3 s: twenty a minute is what a Telegram group takes. */
const BURST = 5;
const REFILL_MS: Ms = 3 * SECOND_MS;

export class Pace {
  private left = BURST;
  private since: Ms = 0;

  /** When the next one may leave: now or later. */
  next(now: Ms): Ms {
    this.refill(now);
    return this.left > 0 ? now : this.since + REFILL_MS;
  }

  take(now: Ms): void {
    this.refill(now);
    this.left -= 1;
  }

  private refill(now: Ms): void {
    const more = Math.floor((now - this.since) / REFILL_MS);
    if (more <= 0) return;
    this.left = Math.min(BURST, this.left + more);
    this.since = this.left === BURST ? now : this.since + more * REFILL_MS;
  }
}
