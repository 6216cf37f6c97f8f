/**
 * One minute of a position that never was: funding, then its exit plan by the executor's own
 * arithmetic, on a candle of the feed as if it were one price step.
 */
import { decimal, decimalOf, toNumber } from '../../domain/decimal.ts';
import {
  livedThrough,
  netReturn,
  reachesReturn,
  reachesStop,
  stopGain,
  stopOnGrid,
  TRAILING_MINIMUM_MOVE,
  trailingLevel,
  wantedReturn,
} from '../../domain/exit-rules.ts';
import type { Instrument, Side } from '../../domain/market.ts';
import type { Minute } from '../../domain/throttle.ts';
import { type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import type { MissedPosition } from './throttle-state.ts';

export interface Surroundings {
  readonly instrument: Instrument;
  /** Half of the spread, USDT: what leaving at market costs beside the fee. */
  readonly halfSpread: number;
  /** Settlements as announced, oldest first. */
  readonly settlements: readonly { readonly at: EpochMs; readonly rate: number }[];
}

/** How it was left: its result by plan, USDT net, and in a word. */
export interface Left {
  readonly result: number;
  readonly end: 'stop' | 'trailing_stop' | 'minimal_return';
}

const sign = (side: Side): 1 | -1 => (side === 'long' ? 1 : -1);

export function roundStop(side: Side, level: number, { tickSize }: Instrument): number {
  return toNumber(stopOnGrid(side, decimalOf(level), decimal(tickSize)));
}

/** Unrealised at a mark: what it paid so far is taken off, what leaving will cost is not. */
export function worthAt(position: MissedPosition, mark: number, instrument: Instrument): number {
  const { side, quantity, entry, funding } = position;
  const fee = Number(instrument.takerFee) * quantity * entry;
  return sign(side) * quantity * (mark - entry) - fee + funding;
}

/** Net of both fees, funding and half a spread when it is left at `price`. */
function resultAt(position: MissedPosition, price: number, around: Surroundings): number {
  const got = price - sign(position.side) * around.halfSpread;
  const fee = Number(around.instrument.takerFee) * position.quantity * got;
  return worthAt(position, got, around.instrument) - fee;
}

/** Null while it is open. Candles come in order; those before its first are the caller's to drop. */
export function liveThrough(
  position: MissedPosition,
  minute: Minute,
  around: Surroundings,
): Left | null {
  payFunding(position, minute, around);
  const { openTime, open, high, low, close } = minute;
  const at = openTime + MINUTE_MS;
  const step = { at, length: MINUTE_MS, high, low, close };
  const { side, openedAt } = position;
  const { worst, best } = livedThrough(side, openedAt, step);
  position.nextMinute = at;
  position.last = close;
  if (reachesStop(side, position.stop, worst)) {
    // A candle that opens beyond the stop fills it there, not at its level.
    const gapped = openedAt <= openTime && reachesStop(side, position.stop, open);
    const price = gapped ? open : position.stop;
    const end = position.armed ? 'trailing_stop' : 'stop';
    return { result: resultAt(position, price, around), end };
  }
  if (trail(position, best, close, around.instrument)) {
    return { result: resultAt(position, close, around), end: 'trailing_stop' };
  }
  if (isReturned(position, close, at, around)) {
    return { result: resultAt(position, close, around), end: 'minimal_return' };
  }
  if (position.held === null && at >= position.heldUntil) {
    position.held = resultAt(position, close, around);
  }
  return null;
}

/** Settlements since the last candle, at the price of this one. */
function payFunding(position: MissedPosition, minute: Minute, { settlements }: Surroundings): void {
  for (const { at, rate } of settlements) {
    if (at <= position.fundedUntil || at > minute.openTime) continue;
    position.fundedUntil = at;
    position.funding -= sign(position.side) * rate * position.quantity * minute.open;
  }
}

/** Moves the trailing stop; true when the candle ended beyond the new one. */
function trail(
  position: MissedPosition,
  best: number,
  close: number,
  instrument: Instrument,
): boolean {
  const { side, plan, entry, armed } = position;
  const level = trailingLevel(plan, side, entry, best, armed);
  if (level === null) return false;
  const gain = stopGain(side, position.stop, level);
  if (armed && gain <= TRAILING_MINIMUM_MOVE * best) return false;
  if (gain > 0) position.stop = roundStop(side, level, instrument);
  position.armed = true;
  return reachesStop(side, position.stop, close);
}

function isReturned(
  position: MissedPosition,
  close: number,
  at: EpochMs,
  { instrument }: Surroundings,
): boolean {
  const { side, plan, entry, openedAt } = position;
  if (position.armed || at % plan.baseTimeframe !== 0) return false;
  const wanted = wantedReturn(plan, (at - openedAt) / MINUTE_MS);
  if (wanted === null) return false;
  const fee = Number(instrument.takerFee);
  return reachesReturn(netReturn(side, entry, close, fee, fee), wanted);
}
