/**
 * Drives the executor and its simulated venue in market time: price steps to the venue, then to
 * the executor; everything the executor does is journaled first, checked once more, then sent.
 * No timers and no sockets: a thin shell says how late it is.
 */

import type { Envelope } from '../domain/envelope.ts';
import type { EquityMark, ExecutorCommand, ExecutorFact } from '../domain/execution.ts';
import type { Journal } from '../domain/journal.ts';
import type { FundingSettlement, MarketSource, PriceStep } from '../domain/market.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { VenueCommand, VenueEvent } from '../domain/venue.ts';
import type { CommandReply } from './commands.ts';
import type { Executor, ExecutorInput, ExecutorOutput } from './executor.ts';

/** What the driver reads of a market. */
export type StepSource = Pick<MarketSource, 'advance' | 'settlements' | 'stepLength'>;

/** The venue as the driver moves it. */
export interface DrivenVenue {
  send(command: VenueCommand): void;
  onEvent(listener: (event: VenueEvent) => void): void;
  /** Delivers what is due at `now`. */
  advance(now: EpochMs): void;
  nextDue(): EpochMs | null;
  onPriceStep(step: PriceStep): void;
  settleFunding(settlement: FundingSettlement): void;
}

export interface SequencedFact {
  readonly sequence: number;
  readonly fact: ExecutorFact;
}

export interface ExecutorDriverOptions {
  readonly executor: Executor;
  readonly venue: DrivenVenue;
  readonly market: StepSource;
  readonly journal: Journal;
  readonly monotonic: () => Ms;
  /** Where the driver's market time stands at the beginning. */
  readonly at: EpochMs;
  /** Durable facts, in order. */
  readonly onFacts: (facts: readonly SequencedFact[]) => void;
  /** Value of the account after the price steps of an instant. */
  readonly onEquity: (mark: EquityMark) => void;
  /** The journal cannot be written, or can be again (null). */
  readonly onJournal: (failure: string | null) => void;
}

/** Inputs that one input may lead to; more at one instant is a bug. */
const MAX_CHAIN = 100_000;
/** Wake-ups between two price steps; more means that time does not move. */
const MAX_WAKES = 10_000;
/** Facts kept in memory while the journal cannot be written. */
const MAX_UNSAVED = 100_000;

const URGENT: ReadonlySet<ExecutorCommand['kind']> = new Set([
  'halt',
  'gate',
  'lease',
  'cancel_entries',
] as const);

export const FACT_PREFIX = 'fact.';

export class ExecutorDriver {
  private readonly options: ExecutorDriverOptions;
  private readonly queue: ExecutorInput[] = [];
  private unsaved: ExecutorFact[] = [];
  private failure: string | null = null;
  private time: EpochMs;

  constructor(options: ExecutorDriverOptions) {
    this.options = options;
    this.time = options.at;
    options.venue.onEvent((event) => {
      const { monotonic } = options;
      this.enqueue({ kind: 'venue', event, now: this.time, monotonic: monotonic() });
    });
  }

  /** Market time of the driver: that of the last thing it did. */
  get now(): EpochMs {
    return this.time;
  }

  /** Why facts cannot be stored, or null. */
  get journalFailure(): string | null {
    return this.failure;
  }

  /**
   * What happened while no executor ran: the venue matched on alone, with the stops that rest
   * there. What it did is told to the executor once it has started.
   */
  catchUpVenue(now: EpochMs): void {
    const { venue, market } = this.options;
    const known = this.time;
    for (const steps of instants(market.advance(now))) {
      const { at } = steps[0]!;
      // The market begins on a whole minute, the venue may have lived through a part of it.
      if (at <= known) continue;
      for (const step of steps) venue.onPriceStep(step);
      for (const settlement of market.settlements(this.time, at)) venue.settleFunding(settlement);
      this.moveTo(at);
      venue.advance(at);
    }
  }

  /** Begins: reconciles and takes up every unfinished order. */
  start(now: EpochMs): void {
    this.moveTo(now);
    this.take(this.options.executor.start(this.time, this.options.monotonic()));
    this.drain();
  }

  command(command: ExecutorCommand, now: EpochMs): CommandReply {
    // What closes or keeps alive never waits for a catch-up; what acts is checked at its own time.
    if (!URGENT.has(command.kind)) this.advance(now);
    const { executor, monotonic } = this.options;
    const input = { kind: 'command', command, now: this.time, monotonic: monotonic() } as const;
    const output = executor.handle(input);
    this.take(output);
    this.drain();
    return output.reply ?? noReply(command);
  }

  /** Everything up to market time `now`: price steps, what the venue owes, what has fallen due. */
  advance(now: EpochMs): void {
    for (const steps of instants(this.options.market.advance(now))) this.priceSteps(steps);
    this.wakeUntil(now);
    this.moveTo(now);
    const { executor, monotonic } = this.options;
    this.take(executor.handle({ kind: 'time', now: this.time, monotonic: monotonic() }));
    this.drain();
  }

