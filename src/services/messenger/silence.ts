/** Is the orchestrator heard? Says once that it is not, and once that it is again. */
import { type Ms, SECOND_MS } from '../../domain/time.ts';

/** Longest time without a word, machine time. */
export const SILENCE_MS: Ms = 10 * SECOND_MS;
/** A start may take this long before its first one. */
const START_MS: Ms = 60 * SECOND_MS;

export class Silence {
  private heardAt: Ms | null = null;
  private readonly since: Ms;
  private said = false;

  constructor(now: Ms) {
    this.since = now;
  }

  /** True when it was said to be silent, and is not any more. */
  heard(now: Ms): boolean {
    const back = this.said;
    this.heardAt = now;
    this.said = false;
    return back;
  }

  /** True once in every silence. */
  begins(now: Ms): boolean {
    if (this.said || now < this.endOfPatience()) return false;
    this.said = true;
    return true;
  }

  isHeard(now: Ms): boolean {
    return this.heardAt !== null && now < this.heardAt + SILENCE_MS;
  }

  /** When `begins` is worth asking; infinity: it has been said. */
  wake(): Ms {
    return this.said ? Number.POSITIVE_INFINITY : this.endOfPatience();
  }

  private endOfPatience(): Ms {
    return this.heardAt === null ? this.since + START_MS : this.heardAt + SILENCE_MS;
  }
}
