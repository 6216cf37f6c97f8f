/**
 * What the launch machine remembers, what it sees and what it says (requirements LAU-0..LAU-6,
 * ACC-1..4). The state is plain data: it is saved, hashed and replayed like the kernel's.
 */
import type { KernelConfig, LaunchConfig } from '../domain/config.ts';
import type { Regime, RiskState } from '../domain/decision.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type {
  AcceptanceReport,
  KernelStatus,
  LaunchSkip,
  LaunchStatus,
  LaunchStepStatus,
} from '../domain/status.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { PreflightCheck } from './preflight.ts';

export interface LaunchSetup {
  readonly launch: LaunchConfig;
  readonly kernel: KernelConfig;
}

export interface WorkerView {
  readonly pid: number;
  readonly entries: 'paused' | 'open';
  /** All history there is has been loaded. */
  readonly warm: boolean;
  /** What it lacks to make signals, in words; empty when nothing. */
  readonly lacking: string;
}

/** Everything the machine looks at in one tick. */
export interface LaunchView {
  readonly executor: {
    readonly connected: boolean;
    /** Has every fact up to the executor's newest been consumed? */
    readonly caughtUp: boolean;
    readonly reconciled: boolean | null;
    readonly text: string;
  };
  readonly feed: { readonly ready: boolean; readonly text: string };
  readonly workers: ReadonlyMap<StrategyId, WorkerView>;
  /** Symbols without a fresh book now, those never seen included. */
  readonly staleSymbols: readonly SymbolId[];
  /** Since the start: how often market data went stale, and risk left `NORMAL`. */
  readonly staleAlerts: number;
  readonly riskDepartures: number;
  readonly riskState: RiskState;
  readonly regime: Regime;
  /** Equity mark fresh and good. */
  readonly equityGood: boolean;
  /** Critical alerts in force, in words. */
  readonly critical: readonly string[];
  readonly halt: { readonly actor: string; readonly reason: string } | null;
  /** Median spread over the configured window; null below three samples. */
  readonly medianSpreadBps: (symbol: SymbolId) => number | null;
  /** Built only when a step needs its figures. */
  readonly kernel: () => KernelStatus;
}

export type LaunchOutput =
  /** A step changed its state, or what it waits for. */
  | {
      readonly kind: 'step';
      readonly at: EpochMs;
      readonly step: LaunchStepStatus;
      readonly from: LaunchStepStatus['state'];
    }
  | {
      readonly kind: 'state';
      readonly at: EpochMs;
      readonly from: LaunchStatus['state'];
      readonly to: LaunchStatus['state'];
      readonly text: string;
    }
  /** Entries of these strategies are closed for cause `launch`. */
  | {
      readonly kind: 'close';
      readonly at: EpochMs;
      readonly strategies: readonly StrategyId[];
      readonly reason: string;
    }
  /** The launch closures of these strategies are released. */
  | {
      readonly kind: 'open';
      readonly at: EpochMs;
      readonly strategies: readonly StrategyId[];
      readonly phase: string;
    }
  | { readonly kind: 'acceptance'; readonly at: EpochMs; readonly report: AcceptanceReport }
  | { readonly kind: 'skip'; readonly at: EpochMs; readonly skip: LaunchSkip };

export type LaunchCommandReply =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly text: string };

export type LaunchCause = 'cold_start' | 'resume' | 'retry';

export interface LaunchState {
  cause: LaunchCause;
  startedAt: EpochMs;
  state: LaunchStatus['state'];
  preflight: readonly PreflightCheck[];
  /** LAU-0..LAU-4, then one LAU-5 step per phase. */
  steps: LaunchStepStatus[];
  /** What each step waited for when it last spoke: it speaks again when that changes. */
  waits: Record<string, string>;
  /** Index of the current phase; -1 before the first. */
  phase: number;
  /** Are the strategies of the current phase open (a gated one may still wait)? */
  phaseOpen: boolean;
  phaseSince: EpochMs | null;
  /** Healthy time passed in the phase, ms. */
  phaseElapsed: Ms;
  lastTick: EpochMs;
  lastHealthy: boolean;
  /** Open strategies were closed again because a pre-flight check failed while running. */
  suspended: boolean;
  accepted: { readonly actor: string; readonly reason: string; readonly at: EpochMs } | null;
  aborted: { readonly actor: string; readonly reason: string; readonly at: EpochMs } | null;
  /** What a person set aside for this launch. */
  skips: readonly LaunchSkip[];
  /** Acceptance window: its start, and the counters at its start. */
  acceptance: {
    readonly since: EpochMs;
    readonly staleAlerts: number;
    readonly riskDepartures: number;
    readonly riskAtStart: RiskState;
    configErrors: number;
  } | null;
  report: AcceptanceReport | null;
}

