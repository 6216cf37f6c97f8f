/** Messages for the desk, for whoever delivers them and was away: the latest, in memory. */
import type { DeskMessage } from '../../domain/alerts.ts';

/** A carrier that was away for more than these finds the newest, and that some are missing. */
const KEPT = 1_000;

export class MessageLog {
  private recent: DeskMessage[] = [];

  /** False: it is in already. */
  add(message: DeskMessage): boolean {
    if (message.number <= (this.recent.at(-1)?.number ?? 0)) return false;
    this.recent.push(message);
    if (this.recent.length > 2 * KEPT) this.recent = this.recent.slice(-KEPT);
    return true;
  }

  /** Ascending, numbers above `after`, at most `limit`; and the newest number there is. */
  after(
    after: number,
    limit: number,
  ): { readonly messages: readonly DeskMessage[]; readonly last: number } {
    const wanted = Math.min(Math.max(0, Math.trunc(limit)), KEPT);
    const messages = this.recent.filter(({ number }) => number > after).slice(0, wanted);
    return { messages, last: this.recent.at(-1)?.number ?? 0 };
  }
}
