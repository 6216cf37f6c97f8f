/** Is this a signal at all? Runtime shape and ranges of what came over a wire. */
import type { ReasonCode } from '../../domain/reasons.ts';
import type { ExitPlan, Signal } from '../../domain/signal.ts';
import type { KernelIndex } from '../basis/config-index.ts';
import { show } from '../basis/text.ts';

export interface SignalFault {
  readonly code: ReasonCode;
  readonly text: string;
}

/** Where the signal's strategy and symbol are in the tables; filled in when both are known. */
export interface SignalPlaces {
  strategy: number;
  symbol: number;
}

/** Longest id, and longest holding time (hours) that makes sense. */
const ID_LENGTH = 200;
const HOLDING_HOURS = 24 * 366;
/** Sizes beyond this are not sizes. USDT. */
const ABSURD_NOTIONAL = 1e12;

const positive = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY;

/** Null when the signal is well formed, else the first fault with field and value. */
export function signalFault(
  signal: Signal,
  index: KernelIndex,
  places: SignalPlaces,
): SignalFault | null {
  if (typeof signal !== 'object' || signal === null) return invalid('signal', signal);
  if (typeof signal.id !== 'string' || signal.id === '' || signal.id.length > ID_LENGTH) {
    return invalid('id', signal.id);
  }
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
  if (signal.side !== 'long' && signal.side !== 'short') return invalid('side', signal.side);
  return figureFault(signal) ?? exitPlanFault(signal.exitPlan);
}

function figureFault(signal: Signal): SignalFault | null {
  const { edge, stopDistance, capitalMultiplier, requestedNotional } = signal;
  if (!(typeof edge === 'number' && edge >= 0 && edge <= 1)) return invalid('edge', edge);
  if (!positive(stopDistance) || stopDistance > 1) return invalid('stopDistance', stopDistance);
  if (!positive(signal.referencePrice)) return invalid('referencePrice', signal.referencePrice);
  if (!Number.isSafeInteger(signal.at) || signal.at < 0) return invalid('at', signal.at);
  if (!positive(signal.expectedHoldingHours) || signal.expectedHoldingHours > HOLDING_HOURS) {
    return invalid('expectedHoldingHours', signal.expectedHoldingHours);
  }
  if (
    requestedNotional !== null &&
    (!positive(requestedNotional) || requestedNotional > ABSURD_NOTIONAL)
  ) {
    return invalid('requestedNotional', requestedNotional);
  }
  if (!positive(capitalMultiplier) || capitalMultiplier > 1) {
    return invalid('capitalMultiplier', capitalMultiplier);
  }
  if (!positive(signal.leverageCeiling)) return invalid('leverageCeiling', signal.leverageCeiling);
  if (typeof signal.onset !== 'boolean') return invalid('onset', signal.onset);
  if (typeof signal.paused !== 'boolean') return invalid('paused', signal.paused);
  const { veto } = signal;
  if (veto !== null && veto !== 'cooldown' && veto !== 'holding') return invalid('veto', veto);
  return null;
}

function exitPlanFault(plan: ExitPlan): SignalFault | null {
  if (typeof plan !== 'object' || plan === null) return invalid('exitPlan', plan);
  if (!positive(plan.stop) || plan.stop > 1) return invalid('exitPlan.stop', plan.stop);
  if (!positive(plan.baseTimeframe)) return invalid('exitPlan.baseTimeframe', plan.baseTimeframe);
  const { trailing, minimalReturn } = plan;
  if (trailing !== null && !(positive(trailing?.offset) && positive(trailing.distance))) {
    return invalid('exitPlan.trailing', trailing);
  }
  if (!Array.isArray(minimalReturn)) return invalid('exitPlan.minimalReturn', minimalReturn);
  for (const row of minimalReturn as readonly (readonly [number, number])[]) {
    if (!Array.isArray(row) || !(row[0] >= 0) || !Number.isFinite(row[1])) {
      return invalid('exitPlan.minimalReturn', row);
    }
  }
  return null;
}

const invalid = (field: string, value: unknown): SignalFault => ({
  code: 'SIGNAL_INVALID',
  text: `${field} is ${show(value)}`,
});
