/** Everything the orchestrator knows beside the kernel: plain data, saved, hashed and replayed. */

import type { OperatorCommand } from '../../bus/messages.ts';
import type { Closure, Gate } from '../../domain/closure.ts';
import type { Regime, RiskState } from '../../domain/decision.ts';
import type { VirtualPosition } from '../../domain/execution.ts';
import type { StrategyId } from '../../domain/ids.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { ContractNews } from '../../domain/venue.ts';
import { canonicalText } from '../../journal/canonical.ts';
import type { KernelOutput } from '../../kernel/events.ts';
import type { CadenceState } from '../../runbook/cadence/cadence-state.ts';
import type { LaunchState, WorkerView } from '../../runbook/launch-state.ts';
import { createOverrides, type OverridesState } from '../../runbook/overrides/overrides.ts';
import type { DayBook } from '../../runbook/report/day-state.ts';
import { createWeekBook, type WeekBook } from '../../runbook/review/week-book.ts';
import { createRollbackWatch, type RollbackWatch } from '../../runbook/rollback/watch.ts';
import { createThrottleBook, type ThrottleBook } from '../../runbook/throttle/throttle-state.ts';
import { createRequests, type Requests } from '../../runbook/two-people.ts';
import { createDesk, type DeskState } from './desk-state.ts';
import type { MarketWatch } from './market-watch.ts';
import type { SpreadWindows } from './spread-window.ts';

export interface EntryHalt {
  readonly actor: string;
  readonly reason: string;
  readonly since: EpochMs;
  /** `executor`: the halt was given to the executor directly, and ends there too. */
  readonly source: 'operator' | 'executor';
}

export interface CoreState {
  writer: number;
  version: string;
  build: string;
  /** Do records name version and build? Absent: a journal of a build that did not, replayed. */
  named?: true;
  halt: EntryHalt | null;
  /** The gate as last told to the executor. */
  gate: Gate | null;
  /** Closures that this side opened and has to release, by id. */
  readonly closures: Map<string, Closure>;
  /** Cancellations of resting entries that wait for their time (stale data, lost lease: 5 s). */
  cancels: readonly Extract<KernelOutput, { kind: 'cancel_entries' }>[];
  readonly positions: Map<string, VirtualPosition>;
  /** Filled so far per approved entry: exact quantity as text, cost in USDT. */
  readonly fills: Map<number, { readonly quantity: string; readonly cost: number }>;
  /** Approved entries of which the executor has said nothing yet: decision -> expiry. */
  readonly deliveries: Map<number, EpochMs>;
  readonly watch: MarketWatch;
  spreads: SpreadWindows;
  readonly executor: {
    connected: boolean;
    caughtUp: boolean;
    reconciled: boolean | null;
    /** Clean reconciliations in a row. */
    clean: number;
    text: string;
  };
  /** The configured contracts as the venue listed them last; empty: not told yet. */
  contracts: readonly ContractNews[];
  /** When a flatten for a delisting was last said, by symbol. */
  delistingSaid: Record<string, EpochMs>;
  readonly feed: { connected: boolean; ready: boolean; text: string };
  readonly workers: Map<StrategyId, WorkerView>;
  /** Critical alerts in force: code -> until when, in words. */
  readonly alerts: Map<string, { readonly until: EpochMs; readonly text: string }>;
  riskState: RiskState;
  regime: Regime;
  riskDepartures: number;
  feasibilityDue: boolean;
  equity: number | null;
  walletBalance: number | null;
  /** Instant of the last event the kernel was given: its time never runs backwards. */
  kernelAt: EpochMs;
  /** Sequence of the newest executor fact consumed. */
  factSequence: number;
  rejected: number;
  launch: LaunchState;
  readonly cadence: CadenceState;
  readonly dayBook: DayBook;
  readonly throttle: ThrottleBook;
  readonly week: WeekBook;
  /** What the desk was told and has to do. */
  desk: DeskState;
  /** Triggers of a rollback. */
  readonly rollback: RollbackWatch;
  readonly overrides: OverridesState;
  readonly requests: Requests<OperatorCommand>;
}

const MAPS = [
  'closures',
  'positions',
  'fills',
  'deliveries',
  'workers',
  'alerts',
] as const satisfies readonly (keyof CoreState)[];

/** Text of the state; `coreStateOf` reads it back. */
export function saveCoreState(state: CoreState): string {
  const plain: Record<string, unknown> = { ...state };
  for (const name of MAPS) plain[name] = [...state[name]];
  return canonicalText(plain);
}

/** State of a text that `saveCoreState` wrote. */
export function coreStateOf(text: string): CoreState {
  const plain = JSON.parse(text) as Record<string, unknown>;
  for (const name of MAPS) plain[name] = new Map(plain[name] as [unknown, unknown][]);
  // What an older build saved knows no desk, no throttle book, no rollback and no hours.
  plain['contracts'] ??= [];
  plain['delistingSaid'] ??= {};
  plain['desk'] ??= createDesk(plain['kernelAt'] as EpochMs);
  plain['throttle'] ??= createThrottleBook();
  plain['week'] ??= createWeekBook();
  plain['rollback'] ??= createRollbackWatch(false);
  plain['overrides'] ??= createOverrides();
  plain['requests'] ??= createRequests();
  const state = plain as unknown as CoreState;
  state.dayBook.day.breakerCounts ??= {};
  state.dayBook.day.hours ??= [];
  return state;
}

/** Canonical texts of the parts, so that a difference names the part. */
export function coreStateTexts(state: CoreState): Record<string, string> {
  const { launch, watch, spreads, cadence, dayBook, desk, throttle, rollback, ...others } = state;
  const { overrides, requests, week, ...rest } = others;
  const plain: Record<string, unknown> = { ...rest };
  for (const name of MAPS) plain[name] = [...state[name]];
  return {
    launch: canonicalText(launch),
    cadence: canonicalText(cadence),
    dayBook: canonicalText(dayBook),
    watch: canonicalText({ watch, spreads }),
    orchestrator: canonicalText(plain),
    desk: canonicalText(desk),
    throttle: canonicalText(throttle),
    week: canonicalText(week),
    rollback: canonicalText(rollback),
    // Before the first of them states hash as they did when there were none.
    ...(overrides.last + requests.last === 0
      ? {}
      : { control: canonicalText({ overrides, requests }) }),
  };
}

export const positionKey = (position: VirtualPosition): string =>
  `${position.strategy}|${position.symbol}|${position.side}`;

/** A closure that ended before its time to cancel came cancels nothing. */
export function dropCancels(state: CoreState, { cause, scope }: Closure): void {
  state.cancels = state.cancels.filter(
    (cancel) =>
      cancel.cause !== cause ||
      cancel.scope.strategy !== scope.strategy ||
      cancel.scope.symbol !== scope.symbol,
  );
}
