/** People who may not speak here get no answer, and are noted: at most one line a minute. */
import { MINUTE_MS, type Ms } from '../domain/time.ts';

export class Strangers {
  private readonly note: (text: string) => void;
  private readonly monotonic: () => Ms;
  private next: Ms = Number.NEGATIVE_INFINITY;
  private unsaid = 0;

  constructor(note: (text: string) => void, monotonic: () => Ms) {
    this.note = note;
    this.monotonic = monotonic;
  }

  /** `who` holds nothing that they wrote. */
  came(who: string): void {
    const now = this.monotonic();
    if (now < this.next) {
      this.unsaid += 1;
      return;
    }
    const others = this.unsaid === 0 ? '' : `; ${this.unsaid} more since the last note`;
    this.note(`${who}${others}`);
    this.next = now + MINUTE_MS;
    this.unsaid = 0;
  }
}
