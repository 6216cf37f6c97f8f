/**
 * Capacity and caps in force (domain specification 1.5): G = E x leverage x v and R0 = E x risk
 * budget x v, v = leverage multiplier of the volatility regime.
 */
import type { RegimeEffect } from '../../domain/config.ts';
import { isOff } from '../breakers/switched-off.ts';
import { regimeEffect } from '../regime/regime.ts';
import { type KernelState, profileNow } from '../state.ts';

export const effectNow = (state: KernelState): RegimeEffect =>
  regimeEffect(
    isOff(state.overrides, 'volatility') ? 'normal' : state.regime.regime,
    state.config.breakers.volatility,
  );

/** G, USDT notional; 0 while equity is unknown or not positive. */
export function grossCapacity(state: KernelState): number {
  return Math.max(0, state.equity.equity) * profileNow(state).leverage * effectNow(state).leverage;
}

/** R0, USDT at risk. */
export function riskCapacity(state: KernelState): number {
  return (
    Math.max(0, state.equity.equity) * profileNow(state).riskBudget * effectNow(state).leverage
  );
}

/** Cap of one asset: its fraction times the profile's multiplier. */
export const assetCap = (state: KernelState, asset: number): number =>
  state.index.assetCaps[asset]! * profileNow(state).assetCapMultiplier;

/** Max open trades of the profile under the regime, rounded down. */
export function maxOpenTrades(state: KernelState): number {
  return Math.floor(profileNow(state).maxOpenTrades * effectNow(state).maxOpenTrades + 1e-9);
}

/** strictnessFactor ^ strictness. */
export function strictnessFactor(state: KernelState): number {
  let factor = 1;
  for (let i = 0; i < state.core.strictness; i += 1) factor *= state.config.guards.strictnessFactor;
  return factor;
}
