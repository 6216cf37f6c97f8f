/** Requests are signed by the venue's time: a clock that drifts away would have them refused. */
import { MINUTE_MS, type Ms, SECOND_MS } from '../../../domain/time.ts';
import type { VenueClient } from '../client.ts';
import { wordsOf } from '../words.ts';

const EVERY: Ms = MINUTE_MS;
/** However often requests are refused for their time. */
const LEAST_PAUSE: Ms = 2 * SECOND_MS;

export class ClockCheck {
  /** When the clocks are compared next, machine time. */
  nextAt: Ms = Number.NEGATIVE_INFINITY;
  private readonly client: VenueClient;
  private readonly log: (level: 'warn', text: string) => void;
  private lastAt: Ms = Number.NEGATIVE_INFINITY;

  constructor(client: VenueClient, log: (level: 'warn', text: string) => void) {
    this.client = client;
    this.log = log;
  }

  tend(now: Ms): void {
    if (now < this.nextAt) return;
    this.lastAt = now;
    this.nextAt = now + EVERY;
    this.client.loadTimeDifference().catch((error: unknown) => {
      this.nextAt = Math.min(this.nextAt, this.lastAt + LEAST_PAUSE);
      this.log('warn', `the venue's clock was not told: ${wordsOf(error)}`);
    });
  }

  /** A request was refused for its time. */
  soon(): void {
    this.nextAt = Math.min(this.nextAt, this.lastAt + LEAST_PAUSE);
  }
}
