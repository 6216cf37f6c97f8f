/** A drill as data: what is rehearsed, what happens, and what the runbook demands. */

import type { OperatorCommand } from '../bus/messages.ts';
import type { IncidentClass } from '../domain/alerts.ts';
import type { RootCause } from '../domain/incidents.ts';
import type { Side } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { MarketMove } from '../market/market-script.ts';
import type { FaultPlan } from '../venues/faults/plan.ts';
import type { Limits } from './changed-version.ts';
import type { Pattern } from './event-kinds.ts';
import type { Moment } from './moment.ts';
import type { StatePattern } from './world-state.ts';

export interface Scenario {
  readonly name: string;
  /** Name of its file. */
  readonly file: string;
  readonly title: string;
  /** What the runbook says about it. */
  readonly about: string;
  /** Requirement ids. */
  readonly rehearses: readonly string[];
  readonly seed: number;
  readonly portfolio: {
    /** Null: as configured. */
    readonly profile: string | null;
    readonly strategies: readonly string[] | null;
    readonly equity: string;
  };
  readonly market: {
    readonly startsAt: EpochMs;
    readonly length: Ms;
    readonly step: Ms;
    readonly volatility: number;
    readonly historyVolatility: number;
    readonly historyHours: number;
    readonly fundingRate: number;
    readonly moves: readonly MarketMove[];
  };
  readonly faults: FaultPlan;
  readonly instants: readonly InstantRule[];
  readonly steps: readonly ScriptedStep[];
  readonly expect: readonly Expectation[];
}

/** A name for the first event that matches, after another instant if one is named. */
export interface InstantRule {
  readonly name: string;
  readonly pattern: Pattern;
  readonly after: Moment | null;
  /** 1: the first. */
  readonly nth: number;
}

export const PROCESSES = ['orchestrator', 'executor', 'feed'] as const;
export type ProcessName = (typeof PROCESSES)[number];

export type Act =
  /** A strategy proposes an entry; `votes`: an onset, which counts in the alignment. */
  | {
      readonly do: 'enter';
      readonly strategy: string;
      readonly symbol: string;
      readonly side: Side;
      readonly stop: number;
      readonly edge: number;
      readonly notional: number | null;
      readonly trailing: { readonly offset: number; readonly distance: number } | null;
      /** Profit that closes; null: none. */
      readonly takeProfit: number | null;
      readonly votes: boolean;
    }
  | {
      readonly do: 'exit';
      readonly strategy: string;
      readonly symbol: string;
      readonly side: Side;
    }
  /** A command to the orchestrator as it is. */
  | { readonly do: 'command'; readonly command: OperatorCommand }
  | { readonly do: 'silence'; readonly of: string; readonly length: Ms }
  /** About the newest incident that is not resolved, of a class if one is named. */
  | {
      readonly do: 'acknowledge' | 'approve' | 'resolve';
      readonly incident: IncidentClass | null;
      readonly classify: IncidentClass | null;
      /** Null: every action that waits. */
      readonly action: string | null;
      readonly rootCause: RootCause;
    }
  /** Given to the executor directly, past the orchestrator. */
  | { readonly do: 'latch'; readonly on: boolean }
  | { readonly do: 'flatten'; readonly strategy: string | null; readonly symbol: string | null }
  | { readonly do: 'stop'; readonly process: ProcessName }
  /** `entryHalt`: with ENTRY_HALT=true in its environment; `limits`: with a version that has these. */
  | {
      readonly do: 'start';
      readonly process: ProcessName;
      readonly entryHalt: boolean;
      readonly limits: Limits;
    }
  /** Somebody trades by hand on the same account. */
  | {
      readonly do: 'trade';
      readonly symbol: string;
      readonly side: Side;
      readonly notional: number;
    };

export interface ScriptedStep {
  readonly at: Moment;
  readonly every: Ms;
  readonly times: number;
  /** Is not repeated once a command was accepted. */
  readonly untilAccepted: boolean;
  readonly act: Act;
}

export type Claim =
  | {
      readonly kind: 'happens';
      readonly pattern: Pattern;
      /** Null: until the window ends. */
      readonly within: Ms | null;
      readonly least: number;
      readonly most: number;
    }
  | { readonly kind: 'never'; readonly pattern: Pattern }
  | { readonly kind: 'becomes'; readonly state: StatePattern; readonly within: Ms | null }
  /** `except`: for how long at a time it may be otherwise. */
  | { readonly kind: 'stays'; readonly state: StatePattern; readonly except: Ms };

export interface Expectation {
  /** Requirement ids. */
  readonly proves: readonly string[];
  /** What the runbook demands, in words. */
  readonly that: string;
  /** Null: the start, the end of the drill. */
  readonly from: Moment | null;
  readonly until: Moment | null;
  readonly claim: Claim;
}
