/** Runtime shape and ranges of events: what is refused never reaches the state. */
import { CLOSURE_CAUSES } from '../../domain/closure.ts';
import { HOUR_MS } from '../../domain/time.ts';
import { show } from '../basis/text.ts';
import { newestOpenTime } from '../correlation/asset-correlation.ts';
import type { KernelEvent } from '../events.ts';
import type { KernelState } from '../state.ts';
import type { Fault } from './rejections.ts';

type Of<K extends KernelEvent['kind']> = Extract<KernelEvent, { kind: K }>;

const finite = Number.isFinite;
const positive = (value: number): boolean => value > 0 && value < Number.POSITIVE_INFINITY;
const notNegative = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;
const invalid = (text: string): Fault => ({ code: 'INVALID', text });
const isText = (value: unknown): value is string => typeof value === 'string';

function symbolFault(state: KernelState, symbol: string): Fault | null {
  if (state.index.symbolOf.has(symbol)) return null;
  return { code: 'UNKNOWN_SYMBOL', text: `unknown symbol ${show(symbol)}` };
}

/** EXTERNAL is a strategy here unless `own` asks for configured ones. */
function strategyFault(state: KernelState, strategy: string, own = false): Fault | null {
  const at = state.index.strategyOf.get(strategy);
  if (at !== undefined && !(own && at === state.index.external)) return null;
  return { code: 'UNKNOWN_STRATEGY', text: `unknown strategy ${show(strategy)}` };
}

export function bookFault(state: KernelState, event: Of<'book'>): Fault | null {
  const fault = symbolFault(state, event.symbol);
  if (fault !== null) return fault;
  if (!positive(event.mark)) return invalid(`mark is ${show(event.mark)}`);
  if (!Array.isArray(event.bids) || !Array.isArray(event.asks)) return invalid('no levels');
  const bid = event.bids[0];
  const ask = event.asks[0];
  if (bid === undefined || ask === undefined)
    return { code: 'BOOK_EMPTY', text: 'a side is empty' };
  if (!positive(bid) || !positive(ask))
    return invalid(`best bid ${show(bid)}, best ask ${show(ask)}`);
  if (bid >= ask)
    return { code: 'BOOK_CROSSED', text: `best bid ${show(bid)} >= best ask ${show(ask)}` };
  return null;
}

export function equityFault(state: KernelState, event: Of<'equity'>): Fault | null {
  if (!finite(event.equity) || !finite(event.walletBalance) || !finite(event.transfers)) {
    return invalid(
      `equity ${show(event.equity)}, wallet ${show(event.walletBalance)}, transfers ${show(event.transfers)}`,
    );
  }
  if (Math.abs(event.equity) > 1e15 || Math.abs(event.walletBalance) > 1e15) {
    return invalid(`equity ${show(event.equity)} is absurd`);
  }
  const { quality, strategyPnl } = event;
  if (quality !== 'good' && quality !== 'stale' && quality !== 'implausible') {
    return invalid(`quality is ${show(quality)}`);
  }
  if (typeof strategyPnl !== 'object' || strategyPnl === null) return invalid('no strategyPnl');
  for (const strategy of state.index.strategies) {
    const pnl = strategyPnl[strategy.id];
    if (pnl !== undefined && !finite(pnl))
      return invalid(`PnL of ${show(strategy.id)} is ${show(pnl)}`);
  }
  return null;
}

export function tradeFault(state: KernelState, event: Of<'trade_closed'>): Fault | null {
  const fault = strategyFault(state, event.strategy) ?? symbolFault(state, event.symbol);
  if (fault !== null) return fault;
  return finite(event.netPnl) ? null : invalid(`net PnL is ${show(event.netPnl)}`);
}

export function candleFault(state: KernelState, event: Of<'candle_1h'>): Fault | null {
  const fault = symbolFault(state, event.symbol);
  if (fault !== null) return fault;
  const { open, high, low, close, openTime } = event;
  if (!(positive(open) && positive(high) && positive(low) && positive(close))) {
    return invalid(`candle ${show(open)} ${show(high)} ${show(low)} ${show(close)}`);
  }
  if (high < Math.max(open, close) || low > Math.min(open, close)) {
    return invalid(
      `candle range ${show(low)}..${show(high)} does not hold ${show(open)} and ${show(close)}`,
    );
  }
  if (!Number.isSafeInteger(openTime) || openTime < 0)
    return invalid(`open time is ${show(openTime)}`);
  if (openTime + HOUR_MS > event.at) {
    return {
      code: 'CANDLE_NOT_CLOSED',
      text: `candle of ${show(openTime)} closes after ${show(event.at)}`,
    };
  }
  const newest = newestOpenTime(state.hourlyCloses, state.index.symbolOf.get(event.symbol)!);
  if (openTime > newest) return null;
  return {
    code: 'CANDLE_OUT_OF_ORDER',
    text: `candle of ${show(openTime)}, the newest is ${show(newest)}`,
  };
}