const STEP_TITLES: readonly (readonly [id: string, title: string])[] = [
  ['LAU-0', 'Executor first: reconciled, stops restored, exits running'],
  ['LAU-1', 'Data feed and pairlist, warm-up history, every symbol fresh'],
  ['LAU-2', 'Strategy workers up, warm, in paused-entry mode'],
  ['LAU-3', 'Orchestrator up and caught up with the executor'],
  ['LAU-4', 'Dry health cycle'],
];

/** Step id of a phase: `LAU-5.A`. */
export const phaseStepId = (phase: string): string => `LAU-5.${phase}`;

export function createLaunch(setup: LaunchSetup, cause: LaunchCause, at: EpochMs): LaunchState {
  return {
    cause,
    startedAt: at,
    state: 'starting',
    preflight: [],
    steps: initialSteps(setup),
    waits: {},
    phase: -1,
    phaseOpen: false,
    phaseSince: null,
    phaseElapsed: 0,
    lastTick: at,
    lastHealthy: false,
    suspended: false,
    accepted: null,
    aborted: null,
    skips: [],
    acceptance: null,
    report: null,
  };
}

export function initialSteps(setup: LaunchSetup): LaunchStepStatus[] {
  const steps: LaunchStepStatus[] = STEP_TITLES.map(([id, title]) => ({
    id,
    title,
    state: 'waiting',
    evidence: '',
    at: null,
  }));
  for (const phase of setup.launch.phases) {
    const names = strategiesOfPhase(setup.kernel, phase.name).join(' ');
    steps.push({
      id: phaseStepId(phase.name),
      title: `Phase ${phase.name}: ${names === '' ? 'no strategy' : names}`,
      state: 'waiting',
      evidence: '',
      at: null,
    });
  }
  return steps;
}

/** Enabled strategies that open in a phase, in configured order. */
export function strategiesOfPhase(config: KernelConfig, phase: string): readonly StrategyId[] {
  return config.strategies
    .filter((strategy) => strategy.enabled && strategy.phase === phase)
    .map((strategy) => strategy.id);
}

/** Moves a step; says so when its state, or what it waits for (`wait`), changed. */
export function setStep(
  state: LaunchState,
  id: string,
  next: LaunchStepStatus['state'],
  evidence: string,
  at: EpochMs,
  out: LaunchOutput[],
  wait = '',
): void {
  const index = state.steps.findIndex((step) => step.id === id);
  const before = state.steps[index];
  if (before === undefined) throw new RangeError(`no launch step ${id}`);
  const moved = before.state !== next;
  if (!moved && before.evidence === evidence) return;
  const step: LaunchStepStatus = { ...before, state: next, evidence, at: moved ? at : before.at };
  state.steps[index] = step;
  const speaks = moved || (state.waits[id] ?? '') !== wait;
  state.waits[id] = wait;
  if (speaks) out.push({ kind: 'step', at, step, from: before.state });
}

export const stepState = (state: LaunchState, id: string): LaunchStepStatus['state'] =>
  state.steps.find((step) => step.id === id)?.state ?? 'waiting';

/** Minutes and seconds of a duration: `7 min 30 s`. */
export function durationText(duration: Ms): string {
  const seconds = Math.ceil(duration / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** Steps that may pass in any order, before the dry cycle. */
export const BASE_STEPS = ['LAU-0', 'LAU-1', 'LAU-2', 'LAU-3'] as const;

/** A pre-flight check as a step of the launch. */
export const checkStep = (check: PreflightCheck, at: EpochMs): LaunchStepStatus => ({
  id: check.id,
  title: check.title,
  state: check.state,
  evidence: check.remedy === null ? check.evidence : `${check.evidence} (${check.remedy})`,
  at,
});
