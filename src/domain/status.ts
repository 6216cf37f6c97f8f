/**
 * The projection that people and programs read: one snapshot of the whole portfolio, published by
 * the orchestrator, extended by the supervisor's view of the processes. Shape `septet.status/1`.
 */
import type { Closure } from './closure.ts';
import type { ProfileName, Regime, RiskState } from './decision.ts';
import type { VirtualPosition } from './execution.ts';
import type { OperationsStatus } from './operations.ts';
import type { Override, PendingRequest } from './overrides.ts';
import type { BreakerId, WeightRecord } from './risk.ts';
import type { EpochMs } from './time.ts';

export interface LaunchStepStatus {
  /** Requirement id: `PRE-1` .. `LAU-5`. */
  readonly id: string;
  readonly title: string;
  readonly state: 'waiting' | 'running' | 'passed' | 'warning' | 'failed' | 'held';
  /** Evidence in words with figures; what it waits for when held. */
  readonly evidence: string;
  readonly at: EpochMs | null;
}

/** What a named person set aside for one launch: an override that ends with it (requirement LAU-6). */
export interface LaunchSkip {
  /** Step it was skipped for: `LAU-4`, `LAU-5.B`. */
  readonly step: string;
  readonly kind: 'time' | 'spread' | 'warnings';
  /** What was skipped, with its figures. */
  readonly what: string;
  readonly actor: string;
  readonly reason: string;
  readonly at: EpochMs;
}

export interface LaunchStatus {
  readonly state:
    | 'starting'
    | 'preflight'
    | 'launching'
    | 'phasing'
    | 'complete'
    | 'held'
    | 'aborted';
  readonly phase: string | null;
  readonly phaseSince: EpochMs | null;
  /** Healthy market time still to pass in this phase, ms; null in the last one. */
  readonly phaseRemaining: number | null;
  readonly steps: readonly LaunchStepStatus[];
  /** Overrides of this launch, oldest first. */
  readonly skips: readonly LaunchSkip[];
  /** Acceptance report (ACC-1..4) once 30 minutes have passed. */
  readonly acceptance: AcceptanceReport | null;
}

export interface AcceptanceReport {
  readonly at: EpochMs;
  readonly passed: boolean;
  readonly criteria: readonly {
    readonly id: string;
    readonly title: string;
    readonly passed: boolean;
    /** Null: too few samples to say. */
    readonly value: number | null;
    readonly limit: number | null;
    readonly samples: number;
    readonly text: string;
  }[];
  /** What was skipped on the way, so that nobody reads a pass without it. */
  readonly skips: readonly LaunchSkip[];
}

export interface ExposureRow {
  readonly key: string;
  /** Fractions of G and of R0, and the cap both obey. */
  readonly notional: number;
  readonly risk: number;
  readonly cap: number;
  readonly overCap: boolean;
  /** USDT. */
  readonly longNotional: number;
  readonly shortNotional: number;
}

export interface BreakerStatus {
  readonly id: BreakerId;
  readonly state: 'inactive' | 'warning' | 'active' | 'recovering';
  readonly value: number | null;
  readonly limit: number;
  /** How far to the limit, in the value's own unit; negative when beyond. */
  readonly distance: number | null;
  readonly unit: 'fraction' | 'count' | 'z';
  readonly until: EpochMs | null;
  readonly text: string;
  /** There while an override has switched it off: what it would be (requirement CHG-3). */
  readonly off?: { readonly would: 'inactive' | 'warning' | 'active' | 'recovering' };
}

export interface KernelStatus {
  readonly at: EpochMs;
  readonly riskState: RiskState;
  readonly profile: ProfileName;
  readonly profileCeiling: ProfileName | null;
  readonly regime: Regime;
  readonly regimeZ: number | null;
  readonly equity: number | null;
  readonly equityQuality: 'good' | 'stale' | 'implausible' | 'unknown';
  readonly dailyPnl: number | null;
  readonly drawdown: number | null;
  readonly epoch: number;
  readonly closures: readonly Closure[];
  readonly breakers: readonly BreakerStatus[];
  readonly weights: {
    readonly buckets: readonly WeightRecord[];
    readonly strategies: readonly WeightRecord[];
    readonly cash: number;
  };
  readonly exposure: {
    readonly gross: number;
    readonly riskCapacity: number;
    readonly strategies: readonly ExposureRow[];
    readonly assets: readonly ExposureRow[];
    readonly topThree: ExposureRow;
    readonly total: ExposureRow;
  };
  readonly openTrades: { readonly open: number; readonly limit: number };
  readonly alignment: {
    readonly value: number | null;
    readonly votes: number;
    readonly cluster: boolean;
    readonly strategyCorrelation: number | null;
  };
  readonly entries: {
    readonly allowed: number;
    readonly refused: number;
    readonly byReason: Readonly<Record<string, number>>;
  };
  readonly rates: {
    readonly rejected: { readonly value: number | null; readonly samples: number };
    readonly timeouts: { readonly value: number | null; readonly samples: number };
    readonly fillRatio: { readonly value: number | null; readonly samples: number };
    readonly slippageBps: { readonly value: number | null; readonly samples: number };
  };
  readonly rejectedInputs: number;
}

export interface PortfolioStatus extends KernelStatus {
  readonly schema: 'septet.status/1';
  readonly portfolio: string;
  readonly configVersion: string;
  readonly build: string;
  readonly speed: number;
  readonly entryHalt: { readonly on: boolean; readonly actor: string; readonly reason: string };
  readonly launch: LaunchStatus;
  readonly positions: readonly (VirtualPosition & {
    readonly mark: number | null;
    readonly unrealisedPnl: number | null;
  })[];
  readonly walletBalance: string | null;
  readonly reconciled: boolean | null;
  /** Alerts, incidents and tasks; empty lists where nobody attends. */
  readonly operations: OperationsStatus;
  /** In force, oldest first; what a launch was spared stands in `launch.skips`. */
  readonly overrides: readonly Override[];
  /** What waits for a second person. */
  readonly requests: readonly PendingRequest[];
  readonly journal: { readonly sequence: number; readonly hash: string };
}

export interface ProcessStatus {
  readonly name: string;
  readonly pid: number | null;
  readonly state: 'starting' | 'running' | 'stopped' | 'crashed' | 'waiting';
  readonly restarts: number;
  readonly since: EpochMs;
  readonly residentBytes: number | null;
  /** What it said of itself when it started; absent: it has not said anything yet. */
  readonly build?: string;
}
