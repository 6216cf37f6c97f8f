/**
 * The whole stack in one process under one virtual clock: feed, workers, orchestrator, executor and
 * simulated exchange, the very components that run live, driven in one fixed order. Backtests,
 * drills and fault simulations are this with different markets and observers.
 */
import type { CommandReply } from '../bus/messages.ts';
import type { EquityMark, ExecutorCommand, ExecutorFact } from '../domain/execution.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { CandleClosed } from '../domain/market.ts';
import { type EpochMs, HOUR_MS, type Ms, SECOND_MS } from '../domain/time.ts';
import type { ExecutorDriver, SequencedFact } from '../execution/driver.ts';
import type { OrchestratorInput } from '../orchestrator/messages.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { lackingText, type Worker } from '../strategies/worker.ts';
import type { Proposer, SimulationParts } from './parts.ts';

/** Rounds of order, fill, fact and decision within one instant; more is a loop and a bug. */
const ROUNDS_MAX = 64;
/** Wake-ups between two price steps; more means that time does not move. */
const WAKES_MAX = 10_000;
/** The executor watches its lease at least this often, machine time. */
const LEASE_WATCH_MS: Ms = SECOND_MS;

export class Simulation {
  private readonly parts: SimulationParts;
  private readonly listeners = new Map<SymbolId, Proposer[]>();
  private readonly byStrategy = new Map<StrategyId, Proposer>();
  /** Null while its process does not run. */
  private orchestrator: Orchestrator | null;
  private driver: ExecutorDriver | null;
  private feedUp = true;
  private inbox: OrchestratorInput[] = [];
  private sequence = 0;
  private lastMark: EquityMark | null = null;
  private stepCount = 0;
  private preflightAt: EpochMs | null = null;
  private feedReady: boolean | null = null;
  private readonly toldEntries = new Map<StrategyId, Worker['entries']>();

  constructor(parts: SimulationParts) {
    this.parts = parts;
    this.orchestrator = parts.orchestrator;
    this.driver = parts.driver;
    for (const { strategy, symbols, worker } of parts.workers) {
      this.byStrategy.set(strategy, worker);
      for (const symbol of symbols) {
        this.listeners.set(symbol, [...(this.listeners.get(symbol) ?? []), worker]);
      }
    }
  }

  /** Price steps so far, over all symbols. */
  get steps(): number {
    return this.stepCount;
  }

  /** Warms the workers up, reconciles the executor, and starts the launch. */
  start(): void {
    const { feed, workers, driver, orchestrator, time } = this.parts;
    feed.start();
    for (const { worker } of workers) {
      for (const { symbol, timeframe, count } of worker.requiredHistory()) {
        worker.warmUp(symbol, timeframe, feed.history(symbol, timeframe, count));
      }
    }
    const at = time.now;
    this.warmUpRegime();
    driver.start(at);
    driver.command({ kind: 'lease', writer: orchestrator.writer }, at);
    const text = 'in this process';
    this.inbox.push({ kind: 'link', peer: 'feed', up: true, text, at });
    this.inbox.push({ kind: 'link', peer: 'executor', up: true, text, at });
    this.tellWorkers(at);
    this.orchestrate();
  }

  /** The volatility regime and the correlations rest on hourly candles from before the start. */
  private warmUpRegime(): void {
    const { feed, regimeHours } = this.parts;
    const events = feed.symbols.flatMap((symbol) =>
      feed
        .history(symbol, '1h', regimeHours)
        .map((candle): CandleClosed => ({ symbol, timeframe: '1h', candle })),
    );
    events.sort((a, b) => a.candle.openTime - b.candle.openTime);
    for (const event of events) this.inbox.push({ kind: 'candle', event });
  }

