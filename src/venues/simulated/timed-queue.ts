/** Things due at instants, given back in order of instant, then of arrival. */
import type { EpochMs } from '../../domain/time.ts';

export class TimedQueue<T> {
  private readonly items: { readonly due: EpochMs; readonly item: T }[] = [];

  get size(): number {
    return this.items.length;
  }

  /** Instant of the first thing due; null when empty. */
  get nextDue(): EpochMs | null {
    return this.items[0]?.due ?? null;
  }

  add(due: EpochMs, item: T): void {
    let index = this.items.length;
    while (index > 0) {
      const before = this.items[index - 1];
      if (before === undefined || before.due <= due) break;
      index -= 1;
    }
    this.items.splice(index, 0, { due, item });
  }

  /** Takes the first thing due at or before `now`. */
  takeDue(now: EpochMs): { readonly due: EpochMs; readonly item: T } | undefined {
    const first = this.items[0];
    return first !== undefined && first.due <= now ? this.items.shift() : undefined;
  }
}
