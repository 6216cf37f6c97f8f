/**
 * The kernel's whole state: one part per concern, all plain data, owned by `step`. What is derived
 * (`index`, views) is rebuilt on loading; the rest is what a snapshot holds and hashes cover.
 */
import type { KernelConfig } from '../domain/config.ts';
import type { RiskState } from '../domain/decision.ts';
import type { Signal } from '../domain/signal.ts';
import { dayStart, type EpochMs } from '../domain/time.ts';
import { type AllocationState, createAllocation } from './allocation/allocation.ts';
import { indexConfig, type KernelIndex, profileOf } from './basis/config-index.ts';
import { createDaily, type DailyState } from './breakers/daily.ts';
import { createDrawdown, type DrawdownState } from './breakers/drawdown.ts';
import { createLossStreak, type LossStreakState } from './breakers/loss-streak.ts';
import { createOverrides, type OverridesState } from './breakers/switched-off.ts';
import { type AlignmentState, createAlignment } from './correlation/alignment.ts';
import { createHourlyCloses, type HourlyClosesState } from './correlation/asset-correlation.ts';
import { createEdgeHistory, type EdgeHistory } from './correlation/edge-percentile.ts';
import { createStrategyPnl, type StrategyPnlState } from './correlation/strategy-correlation.ts';
import { type Candidate, createCandidate } from './decision/candidate.ts';
import {
  createEquity,
  createReading,
  type EquityReading,
  type EquityState,
} from './equity/equity-index.ts';
import type { KernelOutput } from './events.ts';
import { createLargestOthers, type LargestOthers } from './exposure/exposure.ts';
import { createHoldings, type HoldingsState } from './exposure/holdings.ts';
import { type ClosureState, createClosures } from './gate/closures.ts';
import { createGuards, type GuardState } from './guards/guard-state.ts';
import { createMarket, type MarketState } from './guards/market-state.ts';
import { createRates, type RatesState } from './guards/rates.ts';
import { createSlippage, type SlippageState } from './guards/slippage-state.ts';
import { createSignalIds, type SignalIds } from './input/signal-ids.ts';
import { createProfile, type ProfileState } from './profile/profile.ts';
import { createRegime, type RegimeState } from './regime/regime.ts';

/** Clock, numbering, and what other parts refer to. */
export interface CoreState {
  now: EpochMs;
  writer: number;
  /** Number of the last decision. */
  decision: number;
  strictness: 0 | 1 | 2 | 3;
  riskState: RiskState;
  /** Next 00:00 UTC not yet turned. */
  nextDay: EpochMs;
  /** Day whose start opens the playbook closures of the risky strategies; null when none is due. */
  playbookFrom: EpochMs | null;
}

/** An aligned signal of a cluster event, waiting for the contest to end. */
export interface Contender {
  readonly signal: Signal;
  readonly percentile: number;
  readonly arrival: number;
}

export interface ClusterState {
  active: boolean;
  joint: boolean;
  levelOne: boolean;
  guard: boolean;
  since: EpochMs;
  /** Since when A has been below the exit level; null while it is not. */
  belowSince: EpochMs | null;
  contestEndsAt: EpochMs | null;
  contenders: Contender[];
  /** Time of the last admitted entry of any kind; -1 when there was none. */
  lastAdmittedAt: EpochMs;
}

export interface OverCapState {
  /** By key of the exceeded cap: evaluations in a row at or below it since. */
  readonly calm: Map<string, number>;
}

export interface CountersState {
  allowed: number;
  refused: number;
  rejectedInputs: number;
  readonly byReason: Map<string, number>;
  readonly byRejection: Map<string, number>;
}

