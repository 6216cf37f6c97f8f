/** Opening and releasing closures: the gate moves first, then resting entries are cancelled. */
import type { Closure, ClosureCause, ClosureScope, Gate } from '../../domain/closure.ts';
import { closureId } from '../../domain/closure.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import type { KernelState } from '../state.ts';
import { addClosure, removeClosure } from './closures.ts';

/** Stale data and a lost lease cancel resting entries only after this long (specification 1.8). */
const GRACE: Ms = 5_000;

/** The gate as the executor must hold it now. */
export const gateOf = (state: KernelState): Gate => ({
  epoch: state.closures.epoch,
  writer: state.core.writer,
  closures: [...state.closures.all.values()],
});

/** Puts a closure in force (or replaces the one with its id): epoch, gate, cancellation. */
export function openClosure(state: KernelState, at: EpochMs, closure: Closure): void {
  const replaced = state.closures.all.get(closure.id);
  addClosure(state.closures, closure, state.index);
  state.out.push(
    { kind: 'closure_opened', at, closure, epoch: state.closures.epoch },
    { kind: 'gate', at, gate: gateOf(state) },
    {
      kind: 'cancel_entries',
      at: closure.cause === 'stale_data' || closure.cause === 'no_lease' ? at + GRACE : at,
      scope: closure.scope,
      cause: closure.cause,
    },
  );
  if (replaced !== undefined) noteWeights(state, replaced);
  closuresChanged(state, closure);
}

/** Builds and opens one of the kernel's own closures. */
export function openOwnClosure(
  state: KernelState,
  at: EpochMs,
  cause: ClosureCause,
  scope: ClosureScope,
  until: EpochMs | null,
  reason: string,
  detail = '',
): void {
  const id = closureId(cause, scope, detail);
  openClosure(state, at, { id, cause, scope, since: at, until, reason });
}

/** Removes one closure and no other; false when there is none of that id. */
export function releaseClosure(state: KernelState, at: EpochMs, id: string, by: string): boolean {
  const closure = removeClosure(state.closures, id, state.index);
  if (closure === undefined) return false;
  state.out.push(
    { kind: 'closure_released', at, closure, by },
    { kind: 'gate', at, gate: gateOf(state) },
  );
  closuresChanged(state, closure);
  return true;
}

function closuresChanged(state: KernelState, closure: Closure): void {
  state.wakeDirty = true;
  noteWeights(state, closure);
  noteDayActivity(state);
}

/** A strategy that begins or ceases to be active moves the weights. */
function noteWeights(state: KernelState, closure: Closure): void {
  const { strategy, symbol } = closure.scope;
  if (strategy === null || symbol !== null || !movesWeights(closure)) return;
  state.allocationReason = `closures of ${strategy} changed (${closure.cause})`;
}

/** Causes that make a strategy inactive for the weights (domain specification 1.11). */
export const movesWeights = (closure: Closure): boolean =>
  closure.cause === 'override' ||
  closure.cause === 'playbook' ||
  closure.cause === 'volatility_extreme';

/** Marks the strategies that are open for entries now: their day counts. */
export function noteDayActivity(state: KernelState): void {
  if (state.closures.portfolio.length > 0) return;
  const { allocation, closures } = state;
  for (const [s, enabled] of allocation.enabled.entries()) {
    if (enabled === 1 && closures.byStrategy[s]!.length === 0) allocation.dayActive[s] = 1;
  }
}

/** May the strategy get a weight: enabled, and no override, playbook or regime closes it. */
export function isActive(state: KernelState, strategy: number): boolean {
  if (state.allocation.enabled[strategy] !== 1) return false;
  return !state.closures.byStrategy[strategy]!.some(movesWeights);
}