  /** When something is due next, the market's steps included; market time. */
  nextAt(): EpochMs {
    const { venue, executor, market } = this.options;
    const step = this.time - (this.time % market.stepLength) + market.stepLength;
    return Math.min(step, venue.nextDue() ?? step, executor.nextWake() ?? step);
  }

  /** Tries again to store what could not be stored. */
  retryJournal(): void {
    if (this.failure !== null) this.commit([]);
  }

  private priceSteps(steps: readonly PriceStep[]): void {
    const { at } = steps[0]!;
    const { venue, executor, market, monotonic, onEquity } = this.options;
    this.wakeUntil(at - 1);
    const before = this.time;
    this.moveTo(at);
    for (const step of steps) venue.onPriceStep(step);
    for (const settlement of market.settlements(before, at)) venue.settleFunding(settlement);
    venue.advance(at);
    this.drain();
    for (const step of steps) {
      this.take(executor.handle({ kind: 'price', step, monotonic: monotonic() }));
      this.drain();
    }
    onEquity(executor.equityMark(at));
  }

  /** What falls due between price steps, each at its own instant. */
  private wakeUntil(limit: EpochMs): void {
    const { venue, executor, monotonic } = this.options;
    for (let wakes = 0; wakes < MAX_WAKES; wakes += 1) {
      const due = Math.min(venue.nextDue() ?? limit + 1, executor.nextWake() ?? limit + 1);
      if (due > limit) return;
      this.moveTo(due);
      venue.advance(this.time);
      this.drain();
      this.take(executor.handle({ kind: 'time', now: this.time, monotonic: monotonic() }));
      this.drain();
    }
    throw new Error(`more than ${MAX_WAKES} wake-ups before ${limit}: time does not move`);
  }

  private moveTo(at: EpochMs): void {
    if (at > this.time) this.time = at;
  }

  private enqueue(input: ExecutorInput): void {
    if (this.queue.length >= MAX_CHAIN) throw new Error(`more than ${MAX_CHAIN} inputs at once`);
    this.queue.push(input);
  }

  private drain(): void {
    for (let index = 0; index < this.queue.length; index += 1) {
      if (index > MAX_CHAIN) throw new Error(`more than ${MAX_CHAIN} inputs follow from one`);
      this.take(this.options.executor.handle(this.queue[index]!));
    }
    this.queue.length = 0;
  }

  /** Facts first; then each command, unless the last check holds it back. */
  private take(output: ExecutorOutput): void {
    if (output.facts.length > 0) this.commit(output.facts);
    for (const command of output.send) {
      const reason = this.refusal(command);
      if (reason === null) this.options.venue.send(command);
      else if (command.kind === 'place') {
        const { clientOrderId } = command;
        this.enqueue({ kind: 'not_sent', clientOrderId, reason, now: this.time });
      }
    }
  }

  /** An entry that could not be journaled does not leave; exits do (runbook rulings: full disk). */
  private refusal(command: VenueCommand): ReasonCode | null {
    const opens = command.kind === 'place' && command.action === 'open';
    if (opens && this.failure !== null) return 'CLOSED_JOURNAL';
    return this.options.executor.mayLeave(command, this.time, this.options.monotonic());
  }

  private commit(facts: readonly ExecutorFact[]): void {
    const { journal, onFacts, onJournal } = this.options;
    const all = [...this.unsaved, ...facts];
    let stored: readonly Envelope[];
    try {
      stored = journal.append(all.map(draftOf));
    } catch (error) {
      if (all.length > MAX_UNSAVED) throw error;
      this.unsaved = all;
      this.failure = error instanceof Error ? error.message : String(error);
      onJournal(this.failure);
      return;
    }
    this.unsaved = [];
    if (this.failure !== null) {
      this.failure = null;
      onJournal(null);
    }
    onFacts(stored.map(({ sequence }, index) => ({ sequence, fact: all[index]! })));
  }
}

/** Price steps by the instant at which they end. */
function* instants(steps: Iterable<PriceStep>): Generator<readonly PriceStep[], void> {
  let group: PriceStep[] = [];
  for (const step of steps) {
    if (group.length > 0 && group[0]!.at !== step.at) {
      yield group;
      group = [];
    }
    group.push(step);
  }
  if (group.length > 0) yield group;
}

const noReply = ({ kind }: ExecutorCommand): CommandReply => ({
  ok: false,
  code: 'NO_REPLY',
  text: `the executor gave no answer to "${kind}"`,
});

const draftOf = (fact: ExecutorFact) => ({
  at: fact.at,
  source: 'executor',
  type: `${FACT_PREFIX}${fact.kind}`,
  data: fact,
});

/** Facts of an executor's journal after a sequence number, at most `limit`. */
export function readFacts(
  journal: Pick<Journal, 'read'>,
  after: number,
  limit: number,
): readonly SequencedFact[] {
  const facts: SequencedFact[] = [];
  if (limit <= 0) return facts;
  for (const { sequence, type, data } of journal.read(after + 1)) {
    if (type.startsWith(FACT_PREFIX)) facts.push({ sequence, fact: data as ExecutorFact });
    if (facts.length >= limit) break;
  }
  return facts;
}
