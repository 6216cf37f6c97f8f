/** Builds every part of a simulation from a configuration and a market. */
import type { SeptetConfig, StrategyConfig } from '../domain/config.ts';
import type { ExecutorFact } from '../domain/execution.ts';
import type { Journal } from '../domain/journal.ts';
import type { MarketSource } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import type { VenueCommand } from '../domain/venue.ts';
import { configuredExecutor } from '../execution/config.ts';
import { ExecutorDriver, readFacts } from '../execution/driver.ts';
import { createExecutor, type Executor, recoverExecutor } from '../execution/executor.ts';
import { createMemoryJournal, type MemoryJournal } from '../journal/memory-journal.ts';
import { Feed } from '../market/feed.ts';
import { Pairlist } from '../market/pairlist.ts';
import { kernelFactory } from '../orchestrator/core/kernel-factory.ts';
import { createOrchestrator, recoverOrchestrator } from '../orchestrator/create.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { contractNews } from '../runbook/contract-check.ts';
import { createWorker } from '../strategies/worker.ts';
import {
  clockOffset as clockOffsetOf,
  listedNow,
  outageText,
} from '../venues/faults/conditions.ts';
import type { FaultSet } from '../venues/faults/fault-set.ts';
import { SimulatedExchange } from '../venues/simulated/exchange.ts';
import { SimulatedVenue } from '../venues/simulated/venue.ts';
import type { Proposer, SimulatedFeed, SimulatedWorker, SimulationObserver } from './parts.ts';
import { simulationPreflight } from './preflight.ts';
import { SeenMarket, TrueVenue } from './seen-market.ts';
import { Simulation } from './simulation.ts';
import { StepTap } from './step-tap.ts';

export interface SimulationOptions {
  readonly config: SeptetConfig;
  readonly configFiles: number;
  readonly build: string;
  readonly market: MarketSource;
  /** What was told of the market, when it is not to be made of its steps; absent: made of them. */
  readonly feed?: SimulatedFeed;
  readonly observer: SimulationObserver;
  /** Keep the journals' records in memory (tests, drills); default false: only their heads. */
  readonly keepJournals?: boolean;
  /** The orchestrator's journal, when it is not to be one in memory (benchmarks). */
  readonly orchestratorJournal?: Journal;
  /** What goes wrong between the stack and its venue; absent: nothing. */
  readonly faults?: FaultSet;
  /** Told of every command before it goes out on the wire; with `faults` only. */
  readonly onSend?: (command: VenueCommand, at: EpochMs) => void;
  /** What the orchestrator is told instead of a fact. */
  readonly told?: (fact: ExecutorFact) => ExecutorFact;
  /** In place of the strategies' workers. */
  readonly proposer?: (strategy: StrategyConfig) => Proposer;
  /** How often pre-flight looks again, ms; absent: once. */
  readonly preflightEvery?: Ms;
}

export interface AssembledSimulation {
  readonly simulation: Simulation;
  /** The one that runs, or ran last. */
  readonly executor: Executor;
  readonly exchange: SimulatedExchange;
  /** The one that runs, or ran last. */
  readonly orchestrator: Orchestrator;
  readonly executorJournal: MemoryJournal;
  readonly orchestratorJournal: Journal;
  readonly workers: readonly SimulatedWorker[];
  /** Recovers the orchestrator on its journal and goes on with it; `keepJournals` only. */
  restartOrchestrator(entryHalt?: EntryHaltOption, version?: SeptetConfig): void;
  /** Recovers the executor on its journal; the venue has matched on without it. */
  restartExecutor(entryHalt?: EntryHaltOption): void;
}

type EntryHaltOption = { readonly actor: string; readonly reason: string };

const WRITER = 1;
/** Hours beyond the regime's window, so that its averages have settled when the window begins. */
const SETTLING_HOURS = 200;
/** Market time after which pre-flight judges what is there, whatever is still missing. */
const PREFLIGHT_PATIENCE = 5 * MINUTE_MS;
/** The venue is asked again for what happened this long before the books were complete last. */
const RETELL = MINUTE_MS;

