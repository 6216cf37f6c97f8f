/** Listens on the bus of a running stack and keeps what was said. */
import { BusClient } from '../../../src/bus/client.ts';
import type { PublicEvent } from '../../../src/bus/messages.ts';
import { socketPath } from '../../../src/bus/socket-path.ts';
import type { DecisionRecord } from '../../../src/domain/decision.ts';
import type { EquityMark, ExecutorFact } from '../../../src/domain/execution.ts';
import type { PortfolioStatus } from '../../../src/domain/status.ts';
import { until } from './waiting.ts';

export type Fact<K extends ExecutorFact['kind']> = Extract<ExecutorFact, { kind: K }>;

/** The executor as it is heard: facts from the first on, marks as they come. */
export class ExecutorListener {
  readonly client: BusClient<'executor'>;
  private readonly facts = new Map<number, ExecutorFact>();
  private mark: EquityMark | null = null;

  constructor(home: string) {
    this.client = new BusClient({
      service: 'executor',
      path: socketPath(home, 'executor'),
      peer: `test:${process.pid}`,
      topics: {
        fact: ({ sequence, fact }) => this.facts.set(sequence, fact),
        equity: ({ mark }) => {
          this.mark = mark;
        },
      },
      onUp: () => void this.readAll().catch(() => {}),
    });
  }

  get lastMark(): EquityMark | null {
    return this.mark;
  }

  /** All facts of a kind after a sequence, in order. */
  of<K extends ExecutorFact['kind']>(kind: K, after = 0): readonly Fact<K>[] {
    return [...this.facts]
      .filter(([sequence, fact]) => sequence > after && fact.kind === kind)
      .sort(([a], [b]) => a - b)
      .map(([, fact]) => fact as Fact<K>);
  }

  /** All facts there are, in order. */
  all(): readonly ExecutorFact[] {
    return [...this.facts].sort(([a], [b]) => a - b).map(([, fact]) => fact);
  }

  /** The first fact of a kind after `after` that fits, as soon as it is there. */
  when<K extends ExecutorFact['kind']>(
    kind: K,
    what: string,
    timeout: number,
    is: (fact: Fact<K>) => boolean,
    after = 0,
  ): Promise<Fact<K>> {
    return until(what, timeout, () => this.of(kind, after).find(is));
  }

  /** Reads every fact there is; returns the newest sequence. */
  async readAll(): Promise<number> {
    for (let after = 0; ; ) {
      const page = await this.client.request('facts', { after, limit: 2_000 });
      for (const { sequence, fact } of page.facts) this.facts.set(sequence, fact);
      const newest = page.facts.at(-1)?.sequence;
      if (newest === undefined || newest >= page.last) return page.last;
      after = newest;
    }
  }

  close(): void {
    this.client.close();
  }
}

/** The orchestrator as it is heard: every status told, in order. */
export class OrchestratorListener {
  readonly client: BusClient<'orchestrator'>;
  readonly statuses: PortfolioStatus[] = [];

  constructor(home: string) {
    this.client = new BusClient({
      service: 'orchestrator',
      path: socketPath(home, 'orchestrator'),
      peer: `test:${process.pid}`,
      topics: { status: (status) => this.statuses.push(status) },
    });
  }

  /** The newest status that came after the `after` first ones and fits. */
  when(
    what: string,
    timeout: number,
    is: (status: PortfolioStatus) => boolean,
    after = 0,
  ): Promise<PortfolioStatus> {
    return until(what, timeout, () => this.statuses.slice(after).find(is));
  }

  /** Every decision of the journal, oldest first. */
  async decisions(): Promise<readonly DecisionRecord[]> {
    const newest = await this.client.request('decisions', { before: null, limit: 500 });
    return [...newest].sort((a, b) => a.decision - b.decision);
  }

  /** Every event of the journal after this record, oldest first. */
  eventsAfter(after: number): Promise<readonly PublicEvent[]> {
    return this.client.request('events', { after, limit: 5_000 });
  }

  close(): void {
    this.client.close();
  }
}
