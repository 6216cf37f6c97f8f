/**
 * The launch machine (runbook 1, requirements LAU-0..LAU-6 and ACC-1..4). It is driven by ticks:
 * each looks at the whole view, moves what can move, and says what it waits for. It opens nothing
 * by itself: it says which strategies' launch closures to release, the kernel's closures do the
 * rest. Every start, and every resume, runs all phases.
 */
import type { LaunchStatus } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { acceptanceReport } from './acceptance.ts';
import { dryCycle } from './dry-cycle.ts';
import {
  checkText,
  failedChecks,
  holdKey,
  holdsOf,
  holdText,
  missingChecks,
} from './launch-health.ts';
import { isLast, openStrategies, phaseRemaining, stepPhases } from './launch-phases.ts';
import {
  BASE_STEPS,
  checkStep,
  type LaunchOutput,
  type LaunchSetup,
  type LaunchState,
  type LaunchView,
  setStep,
  stepState,
} from './launch-state.ts';
import type { PreflightCheck } from './preflight.ts';

/** Takes over the checks reported now; a check reported before stays until it is reported again. */
export function observePreflight(
  state: LaunchState,
  checks: readonly PreflightCheck[],
  at: EpochMs,
  out: LaunchOutput[],
): void {
  const merged = new Map(state.preflight.map((check) => [check.id, check]));
  for (const check of checks) {
    const before = merged.get(check.id);
    merged.set(check.id, check);
    if (check.id === 'PRE-2' && check.state === 'failed' && state.acceptance !== null) {
      state.acceptance.configErrors += 1;
    }
    if (before?.state === check.state) continue;
    out.push({ kind: 'step', at, step: checkStep(check, at), from: before?.state ?? 'waiting' });
  }
  state.preflight = [...merged.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Is there nothing left to do but to watch pre-flight? Then a tick may be left out. */
export const isSettled = (state: LaunchState): boolean =>
  state.state === 'complete' && state.report !== null;

/** One look at the world; moves whatever can move. */
export function stepLaunch(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  at: EpochMs,
): readonly LaunchOutput[] {
  const out: LaunchOutput[] = [];
  if (state.aborted === null) {
    const holds = holdsOf(state, view);
    countHealthyTime(state, holds.length === 0, at);
    suspendOrRestore(setup, state, at, out);
    baseSteps(setup, state, view, at, out);
    dryStep(setup, state, view, at, out);
    const ready = stepState(state, 'LAU-4') === 'passed';
    if (ready && !state.suspended) stepPhases(setup, state, view, holds, at, out);
    acceptanceStep(setup, state, view, at, out);
  }
  moveState(setup, state, view, at, out);
  return out;
}

/** Phase time counts only between two looks that both found everything healthy. */
function countHealthyTime(state: LaunchState, healthy: boolean, at: EpochMs): void {
  if (healthy && state.lastHealthy && state.phase >= 0 && at > state.lastTick) {
    state.phaseElapsed += at - state.lastTick;
  }
  state.lastHealthy = healthy;
  if (at > state.lastTick) state.lastTick = at;
}

/** A pre-flight check that fails while running closes what had opened, until it passes again. */
function suspendOrRestore(
  setup: LaunchSetup,
  state: LaunchState,
  at: EpochMs,
  out: LaunchOutput[],
): void {
  const failed = failedChecks(state.preflight);
  if (failed.length > 0 && !state.suspended && state.phase >= 0) {
    const strategies = openStrategies(setup, state);
    state.suspended = true;
    out.push({ kind: 'close', at, strategies, reason: failed.map(checkText).join('; ') });
  } else if (failed.length === 0 && state.suspended) {
    state.suspended = false;
    const strategies = openStrategies(setup, state);
    const phase = setup.launch.phases[state.phase]?.name ?? '';
    if (strategies.length > 0) out.push({ kind: 'open', at, strategies, phase });
  }
}

function baseSteps(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  at: EpochMs,
  out: LaunchOutput[],
): void {
  for (const id of BASE_STEPS) {
    if (stepState(state, id) === 'passed') continue;
    const finding = baseStep(id, setup, view);
    const next = finding.done ? 'passed' : 'running';
    setStep(state, id, next, finding.text, at, out, finding.done ? '' : finding.text);
  }
}

function baseStep(
  id: (typeof BASE_STEPS)[number],
  setup: LaunchSetup,
  view: LaunchView,
): { readonly done: boolean; readonly text: string } {
  const { executor, feed } = view;
  switch (id) {
    case 'LAU-0':
      if (!executor.connected) return { done: false, text: 'waits for the executor' };
      if (executor.reconciled !== true) {
        return { done: false, text: 'waits for a clean reconciliation with the venue' };
      }
      return { done: true, text: 'executor connected, reconciled with the venue' };
    case 'LAU-1':
      if (!feed.ready) return { done: false, text: `waits for the feed: ${feed.text}` };
      if (view.staleSymbols.length > 0) {
        return { done: false, text: `waits for fresh books: ${view.staleSymbols.join(', ')}` };
      }
      return { done: true, text: `${feed.text}; every symbol fresh` };
    case 'LAU-2':
      return workerStep(setup, view);
    case 'LAU-3':
      if (!executor.connected) return { done: false, text: 'waits for the executor' };
      if (!executor.caughtUp) return { done: false, text: `catching up: ${executor.text}` };
      return { done: true, text: `caught up with the executor: ${executor.text}` };
  }
}

function workerStep(
  setup: LaunchSetup,
  view: LaunchView,
): { readonly done: boolean; readonly text: string } {
  const enabled = setup.kernel.strategies.filter((strategy) => strategy.enabled);
  const waits: string[] = [];
  for (const { id } of enabled) {
    const worker = view.workers.get(id);
    if (worker === undefined) waits.push(`${id} not up`);
    else if (!worker.warm) waits.push(`${id} warming up`);
    else if (worker.entries !== 'paused') waits.push(`${id} not paused yet`);
  }
  if (waits.length > 0) return { done: false, text: `waits for workers: ${waits.join(', ')}` };
  // A strategy without its history makes no signal, so it need not hold up the others.
  const lacking = enabled
    .map(({ id }) => ({ id, text: view.workers.get(id)?.lacking ?? '' }))
    .filter(({ text }) => text !== '')
    .map(({ id, text }) => `${id} makes no signals yet: ${text}`);
  const warm = lacking.length === 0 ? 'warm' : 'history loaded';
  const text = [`${enabled.length} workers up, ${warm}, entries paused`, ...lacking].join('; ');
  return { done: true, text };
}

function dryStep(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  at: EpochMs,
  out: LaunchOutput[],
): void {
  if (stepState(state, 'LAU-4') === 'passed') return;
  if (view.halt !== null) {
    const text = `ENTRY_HALT by ${view.halt.actor} (${view.halt.reason}): waits for resume`;
    setStep(state, 'LAU-4', 'held', text, at, out, 'halt');
    return;
  }
  const missing = missingChecks(state.preflight);
  const failed = failedChecks(state.preflight);
  if (failed.length > 0) {
    const wait = failed.map((check) => check.id).join(',');
    setStep(state, 'LAU-4', 'held', failed.map(checkText).join('; '), at, out, wait);
    return;
  }
  const pending = BASE_STEPS.filter((id) => stepState(state, id) !== 'passed');
  if (missing.length > 0 || pending.length > 0) {
    const text = `waits for ${[...missing, ...pending].join(', ')}`;
    setStep(state, 'LAU-4', 'waiting', text, at, out);
    return;
  }
  const cycle = dryCycle({
    config: setup.kernel,
    status: view.kernel(),
    // A resume rests on its playbook's conditions (LAU-6): what recovers is known and wanted.
    warningsAccepted: state.accepted !== null || state.cause === 'resume',
    medianSpreadBps: view.medianSpreadBps,
  });
  const next = cycle.passed ? 'passed' : cycle.pending ? 'running' : 'held';
  setStep(state, 'LAU-4', next, cycle.text, at, out, cycle.key);
}

function acceptanceStep(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  at: EpochMs,
  out: LaunchOutput[],
): void {
  if (state.acceptance === null || state.report !== null) return;
  if (at < state.acceptance.since + setup.launch.acceptanceWindow) return;
  state.report = acceptanceReport(setup, state, view, at);
  if (state.report !== null) out.push({ kind: 'acceptance', at, report: state.report });
}

function moveState(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  at: EpochMs,
  out: LaunchOutput[],
): void {
  const { next, text } = stateNow(setup, state, view);
  if (next === state.state) return;
  out.push({ kind: 'state', at, from: state.state, to: next, text });
  state.state = next;
}

function stateNow(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
): { readonly next: LaunchStatus['state']; readonly text: string } {
  if (state.aborted !== null) {
    const { actor, reason } = state.aborted;
    return { next: 'aborted', text: `aborted by ${actor}: ${reason}` };
  }
  const failed = failedChecks(state.preflight);
  if (failed.length > 0) return { next: 'held', text: failed.map(checkText).join('; ') };
  if (state.preflight.length === 0) return { next: 'starting', text: 'waits for pre-flight' };
  const missing = missingChecks(state.preflight);
  if (missing.length > 0) return { next: 'preflight', text: `waits for ${missing.join(', ')}` };
  if (isLast(setup, state.phase) && state.phaseOpen) {
    return { next: 'complete', text: 'all phases reached' };
  }
  const held = state.steps.find((step) => step.state === 'held');
  if (held !== undefined) return { next: 'held', text: `${held.id}: ${held.evidence}` };
  if (state.phase < 0) return { next: 'launching', text: 'launch sequence' };
  const holds = holdsOf(state, view);
  if (holds.length > 0) return { next: 'held', text: `${holdKey(holds)}: ${holdText(holds)}` };
  return { next: 'phasing', text: `phase ${setup.launch.phases[state.phase]!.name}` };
}

/** When the machine wants to look again although nothing happened; null: it does not. */
export function launchWake(setup: LaunchSetup, state: LaunchState): EpochMs | null {
  let wake: EpochMs | null = null;
  const consider = (at: EpochMs) => {
    wake = wake === null ? at : Math.min(wake, at);
  };
  if (state.aborted !== null) return null;
  const remaining = phaseRemaining(setup, state);
  if (remaining !== null && state.phaseOpen && state.lastHealthy && !state.suspended) {
    consider(state.lastTick + remaining);
  }
  if (state.acceptance !== null && state.report === null) {
    consider(Math.max(state.lastTick + 1, state.acceptance.since + setup.launch.acceptanceWindow));
  }
  return wake;
}
