/** News of the venue until the executor's driver takes them, in their order. */
import type { VenueEvent } from '../../../domain/venue.ts';

const MOST = 100_000;

export class Inbox {
  private events: VenueEvent[] = [];

  get isEmpty(): boolean {
    return this.events.length === 0;
  }

  /** Throws when nobody takes them. */
  push(events: readonly VenueEvent[]): void {
    if (this.events.length + events.length > MOST) {
      throw new Error(`more than ${MOST} news of the venue wait: nobody takes them`);
    }
    for (const event of events) this.events.push(event);
  }

  take(): readonly VenueEvent[] {
    const taken = this.events;
    this.events = [];
    return taken;
  }
}
