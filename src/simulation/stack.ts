/**
 * The whole stack in one process under one virtual clock: feed, workers, orchestrator, executor and
 * simulated exchange, the very components that run live, driven in one fixed order. Backtests,
 * drills and fault simulations are this with different markets and observers.
 */
import type { PublicEvent } from '../bus/messages.ts';
import type { SeptetConfig } from '../domain/config.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { EquityMark, ExecutorCommand, ExecutorFact } from '../domain/execution.ts';
import type { StrategyId } from '../domain/ids.ts';
import type { CandleClosed, MarketSource, PriceStep } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import type { VenueCommand, VenueEvent } from '../domain/venue.ts';
import type { Executor, ExecutorInput } from '../execution/executor.ts';
import type { Journal } from '../journal/port.ts';
import type { Feed } from '../market/feed.ts';
import type { OrchestratorInput } from '../orchestrator/messages.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { PreflightCheck } from '../runbook/preflight.ts';
import type { Worker } from '../strategies/worker.ts';
import type { SimulatedVenue } from '../venues/simulated/venue.ts';

/** Watches a run; every hook is optional and must not change what it is given. */
export interface SimulationObserver {
  readonly fact?: (fact: ExecutorFact) => void;
  readonly decision?: (record: DecisionRecord) => void;
  readonly event?: (event: PublicEvent) => void;
  /** After everything of one market instant has been done. */
  readonly mark?: (mark: EquityMark) => void;
}

/** The parts, already built; see `assemble.ts`. */
export interface SimulationParts {
  readonly config: SeptetConfig;
  readonly market: MarketSource;
  readonly feed: Feed;
  readonly venue: SimulatedVenue;
  readonly executor: Executor;
  readonly executorJournal: Journal;
  readonly orchestrator: Orchestrator;
  readonly workers: readonly Worker[];
  readonly preflight: (at: EpochMs) => readonly PreflightCheck[];
  readonly observer: SimulationObserver;
}

/** Rounds of order, fill, fact and decision within one instant; more is a loop and a bug. */
const ROUNDS_MAX = 64;
const WRITER = 1;

export class Simulation {
  private readonly parts: SimulationParts;
  private readonly workersBySymbol = new Map<string, Worker[]>();
  private readonly workersById = new Map<StrategyId, Worker>();
  private readonly inbox: OrchestratorInput[] = [];
  private readonly venueEvents: VenueEvent[] = [];
  private sequence = 0;
  private now: EpochMs;
  private settledUntil: EpochMs;

  constructor(parts: SimulationParts) {
    this.parts = parts;
    this.now = parts.market.startsAt;
    this.settledUntil = this.now;
    for (const worker of parts.workers) {
      this.workersById.set(worker.strategy, worker);
      for (const symbol of worker.symbols) {
        const list = this.workersBySymbol.get(symbol) ?? [];
        list.push(worker);
        this.workersBySymbol.set(symbol, list);
      }
    }
    parts.venue.onEvent((event) => this.venueEvents.push(event));
  }

  get time(): EpochMs {
    return this.now;
  }

  /** Warms the workers up, reconciles the executor, and starts the launch. */
  start(): void {
    const { parts } = this;
    parts.feed.start();
    for (const worker of parts.workers) {
      for (const need of worker.requiredHistory()) {
        worker.warmUp(
          need.symbol,
          need.timeframe,
          parts.feed.history(need.symbol, need.timeframe, need.count),
        );
      }
    }
    const at = this.now;
    this.emit(parts.executor.start(at, at));
    this.settle();
    this.inbox.push({ kind: 'link', peer: 'feed', up: true, text: 'in process', at });
    this.inbox.push({ kind: 'link', peer: 'executor', up: true, text: 'in process', at });
    this.inbox.push({ kind: 'preflight', checks: parts.preflight(at), at });
    this.tellWorkers();
    this.orchestrate();
  }

  /** One market instant: everything up to and including the step that ends at `at`. */
  advance(at: EpochMs): void {
    this.wakeBefore(at);
    const outputs = this.parts.feed.advance(at);
    this.now = at;
    for (const output of outputs) {
      if (output.kind === 'price') this.parts.venue.onPriceStep(output.step);
    }
    this.settleFunding(at);
    this.drainVenue();
    for (const output of outputs) {
      if (output.kind === 'price') this.price(output.step);
      else if (output.kind === 'funding') this.inbox.push({ kind: 'funding', info: output.info });
    }
    this.drainVenue();
    for (const output of outputs) {
      if (output.kind === 'candle') this.candle(output.event);
    }
    this.settle();
    const mark = this.parts.executor.equityMark(at);
    this.inbox.push({ kind: 'equity', sequence: this.sequence, mark });
    this.tellWorkers();
    this.inbox.push({ kind: 'time', at });
    this.orchestrate();
    this.parts.observer.mark?.(mark);
  }

