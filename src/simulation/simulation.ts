/**
 * The whole stack in one process under one virtual clock: feed, workers, orchestrator, executor and
 * simulated exchange, the very components that run live, driven in one fixed order. Backtests,
 * drills and fault simulations are this with different markets and observers.
 */
import type { PublicEvent } from '../bus/messages.ts';
import type { DeskMessage } from '../domain/alerts.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { EquityMark, ExecutorFact } from '../domain/execution.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { CandleClosed, PriceStep } from '../domain/market.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { ExecutorDriver, SequencedFact } from '../execution/driver.ts';
import type { Feed } from '../market/feed.ts';
import type { Pairlist } from '../market/pairlist.ts';
import type { OrchestratorInput } from '../orchestrator/messages.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { PreflightCheck } from '../runbook/preflight.ts';
import { lackingText, type Worker } from '../strategies/worker.ts';
import type { StepTap } from './step-tap.ts';

/** Watches a run; every hook is optional and must not change what it is given. */
export interface SimulationObserver {
  /** Before anybody acts on it. */
  readonly price?: (step: PriceStep) => void;
  readonly fact?: (fact: ExecutorFact) => void;
  readonly decision?: (record: DecisionRecord) => void;
  readonly event?: (event: PublicEvent) => void;
  readonly message?: (message: DeskMessage) => void;
  /** After everything of one market instant has been done. */
  readonly mark?: (mark: EquityMark) => void;
}

export interface SimulatedWorker {
  readonly strategy: StrategyId;
  readonly symbols: readonly SymbolId[];
  readonly worker: Worker;
}

/** The virtual time that every part reads. */
export interface VirtualTime {
  now: EpochMs;
}

/** The parts, already built and not yet started; see `assemble.ts`. */
export interface SimulationParts {
  readonly time: VirtualTime;
  readonly feed: Feed;
  readonly pairlist: Pairlist;
  readonly tap: StepTap;
  readonly driver: ExecutorDriver;
  readonly orchestrator: Orchestrator;
  readonly workers: readonly SimulatedWorker[];
  /** Asked at every step until it answers: null while there is nothing to assess yet. */
  readonly preflight: () => readonly PreflightCheck[] | null;
  readonly observer: SimulationObserver;
  /** Hourly candles that the orchestrator is warmed up with, by symbol. */
  readonly regimeHours: number;
}

/** Rounds of order, fill, fact and decision within one instant; more is a loop and a bug. */
const ROUNDS_MAX = 64;
/** Wake-ups between two price steps; more means that time does not move. */
const WAKES_MAX = 10_000;
const WRITER = 1;

export class Simulation {
  private readonly parts: SimulationParts;
  private readonly listeners = new Map<SymbolId, Worker[]>();
  private readonly byStrategy = new Map<StrategyId, Worker>();
  private inbox: OrchestratorInput[] = [];
  private sequence = 0;
  private lastMark: EquityMark | null = null;
  private stepCount = 0;
  private preflightDone = false;
  private feedReady: boolean | null = null;
  private readonly toldEntries = new Map<StrategyId, Worker['entries']>();

  constructor(parts: SimulationParts) {
    this.parts = parts;
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
    const { feed, workers, driver, time } = this.parts;
    feed.start();
    for (const { worker } of workers) {
      for (const { symbol, timeframe, count } of worker.requiredHistory()) {
        worker.warmUp(symbol, timeframe, feed.history(symbol, timeframe, count));
      }
    }
    const at = time.now;
    this.warmUpRegime();
    driver.start(at);
    driver.command({ kind: 'lease', writer: WRITER }, at);
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
    const { feed, tap, driver, time, observer } = this.parts;
    const outputs = feed.advance(at);
    time.now = at;
    for (const output of outputs) {
      if (output.kind !== 'price') continue;
      this.stepCount += 1;
      observer.price?.(output.step);
      tap.put(output.step);
      this.parts.pairlist.onStep(output.step);
      this.inbox.push(output);
    }
    driver.advance(at);
    for (const output of outputs) {
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
  }

  /** Facts of the executor, once they are in its journal. */
  takeFacts(facts: readonly SequencedFact[]): void {
    for (const { sequence, fact } of facts) {
      this.sequence = sequence;
      this.inbox.push({ kind: 'fact', sequence, fact });
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
    const { orchestrator, driver, time } = this.parts;
    for (let wakes = 0; wakes < WAKES_MAX; wakes += 1) {
      const next = Math.min(orchestrator.nextWake() ?? at, driver.nextAt());
      if (next >= at) return;
      time.now = Math.max(time.now, next);
      driver.advance(time.now);
      this.inbox.push({ kind: 'time', at: time.now });
      this.orchestrate();
    }
    throw new Error(`more than ${WAKES_MAX} wake-ups before ${at}: time does not move`);
  }

  private candle(event: CandleClosed): void {
    for (const worker of this.listeners.get(event.symbol) ?? []) {
      for (const output of worker.onCandle(event)) this.output(output);
    }
    if (event.timeframe === '1h') this.inbox.push({ kind: 'candle', event });
  }

  private output(output: ReturnType<Worker['onCandle']>[number]): void {
    if (output.kind === 'signal') {
      this.inbox.push(output);
    } else {
      this.parts.driver.command({ kind: 'exit', request: output.request }, this.parts.time.now);
    }
  }

  /** The orchestrator decides; its orders, their fills and facts go round until nothing is left. */
  private orchestrate(): void {
    const { orchestrator, time } = this.parts;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (this.inbox.length === 0) return;
      const inputs = this.inbox;
      this.inbox = [];
      for (const effect of orchestrator.handle(inputs, time.now)) this.perform(effect);
    }
    throw new Error(`more than ${ROUNDS_MAX} rounds at ${time.now}: the components do not rest`);
  }

  private perform(effect: ReturnType<Orchestrator['handle']>[number]): void {
    const { driver, time, observer } = this.parts;
    switch (effect.kind) {
      case 'executor':
        driver.command(effect.command, time.now);
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
      case 'reply':
        return;
      default:
        effect satisfies never;
    }
  }

  private preflight(at: EpochMs): void {
    if (this.preflightDone) return;
    const checks = this.parts.preflight();
    if (checks === null) return;
    this.preflightDone = true;
    this.inbox.push({ kind: 'preflight', checks, at });
  }

  /** Said when it changes, as the processes do. */
  private tellFeed(at: EpochMs): void {
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
