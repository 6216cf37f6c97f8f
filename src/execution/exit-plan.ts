/**
 * The exit plan at work on one price step, in this order: the stop as it was before the step, the
 * trailing stop, the minimal return (strategies specification, "exits for all").
 */
import { decimalOf, toNumber } from '../domain/decimal.ts';
import {
  livedThrough,
  netReturn,
  reachesReturn,
  reachesStop,
  stopGain,
  trailingLevel,
  wantedReturn,
} from '../domain/exit-rules.ts';
import type { PriceStep } from '../domain/market.ts';
import type { ExitPlan } from '../domain/signal.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { requestExit } from './exits.ts';
import { roundStop } from './positions.ts';
import { type Session, tellPosition } from './session.ts';
import { NEVER, type PositionState, type SymbolState } from './state.ts';

/** Runs the plan; true when something changed that has to be followed up. */
export function runExitPlan(
  session: Session,
  symbol: SymbolState,
  position: PositionState,
  step: PriceStep,
): boolean {
  const { plan } = position;
  if (plan === null || position.quantity <= 0n || position.stopPrice === null) return false;
  const { worst, best } = livedThrough(position.side, position.openedAt, step);
  if (watchStop(session, position, worst)) return true;
  if (position.exitReason !== null) return false;
  if (trail(session, symbol, position, plan, best)) return true;
  return minimalReturn(session, symbol, position, plan, step);
}

/**
 * Second line behind the venue's stop. Without a confirmed stop there the position is left at
 * once; with one, the venue gets the grace time to fire it first.
 */
function watchStop(session: Session, position: PositionState, worst: number): boolean {
  const crossed = reachesStop(position.side, position.stopNumber, worst);
  if (!crossed && position.crossedAt === NEVER) return false;
  if (position.crossedAt === NEVER) position.crossedAt = session.now;
  return fireStop(session, position);
}

/** Leaves a position whose stop was crossed and did not fire; also called when the grace ends. */
export function fireStop(session: Session, position: PositionState): boolean {
  const grace = position.stopOnVenue ? session.config.stopWatchGrace : 0;
  // The wake-up for the end of the grace time has to be planned: that is a change, too.
  if (session.now - position.crossedAt < grace) return true;
  if (position.exitUrgent) return false;
  requestExit(session, position, position.trailingArmed ? 'trailing_stop' : 'stop', true);
  return true;
}

/** Arms the trailing stop at its offset, then lets it follow the best price, never back. */
function trail(
  session: Session,
  symbol: SymbolState,
  position: PositionState,
  plan: ExitPlan,
  best: number,
): boolean {
  const { side, trailingArmed: armed } = position;
  const level = trailingLevel(plan, side, position.entryNumber, best, armed);
  if (level === null) return false;
  const gain = stopGain(side, position.stopNumber, level);
  if (armed && gain <= session.config.trailingMinimumMove * best) return false;
  const stopPrice = gain > 0 ? roundStop(session, position, decimalOf(level)) : position.stopPrice;
  tellPosition(session, position, { stopPrice, trailingArmed: true, stopOnVenue: false });
  // A step whose end is beyond the new stop already has fallen through it on the way.
  if (reachesStop(side, position.stopNumber, symbol.close))
    requestExit(session, position, 'trailing_stop', true);
  return true;
}

/** Closes at the table's profit, net of fees, on closes of the base timeframe. */
function minimalReturn(
  session: Session,
  symbol: SymbolState,
  position: PositionState,
  plan: ExitPlan,
  step: PriceStep,
): boolean {
  if (position.trailingArmed || step.at % plan.baseTimeframe !== 0) return false;
  const minutes = (step.at - position.openedAt) / MINUTE_MS;
  const wanted = wantedReturn(plan, minutes);
  if (wanted === null) return false;
  if (!reachesReturn(netOf(symbol, position, step.close), wanted)) return false;
  requestExit(session, position, 'minimal_return', false);
  return true;
}

/** Profit at a price as a fraction of the entry notional, after paid and still-to-pay fees. */
function netOf(symbol: SymbolState, position: PositionState, price: number): number {
  const paid = toNumber(position.openFees) / toNumber(position.openNotional);
  return netReturn(position.side, position.entryNumber, price, paid, symbol.takerFee);
}
