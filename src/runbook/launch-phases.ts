/** LAU-5: the phases, counted in healthy time, and the gate before the last one. */
import type { LaunchPhaseConfig } from '../domain/config.ts';
import type { StrategyId } from '../domain/ids.ts';
import type { LaunchSkip } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { type Hold, holdKey, holdText } from './launch-health.ts';
import {
  durationText,
  type LaunchOutput,
  type LaunchSetup,
  type LaunchState,
  type LaunchView,
  phaseStepId,
  setStep,
  strategiesOfPhase,
} from './launch-state.ts';
import { figure } from './preflight.ts';

/** Holds of a gate that a person may set aside begin with this. */
export const SPREAD_KEY = 'spread:';

/** Strategies whose phase has been reached and opened. */
export function openStrategies(setup: LaunchSetup, state: LaunchState): readonly StrategyId[] {
  if (state.suspended || state.aborted !== null) return [];
  const reached = state.phaseOpen ? state.phase : state.phase - 1;
  return setup.launch.phases
    .slice(0, reached + 1)
    .flatMap((phase) => strategiesOfPhase(setup.kernel, phase.name));
}

/** Healthy time still to pass in the current phase, ms; null in one without an end. */
export function phaseRemaining(setup: LaunchSetup, state: LaunchState): number | null {
  const phase = setup.launch.phases[state.phase];
  if (phase === undefined || phase.duration === null || isLast(setup, state.phase)) return null;
  if (skipped(state, phase, 'time') !== undefined) return 0;
  return Math.max(0, phase.duration - state.phaseElapsed);
}

/** One tick of the phases; `holds` is what is unhealthy now. */
export function stepPhases(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  holds: readonly Hold[],
  at: EpochMs,
  out: LaunchOutput[],
): void {
  if (setup.launch.phases.length === 0) return;
  if (state.phase < 0) {
    if (holds.length > 0) {
      holdStep(setup, state, 0, holds, at, out);
      return;
    }
    beginPhase(setup, state, view, 0, at, out);
  }
  // A phase without length passes in the tick it begins in: bounded by the number of phases.
  for (let moves = 0; moves < setup.launch.phases.length; moves += 1) {
    if (!state.phaseOpen && !tryOpen(setup, state, view, holds, at, out)) return;
    const remaining = phaseRemaining(setup, state);
    if (remaining === null || remaining > 0) break;
    if (holds.length > 0) break;
    const done = setup.launch.phases[state.phase]!;
    const skip = skipped(state, done, 'time');
    const passed = `${durationText(state.phaseElapsed)} of healthy time passed`;
    const text = skip === undefined ? passed : `${passed}, ${skipText(skip)}`;
    setStep(state, phaseStepId(done.name), 'passed', text, at, out);
    beginPhase(setup, state, view, state.phase + 1, at, out);
  }
  describePhase(setup, state, holds, at, out);
}

function beginPhase(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  index: number,
  at: EpochMs,
  out: LaunchOutput[],
): void {
  state.phase = index;
  state.phaseOpen = false;
  state.phaseSince = at;
  state.phaseElapsed = 0;
  if (index === 0) {
    state.acceptance = {
      since: at,
      staleAlerts: view.staleAlerts,
      riskDepartures: view.riskDepartures,
      riskAtStart: view.riskState,
      configErrors: 0,
    };
  }
  const phase = setup.launch.phases[index]!;
  if (!phase.gated) openPhase(setup, state, phase, at, out);
}

function openPhase(
  setup: LaunchSetup,
  state: LaunchState,
  phase: LaunchPhaseConfig,
  at: EpochMs,
  out: LaunchOutput[],
): void {
  state.phaseOpen = true;
  const strategies = strategiesOfPhase(setup.kernel, phase.name);
  if (strategies.length > 0) out.push({ kind: 'open', at, strategies, phase: phase.name });
}

