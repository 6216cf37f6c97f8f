/** What follows when overrides switch breakers off or on, or change the limits in force. */
import { type ClosureCause, closureId, PORTFOLIO } from '../../domain/closure.ts';
import type { StrategyId } from '../../domain/ids.ts';
import type { BreakerId } from '../../domain/risk.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { KernelEvent } from '../events.ts';
import { evaluateOverCap } from '../exposure/over-cap.ts';
import { releaseClosure } from '../gate/gate.ts';
import { closeRisky, openRisky } from '../regime/risky.ts';
import type { KernelState } from '../state.ts';
import { restoreFreeze, resumeWhenOpen } from './breaker-effects.ts';
import { heldOf, holdFreeze, isOff } from './switched-off.ts';

const FREEZES: readonly (readonly [BreakerId, ClosureCause])[] = [
  ['daily_soft', 'freeze_daily_soft'],
  ['daily_hard', 'daily_hard'],
  ['drawdown_breaker', 'freeze_drawdown'],
  ['loss_streak', 'freeze_loss_streak'],
];

/** The whole list each time: what is on it is switched off, what is not is on. */
export function applyOverrides(
  state: KernelState,
  event: Extract<KernelEvent, { kind: 'set_overrides' }>,
): void {
  const { at, breakersOff, exempt, text } = event;
  const extreme = closesRisky(state);
  const before = [...state.overrides.exempt];
  state.overrides.off = [...breakersOff];
  state.overrides.exempt = [...exempt];
  for (const [breaker, cause] of FREEZES) {
    if (isOff(state.overrides, breaker)) holdRunning(state, at, breaker, cause, text);
    else restore(state, at, cause);
  }
  followExtreme(state, at, extreme, before, text);
  state.wakeDirty = true;
  state.allocationReason = text;
  evaluateOverCap(state, at);
}

/** Releases the freeze's own closure and no other, and keeps what is left of it aside. */
function holdRunning(
  state: KernelState,
  at: EpochMs,
  breaker: BreakerId,
  cause: ClosureCause,
  text: string,
): void {
  const running = state.closures.all.get(closureId(cause, PORTFOLIO));
  if (running === undefined || running.until === null) return;
  const { until, reason } = running;
  holdFreeze(state.overrides, { breaker, cause, until, reason, stepDown: false });
  releaseClosure(state, at, running.id, text);
}

/** What is left of a freeze that was held back comes into force. */
function restore(state: KernelState, at: EpochMs, cause: ClosureCause): void {
  const held = heldOf(state.overrides, cause);
  if (held === undefined) return;
  state.overrides.held = state.overrides.held.filter((each) => each !== held);
  if (held.until > at) restoreFreeze(state, at, held);
  else if (cause === 'freeze_drawdown') resumeWhenOpen(state, at);
}

const closesRisky = ({ overrides, regime }: KernelState): boolean =>
  regime.regime === 'extreme' && !isOff(overrides, 'volatility');

/** Extreme volatility closes those that nothing exempts, as long as its breaker is on. */
function followExtreme(
  state: KernelState,
  at: EpochMs,
  was: boolean,
  before: readonly StrategyId[],
  text: string,
): void {
  const is = closesRisky(state);
  if (!is) {
    if (was) openRisky(state, at, () => true, text);
    return;
  }
  const { exempt } = state.overrides;
  if (was) openRisky(state, at, (id) => exempt.includes(id), text);
  closeRisky(state, at, (id) => !was || before.includes(id), text);
}