/** What a snapshot holds: every module's state, by name. */
export interface KernelModules {
  readonly core: CoreState;
  readonly allocation: AllocationState;
  readonly equity: EquityState;
  readonly reading: EquityReading;
  readonly daily: DailyState;
  readonly drawdown: DrawdownState;
  readonly lossStreak: LossStreakState;
  readonly regime: RegimeState;
  readonly holdings: HoldingsState;
  readonly market: MarketState;
  readonly alignment: AlignmentState;
  readonly edges: EdgeHistory[];
  readonly strategyPnl: StrategyPnlState;
  readonly hourlyCloses: HourlyClosesState;
  readonly cluster: ClusterState;
  readonly guards: GuardState;
  readonly closures: ClosureState;
  readonly overCap: OverCapState;
  readonly profile: ProfileState;
  readonly rates: RatesState;
  readonly slippage: SlippageState;
  signalIds: SignalIds;
  readonly counters: CountersState;
  readonly overrides: OverridesState;
}

export interface KernelState extends KernelModules {
  readonly config: KernelConfig;
  readonly index: KernelIndex;
  /** Outputs of the step now running. */
  out: KernelOutput[];
  /** Earliest timer; recomputed after a step that may have moved one. */
  wakeAt: EpochMs;
  wakeDirty: boolean;
  /** Set while a step changes what weights rest on; settled before the next decision. */
  allocationReason: string | null;
  /** Work space of one decision; overwritten whole by each. */
  readonly candidate: Candidate;
  readonly others: LargestOthers;
}

export interface KernelOptions {
  readonly at: EpochMs;
  readonly writer: number;
  /** Epoch of the gate to continue from (an executor may have seen higher ones); 1 by default. */
  readonly epoch?: number;
}

/** All modules at their beginning; throws a RangeError on an inconsistent configuration. */
export function createModules(config: KernelConfig, options: KernelOptions): KernelState {
  const index = indexConfig(config);
  const profile = profileOf(index, config.profile);
  if (profile < 0) throw new RangeError(`unknown profile "${config.profile}"`);
  const strategies = index.strategies.length;
  const symbols = index.symbols.length;
  const today = dayStart(options.at);
  const state: KernelState = {
    config,
    index,
    out: [],
    wakeAt: options.at,
    wakeDirty: true,
    allocationReason: null,
    candidate: createCandidate(),
    others: createLargestOthers(),
    core: {
      now: options.at,
      writer: options.writer,
      decision: 0,
      strictness: 0,
      riskState: 'NORMAL',
      nextDay: today === options.at ? today : today + 86_400_000,
      playbookFrom: null,
    },
    allocation: createAllocation(index),
    equity: createEquity(today),
    reading: createReading(),
    daily: createDaily(),
    drawdown: createDrawdown(config.breakers),
    lossStreak: createLossStreak(),
    regime: createRegime(),
    holdings: createHoldings(strategies + 1, symbols, index.assets.length),
    market: createMarket(symbols),
    alignment: createAlignment(strategies, config.correlation.alignmentAssets.length),
    edges: index.strategies.map(() => createEdgeHistory()),
    strategyPnl: createStrategyPnl(strategies),
    hourlyCloses: createHourlyCloses(symbols),
    cluster: {
      active: false,
      joint: false,
      levelOne: false,
      guard: false,
      since: 0,
      belowSince: null,
      contestEndsAt: null,
      contenders: [],
      lastAdmittedAt: -1,
    },
    guards: createGuards(strategies, symbols),
    closures: createClosures(index),
    overCap: { calm: new Map() },
    profile: createProfile(profile),
    rates: createRates(),
    slippage: createSlippage(symbols, index.buckets.length),
    signalIds: createSignalIds(),
    counters: {
      allowed: 0,
      refused: 0,
      rejectedInputs: 0,
      byReason: new Map(),
      byRejection: new Map(),
    },
    overrides: createOverrides(),
  };
  if (options.epoch !== undefined) state.closures.epoch = options.epoch;
  return state;
}

/** The profile in force. */
export const profileNow = (state: KernelState) => state.index.profiles[state.profile.current]!;