/** A gated phase opens when its gate is clear and nothing else holds. */
function tryOpen(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  holds: readonly Hold[],
  at: EpochMs,
  out: LaunchOutput[],
): boolean {
  const phase = setup.launch.phases[state.phase]!;
  const waits = [...holds, ...gateHolds(setup, state, phase, view)];
  if (waits.length > 0) {
    holdStep(setup, state, state.phase, waits, at, out);
    return false;
  }
  openPhase(setup, state, phase, at, out);
  return true;
}

function holdStep(
  setup: LaunchSetup,
  state: LaunchState,
  index: number,
  holds: readonly Hold[],
  at: EpochMs,
  out: LaunchOutput[],
): void {
  const phase = setup.launch.phases[index];
  if (phase === undefined) return;
  setStep(state, phaseStepId(phase.name), 'held', holdText(holds), at, out, holdKey(holds));
}

function describePhase(
  setup: LaunchSetup,
  state: LaunchState,
  holds: readonly Hold[],
  at: EpochMs,
  out: LaunchOutput[],
): void {
  const phase = setup.launch.phases[state.phase]!;
  const id = phaseStepId(phase.name);
  if (isLast(setup, state.phase)) {
    const open = `${openStrategies(setup, state).length} strategies open`;
    const skip = skipped(state, phase, 'spread');
    const text = skip === undefined ? open : `${open}; ${skipText(skip)}`;
    setStep(state, id, 'passed', text, at, out);
    return;
  }
  const remaining = phaseRemaining(setup, state);
  const left = remaining === null ? 'no end' : `${durationText(remaining)} of healthy time left`;
  if (holds.length > 0) {
    setStep(state, id, 'held', `${holdText(holds)}; ${left}`, at, out, holdKey(holds));
  } else setStep(state, id, 'running', left, at, out);
}

/** Set aside by a person for this launch, when it was. */
const skipped = (
  state: LaunchState,
  phase: LaunchPhaseConfig,
  kind: LaunchSkip['kind'],
): LaunchSkip | undefined =>
  state.skips.find((skip) => skip.step === phaseStepId(phase.name) && skip.kind === kind);

const skipText = (skip: LaunchSkip): string =>
  `${skip.what} skipped by ${skip.actor}: ${skip.reason}`;

/**
 * The gate of a gated phase: volatility regime normal, and the median spread of each symbol of
 * its strategies within the limit of the strategy's bucket (requirement LAU-5). A skipped spread
 * condition is measured no more, but nothing skips a spread that is not known.
 */
export function gateHolds(
  setup: LaunchSetup,
  state: LaunchState,
  phase: LaunchPhaseConfig,
  view: LaunchView,
): readonly Hold[] {
  if (!phase.gated) return [];
  const holds: Hold[] = [];
  const narrow = skipped(state, phase, 'spread') === undefined;
  if (view.regime !== 'normal') {
    holds.push({
      key: `regime:${view.regime}`,
      text: `volatility regime ${view.regime}: waits for normal`,
    });
  }
  const window = durationText(setup.launch.spreadWindow);
  for (const strategy of setup.kernel.strategies) {
    if (!strategy.enabled || strategy.phase !== phase.name) continue;
    const limit = setup.kernel.buckets.find((b) => b.id === strategy.bucket)?.maxSpreadBps ?? 0;
    for (const symbol of strategy.symbols) {
      const spread = view.medianSpreadBps(symbol);
      const name = `${strategy.id} on ${symbol}`;
      if (spread === null) {
        holds.push({ key: `unmeasured:${name}`, text: `${name}: median spread not measured yet` });
      } else if (narrow && spread > limit) {
        holds.push({
          key: `${SPREAD_KEY}${name}`,
          text: `${name}: median spread over ${window} ${figure(spread, 2)} bps, waits for ${figure(limit, 2)} or less`,
        });
      }
    }
  }
  return holds;
}

export const isLast = (setup: LaunchSetup, index: number): boolean =>
  index === setup.launch.phases.length - 1;