  /** One market instant: everything up to and including the steps that end at `at`. */
  advance(at: EpochMs): void {
    this.wakeBefore(at);
    const { feed, tap, observer } = this.parts;
    const outputs = feed.advance(at);
    this.moveTo(at);
    for (const output of outputs) {
      if (output.kind !== 'price') continue;
      this.stepCount += 1;
      observer.price?.(output.step);
      tap.put(output.step);
      this.parts.pairlist.onStep(output.step);
      if (this.feedUp) this.inbox.push(output);
    }
    this.driver?.advance(at);
    for (const output of this.feedUp ? outputs : []) {
      if (output.kind === 'candle') this.candle(output.event);
      else if (output.kind === 'funding') this.inbox.push(output);
    }
    this.preflight(at);
    this.tellFeed(at);
    this.tellPairlist(at);
    this.tellWorkers(at);
    this.inbox.push({ kind: 'time', at });
    this.orchestrate();
    if (this.lastMark !== null) observer.mark?.(this.lastMark);
    observer.instant?.(at);
  }

  /** Inputs from outside of the market: a person's command, a scripted signal. */
  give(...inputs: readonly OrchestratorInput[]): void {
    this.inbox.push(...inputs);
    this.orchestrate();
  }

  /** A command given to the executor directly; undefined: it does not run. */
  command(command: ExecutorCommand): CommandReply | undefined {
    const reply = this.driver?.command(command, this.parts.time.now);
    this.orchestrate();
    return reply;
  }

  /** The orchestrator's process ends: nobody decides, and its lease is no longer renewed. */
  stopOrchestrator(): void {
    this.orchestrator = null;
    this.inbox = [];
  }

  /** It is back on its journal; `facts`: what the executor journaled since. */
  startOrchestrator(orchestrator: Orchestrator, facts: readonly SequencedFact[]): void {
    const at = this.parts.time.now;
    this.orchestrator = orchestrator;
    this.driver?.command({ kind: 'lease', writer: orchestrator.writer }, at);
    const text = 'back';
    this.inbox = [{ kind: 'link', peer: 'feed', up: this.feedUp, text, at }];
    if (this.driver !== null)
      this.inbox.push({ kind: 'link', peer: 'executor', up: true, text, at });
    for (const { sequence, fact } of facts) this.inbox.push({ kind: 'fact', sequence, fact });
    this.feedReady = null;
    this.preflightAt = null;
    this.toldEntries.clear();
    for (const { strategy, worker } of this.parts.workers) {
      worker.setEntries(orchestrator.entriesOf(strategy));
    }
    this.tellWorkers(at);
    this.orchestrate();
  }

  /** The executor's process ends; what rests at the venue stays there. */
  stopExecutor(text: string): void {
    this.driver = null;
    this.give({ kind: 'link', peer: 'executor', up: false, text, at: this.parts.time.now });
  }

  /** It is back on its journal. */
  startExecutor(driver: ExecutorDriver): void {
    const at = this.parts.time.now;
    this.driver = driver;
    driver.start(at);
    if (this.orchestrator !== null) {
      driver.command({ kind: 'lease', writer: this.orchestrator.writer }, at);
    }
    this.give({ kind: 'link', peer: 'executor', up: true, text: 'back', at });
  }

  /** The feed's process ends, or is back: workers and orchestrator see nothing meanwhile. */
  setFeed(up: boolean, text: string): void {
    this.feedUp = up;
    this.feedReady = null;
    this.give({ kind: 'link', peer: 'feed', up, text, at: this.parts.time.now });
  }

  /** Facts of the executor, once they are in its journal. */
  takeFacts(
    facts: readonly SequencedFact[],
    told: (fact: ExecutorFact) => ExecutorFact = (fact) => fact,
  ): void {
    for (const { sequence, fact } of facts) {
      this.sequence = sequence;
      this.inbox.push({ kind: 'fact', sequence, fact: told(fact) });
      this.parts.observer.fact?.(fact);
      if (fact.kind === 'position') {
        const worker = this.byStrategy.get(fact.position.strategy);
        for (const output of worker?.onPosition(fact.position, fact.at) ?? []) this.output(output);
      }
    }
  }

  takeEquity(mark: EquityMark): void {
    this.lastMark = mark;
    this.inbox.push({ kind: 'equity', sequence: this.sequence, mark });
  }

