/**
 * Freshness of what entries rest on: a book per symbol, and the equity mark (domain specification
 * 1.3, 1.9). A symbol goes stale when its newest book is older than the limit; it is fresh again
 * only after two books in time, one after the other.
 */
import type { SymbolId } from '../domain/ids.ts';
import type { EpochMs, Ms } from '../domain/time.ts';

/** Books in time that confirm a symbol fresh again. */
const CONFIRMATIONS = 2;

export interface SymbolWatch {
  readonly symbol: SymbolId;
  /** Market time of the newest book; null before the first. */
  lastBookAt: EpochMs | null;
  mark: number | null;
  stale: boolean;
  confirmed: number;
}

export interface MarketWatch {
  readonly symbols: SymbolWatch[];
  lastEquityAt: EpochMs | null;
  equityGood: boolean;
  /** How often a symbol that was fresh went stale. */
  staleAlerts: number;
}

/** Everything unseen, therefore stale: nothing is open on data nobody has seen. */
export function createMarketWatch(symbols: readonly SymbolId[]): MarketWatch {
  return {
    symbols: symbols.map((symbol) => ({
      symbol,
      lastBookAt: null,
      mark: null,
      stale: true,
      confirmed: 0,
    })),
    lastEquityAt: null,
    equityGood: false,
    staleAlerts: 0,
  };
}

/** A book came: newer than the one before, or it counts for nothing. */
export function watchBook(
  watch: SymbolWatch,
  at: EpochMs,
  mark: number,
  now: EpochMs,
  limit: Ms,
): void {
  if (watch.lastBookAt !== null && at <= watch.lastBookAt) return;
  watch.lastBookAt = at;
  watch.mark = mark;
  if (watch.stale) watch.confirmed = now - at <= limit ? watch.confirmed + 1 : 0;
}

/** Does the symbol go stale (`stale`) or become fresh again (`fresh`) at `now`? */
export function judge(watch: SymbolWatch, now: EpochMs, limit: Ms): 'stale' | 'fresh' | null {
  const late = watch.lastBookAt === null || now - watch.lastBookAt > limit;
  if (!watch.stale) {
    if (!late) return null;
    watch.stale = true;
    watch.confirmed = 0;
    return 'stale';
  }
  if (late) {
    watch.confirmed = 0;
    return null;
  }
  if (watch.confirmed < CONFIRMATIONS) return null;
  watch.stale = false;
  return 'fresh';
}

/** First instant at which something that is fresh now goes stale; null: nothing can. */
export function watchWake(watch: MarketWatch, marketLimit: Ms, equityLimit: Ms): EpochMs | null {
  let wake = Number.POSITIVE_INFINITY;
  for (const symbol of watch.symbols) {
    if (!symbol.stale && symbol.lastBookAt !== null) {
      wake = Math.min(wake, symbol.lastBookAt + marketLimit + 1);
    }
  }
  if (watch.equityGood && watch.lastEquityAt !== null) {
    wake = Math.min(wake, watch.lastEquityAt + equityLimit + 1);
  }
  return wake === Number.POSITIVE_INFINITY ? null : wake;
}
