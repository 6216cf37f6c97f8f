/** Operator commands, and ENTRY_HALT in all its ways (requirement HALT-1). */
import type { CommandReply, OperatorCommand } from '../../bus/messages.ts';
import { isRollbackActor, rollbackActor } from '../../domain/change.ts';
import { type ClosureCause, closureId, PORTFOLIO } from '../../domain/closure.ts';
import { abortLaunch, restartLaunch, retryLaunch } from '../../runbook/launch-commands.ts';
import { acceptWarnings, skipStep } from '../../runbook/launch-skip.ts';
import type { LaunchOutput } from '../../runbook/launch-state.ts';
import type { CoreContext } from './context.ts';
import { incidentsAgainstResume, isFrozenByIncident, releaseIncidents } from './incidents.ts';
import { applyLaunch, launchView } from './launch.ts';
import { replyToOperations } from './operations.ts';
import { permissionRefusal } from './permissions.ts';
import type { EntryHalt } from './state.ts';

const HALT_CLOSURE = closureId('operator_halt', PORTFOLIO);

/** While one of these is in force a resume is refused (requirement LAU-6); it ends by time. */
const FREEZES: readonly ClosureCause[] = [
  'freeze_daily_soft',
  'daily_hard',
  'freeze_drawdown',
  'freeze_loss_streak',
];

export function applyCommand(core: CoreContext, id: string, command: OperatorCommand): void {
  core.launchDirty = true;
  const refusal = permissionRefusal(core, command);
  const reply = refusal === null ? replyTo(core, command) : notAllowed(refusal);
  core.out.push({ kind: 'reply', id, command, reply });
}

const notAllowed = (text: string): CommandReply => ({ ok: false, code: 'NOT_ALLOWED', text });

function replyTo(core: CoreContext, command: OperatorCommand): CommandReply {
  const { launch } = core.state;
  const outputs: LaunchOutput[] = [];
  let reply: CommandReply;
  switch (command.kind) {
    case 'halt':
      return halt(core, command.actor, command.reason);
    case 'resume':
      return resume(core, command.actor, command.reason);
    case 'rollback_lift':
      return liftRollback(core, command.rollback, command.reason);
    case 'profile':
      return chooseProfile(core, command);
    case 'launch_retry':
      reply = retryLaunch(core.setup, launch, command.actor, core.now, outputs);
      break;
    case 'launch_abort':
      reply = abortLaunch(core.setup, launch, command.actor, command.reason, core.now, outputs);
      break;
    case 'launch_accept':
      reply = acceptWarnings(launch, core.state.riskState, command, core.now, outputs);
      break;
    case 'launch_skip': {
      const view = launchView(core);
      reply = skipStep(core.setup, launch, view, command.step, command, core.now, outputs);
      break;
    }
    case 'alert_ack':
    case 'alert_silence':
    case 'alert_unsilence':
    case 'incident_open':
    case 'incident_ack':
    case 'incident_approve':
    case 'incident_resolve':
    case 'task_done':
      return replyToOperations(core, command);
    default:
      return unknownCommand(command);
  }
  applyLaunch(core, outputs);
  return reply;
}

function unknownCommand(command: never): CommandReply {
  const kind = String((command as { readonly kind?: unknown }).kind);
  return { ok: false, code: 'UNKNOWN_COMMAND', text: `there is no command "${kind}"` };
}

function halt(core: CoreContext, actor: string, reason: string): CommandReply {
  const before = core.state.halt;
  // What a person halts while a rollback does, the rollback no longer lifts.
  if (before !== null && isRollbackActor(before.actor) && !isRollbackActor(actor)) {
    takeHaltOver(core, actor, reason, 'operator');
    tellExecutor(core, true, actor, reason);
    return { ok: true, text: `entries were halted by ${before.actor}, now in your name as well` };
  }
  if (before !== null) {
    // Said again all the same: the executor may have been away when it was told first.
    tellExecutor(core, true, before.actor, before.reason);
    const since = new Date(before.since).toISOString();
    const text = `entries are already halted by ${before.actor} since ${since}: ${before.reason}`;
    return { ok: true, text };
  }
  applyHalt(core, actor, reason, 'operator');
  return { ok: true, text: 'entries are halted; exits go on. resume starts the phases again' };
}

/** Closes the portfolio and takes back every phase: a resume begins with the first. */
export function applyHalt(
  core: CoreContext,
  actor: string,
  reason: string,
  source: EntryHalt['source'],
): void {
  core.launchDirty = true;
  if (core.state.halt === null) {
    core.state.halt = { actor, reason, since: core.now, source };
    core.close('operator_halt', PORTFOLIO, `ENTRY_HALT by ${actor}: ${reason}; released by resume`);
  }
  if (source === 'operator') tellExecutor(core, true, actor, reason);
  if (core.state.launch.phase >= 0) {
    rerunPhases(core, `ENTRY_HALT by ${actor}: all phases run again after a resume`);
  }
}