  /** Between two steps, whoever asked to be woken is, in time order. */
  private wakeBefore(at: EpochMs): void {
    const { orchestrator, executor, venue } = this.parts;
    for (let wakes = 0; wakes < ROUNDS_MAX * ROUNDS_MAX; wakes += 1) {
      const next = Math.min(
        orchestrator.nextWake() ?? Number.POSITIVE_INFINITY,
        executor.nextWake() ?? Number.POSITIVE_INFINITY,
        venue.nextWake() ?? Number.POSITIVE_INFINITY,
      );
      if (next >= at) return;
      this.now = Math.max(this.now, next);
      this.wake();
    }
    throw new Error(`more than ${ROUNDS_MAX * ROUNDS_MAX} wakes before ${at}: a component loops`);
  }

  private wake(): void {
    const { now, parts } = this;
    parts.venue.advance(now);
    this.drainVenue();
    this.execute({ kind: 'time', now, monotonic: now });
    this.settle();
    this.inbox.push({ kind: 'time', at: now });
    this.orchestrate();
  }

  private settleFunding(at: EpochMs): void {
    for (const settlement of this.parts.market.settlements(this.settledUntil, at)) {
      this.parts.venue.settleFunding(settlement);
    }
    this.settledUntil = at;
  }

  private price(step: PriceStep): void {
    this.execute({ kind: 'price', step, monotonic: step.at });
    this.inbox.push({ kind: 'price', step });
  }

  private candle(event: CandleClosed): void {
    for (const worker of this.workersBySymbol.get(event.symbol) ?? []) {
      for (const output of worker.onCandle(event)) {
        if (output.kind === 'exit') {
          const command: ExecutorCommand = { kind: 'exit', request: output.request };
          this.execute({ kind: 'command', command, now: this.now, monotonic: this.now });
        } else {
          this.inbox.push({ kind: 'signal', signal: output.signal });
        }
      }
    }
    if (event.timeframe === '1h') this.inbox.push({ kind: 'candle', event });
  }

  /** The orchestrator decides; its orders, their fills and facts go round until nothing is left. */
  private orchestrate(): void {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (this.inbox.length === 0) return;
      const inputs = this.inbox.splice(0);
      // The lease is alive by construction: the orchestrator is right here.
      this.command({ kind: 'lease', writer: WRITER });
      for (const effect of this.parts.orchestrator.handle(inputs, this.now)) {
        switch (effect.kind) {
          case 'executor':
            this.command(effect.command);
            break;
          case 'worker_control':
            this.workersById.get(effect.strategy)?.setEntries(effect.entries);
            break;
          case 'decision':
            this.parts.observer.decision?.(effect.record);
            break;
          case 'event':
            this.parts.observer.event?.(effect.event);
            break;
          case 'reply':
            break;
        }
      }
      this.settle();
    }
    throw new Error(`more than ${ROUNDS_MAX} rounds at ${this.now}: a component loops`);
  }

  private command(command: ExecutorCommand): void {
    this.execute({ kind: 'command', command, now: this.now, monotonic: this.now });
  }

  private execute(input: ExecutorInput): void {
    this.emit(this.parts.executor.handle(input));
  }

  /** Facts before acts: journaled, told, and only then sent. */
  private emit(output: ReturnType<Executor['handle']>): void {
    const { executor, executorJournal, venue, observer } = this.parts;
    if (output.facts.length > 0) {
      const stored = executorJournal.append(
        output.facts.map((fact) => ({ at: fact.at, source: 'executor', type: `fact.${fact.kind}`, data: fact })),
      );
      for (const { sequence, data } of stored) {
        const fact = data as ExecutorFact;
        this.sequence = sequence;
        this.inbox.push({ kind: 'fact', sequence, fact });
        if (fact.kind === 'position') this.workersById.get(fact.position.strategy)?.onPosition(fact.position);
        observer.fact?.(fact);
      }
    }
    for (const command of output.send) this.send(command, venue, executor);
  }

  private send(command: VenueCommand, venue: SimulatedVenue, executor: Executor): void {
    const reason = executor.mayLeave(command, this.now, this.now);
    if (reason === null) {
      venue.send(command);
    } else if (command.kind === 'place') {
      this.execute({ kind: 'not_sent', clientOrderId: command.clientOrderId, reason, now: this.now });
    }
  }

  private drainVenue(): void {
    for (let round = 0; this.venueEvents.length > 0; round += 1) {
      if (round > ROUNDS_MAX) throw new Error(`the venue does not come to rest at ${this.now}`);
      for (const event of this.venueEvents.splice(0)) {
        this.execute({ kind: 'venue', event, now: this.now, monotonic: this.now });
      }
    }
  }

  private settle(): void {
    this.drainVenue();
  }

  private tellWorkers(): void {
    const at = this.now;
    for (const worker of this.parts.workers) {
      this.inbox.push({
        kind: 'worker',
        strategy: worker.strategy,
        pid: 0,
        entries: worker.entries,
        warm: worker.warm,
        evaluated: worker.evaluated,
        lastCandleAt: worker.lastCandleAt,
        at,
      });
    }
  }
}