  /** Between two steps, whoever asked to be woken is, in time order. */
  private wakeBefore(at: EpochMs): void {
    const { time, observer } = this.parts;
    for (let wakes = 0; wakes < WAKES_MAX; wakes += 1) {
      const next = Math.min(
        this.orchestrator === null
          ? time.now + LEASE_WATCH_MS
          : (this.orchestrator.nextWake() ?? at),
        this.driver?.nextAt() ?? at,
      );
      if (next >= at) return;
      this.moveTo(Math.max(time.now, next));
      this.driver?.advance(time.now);
      this.inbox.push({ kind: 'time', at: time.now });
      this.orchestrate();
      observer.instant?.(time.now);
    }
    throw new Error(`more than ${WAKES_MAX} wake-ups before ${at}: time does not move`);
  }

  private moveTo(at: EpochMs): void {
    const { time } = this.parts;
    if (this.orchestrator === null) time.machine += at - time.now;
    time.now = at;
  }

  private candle(event: CandleClosed): void {
    for (const worker of this.listeners.get(event.symbol) ?? []) {
      for (const output of worker.onCandle(event)) this.output(output);
    }
    if (event.timeframe === '1h' || event.timeframe === '1m')
      this.inbox.push({ kind: 'candle', event });
  }

  private output(output: ReturnType<Worker['onCandle']>[number]): void {
    if (output.kind === 'signal') {
      this.inbox.push(output);
    } else {
      this.driver?.command({ kind: 'exit', request: output.request }, this.parts.time.now);
    }
  }

  /** The orchestrator decides; its orders, their fills and facts go round until nothing is left. */
  private orchestrate(): void {
    const { time } = this.parts;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (this.inbox.length === 0) return;
      const inputs = this.inbox;
      this.inbox = [];
      for (const effect of this.orchestrator?.handle(inputs, time.now) ?? []) this.perform(effect);
    }
    throw new Error(`more than ${ROUNDS_MAX} rounds at ${time.now}: the components do not rest`);
  }

  private perform(effect: ReturnType<Orchestrator['handle']>[number]): void {
    const { time, observer } = this.parts;
    switch (effect.kind) {
      case 'executor':
        this.driver?.command(effect.command, time.now);
        return;
      case 'worker_control':
        this.byStrategy.get(effect.strategy)?.setEntries(effect.entries);
        return;
      case 'decision':
        observer.decision?.(effect.record);
        return;
      case 'event':
        observer.event?.(effect.event);
        return;
      case 'message':
        observer.message?.(effect.message);
        return;
      case 'document':
        observer.document?.(effect.document);
        return;
      case 'reply':
        observer.reply?.(effect.id, effect.reply);
        return;
      default:
        effect satisfies never;
    }
  }

  private preflight(at: EpochMs): void {
    const { preflightEvery } = this.parts;
    if (this.preflightAt !== null) {
      if (preflightEvery === null || at < this.preflightAt + preflightEvery) return;
    }
    const checks = this.parts.preflight();
    if (checks === null) return;
    this.preflightAt = at;
    this.inbox.push({ kind: 'preflight', checks, at });
    const contracts = this.parts.contracts();
    if (contracts !== null) this.inbox.push({ kind: 'contracts', contracts, at });
  }

  /** Said when it changes, as the processes do. */
  private tellFeed(at: EpochMs): void {
    if (!this.feedUp) return;
    const { ready, text } = this.parts.feed.ready(at);
    if (this.feedReady === ready) return;
    this.feedReady = ready;
    this.inbox.push({ kind: 'feed', ready, text, at });
  }

  private tellPairlist(at: EpochMs): void {
    const { pairlist } = this.parts;
    if (at < pairlist.nextRefresh || this.feedReady !== true) return;
    pairlist.refresh(at);
    this.inbox.push({ kind: 'pairlist', excluded: pairlist.closing, at });
  }

  /** Each worker on a change of its latch, and all of them once an hour as a sign of life. */
  private tellWorkers(at: EpochMs): void {
    const hourly = at % HOUR_MS === 0;
    for (const { strategy, worker } of this.parts.workers) {
      if (!hourly && this.toldEntries.get(strategy) === worker.entries) continue;
      this.toldEntries.set(strategy, worker.entries);
      this.inbox.push({
        kind: 'worker',
        strategy,
        pid: 0,
        entries: worker.entries,
        // All history there is has been loaded; a strategy that still lacks some makes no signal.
        warm: true,
        lacking: lackingText(worker.readiness()),
        evaluated: worker.evaluated,
        lastCandleAt: worker.lastCandleAt,
        at,
      });
    }
  }
}
