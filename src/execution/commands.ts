/** Commands of the orchestrator, the workers and operators. Replies are plain words. */
import { isRollbackActor } from '../domain/change.ts';
import { PORTFOLIO } from '../domain/closure.ts';
import type { ExecutorCommand } from '../domain/execution.ts';
import type { ExitRequest } from '../domain/signal.ts';
import { cancelEntries, onEntry } from './entries.ts';
import { requestExit } from './exits.ts';
import type { Session } from './session.ts';
import { allPositions, findPosition } from './state.ts';

/** Plain yes, or a refusal in words; the bus's reply has the same shape. */
export type CommandReply =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly text: string };

const yes = (text: string): CommandReply => ({ ok: true, text });
const no = (code: string, text: string): CommandReply => ({ ok: false, code, text });

export function onCommand(session: Session, command: ExecutorCommand): CommandReply {
  switch (command.kind) {
    case 'entry': {
      const refusal = onEntry(session, command.order);
      return refusal ? no(refusal.code, refusal.text) : yes(`decision ${command.order.decision}`);
    }
    case 'gate': {
      const refused = session.gate.accept(command.gate);
      return refused === null
        ? yes(`gate of epoch ${command.gate.epoch}, ${command.gate.closures.length} closures`)
        : no('GATE_EPOCH', refused);
    }
    case 'lease': {
      const refused = session.gate.renew(command.writer, session.monotonic);
      return refused === null ? yes('lease renewed') : no('GATE_EPOCH', refused);
    }
    case 'cancel_entries': {
      const count = cancelEntries(session, command.scope, 'GATE_CLOSED', command.reason);
      return yes(`${count} resting entries are being cancelled`);
    }
    case 'exit':
      return yes(onExitRequest(session, command.request));
    case 'flatten':
      return yes(onFlatten(session, command));
    case 'halt': {
      const { on, actor, reason, writer } = command;
      const inForce = session.gate.writer;
      if (!on && writer !== undefined && writer < inForce) {
        return no('GATE_EPOCH', `lifted by writer ${writer}, but writer ${inForce} has taken over`);
      }
      return yes(setHalt(session, on, actor, reason));
    }
    default:
      return command satisfies never;
  }
}

/** A rule exit: the position is left, and what of its entry still rests is cancelled. */
function onExitRequest(session: Session, request: ExitRequest): string {
  const { strategy, symbol, side, reason } = request;
  for (const order of session.state.open.values()) {
    if (order.role !== 'entry' || order.strategy !== strategy) continue;
    if (order.symbol !== symbol || order.side !== side) continue;
    cancelEntries(session, { strategy, symbol }, 'exit', reason);
  }
  const position = findPosition(session.state, strategy, symbol, side);
  if (!position || position.quantity <= 0n) return 'nothing is held';
  if (position.exitReason !== null) return `is being left already: ${position.exitReason}`;
  requestExit(session, position, reason, false);
  return `leaving ${strategy} ${symbol} ${side}`;
}

function onFlatten(
  session: Session,
  command: Extract<ExecutorCommand, { kind: 'flatten' }>,
): string {
  const { scope, actor } = command;
  const reason = `flatten by ${actor}`;
  const entries = cancelEntries(session, scope, 'exit', reason);
  let count = 0;
  for (const position of allPositions(session.state)) {
    if (scope.strategy !== null && scope.strategy !== position.strategy) continue;
    if (scope.symbol !== null && scope.symbol !== position.symbol) continue;
    requestExit(session, position, reason, true);
    count += 1;
  }
  return `${count} positions are being closed, ${entries} resting entries cancelled`;
}

/**
 * Sets the latch (durable with this output) and cancels what rests; a repeat changes nothing. The
 * halt of a rollback gives way to anybody's, and a rollback opens none but its own (RB-5).
 */
export function setHalt(session: Session, on: boolean, actor: string, reason: string): string {
  const { halt } = session.state;
  const taken = on && halt.on && isRollbackActor(halt.actor) && !isRollbackActor(actor);
  if (!on && halt.on && isRollbackActor(actor) && halt.actor !== actor) {
    return `ENTRY_HALT by ${halt.actor} stays: it is not the rollback's`;
  }
  if (halt.on !== on || taken) session.emit({ kind: 'halt', at: session.now, on, actor, reason });
  if (!on) return halt.on ? 'ENTRY_HALT is off' : 'ENTRY_HALT was off';
  const count = cancelEntries(session, PORTFOLIO, 'GATE_CLOSED', `ENTRY_HALT: ${reason}`);
  return `ENTRY_HALT is on, ${count} resting entries are being cancelled`;
}
