/** Operator commands, and ENTRY_HALT in all its ways (requirement HALT-1). */
import type { CommandReply, OperatorCommand } from '../../bus/messages.ts';
import { isRollbackActor, rollbackActor } from '../../domain/change.ts';
import { type ClosureCause, closureId, PORTFOLIO } from '../../domain/closure.ts';
import { abortLaunch, restartLaunch, retryLaunch } from '../../runbook/launch-commands.ts';
import { acceptWarnings, skipStep } from '../../runbook/launch-skip.ts';
import type { LaunchOutput } from '../../runbook/launch-state.ts';
import type { CoreContext } from './context.ts';
import {
  freezingP1,
  incidentsAgainstResume,
  isFrozenByIncident,
  releaseIncidents,
} from './incidents.ts';
import { applyLaunch, launchView } from './launch.ts';
import { NOT_ATTENDED, replyToOperations } from './operations.ts';
import { addOverride, endOverride, previewOverride } from './overrides.ts';
import { isAboveCeiling, permissionRefusal, raisesProfile } from './permissions.ts';
import type { EntryHalt } from './state.ts';
import {
  type Confirmation,
  confirmRequest,
  isEnforced,
  TOLD,
  waitForSecond,
  withdrawRequest,
} from './two-people.ts';

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
  const reply = refusal === null ? replyTo(core, command, null) : notAllowed(refusal);
  core.out.push({ kind: 'reply', id, command, reply });
}

const notAllowed = (text: string): CommandReply => ({ ok: false, code: 'NOT_ALLOWED', text });

/** `confirmed`: the second word of what needs two people; null: it has not been given. */
function replyTo(
  core: CoreContext,
  command: OperatorCommand,
  confirmed: Confirmation | null,
): CommandReply {
  const { launch } = core.state;
  const outputs: LaunchOutput[] = [];
  let reply: CommandReply;
  switch (command.kind) {
    case 'halt':
      return halt(core, command.actor, command.reason);
    case 'resume':
      return resume(core, command, confirmed);
    case 'rollback_lift':
      return liftRollback(core, command.rollback, command.reason);
    case 'profile':
      return chooseProfile(core, command, confirmed);
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
    case 'override_add':
    case 'override_end':
      if (!core.config.attended) return NOT_ATTENDED;
      return command.kind === 'override_end'
        ? endOverride(core, command)
        : override(core, command, confirmed);
    case 'confirm':
      return confirmRequest(core, command, (asked, second) => replyTo(core, asked, second));
    case 'withdraw':
      return withdrawRequest(core, command);
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

/** Null: it goes ahead now. Otherwise it waits for a second person. */
const second = (
  core: CoreContext,
  command: OperatorCommand,
  what: string,
  confirmed: Confirmation | null,
): CommandReply | null =>
  confirmed !== null || !isEnforced(core) ? null : waitForSecond(core, command, what);

const told = (confirmed: Confirmation | null, reply: CommandReply): CommandReply =>
  confirmed !== null || !reply.ok ? reply : { ok: true, text: `${reply.text}${TOLD}` };

function override(
  core: CoreContext,
  command: Extract<OperatorCommand, { kind: 'override_add' }>,
  confirmed: Confirmation | null,
): CommandReply {
  const preview = previewOverride(core, command);
  if (!preview.ok) return preview;
  if (!preview.loosens) return addOverride(core, command, confirmed);
  const waits = second(core, command, preview.what, confirmed);
  return waits ?? told(confirmed, addOverride(core, command, confirmed));
}

function resume(
  core: CoreContext,
  command: Extract<OperatorCommand, { kind: 'resume' }>,
  confirmed: Confirmation | null,
): CommandReply {
  const { reason } = command;
  const actor = confirmed === null ? command.actor : twoNames(command.actor, confirmed.by);
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
  // What two people re-arm (requirement CHG-4).
  const graver = freezingP1(core);
  if (graver.length > 0) {
    const waits = second(core, command, `resume after P1 (${graver.join(', ')})`, confirmed);
    if (waits !== null) return waits;
  }
  const reply = resumeNow(core, actor, reason, halted);
  return graver.length > 0 ? told(confirmed, reply) : reply;
}

const twoNames = (asked: string, confirmed: string): string =>
  asked === confirmed ? `${asked} (alone, confirmed again)` : `${asked} and ${confirmed}`;

function resumeNow(
  core: CoreContext,
  actor: string,
  reason: string,
  halted: boolean,
): CommandReply {
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
  confirmed: Confirmation | null,
): CommandReply {
  const { profile, actor } = command;
  const up = raisesProfile(core, profile);
  // Above a ceiling the kernel refuses it: nobody waits for that.
  if (up && !isAboveCeiling(core, profile)) {
    const waits = second(core, command, `profile ${profile}`, confirmed);
    if (waits !== null) return waits;
  }
  const by = confirmed === null ? '' : ` (confirmed by ${confirmed.by})`;
  const reason = `${command.reason}${by}`;
  const from = core.out.length;
  core.kernelStep({ kind: 'set_profile', at: core.now, profile, actor, reason });
  for (const output of core.out.slice(from)) {
    if (output.kind === 'kernel' && output.output.kind === 'rejected_input') {
      return { ok: false, code: output.output.code, text: output.output.text };
    }
  }
  const reply = { ok: true, text: `profile ${profile} chosen by ${actor}${by}` } as const;
  return up ? told(confirmed, reply) : reply;
}
