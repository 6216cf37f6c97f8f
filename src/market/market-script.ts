/** A market as a script: a quiet price per symbol, and what happens to it when. Data only. */
import type { SymbolId } from '../domain/ids.ts';
import type { EpochMs, Ms } from '../domain/time.ts';

export interface ScriptedSymbol {
  readonly symbol: SymbolId;
  /** Where it begins, quote per base. */
  readonly price: number;
  readonly tickSize: number;
  readonly spreadBps: number;
  /** Typical notional on the first level of the book, USDT. */
  readonly levelNotional: number;
  /** Typical turnover a minute, USDT. */
  readonly turnoverPerMinute: number;
}

/** One thing that happens; in force while from <= t < until after the start. */
export interface MarketMove {
  readonly from: Ms;
  readonly until: Ms;
  /** Empty: all symbols. */
  readonly symbols: readonly SymbolId[];
  /** Gap at `from`, fraction of price; nothing trades in between. */
  readonly jump?: number;
  /** Change of price over the whole window, fraction, at an even pace. */
  readonly drift?: number;
  /** Annualised volatility in place of the script's. */
  readonly volatility?: number;
  /** Multipliers of spread and depth. */
  readonly spread?: number;
  readonly depth?: number;
  /** No funding data: the venue settles all the same. */
  readonly fundingLost?: boolean;
  /**
   * Entries are reported filled this many basis points worse than they were: a limit at the touch
   * never is on a venue that keeps its word. The market itself does not change.
   */
  readonly slipBps?: number;
}

export interface MarketScript {
  readonly seed: number;
  /** A whole hour. */
  readonly startsAt: EpochMs;
  readonly length: Ms;
  readonly stepLength: Ms;
  readonly symbols: readonly ScriptedSymbol[];
  /** Annualised volatility around the scripted path; 0: none. */
  readonly volatility: number;
  /** Of the history; it decides what the volatility regime takes for usual. */
  readonly historyVolatility: number;
  readonly historyHours: number;
  /** Rate of every settlement, fraction. */
  readonly fundingRate: number;
  readonly fundingInterval: Ms;
  readonly moves: readonly MarketMove[];
}
