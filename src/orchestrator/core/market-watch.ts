/**
 * Freshness of what entries rest on: a book per symbol, and the equity mark (domain specification
 * 1.3, 1.9). A symbol goes stale when its newest book is older than the limit; it is fresh again
 * only after two books in time, one after the other.
 */
import type { SymbolId } from '../../domain/ids.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../../domain/time.ts';

/** Books in time that confirm a symbol fresh again. */
const CONFIRMATIONS = 2;

export interface SymbolWatch {
  readonly symbol: SymbolId;
  /** Market time of the newest book; null before the first. */
  lastBookAt: EpochMs | null;
  mark: number | null;
  stale: boolean;
  confirmed: number;
  /** Market time of the newest funding data; null: this venue has told none yet. */
  lastFundingAt: EpochMs | null;
  fundingLost: boolean;
}

export interface MarketWatch {
  readonly symbols: SymbolWatch[];
  lastEquityAt: EpochMs | null;
  equityGood: boolean;
  /** How often a symbol that was fresh went stale. */
  staleAlerts: number;
}

/** Everything unseen, therefore stale: nothing is open on data nobody has seen. */
export function createMarketWatch(
  symbols: readonly SymbolId[],
  before: MarketWatch | null = null,
): MarketWatch {
  return {
    symbols: symbols.map((symbol) => {
      // What the kernel knows of funding outlives a restart, and so does how old that is.
      const known = before?.symbols.find((each) => each.symbol === symbol);
      return {
        symbol,
        lastBookAt: null,
        mark: null,
        stale: true,
        confirmed: 0,
        lastFundingAt: known?.lastFundingAt ?? null,
        fundingLost: known?.fundingLost ?? false,
      };
    }),
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

/** Funding data of a symbol came. */
export function watchFunding(watch: SymbolWatch | undefined, at: EpochMs): void {
  if (watch === undefined || (watch.lastFundingAt !== null && at <= watch.lastFundingAt)) return;
  watch.lastFundingAt = at;
  watch.fundingLost = false;
}

/** Funding data are told every five minutes; three of them missing are a loss. */
const FUNDING_LATE: Ms = 3 * 5 * MINUTE_MS;

/** Have funding data stopped, although the venue offered them? True once for each loss. */
export function fundingStopped(watch: SymbolWatch, now: EpochMs): boolean {
  if (watch.lastFundingAt === null || watch.fundingLost) return false;
  if (now - watch.lastFundingAt <= FUNDING_LATE) return false;
  watch.fundingLost = true;
  return true;
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