export function fundingFault(state: KernelState, event: Of<'funding'>): Fault | null {
  const fault = symbolFault(state, event.symbol);
  if (fault !== null) return fault;
  if (event.status === 'degraded' || event.status === 'absent') return null;
  if (event.status !== 'ok') return invalid(`funding status is ${show(event.status)}`);
  if (!finite(event.rate) || Math.abs(event.rate) > 1)
    return invalid(`rate is ${show(event.rate)}`);
  if (!Number.isSafeInteger(event.nextFundingTime) || event.nextFundingTime < 0) {
    return invalid(`next funding time is ${show(event.nextFundingTime)}`);
  }
  return positive(event.interval) ? null : invalid(`interval is ${show(event.interval)}`);
}

const ENDS: ReadonlySet<string> = new Set([
  'filled',
  'partially_filled',
  'timed_out',
  'cancelled',
  'rejected',
  'refused',
]);

export function progressFault(event: Of<'entry_progress'> | Of<'entry_ended'>): Fault | null {
  if (!Number.isSafeInteger(event.decision)) return invalid(`decision is ${show(event.decision)}`);
  if (!notNegative(event.filledQuantity) || !notNegative(event.averagePrice)) {
    return invalid(`filled ${show(event.filledQuantity)} at ${show(event.averagePrice)}`);
  }
  if (event.kind === 'entry_ended' && !ENDS.has(event.end)) {
    return invalid(`end is ${show(event.end)}`);
  }
  return null;
}

export function positionFault(state: KernelState, event: Of<'position'>): Fault | null {
  const fault = strategyFault(state, event.strategy) ?? symbolFault(state, event.symbol);
  if (fault !== null) return fault;
  if (event.side !== 'long' && event.side !== 'short')
    return invalid(`side is ${show(event.side)}`);
  if (!notNegative(event.quantity)) return invalid(`quantity is ${show(event.quantity)}`);
  if (event.quantity > 0 && !positive(event.entryPrice)) {
    return invalid(`entry price is ${show(event.entryPrice)}`);
  }
  if (event.stopPrice !== null && !positive(event.stopPrice)) {
    return invalid(`stop price is ${show(event.stopPrice)}`);
  }
  return null;
}

export function closureFault(event: Of<'close'>): Fault | null {
  const { closure } = event;
  if (typeof closure !== 'object' || closure === null) return invalid('no closure');
  const { id, cause, scope, since, until } = closure;
  if (!isText(id) || id === '' || !isText(closure.reason) || !CLOSURE_CAUSES.includes(cause)) {
    return invalid(`closure ${show(id)} of cause ${show(cause)}`);
  }
  if (typeof scope !== 'object' || scope === null) return invalid('closure without scope');
  const textOrNull = (value: unknown): boolean => value === null || isText(value);
  if (!textOrNull(scope.strategy) || !textOrNull(scope.symbol)) return invalid('closure scope');
  if (!Number.isSafeInteger(since)) return invalid(`closure since ${show(since)}`);
  if (until === null) return null;
  if (!Number.isSafeInteger(until)) return invalid(`closure until ${show(until)}`);
  return until > event.at
    ? null
    : { code: 'CLOSURE_OVER', text: `${show(id)} ended at ${show(until)}` };
}

/** Who and why go into texts as they are. */
export function actorFault(event: Of<'set_profile'> | Of<'set_strategy_enabled'>): Fault | null {
  if (isText(event.actor) && isText(event.reason)) return null;
  return invalid(`actor is ${show(event.actor)}, reason ${show(event.reason)}`);
}

export function enabledFault(state: KernelState, event: Of<'set_strategy_enabled'>): Fault | null {
  const fault = strategyFault(state, event.strategy, true) ?? actorFault(event);
  if (fault !== null) return fault;
  return typeof event.enabled === 'boolean' ? null : invalid(`enabled is ${show(event.enabled)}`);
}
