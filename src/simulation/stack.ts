/**
 * The whole stack in one process under one virtual clock: feed, workers, orchestrator, executor and
 * simulated exchange, the very components that run live, driven in one fixed order. Backtests,
 * drills and fault simulations are this with different markets and observers.
 */
import type { DecisionRecord } from '../domain/decision.ts';
import type {
  EquityMark,
  ExecutorCommand,
  ExecutorFact,
  VirtualPosition,
} from '../domain/execution.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { FundingInfo, MarketSource, PriceStep } from '../domain/market.ts';
import type { ExitRequest, Signal } from '../domain/signal.ts';
import type { EpochMs } from '../domain/time.ts';
import type { VenueCommand, VenueEvent } from '../domain/venue.ts';
