/**
 * A numbered log that remembers its newest `limit` entries; numbers start at 1 and never repeat.
 * What is older is forgotten, which is the bound of every history the exchange keeps.
 */
export class BoundedLog<T> {
  readonly limit: number;
  /** Number of the newest entry ever appended; 0 when there was none. */
  last = 0;
  private readonly entries = new Map<number, T>();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Oldest number still remembered; `last + 1` when the log is empty. */
  get first(): number {
    return this.last - this.entries.size + 1;
  }

  /** Appends and returns what was forgotten for it, if anything. */
  append(entry: T): T | undefined {
    this.last += 1;
    this.entries.set(this.last, entry);
    if (this.entries.size <= this.limit) return undefined;
    const oldest = this.last - this.limit;
    const dropped = this.entries.get(oldest);
    this.entries.delete(oldest);
    return dropped;
  }

  get(number: number): T | undefined {
    return this.entries.get(number);
  }

  /** Entries with number > `after`, oldest first. */
  *after(after: number): IterableIterator<readonly [number, T]> {
    for (let number = Math.max(after + 1, this.first); number <= this.last; number += 1) {
      const entry = this.entries.get(number);
      if (entry !== undefined) yield [number, entry];
    }
  }

  /** Replaces the content: `entries` end at number `last`. */
  reset(last: number, entries: readonly T[]): void {
    this.entries.clear();
    this.last = last;
    const kept = entries.slice(-this.limit);
    kept.forEach((entry, index) => {
      this.entries.set(last - kept.length + 1 + index, entry);
    });
  }
}
