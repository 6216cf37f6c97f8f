/** The risky strategies in extreme volatility: closed, unless an override names them. */
import { closureId } from '../../domain/closure.ts';
import type { StrategyId } from '../../domain/ids.ts';
import type { EpochMs } from '../../domain/time.ts';
import { openOwnClosure, releaseClosure } from '../gate/gate.ts';
import type { KernelState } from '../state.ts';

type Which = (strategy: StrategyId) => boolean;

/** Closes those that `which` names; not again, and never one that an override exempts. */
export function closeRisky(state: KernelState, at: EpochMs, which: Which, reason: string): void {
  for (const { id, risky } of state.index.strategies) {
    if (!risky || !which(id) || state.overrides.exempt.includes(id)) continue;
    const scope = { strategy: id, symbol: null };
    if (state.closures.all.has(closureId('volatility_extreme', scope))) continue;
    openOwnClosure(state, at, 'volatility_extreme', scope, null, reason);
  }
}

export function openRisky(state: KernelState, at: EpochMs, which: Which, by: string): void {
  for (const { id } of state.index.strategies) {
    if (!which(id)) continue;
    releaseClosure(state, at, closureId('volatility_extreme', { strategy: id, symbol: null }), by);
  }
}
