import type { SymbolId } from '../domain/ids.ts';
import type {
  Candle,
  CandleClosed,
  FundingInfo,
  MarketSource,
  PriceStep,
} from '../domain/market.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../domain/time.ts';
import { TIMEFRAMES, type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { CandleAggregator } from './candle-aggregator.ts';
import { LiveCandles } from './live-candles.ts';
import { StepCandles } from './step-candles.ts';

export type FeedOutput =
  | { readonly kind: 'price'; readonly step: PriceStep }
  | { readonly kind: 'candle'; readonly event: CandleClosed }
  | { readonly kind: 'funding'; readonly info: FundingInfo };

export interface FeedReadiness {
  readonly ready: boolean;
  /** What it waits for, or figures when ready. */
  readonly text: string;
  readonly lastStepAt: EpochMs | null;
}

/** Live candles kept per symbol and timeframe for whoever starts later. */
const LIVE_KEPT = 2_000;
/** Missed prices after which a symbol is stale (domain specification 1.3: 3 x cadence). */
const STALE_STEPS = 3;
const FUNDING_EVERY: Ms = 5 * MINUTE_MS;

interface Line {
  readonly symbol: SymbolId;
  readonly minutes: StepCandles;
  readonly aggregator: CandleAggregator;
  readonly live: ReadonlyMap<Timeframe, LiveCandles>;
  /** Takes a closed 1m candle into the longer ones. */
  readonly onMinute: (candle: Candle) => void;
  lastStepAt: EpochMs | null;
  nextFundingTime: EpochMs | null;
}

/**
 * The one subscription to the market for everybody: prices, candles of all timeframes, funding,
 * history, staleness. At one instant come the prices of all symbols in configured order, then the
 * candles that closed, longest timeframe first over all symbols, then funding (every five minutes,
 * and when a settlement has passed). What comes out does not depend on how `advance` is chunked.
 */
export class Feed {
  readonly #source: MarketSource;
  readonly #lines: readonly Line[];
  readonly #bySymbol: ReadonlyMap<SymbolId, Line>;
  #closed: CandleClosed[] = [];
  #funding: FundingInfo[] = [];
  readonly #collect = (event: CandleClosed): void => {
    this.#closed.push(event);
  };
  /** Whole minute up to which everything has been closed. */
  #flushedTo = Number.NEGATIVE_INFINITY;
  #started = false;
  #lastStepAt: EpochMs | null = null;

  constructor(source: MarketSource) {
    this.#source = source;
    this.#lines = source.symbols.map((symbol) => this.#createLine(symbol));
    this.#bySymbol = new Map(this.#lines.map((line) => [line.symbol, line]));
  }

  get symbols(): readonly SymbolId[] {
    return this.#source.symbols;
  }
  /** Longest time between two prices of a healthy symbol, ms of market time. */
  get cadence(): Ms {
    return this.#source.cadence ?? this.#source.stepLength;
  }

  /** Once, before the first `advance`: takes the candles in progress from the history. */
  start(): void {
    if (this.#started) throw new Error('the feed was started already');
    this.#started = true;
    for (const line of this.#lines) prime(line.aggregator, this.#source, line.symbol);
  }

  /**
   * Everything since the last call up to `now`; of a live market up to where it is complete, so
   * that no candle is made of a part of its minute.
   */
  advance(now: EpochMs): readonly FeedOutput[] {
    if (!this.#started) throw new Error('the feed must be started before it advances');
    const until = Math.min(now, this.#source.completeUntil?.() ?? now);
    const out: FeedOutput[] = [];
    let instant: EpochMs | null = null;
    for (const step of this.#source.advance(until)) {
      if (step.at !== instant) {
        if (instant !== null) this.#endInstant(instant, out);
        instant = step.at;
        // What an outage of all symbols left open closed before this instant.
        this.#flush(instant - 1);
        this.#release(out);
        // Read now, while the market stands at this instant; it goes out at the instant's end.
        this.#readFunding(instant);
      }
      out.push({ kind: 'price', step });
      this.#take(step);
    }
    if (instant !== null) this.#endInstant(instant, out);
    this.#flush(until);
    this.#release(out);
    return out;
  }

  /** The last `count` closed candles up to now, oldest first; may be fewer. */
  history(symbol: SymbolId, timeframe: Timeframe, count: number): readonly Candle[] {
    const live = this.#bySymbol.get(symbol)?.live.get(timeframe);
    if (!live || count <= 0) return [];
    const newest = live.last(count);
    if (newest.length >= count || live.dropped) return newest;
    const older = this.#source.history(symbol, timeframe, count - newest.length);
    return [...older, ...newest];
  }

  /** Symbols without a price for three steps. */
  staleSymbols(now: EpochMs): readonly SymbolId[] {
    const limit = STALE_STEPS * this.cadence;
    return this.#lines
      .filter((line) => now - (line.lastStepAt ?? this.#source.startsAt) > limit)
      .map((line) => line.symbol);
  }

  ready(now: EpochMs): FeedReadiness {
    const lastStepAt = this.#lastStepAt;
    const waiting = this.#lines.filter((line) => line.lastStepAt === null);
    const stale = this.staleSymbols(now);
    const text = !this.#started
      ? 'not started'
      : waiting.length > 0
        ? `no price yet of ${waiting.map((line) => line.symbol).join(', ')}`
        : stale.length > 0
          ? `no price for ${STALE_STEPS} steps of ${stale.join(', ')}`
          : `${this.#lines.length} symbols fresh`;
    const ready = this.#started && waiting.length === 0 && stale.length === 0;
    return { ready, text, lastStepAt };
  }

  #createLine(symbol: SymbolId): Line {
    const aggregator = new CandleAggregator(symbol);
    return {
      symbol,
      minutes: new StepCandles(),
      aggregator,
      live: new Map(TIMEFRAMES.map((timeframe) => [timeframe, new LiveCandles(LIVE_KEPT)])),
      onMinute: (candle) => aggregator.add(candle, this.#collect),
      lastStepAt: null,
      nextFundingTime: null,
    };
  }

  #take(step: PriceStep): void {
    const line = this.#bySymbol.get(step.symbol)!;
    line.lastStepAt = step.at;
    this.#lastStepAt = step.at;
    line.minutes.add(step, line.onMinute);
  }

  #endInstant(at: EpochMs, out: FeedOutput[]): void {
    this.#flush(at);
    this.#release(out);
    for (const info of this.#funding) out.push({ kind: 'funding', info });
    this.#funding = [];
  }

  #readFunding(at: EpochMs): void {
    if (at % MINUTE_MS !== 0) return;
    for (const line of this.#lines) {
      const info = this.#source.funding(line.symbol);
      if (!info) continue;
      if (at % FUNDING_EVERY !== 0 && info.nextFundingTime === line.nextFundingTime) continue;
      line.nextFundingTime = info.nextFundingTime;
      this.#funding.push(info);
    }
  }

  /** Closes candles that ended at or before `now` although their last steps never came. */
  #flush(now: EpochMs): void {
    const minute = now - (now % MINUTE_MS);
    if (minute <= this.#flushedTo) return;
    this.#flushedTo = minute;
    for (const line of this.#lines) {
      // A symbol that a live market has given up keeps its candles open until it is back.
      const complete = this.#source.completeUntil?.(line.symbol) ?? minute;
      const last = Math.min(minute, complete - (complete % MINUTE_MS));
      line.minutes.flush(last, line.onMinute);
      line.aggregator.flush(last, this.#collect);
    }
  }

  /** Gives out what closed: earlier closes first, then longer timeframes, then configured order. */
  #release(out: FeedOutput[]): void {
    if (this.#closed.length === 0) return;
    const closed = this.#closed;
    this.#closed = [];
    // Most minutes close nothing but themselves, and are in order already.
    const start = closed[0]!.candle.openTime;
    if (closed.some(({ timeframe, candle }) => timeframe !== '1m' || candle.openTime !== start)) {
      closed.sort((a, b) => closeTime(a) - closeTime(b) || lengthOf(b) - lengthOf(a));
    }
    for (const event of closed) {
      this.#bySymbol.get(event.symbol)!.live.get(event.timeframe)!.add(event.candle);
      out.push({ kind: 'candle', event });
    }
  }
}

const lengthOf = (event: CandleClosed): Ms => timeframeMs(event.timeframe);
const closeTime = (event: CandleClosed): EpochMs => event.candle.openTime + lengthOf(event);

/**
 * Makes up the candles in progress at the start, the day's first, from the longest closed candles
 * of the history that fit: hours, then quarters, down to minutes.
 */
function prime(aggregator: CandleAggregator, source: MarketSource, symbol: SymbolId): void {
  const day = source.startsAt - (source.startsAt % timeframeMs('1d'));
  let cursor = day;
  for (const timeframe of [...TIMEFRAMES].reverse()) {
    const length = timeframeMs(timeframe);
    const most = Math.ceil((source.startsAt - cursor) / length);
    for (const candle of source.history(symbol, timeframe, most)) {
      if (candle.openTime < cursor || candle.openTime + length > source.startsAt) continue;
      // A hole in the history ends this: the rest of the day is unknown.
      if (candle.openTime > cursor) break;
      aggregator.prime(timeframe, candle);
      cursor = candle.openTime + length;
    }
  }
}
