import type { DecimalText } from './decimal.ts';
import type { BucketId, SymbolId } from './ids.ts';
import type { EpochMs, Ms } from './time.ts';
import type { Timeframe } from './timeframe.ts';

/** Side of a signal or position. */
export type Side = 'long' | 'short';

/** Contract data of one linear perpetual, as the venue states it. */
export interface Instrument {
  readonly symbol: SymbolId;
  /** Price step, quote per base. */
  readonly tickSize: DecimalText;
  /** Quantity step and smallest quantity, base units. */
  readonly lotSize: DecimalText;
  readonly minQuantity: DecimalText;
  readonly maxQuantity: DecimalText;
  /** Smallest notional of an order that opens, USDT. */
  readonly minNotional: DecimalText;
  /** Fees as fractions of notional; negative is a rebate. */
  readonly makerFee: DecimalText;
  readonly takerFee: DecimalText;
  /** Maintenance margin rate, fraction of notional. */
  readonly maintenanceMarginRate: DecimalText;
  /** Highest leverage the venue allows. */
  readonly maxLeverage: number;
}

/** One closed candle; `openTime` inclusive, closes at `openTime + length`. Volume in base units. */
export interface Candle {
  readonly openTime: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A closed candle on its way to its readers. */
export interface CandleClosed {
  readonly symbol: SymbolId;
  readonly timeframe: Timeframe;
  readonly candle: Candle;
}

/**
 * Order book snapshot, best level first, flattened: [price, quantity, price, quantity, ...].
 * Quantities in base units.
 */
export interface Book {
  readonly bids: readonly number[];
  readonly asks: readonly number[];
}

/**
 * What the market did on one symbol over (at - length, at]: the path's range and where it ended.
 * Live and in the paper market this is one tick (some seconds); in a backtest it is one 1m candle.
 */
export interface PriceStep {
  readonly symbol: SymbolId;
  /** End of the step, epoch ms. */
  readonly at: EpochMs;
  readonly length: Ms;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Mark price at the end of the step. */
  readonly mark: number;
  /** Traded volume in the step, base units. */
  readonly volume: number;
  /** Book at the end of the step. */
  readonly book: Book;
  /** Of a live market, when mark and book are of: they can be older than the step. Absent: `at`. */
  readonly markAt?: EpochMs;
  readonly bookAt?: EpochMs;
}

/** Funding as the venue announces it; a positive rate is paid by longs to shorts. */
export interface FundingInfo {
  readonly symbol: SymbolId;
  readonly at: EpochMs;
  /** Rate of the next settlement, fraction of notional at mark. */
  readonly rate: number;
  readonly nextFundingTime: EpochMs;
  readonly interval: Ms;
}

/** Why a symbol is not on the list of tradable symbols. */
export type PairlistReason = 'not_in_market' | 'stale' | 'volume' | 'spread' | 'age' | 'volatility';

/** A symbol that is not on the list of tradable symbols now: entries on it are closed. */
export interface PairlistExclusion {
  readonly symbol: SymbolId;
  /** The bucket whose strategies leave it; null: all do. */
  readonly bucket: BucketId | null;
  /** The first of them, where there are several. */
  readonly reason: PairlistReason;
  /** All of them in words, with figures. */
  readonly text: string;
}

/** A settlement that happened at `at`. */
export interface FundingSettlement {
  readonly symbol: SymbolId;
  readonly at: EpochMs;
  readonly rate: number;
}

/**
 * A market: generator or recorded candles, which are deterministic (whoever builds one with the
 * same configuration reads the same market, so feed and simulated exchange need no shared
 * process), or a live venue, whose steps are told once they have arrived.
 */
export interface MarketSource {
  readonly symbols: readonly SymbolId[];
  /** First instant of the live part; everything before it is history. */
  readonly startsAt: EpochMs;
  /** Undefined for a market without end (generator). */
  readonly endsAt: EpochMs | undefined;
  /** Length of a step, ms. */
  readonly stepLength: Ms;
  /** Longest time between two steps of a healthy symbol; absent: `stepLength`. */
  readonly cadence?: Ms;
  /**
   * Steps that end in (the last `until`, `until`], in time order, symbols in configured order.
   * Monotonic: an earlier `until` than before yields nothing. A live market yields what has
   * arrived; a symbol that had been given up tells what it missed when it is back, in its own
   * order, however late.
   */
  advance(until: EpochMs): Iterable<PriceStep>;
  /**
   * Of a live market: everything up to here has arrived, and no minute in between lacks its final
   * candle; of all symbols that are not given up, or of the one named. Absent: of any time.
   */
  completeUntil?(symbol?: SymbolId): EpochMs;
  /** Funding state of a symbol at the current position; undefined: the market has no funding. */
  funding(symbol: SymbolId): FundingInfo | undefined;
  /** Settlements in (from, to] up to the current position, in time order. */
  settlements(from: EpochMs, to: EpochMs): readonly FundingSettlement[];
  /** Closed candles before `startsAt`, oldest first, at most `count`; may be fewer. */
  history(symbol: SymbolId, timeframe: Timeframe, count: number): readonly Candle[];
  /** Of a live market: lets go of its connections. */
  close?(): Promise<void>;
}
