/** Builds every part of a simulation from a configuration and a market. */
import type { SeptetConfig } from '../domain/config.ts';
import type { Journal } from '../domain/journal.ts';
import type { MarketSource } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { configuredExecutor } from '../execution/config.ts';
import { ExecutorDriver } from '../execution/driver.ts';
import { createExecutor, type Executor } from '../execution/executor.ts';
import { createMemoryJournal, type MemoryJournal } from '../journal/memory-journal.ts';
import { Feed } from '../market/feed.ts';
import { Pairlist } from '../market/pairlist.ts';
import { createOrchestrator } from '../orchestrator/create.ts';
import { kernelFactory } from '../orchestrator/kernel-factory.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { createWorker } from '../strategies/worker.ts';
import { SimulatedExchange } from '../venues/simulated/exchange.ts';
import { SimulatedVenue } from '../venues/simulated/venue.ts';
import { simulationPreflight } from './preflight.ts';
import { type SimulatedWorker, Simulation, type SimulationObserver } from './simulation.ts';
import { StepTap } from './step-tap.ts';

export interface SimulationOptions {
  readonly config: SeptetConfig;
  readonly configFiles: number;
  readonly build: string;
  readonly market: MarketSource;
  readonly observer: SimulationObserver;
  /** Keep the journals' records in memory (tests, drills); default false: only their heads. */
  readonly keepJournals?: boolean;
  /** The orchestrator's journal, when it is not to be one in memory (benchmarks). */
  readonly orchestratorJournal?: Journal;
}

export interface AssembledSimulation {
  readonly simulation: Simulation;
  readonly executor: Executor;
  readonly exchange: SimulatedExchange;
  readonly orchestrator: Orchestrator;
  readonly executorJournal: MemoryJournal;
  readonly orchestratorJournal: Journal;
  readonly workers: readonly SimulatedWorker[];
}

const WRITER = 1;
/** Hours beyond the regime's window, so that its averages have settled when the window begins. */
const SETTLING_HOURS = 200;
/** Market time after which pre-flight judges what is there, whatever is still missing. */
const PREFLIGHT_PATIENCE = 5 * MINUTE_MS;

export function assembleSimulation(options: SimulationOptions): AssembledSimulation {
  const { config, build, market, observer } = options;
  const at: EpochMs = market.startsAt;
  const time = { now: at };
  const keep = options.keepJournals ?? false;
  const identity = { build, config: config.kernel.version, keep };
  const executorJournal = createMemoryJournal(identity);
  const orchestratorJournal = options.orchestratorJournal ?? createMemoryJournal(identity);

  const exchange = new SimulatedExchange({
    instruments: config.kernel.instruments,
    initialBalance: config.venue.initialBalance,
  });
  const venue = new SimulatedVenue({
    exchange,
    clock: { now: () => time.now },
    latency: config.venue.latency,
  });
  const executor = createExecutor({
    ...configuredExecutor(config.kernel, config.execution),
    // The books cannot drift apart unnoticed in one process; an hour keeps long runs fast.
    reconcileEvery: HOUR_MS,
  });
  const tap = new StepTap(market);
  let simulation: Simulation | undefined;
  const driver = new ExecutorDriver({
    executor,
    venue,
    market: tap,
    journal: executorJournal,
    // Machine time stands still in a simulation: nothing here is ever late.
    monotonic: () => 0,
    at,
    onFacts: (facts) => simulation?.takeFacts(facts),
    onEquity: (mark) => simulation?.takeEquity(mark),
    onJournal: (failure) => {
      if (failure !== null) throw new Error(`a journal in memory failed: ${failure}`);
    },
  });
  const orchestrator = createOrchestrator(
    config,
    {
      version: config.kernel.version,
      build,
      journal: orchestratorJournal,
      writer: WRITER,
      recordInputs: keep || options.orchestratorJournal !== undefined,
      kernel: kernelFactory,
    },
    at,
  );
  const basket = config.kernel.correlation.alignmentAssets
    .map((asset) => config.kernel.instruments.find((i) => i.symbol.startsWith(`${asset}/`))?.symbol)
    .filter((symbol) => symbol !== undefined);
  const workers = config.kernel.strategies
    .filter((strategy) => strategy.enabled)
    .map((strategy) => ({
      strategy: strategy.id,
      symbols: [...new Set([...strategy.symbols, ...basket])],
      worker: createWorker(strategy, { basket }),
    }));
  const feed = new Feed(market);
  const symbols = config.kernel.instruments.map((instrument) => instrument.symbol);
  simulation = new Simulation({
    time,
    feed,
    pairlist: new Pairlist(symbols, config.pairlist, feed),
    tap,
    driver,
    orchestrator,
    workers,
    preflight: () => {
      const health = executor.health();
      const feasibility = orchestrator.feasibility();
      // Sizes need equity and prices: asked again at the next step until every pair has a figure.
      const known = feasibility.every((row) => row.feasible !== null);
      const waited = time.now - at;
      if (!(health.reconciled && known) && waited < PREFLIGHT_PATIENCE) return null;
      const { configFiles } = options;
      return simulationPreflight({
        config,
        configFiles,
        build,
        at: time.now,
        health,
        feasibility,
      });
    },
    observer,
    regimeHours: config.kernel.breakers.volatility.window + SETTLING_HOURS,
  });
  return {
    simulation,
    executor,
    exchange,
    orchestrator,
    executorJournal,
    orchestratorJournal,
    workers,
  };
}
