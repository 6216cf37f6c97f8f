/** When the watchdog is pinged, and how that goes. A state machine on machine time. */
import type { ChannelReport, ChannelStatus } from '../../domain/channels.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../../domain/time.ts';

/** So many failures in a row are told like those of a channel. */
const FAILED_AFTER = 3;
const ID = 'watchdog';

export class Heartbeat {
  private readonly every: Ms;
  private next: Ms = 0;
  private flying = false;
  private failures = 0;
  private lastSuccess: Ms | null = null;
  private problem: string | null = null;

  constructor(every: Ms) {
    this.every = every;
  }

  /** True when it is to be pinged now. `withheld`: why not, in words; null: alerting lives. */
  beats(now: Ms, withheld: string | null): boolean {
    if (this.flying || now < this.next) return false;
    if (withheld !== null) {
      this.problem = `withheld: ${withheld}`;
      return false;
    }
    this.flying = true;
    return true;
  }

  /** What came of it; null problem: it answered. Something to report, or nothing. */
  settled(problem: string | null, now: Ms): ChannelReport | null {
    const failed = this.failures >= FAILED_AFTER;
    this.flying = false;
    this.problem = problem;
    if (problem === null) {
      this.failures = 0;
      this.lastSuccess = now;
      this.next = now + this.every;
      return failed ? { channel: ID, ok: true, text: 'the watchdog answers again' } : null;
    }
    this.failures += 1;
    this.next = now + Math.min(this.every, MINUTE_MS);
    if (this.failures !== FAILED_AFTER) return null;
    const text = `the watchdog cannot be pinged, ${FAILED_AFTER} times in a row: ${problem}`;
    return { channel: ID, ok: false, text };
  }

  wake(): Ms {
    return this.flying ? Number.POSITIVE_INFINITY : this.next;
  }

  status(now: Ms, at: EpochMs): ChannelStatus {
    const { failures, lastSuccess, problem } = this;
    const untried = lastSuccess === null ? 'untried' : 'good';
    return {
      id: ID,
      role: 'watchdog',
      state: failures === 0 ? untried : failures < FAILED_AFTER ? 'retrying' : 'failed',
      carries: false,
      lastSuccess: lastSuccess === null ? null : Math.round(at - (now - lastSuccess)),
      ...{ waiting: 0, lost: 0, problem },
    };
  }
}