export function assembleSimulation(options: SimulationOptions): AssembledSimulation {
  const { config, build, observer, faults } = options;
  const seen = faults === undefined ? null : new SeenMarket(options.market, faults);
  const market = seen ?? options.market;
  const at: EpochMs = market.startsAt;
  const time = { now: at, machine: 0 };
  const keep = options.keepJournals ?? false;
  const identity = { build, config: config.kernel.version, keep };
  const executorJournal = createMemoryJournal(identity);
  const orchestratorJournal = options.orchestratorJournal ?? createMemoryJournal(identity);

  const exchange = new SimulatedExchange({
    instruments: config.kernel.instruments,
    initialBalance: config.venue.initialBalance,
  });
  const simulated = new SimulatedVenue({
    exchange,
    clock: { now: () => time.now },
    latency: config.venue.latency,
    ...(faults === undefined ? {} : { faults }),
  });
  const venue =
    seen === null
      ? simulated
      : new TrueVenue(simulated, seen, (command) => options.onSend?.(command, time.now));
  const executorConfig = {
    ...configuredExecutor(config.kernel, config.execution),
    // Without faults the books cannot drift apart unnoticed in one process; an hour keeps long
    // runs fast.
    ...(faults === undefined ? { reconcileEvery: HOUR_MS } : {}),
    ...(config.attended ? {} : { venueSilentAfter: 0 }),
  };
  const tap = new StepTap(market);
  const driverOf = (executor: Executor): ExecutorDriver =>
    new ExecutorDriver({
      executor,
      venue,
      market: tap,
      journal: executorJournal,
      monotonic: () => time.machine,
      at: time.now,
      onFacts: (facts) => simulation.takeFacts(facts, options.told),
      onEquity: (mark) => simulation.takeEquity(mark),
      onJournal: (failure) => {
        if (failure !== null) throw new Error(`a journal in memory failed: ${failure}`);
      },
    });
  const orchestratorOptions = {
    version: config.kernel.version,
    build,
    journal: orchestratorJournal,
    writer: WRITER,
    recordInputs: keep || options.orchestratorJournal !== undefined,
    kernel: kernelFactory,
  };
  const running = {
    executor: createExecutor(executorConfig),
    orchestrator: createOrchestrator(config, orchestratorOptions, at),
  };
  const workers = workersOf(options);
  const feed = options.feed ?? new Feed(market);
  const symbols = config.kernel.instruments.map((instrument) => instrument.symbol);
  const simulation: Simulation = new Simulation({
    time,
    feed,
    pairlist: new Pairlist(symbols, config.pairlist, feed),
    tap,
    driver: driverOf(running.executor),
    orchestrator: running.orchestrator,
    workers,
    preflight: () => {
      const { now } = time;
      const health = running.executor.health();
      const feasibility = running.orchestrator.feasibility();
      // Sizes need equity and prices: asked again at the next step until every pair has a figure.
      const known = feasibility.every((row) => row.feasible !== null);
      if (!(health.reconciled && known) && now - at < PREFLIGHT_PATIENCE) return null;
      const { configFiles } = options;
      const venueError = faults === undefined ? null : outageText(faults, now);
      const clockOffset = faults === undefined ? 0 : clockOffsetOf(faults, now);
      const asked = { config, configFiles, build, at: now, health, feasibility };
      return simulationPreflight({ ...asked, venueError, clockOffset });
    },
    contracts: () => {
      const { instruments } = config.kernel;
      if (faults === undefined || outageText(faults, time.now) !== null) return null;
      return contractNews(instruments, listedNow(faults, instruments, time.now));
    },
    preflightEvery: options.preflightEvery ?? null,
    observer,
    regimeHours: config.kernel.breakers.volatility.window + SETTLING_HOURS,
  });
  return {
    simulation,
    exchange,
    executorJournal,
    orchestratorJournal,
    workers,
    get executor() {
      return running.executor;
    },
    get orchestrator() {
      return running.orchestrator;
    },
    restartOrchestrator: (entryHalt, given = config) => {
      const halted = entryHalt === undefined ? {} : { entryHalt };
      const { version } = given.kernel;
      const recovering = { ...orchestratorOptions, version, ...halted };
      running.orchestrator = recoverOrchestrator(given, recovering, time.now);
      const { lastExecutorSequence } = running.orchestrator;
      const facts = readFacts(executorJournal, lastExecutorSequence, Number.POSITIVE_INFINITY);
      simulation.startOrchestrator(running.orchestrator, facts);
    },
    restartExecutor: (entryHalt) => {
      const halted = entryHalt === undefined ? {} : { entryHalt };
      const past = readFacts(executorJournal, 0, Number.POSITIVE_INFINITY).map(({ fact }) => fact);
      running.executor = recoverExecutor(executorConfig, past, halted);
      const driver = driverOf(running.executor);
      driver.catchUpVenue(time.now);
      simulated.retell((running.executor.completeUntil() ?? time.now) - RETELL);
      simulation.startExecutor(driver);
    },
  };
}

function workersOf({ config, proposer }: SimulationOptions): readonly SimulatedWorker[] {
  const basket = config.kernel.correlation.alignmentAssets
    .map((asset) => config.kernel.instruments.find((i) => i.symbol.startsWith(`${asset}/`))?.symbol)
    .filter((symbol) => symbol !== undefined);
  return config.kernel.strategies
    .filter((strategy) => strategy.enabled)
    .map((strategy) => ({
      strategy: strategy.id,
      symbols: [...new Set([...strategy.symbols, ...basket])],
      worker: proposer?.(strategy) ?? createWorker(strategy, { basket }),
    }));
}
