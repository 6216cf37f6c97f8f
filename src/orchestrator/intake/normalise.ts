/**
 * Parses what peers say into what is consumed. Nothing here throws: what makes no sense becomes
 * a `rejected` input. Objects are built anew with a fixed order of keys, and figures that are not
 * finite are refused, so that what is consumed equals what a replay reads back from the journal.
 */
import type { EquityMark, ExecutorFact } from '../../domain/execution.ts';
import type { CandleClosed, FundingInfo, PriceStep } from '../../domain/market.ts';
import type { Signal } from '../../domain/signal.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import type { ConsumedFact, ConsumedInput } from '../core/consumed.ts';

const finite = Number.isFinite;
/** An instant: whole milliseconds. */
const instant = Number.isSafeInteger;
const rejected = (of: string, text: string): ConsumedInput => ({ kind: 'rejected', of, text });

export function bookInput(step: PriceStep): ConsumedInput {
  const { symbol, mark, book } = step;
  // How fresh the symbol is, its book says.
  const at = step.bookAt ?? step.at;
  if (!instant(at) || !finite(mark)) return rejected('price', `${symbol}: time or mark no number`);
  if (!allFinite(book.bids) || !allFinite(book.asks)) {
    return rejected('price', `${symbol}: a book level is no number`);
  }
  return { kind: 'book', at, symbol, mark, bids: book.bids, asks: book.asks };
}

function allFinite(values: readonly number[]): boolean {
  for (let index = 0; index < values.length; index += 1) {
    if (!finite(values[index])) return false;
  }
  return true;
}

/** Null for candles that nobody wants: of other timeframes than 1h, and than 1m (`minute`). */
export function candleInput(
  { symbol, timeframe, candle }: CandleClosed,
  minute: boolean,
): ConsumedInput | null {
  if (timeframe !== '1h' && !(timeframe === '1m' && minute)) return null;
  const { openTime, open, high, low, close } = candle;
  if (!instant(openTime) || !finite(open + high + low + close)) {
    return rejected('candle', `${symbol}: a figure is no number`);
  }
  const figures = { symbol, openTime, open, high, low, close };
  return timeframe === '1h'
    ? { kind: 'candle_1h', at: openTime + HOUR_MS, ...figures }
    : { kind: 'candle_1m', at: openTime + MINUTE_MS, ...figures };
}

export function fundingInput({
  symbol,
  at,
  rate,
  nextFundingTime,
  interval,
}: FundingInfo): ConsumedInput {
  if (!instant(at) || !finite(rate + nextFundingTime + interval)) {
    return rejected('funding', `${symbol}: a figure is no number`);
  }
  return { kind: 'funding', at, symbol, status: 'ok', rate, nextFundingTime, interval };
}

export function equityInput(mark: EquityMark): ConsumedInput {
  const wallet = decimalNumber(mark.walletBalance);
  const transfers = decimalNumber(mark.transfers);
  const equity = wallet + mark.unrealisedPnl;
  if (!instant(mark.at) || !finite(equity + transfers))
    return rejected('equity', 'a figure is no number');
  for (const key in mark.strategyPnl) {
    if (!finite(mark.strategyPnl[key])) return rejected('equity', `PnL of ${key} is no number`);
  }
  return {
    kind: 'equity',
    at: mark.at,
    equity,
    walletBalance: wallet,
    transfers,
    quality: mark.quality,
    strategyPnl: mark.strategyPnl,
  };
}

/** Number of a decimal text; NaN for anything else (an empty text included). */
export const decimalNumber = (text: string): number =>
  typeof text === 'string' && text !== '' ? Number(text) : Number.NaN;

/** Figures that are not finite become null, as they would on a wire: the kernel refuses those. */
export function signalInput(signal: Signal): ConsumedInput {
  if (typeof signal !== 'object' || signal === null || typeof signal.id !== 'string') {
    return rejected('signal', 'not a signal');
  }
  const plan = signal.exitPlan;
  if (typeof plan !== 'object' || plan === null || !Array.isArray(plan.minimalReturn)) {
    return rejected('signal', `${signal.id}: no exit plan`);
  }
  return { kind: 'signal', signal: rebuildSignal(signal) };
}

const wire = (value: number): number => (finite(value) ? value : (null as unknown as number));

function rebuildSignal(signal: Signal): Signal {
  const { trailing, minimalReturn } = signal.exitPlan;
  return {
    id: signal.id,
    strategy: signal.strategy,
    symbol: signal.symbol,
    side: signal.side,
    edge: wire(signal.edge),
    stopDistance: wire(signal.stopDistance),
    referencePrice: wire(signal.referencePrice),
    at: wire(signal.at),
    expectedHoldingHours: wire(signal.expectedHoldingHours),
    requestedNotional: signal.requestedNotional === null ? null : wire(signal.requestedNotional),
    capitalMultiplier: wire(signal.capitalMultiplier),
    leverageCeiling: wire(signal.leverageCeiling),
    onset: signal.onset,
    paused: signal.paused,
    veto: signal.veto ?? null,
    exitPlan: {
      stop: wire(signal.exitPlan.stop),
      trailing: trailing
        ? { offset: wire(trailing.offset), distance: wire(trailing.distance) }
        : null,
      minimalReturn: minimalReturn.map(([minutes, profit]) => [wire(minutes), wire(profit)]),
      baseTimeframe: wire(signal.exitPlan.baseTimeframe),
    },
  };
}

/** Null for facts that change nothing here. */
export function consumedFact(fact: ExecutorFact): ConsumedFact | null {
  switch (fact.kind) {
    case 'intent':
      return fact.role === 'entry' ? fact : null;
    case 'fill':
      return fact.role === 'entry' ? fact : null;
    case 'entry_ended':
    case 'position':
    case 'trade_closed':
    case 'halt':
    case 'reconciliation':
    case 'venue':
    case 'trouble':
    case 'ledger':
      return fact;
    case 'order':
      return null;
    default:
      return null;
  }
}
