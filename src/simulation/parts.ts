/** What a simulation is made of, and who watches it. */
import type { CommandReply, PublicEvent } from '../bus/messages.ts';
import type { DeskMessage } from '../domain/alerts.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { EquityMark, ExecutorFact } from '../domain/execution.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { PriceStep } from '../domain/market.ts';
import type { ReportDocument } from '../domain/report-document.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { ContractNews } from '../domain/venue.ts';
import type { ExecutorDriver } from '../execution/driver.ts';
import type { Feed } from '../market/feed.ts';
import type { Pairlist } from '../market/pairlist.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { PreflightCheck } from '../runbook/preflight.ts';
import type { Worker } from '../strategies/worker.ts';
import type { StepTap } from './step-tap.ts';

/** Watches a run; every hook is optional and must not change what it is given. */
export interface SimulationObserver {
  /** Before anybody acts on it. */
  readonly price?: (step: PriceStep) => void;
  readonly fact?: (fact: ExecutorFact) => void;
  readonly decision?: (record: DecisionRecord) => void;
  readonly event?: (event: PublicEvent) => void;
  readonly message?: (message: DeskMessage) => void;
  readonly document?: (document: ReportDocument) => void;
  /** Answer to a command given with this id. */
  readonly reply?: (id: string, reply: CommandReply) => void;
  /** After everything of one market instant has been done. */
  readonly mark?: (mark: EquityMark) => void;
  /** After everything of one instant has been done, those between two price steps included. */
  readonly instant?: (at: EpochMs) => void;
}

/** A worker, or what stands in for one. */
export type Proposer = Pick<
  Worker,
  | 'entries'
  | 'evaluated'
  | 'lastCandleAt'
  | 'readiness'
  | 'requiredHistory'
  | 'warmUp'
  | 'setEntries'
  | 'onCandle'
  | 'onPosition'
>;

export interface SimulatedWorker {
  readonly strategy: StrategyId;
  readonly symbols: readonly SymbolId[];
  readonly worker: Proposer;
}

/** What a simulation reads of a feed. */
export type SimulatedFeed = Pick<
  Feed,
  'symbols' | 'start' | 'advance' | 'history' | 'ready' | 'staleSymbols'
>;

/** The virtual time that every part reads. */
export interface VirtualTime {
  now: EpochMs;
  /**
   * Machine time. It stands still: nothing in one process is ever late. Only while no orchestrator
   * runs it passes with the market's, so that the lease it does not renew runs out.
   */
  machine: Ms;
}

/** The parts, already built and not yet started; see `assemble.ts`. */
export interface SimulationParts {
  readonly time: VirtualTime;
  readonly feed: SimulatedFeed;
  readonly pairlist: Pairlist;
  readonly tap: StepTap;
  readonly driver: ExecutorDriver;
  readonly orchestrator: Orchestrator;
  readonly workers: readonly SimulatedWorker[];
  /** Asked at every step until it answers: null while there is nothing to assess yet. */
  readonly preflight: () => readonly PreflightCheck[] | null;
  /** What the venue lists now of the configured contracts; null: no answer. */
  readonly contracts: () => readonly ContractNews[] | null;
  /** How often it is asked again after that (requirement PRE-3); null: never. */
  readonly preflightEvery: Ms | null;
  readonly observer: SimulationObserver;
  /** Hourly candles that the orchestrator is warmed up with, by symbol. */
  readonly regimeHours: number;
}
