/**
 * What of a launch a named person may set aside (requirement LAU-6): the time left in a phase, the
 * spread condition of a gated phase, warnings. An override: it names who and why, is told, stands in
 * the status and the acceptance report, and ends with the launch. Nothing else can be skipped: what
 * holds for a pre-flight check, a freeze, an incident, stale data or a difference with the venue
 * closes entries for a cause that a launch has no say in.
 */
import type { LaunchSkip } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { type Hold, holdsOf, holdText } from './launch-health.ts';
import { gateHolds, isLast, phaseRemaining, SPREAD_KEY } from './launch-phases.ts';
import {
  durationText,
  type LaunchCommandReply,
  type LaunchOutput,
  type LaunchSetup,
  type LaunchState,
  type LaunchView,
  phaseStepId,
} from './launch-state.ts';
import { PREFLIGHT_IDS } from './preflight.ts';

interface Said {
  readonly actor: string;
  readonly reason: string;
}

/** `warnings`, a step (`LAU-5.B`) or the name of a phase (`B`). */
export function skipStep(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  named: string,
  said: Said,
  at: EpochMs,
  out: LaunchOutput[],
): LaunchCommandReply {
  const missing = [
    ...(said.actor.trim() === '' ? ['who skips it'] : []),
    ...(said.reason.trim() === '' ? ['why'] : []),
  ];
  if (missing.length > 0) {
    return no('SAID_MISSING', `a skip is an override: it names ${missing.join(' and ')}`);
  }
  if (state.aborted !== null) {
    return no('LAUNCH_ABORTED', `aborted by ${state.aborted.actor}: launch retry starts over`);
  }
  const name = named.trim();
  if (name === 'warnings' || name === 'LAU-4') {
    return skipWarnings(state, view, name, said, at, out);
  }
  const index = setup.launch.phases.findIndex(
    (phase) => phase.name === name || phaseStepId(phase.name) === name,
  );
  if (index >= 0) return skipOfPhase(setup, state, view, index, said, at, out);
  return otherStep(setup, state, name);
}

/** A named person accepts warnings recovered from the journal; anything worse still holds. */
export function acceptWarnings(
  state: LaunchState,
  riskState: LaunchView['riskState'],
  said: Said,
  at: EpochMs,
  out: LaunchOutput[],
): LaunchCommandReply {
  if (said.actor.trim() === '') return no('ACTOR_MISSING', 'name who accepts the warnings');
  if (riskState !== 'WARNING') {
    return no('NOTHING_TO_ACCEPT', `risk state is ${riskState}: only WARNING can be accepted`);
  }
  if (state.accepted !== null) {
    return no('NOTHING_TO_ACCEPT', `already accepted by ${state.accepted.actor} for this launch`);
  }
  state.accepted = { actor: said.actor, reason: said.reason, at };
  record(state, 'LAU-4', 'warnings', 'risk state WARNING accepted', said, at, out);
  return { ok: true, text: `warnings accepted by ${said.actor} for this launch` };
}

function skipWarnings(
  state: LaunchState,
  view: LaunchView,
  name: string,
  said: Said,
  at: EpochMs,
  out: LaunchOutput[],
): LaunchCommandReply {
  const dry = state.steps.find((step) => step.id === 'LAU-4');
  if (view.riskState === 'WARNING') return acceptWarnings(state, view.riskState, said, at, out);
  if (name === 'LAU-4' && dry !== undefined && dry.state !== 'passed') {
    const text = `LAU-4 can be skipped for warnings only, and the risk state is ${view.riskState}; it says: ${dry.evidence}`;
    return no('NOT_SKIPPABLE', text);
  }
  return no('NOTHING_TO_SKIP', `risk state is ${view.riskState}: no warning holds the launch`);
}

function skipOfPhase(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  index: number,
  said: Said,
  at: EpochMs,
  out: LaunchOutput[],
): LaunchCommandReply {
  const { phases } = setup.launch;
  const phase = phases[index]!;
  const id = phaseStepId(phase.name);
  if (index > state.phase) {
    const now = phases[state.phase];
    const runs = now === undefined ? 'no phase has begun' : `the phase that runs is ${now.name}`;
    return no('PHASE_NOT_REACHED', `phase ${phase.name} has not begun: ${runs}`);
  }
  if (index < state.phase || (state.phaseOpen && isLast(setup, index))) {
    return no('NOTHING_TO_SKIP', `phase ${phase.name} has been reached: nothing of it is left`);
  }
  const gate = state.phaseOpen ? [] : gateHolds(setup, state, phase, view);
  const firm = [...holdsOf(state, view), ...gate.filter((hold) => !isSpread(hold))];
  if (firm.length > 0) {
    const text = `phase ${phase.name} is held by what cannot be skipped: ${holdText(firm)}`;
    return no('NOT_SKIPPABLE', text);
  }
  if (!state.phaseOpen) {
    if (gate.length === 0) {
      return no('NOTHING_TO_SKIP', `nothing holds phase ${phase.name}: it opens by itself`);
    }
    record(state, id, 'spread', `spread condition: ${holdText(gate)}`, said, at, out);
    const text = `phase ${phase.name} opens without its spread condition; the guards still refuse entries at such spreads`;
    return { ok: true, text };
  }
  const left = phaseRemaining(setup, state);
  if (left === null || left === 0) {
    return no('NOTHING_TO_SKIP', `no time is left in phase ${phase.name}`);
  }
  record(state, id, 'time', `${durationText(left)} of healthy time left`, said, at, out);
  return { ok: true, text: `phase ${phase.name} ends now, ${durationText(left)} early` };
}

const isSpread = (hold: Hold): boolean => hold.key.startsWith(SPREAD_KEY);

function otherStep(setup: LaunchSetup, state: LaunchState, name: string): LaunchCommandReply {
  const step = state.steps.find((known) => known.id === name);
  const check = state.preflight.find((known) => known.id === name);
  if (step === undefined && !(PREFLIGHT_IDS as readonly string[]).includes(name)) {
    const phases = setup.launch.phases.map((phase) => phase.name).join(', ');
    const text = `there is no step or phase "${name}": what can be skipped is a phase (${phases}), for its time or its spreads, or warnings`;
    return no('UNKNOWN_STEP', text);
  }
  if (check?.state === 'warning' || check?.state === 'passed' || step?.state === 'passed') {
    return no('NOTHING_TO_SKIP', `${name} does not hold the launch`);
  }
  const evidence = check === undefined ? (step?.evidence ?? '') : check.evidence;
  const remedy = check?.remedy === undefined || check.remedy === null ? '' : ` (${check.remedy})`;
  const now = evidence === '' ? 'it has not been reported yet' : `${evidence}${remedy}`;
  return no('NOT_SKIPPABLE', `${name} cannot be skipped, it has to pass: ${now}`);
}

/** At most two of each phase and one of the warnings. */
function record(
  state: LaunchState,
  step: string,
  kind: LaunchSkip['kind'],
  what: string,
  { actor, reason }: Said,
  at: EpochMs,
  out: LaunchOutput[],
): void {
  const skip: LaunchSkip = { step, kind, what, actor, reason, at };
  state.skips = [...state.skips, skip];
  out.push({ kind: 'skip', at, skip });
}

const no = (code: string, text: string): LaunchCommandReply => ({ ok: false, code, text });
