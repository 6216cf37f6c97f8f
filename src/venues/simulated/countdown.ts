/**
 * Dead man's switch of a symbol: unless it is renewed in time, its limit orders at rest are
 * cancelled, whatever they are for. Conditional orders live on.
 */
import type { EpochMs } from '../../domain/time.ts';
import type { SetCountdown } from '../../domain/venue.ts';
import { endOrder } from './lifecycle.ts';
import type { ExchangeState, Market } from './state.ts';
import { refreshTriggers } from './watch.ts';

/** Sets the time it ends, in place of the one set before; `after` 0 takes it away. */
export function setCountdown(state: ExchangeState, command: SetCountdown, now: EpochMs): void {
  const { symbol, after } = command;
  const market = state.markets.get(symbol);
  if (market === undefined || !(Number.isSafeInteger(after) && after >= 0)) return;
  market.countdownAt = after === 0 ? Number.POSITIVE_INFINITY : now + after;
  refreshCountdown(state);
  state.revision += 1;
  state.emit({ kind: 'countdown', symbol, after, at: now });
}

/** Cancels what is due at or before `now`; each order ends at the instant it was due. */
export function endCountdowns(state: ExchangeState, now: EpochMs): void {
  if (now < state.countdownAt) return;
  for (const market of state.markets.values()) endCountdown(state, market, now);
}

/** The earliest of all symbols: one number for the path of every price step. */
export function refreshCountdown(state: ExchangeState): void {
  let earliest = Number.POSITIVE_INFINITY;
  for (const market of state.markets.values()) earliest = Math.min(earliest, market.countdownAt);
  state.countdownAt = earliest;
}

export function endCountdown(state: ExchangeState, market: Market, now: EpochMs): void {
  if (now < market.countdownAt) return;
  const at = market.countdownAt;
  market.countdownAt = Number.POSITIVE_INFINITY;
  state.revision += 1;
  for (const order of [...market.resting]) endOrder(state, market, order, 'cancelled', at);
  refreshTriggers(market);
  refreshCountdown(state);
}