function takeHaltOver(
  core: CoreContext,
  actor: string,
  reason: string,
  source: EntryHalt['source'],
): void {
  const since = core.state.halt?.since ?? core.now;
  core.state.halt = { actor, reason, since, source };
  core.release(HALT_CLOSURE, `taken over by ${actor}`);
  core.close('operator_halt', PORTFOLIO, `ENTRY_HALT by ${actor}: ${reason}; released by resume`);
}

/** Only what this rollback closed opens; incidents, freezes and the halts of people stay. */
function liftRollback(core: CoreContext, rollback: string, reason: string): CommandReply {
  const actor = rollbackActor(rollback);
  const { halt } = core.state;
  if (halt === null) return { ok: true, text: 'entries are not halted' };
  if (halt.actor !== actor) {
    const text = `ENTRY_HALT by ${halt.actor} stays (${halt.reason}): septet resume lifts it`;
    return { ok: true, text };
  }
  applyResume(core, actor);
  tellExecutor(core, false, actor, reason);
  return {
    ok: true,
    text: 'the halt of the rollback is lifted; all phases run before entries open',
  };
}

function resume(core: CoreContext, actor: string, reason: string): CommandReply {
  const halted = core.state.halt !== null;
  if (isRollbackActor(core.state.halt?.actor ?? '')) {
    const text = `${core.state.halt?.actor} is running and lifts its halt itself after its smoke test; septet rollback status shows it, septet rollback decline ends one that is held`;
    return { ok: false, code: 'ROLLBACK_RUNNING', text };
  }
  if (!halted && !isFrozenByIncident(core)) {
    return { ok: false, code: 'NOT_HALTED', text: 'entries are not halted: nothing to resume' };
  }
  const freezes = core.kernel
    .status(core.now)
    .closures.filter((closure) => FREEZES.includes(closure.cause));
  if (freezes.length > 0) {
    const list = freezes.map((closure) => {
      const until = closure.until === null ? '' : ` until ${new Date(closure.until).toISOString()}`;
      return `${closure.cause}${until}`;
    });
    const text = `refused while a freeze is in force: ${list.join(', ')}`;
    return { ok: false, code: 'FREEZE_IN_FORCE', text };
  }
  const unstable = incidentsAgainstResume(core);
  if (unstable !== null) return unstable;
  // The phases close their strategies before anything else opens: no gap between.
  if (core.state.launch.phase >= 0) rerunPhases(core, `resumed by ${actor}: all phases run again`);
  releaseIncidents(core, actor);
  if (halted) {
    core.state.halt = null;
    core.release(HALT_CLOSURE, actor);
    tellExecutor(core, false, actor, reason);
  }
  if (core.state.launch.aborted !== null) {
    return { ok: true, text: 'no longer halted; the launch is aborted: launch_retry starts it' };
  }
  return { ok: true, text: 'no longer halted; all phases run again before entries open' };
}

function applyResume(core: CoreContext, actor: string): void {
  core.state.halt = null;
  core.release(HALT_CLOSURE, actor);
  if (core.state.launch.phase >= 0) rerunPhases(core, `resumed by ${actor}: all phases run again`);
}

function rerunPhases(core: CoreContext, reason: string): void {
  const outputs: LaunchOutput[] = [];
  restartLaunch(core.setup, core.state.launch, 'resume', core.now, reason, outputs);
  core.state.spreads = {};
  applyLaunch(core, outputs);
}

const tellExecutor = (core: CoreContext, on: boolean, actor: string, reason: string): void => {
  core.out.push({ kind: 'executor', command: { kind: 'halt', on, actor, reason } });
};

/**
 * The executor's own latch moved. A halt given to it directly is mirrored here and ends where it
 * began; one that began here stays until it is resumed here, and the executor is told again.
 */
export function mirrorHalt(core: CoreContext, on: boolean, actor: string, reason: string): void {
  const current = core.state.halt;
  if (on) {
    if (current === null) applyHalt(core, actor, reason, 'executor');
    else if (isRollbackActor(current.actor) && !isRollbackActor(actor)) {
      takeHaltOver(core, actor, reason, 'executor');
    }
    return;
  }
  if (current === null) return;
  if (current.source === 'executor') {
    applyResume(core, actor);
    core.launchDirty = true;
    return;
  }
  tellExecutor(core, true, current.actor, current.reason);
}

/** The kernel knows ceilings and profiles; its refusal is the reply. */
function chooseProfile(
  core: CoreContext,
  command: Extract<OperatorCommand, { kind: 'profile' }>,
): CommandReply {
  const from = core.out.length;
  const { profile, actor, reason } = command;
  core.kernelStep({ kind: 'set_profile', at: core.now, profile, actor, reason });
  for (const output of core.out.slice(from)) {
    if (output.kind === 'kernel' && output.output.kind === 'rejected_input') {
      return { ok: false, code: output.output.code, text: output.output.text };
    }
  }
  return { ok: true, text: `profile ${profile} chosen by ${actor}` };
}
