/** What a person may tell the launch machine, and what it shows to people. */
import type { StrategyId } from '../domain/ids.ts';
import type { LaunchStatus } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { phaseRemaining } from './launch-phases.ts';
import {
  BASE_STEPS,
  checkStep,
  createLaunch,
  initialSteps,
  type LaunchCommandReply,
  type LaunchOutput,
  type LaunchSetup,
  type LaunchState,
} from './launch-state.ts';

/** Starts over from the first step: all phases run again. Pre-flight results stay until renewed. */
export function restartLaunch(
  setup: LaunchSetup,
  state: LaunchState,
  cause: LaunchState['cause'],
  at: EpochMs,
  reason: string,
  out: LaunchOutput[],
): void {
  const preflight = state.preflight;
  const steps = state.steps;
  const before = state.state;
  Object.assign(state, createLaunch(setup, cause, at), { preflight, state: before });
  // A resume finds executor, feed and workers running: those steps keep their evidence.
  if (cause === 'resume') {
    state.steps = initialSteps(setup).map((fresh) =>
      (BASE_STEPS as readonly string[]).includes(fresh.id)
        ? (steps.find((step) => step.id === fresh.id) ?? fresh)
        : fresh,
    );
  }
  out.push({ kind: 'close', at, strategies: allStrategies(setup), reason });
}

export const allStrategies = (setup: LaunchSetup): readonly StrategyId[] =>
  setup.kernel.strategies.map((strategy) => strategy.id);

export function retryLaunch(
  setup: LaunchSetup,
  state: LaunchState,
  actor: string,
  at: EpochMs,
  out: LaunchOutput[],
): LaunchCommandReply {
  if (state.state === 'complete' || state.state === 'phasing') {
    const text = `the launch is ${state.state}: there is nothing to retry`;
    return { ok: false, code: 'LAUNCH_NOT_HELD', text };
  }
  restartLaunch(setup, state, 'retry', at, `launch retried by ${actor}`, out);
  return {
    ok: true,
    text: 'the launch starts over; entries stay closed until its phases open them',
  };
}

export function abortLaunch(
  setup: LaunchSetup,
  state: LaunchState,
  actor: string,
  reason: string,
  at: EpochMs,
  out: LaunchOutput[],
): LaunchCommandReply {
  if (state.aborted !== null) {
    const text = `already aborted by ${state.aborted.actor}; launch_retry starts over`;
    return { ok: false, code: 'LAUNCH_ABORTED', text };
  }
  if (state.state === 'complete') {
    const text = 'the launch is complete: halt stops entries';
    return { ok: false, code: 'LAUNCH_COMPLETE', text };
  }
  state.aborted = { actor, reason, at };
  const why = `launch aborted by ${actor}: ${reason}`;
  out.push({ kind: 'close', at, strategies: allStrategies(setup), reason: why });
  return { ok: true, text: 'aborted: entries are closed until a retry; exits go on' };
}

/** The projection people read. */
export function launchStatus(setup: LaunchSetup, state: LaunchState): LaunchStatus {
  const phase = setup.launch.phases[state.phase];
  const checks = state.preflight.map((check) => checkStep(check, state.startedAt));
  return {
    state: state.state,
    phase: phase?.name ?? null,
    phaseSince: state.phaseSince,
    phaseRemaining: phaseRemaining(setup, state),
    steps: [...checks, ...state.steps],
    skips: state.skips,
    acceptance: state.report,
  };
}
