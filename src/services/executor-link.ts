import { BusClient } from '../bus/client.ts';
import { messageOf } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import type { EquityMark } from '../domain/execution.ts';
import type { SequencedFact } from '../execution/driver.ts';

export interface ExecutorLinkOptions {
  readonly home: string;
  readonly peer: string;
  /** Newest fact that was consumed: what follows it is asked for after every connection. */
  readonly consumed: () => number;
  readonly onLink: (up: boolean, text: string) => void;
  /** Ascending, without holes. */
  readonly onFacts: (facts: readonly SequencedFact[]) => void;
  readonly onEquity: (sequence: number, mark: EquityMark) => void;
  readonly onProblem: (text: string) => void;
}

const PAGE = 2_000;
const PAGE_TIMEOUT_MS = 10_000;
const RETRY_MS = 200;
/** Facts told live that may wait for the older ones; beyond it they are read again. */
const MAX_WAITING = 10_000;

/**
 * The executor's facts in their order and without a hole: after every connection the missed ones
 * are read first, those told meanwhile wait, and one that does not follow its predecessor starts
 * the reading anew.
 */
export class ExecutorLink {
  readonly client: BusClient<'executor'>;
  private readonly options: ExecutorLinkOptions;
  private waiting: SequencedFact[] | null = [];
  private told: number;
  private attempt = 0;

  constructor(options: ExecutorLinkOptions) {
    this.options = options;
    this.told = options.consumed();
    this.client = new BusClient({
      service: 'executor',
      path: socketPath(options.home, 'executor'),
      peer: options.peer,
      topics: {
        fact: (fact) => this.onFact(fact),
        equity: ({ sequence, mark }) => options.onEquity(sequence, mark),
      },
      onUp: () => {
        options.onLink(true, 'connected');
        this.resync();
      },
      onDown: (reason) => options.onLink(false, reason),
    });
  }

  private onFact(fact: SequencedFact): void {
    if (this.waiting !== null) {
      if (this.waiting.length < MAX_WAITING) this.waiting.push(fact);
      return;
    }
    if (fact.sequence <= this.told) return;
    if (fact.sequence === this.told + 1) this.tell([fact]);
    else this.resync();
  }

  private tell(facts: readonly SequencedFact[]): void {
    const last = facts.at(-1);
    if (last === undefined) return;
    this.told = last.sequence;
    this.options.onFacts(facts);
  }

  private resync(): void {
    this.waiting = [];
    this.told = Math.max(this.told, this.options.consumed());
    this.attempt += 1;
    const { attempt } = this;
    this.readMissed(attempt).catch((error: unknown) => {
      this.options.onProblem(`facts could not be read: ${messageOf(error)}`);
      setTimeout(() => {
        if (this.client.up && attempt === this.attempt) this.resync();
      }, RETRY_MS);
    });
  }

  private async readMissed(attempt: number): Promise<void> {
    for (;;) {
      const page = { after: this.told, limit: PAGE };
      const { facts, last } = await this.client.request('facts', page, PAGE_TIMEOUT_MS);
      if (attempt !== this.attempt) return;
      this.tell(facts);
      if (facts.length === 0 || this.told >= last) break;
    }
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const fact of waiting) this.onFact(fact);
  }
}
