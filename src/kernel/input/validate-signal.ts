/** Is this a signal at all? Runtime shape and ranges of what came over a wire. */
import { PLAUSIBLE } from '../../domain/rejections.ts';
import type { ExitPlan, Signal } from '../../domain/signal.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { KernelIndex } from '../basis/config-index.ts';
import { show } from '../basis/text.ts';
import { atMost } from '../basis/tolerance.ts';
import { isCount, isId, isObject, isPositive, isPrice, isSide } from './plausible.ts';
import type { Fault } from './rejections.ts';

/** Where the signal's strategy and symbol are in the tables; filled in when both are known. */
export interface SignalPlaces {
  strategy: number;
  symbol: number;
}

/** Longest holding time (hours) and base timeframe (ms), highest leverage, that make sense. */
const HOLDING_HOURS = 24 * 366;
const LONGEST_TIMEFRAME = 366 * DAY_MS;
const HIGHEST_LEVERAGE = 1_000;

/** Null when the signal is well formed, else the first fault with field and value. */
export function signalFault(
  signal: Signal,
  index: KernelIndex,
  places: SignalPlaces,
): Fault | null {
  if (!isObject(signal)) return invalid('signal', signal);
  if (!isId(signal.id)) return invalid('id', signal.id);
  const strategy = index.strategyOf.get(signal.strategy);
  if (strategy === undefined || strategy === index.external) {
    return { code: 'UNKNOWN_STRATEGY', text: `unknown strategy ${show(signal.strategy)}` };
  }
  const symbol = index.symbolOf.get(signal.symbol);
  if (symbol === undefined) {
    return { code: 'UNKNOWN_SYMBOL', text: `unknown symbol ${show(signal.symbol)}` };
  }
  places.strategy = strategy;
  places.symbol = symbol;
  return (
    figureFault(signal) ?? flagFault(signal) ?? exitPlanFault(signal.exitPlan) ?? riskFault(signal)
  );
}

function figureFault(signal: Signal): Fault | null {
  const { edge, stopDistance, capitalMultiplier, requestedNotional } = signal;
  if (!(typeof edge === 'number' && edge >= 0 && edge <= 1)) return invalid('edge', edge);
  if (!isStop(stopDistance)) return invalid('stopDistance', stopDistance);
  if (!isPrice(signal.referencePrice)) return invalid('referencePrice', signal.referencePrice);
  if (!isCount(signal.at)) return invalid('at', signal.at);
  if (!isPositive(signal.expectedHoldingHours, HOLDING_HOURS)) {
    return invalid('expectedHoldingHours', signal.expectedHoldingHours);
  }
  if (requestedNotional !== null && !isPositive(requestedNotional, PLAUSIBLE.maxNotional)) {
    return invalid('requestedNotional', requestedNotional);
  }
  if (!isPositive(capitalMultiplier, 1)) return invalid('capitalMultiplier', capitalMultiplier);
  if (!isPositive(signal.leverageCeiling, HIGHEST_LEVERAGE)) {
    return invalid('leverageCeiling', signal.leverageCeiling);
  }
  return null;
}

function flagFault({ side, onset, paused, veto }: Signal): Fault | null {
  if (!isSide(side)) return invalid('side', side);
  if (typeof onset !== 'boolean') return invalid('onset', onset);
  if (typeof paused !== 'boolean') return invalid('paused', paused);
  if (veto !== null && veto !== 'cooldown' && veto !== 'holding') return invalid('veto', veto);
  return null;
}

function exitPlanFault(plan: ExitPlan): Fault | null {
  if (!isObject(plan)) return invalid('exitPlan', plan);
  const { stop, trailing, minimalReturn, baseTimeframe } = plan;
  if (!isStop(stop)) return invalid('exitPlan.stop', stop);
  if (!isPositive(baseTimeframe, LONGEST_TIMEFRAME) || !isCount(baseTimeframe)) {
    return invalid('exitPlan.baseTimeframe', baseTimeframe);
  }
  if (trailing !== null && !(isPositive(trailing?.offset, 1) && isPositive(trailing.distance, 1))) {
    return invalid('exitPlan.trailing', trailing);
  }
  if (!Array.isArray(minimalReturn) || minimalReturn.length > PLAUSIBLE.maxRows) {
    return invalid('exitPlan.minimalReturn', minimalReturn);
  }
  return rowsFault(minimalReturn);
}

/** The stop that will rest on the venue may be nearer than the one the size rests on, never wider. */
function riskFault({ stopDistance, exitPlan }: Signal): Fault | null {
  if (atMost(exitPlan.stop, stopDistance)) return null;
  return {
    code: 'SIGNAL_INVALID',
    text: `exitPlan.stop is ${exitPlan.stop}, wider than stopDistance ${stopDistance}, by which it is sized`,
  };
}

/** [minutes open, profit that closes], minutes ascending. */
function rowsFault(rows: ExitPlan['minimalReturn']): Fault | null {
  let last = -1;
  // By index: iterators cost more than all the rest of these checks.
  for (let i = 0; i < rows.length; i += 1) {
    const row: unknown = rows[i];
    if (!Array.isArray(row)) return invalid('exitPlan.minimalReturn', row);
    const minutes: unknown = row[0];
    const profit: unknown = row[1];
    const ascends = typeof minutes === 'number' && minutes > last && minutes < Infinity;
    if (!ascends) return invalid('minutes of exitPlan.minimalReturn', minutes);
    if (typeof profit !== 'number' || !(Math.abs(profit) <= 1)) {
      return invalid('profit of exitPlan.minimalReturn', profit);
    }
    last = minutes;
  }
  return null;
}

/** A fraction of price. */
const isStop = (value: unknown): boolean => isPositive(value, 1) && value >= PLAUSIBLE.minStop;

const invalid = (field: string, value: unknown): Fault => ({
  code: 'SIGNAL_INVALID',
  text: `${field} is ${show(value)}`,
});
