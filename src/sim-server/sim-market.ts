/**
 * The market behind the server: a source and the feed over it, moved on instant by instant, with
 * the exchange matching each of them as in a backtest.
 */
import type { SymbolId } from '../domain/ids.ts';
import type {
  Candle,
  CandleClosed,
  FundingInfo,
  FundingSettlement,
  MarketSource,
  PriceStep,
} from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import { TIMEFRAMES, type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { Feed } from '../market/feed.ts';
import {
  buildCandles,
  type Interval,
  intervalMs,
  openingOf,
  partOf,
} from '../venues/binance/intervals.ts';
import type { MarketTrade } from '../venues/binance/render-streams.ts';
import type { SimulatedExchange } from '../venues/simulated/exchange.ts';
import { FormingCandle } from './forming-candle.ts';
import { MarkCandles } from './mark-candles.ts';
import { PublicTrades } from './public-trades.ts';

/** What happened at one instant. */
export interface Instant {
  readonly at: EpochMs;
  readonly steps: readonly PriceStep[];
  readonly closed: readonly CandleClosed[];
  readonly trades: readonly MarketTrade[];
}

/** Closed candles of one timeframe that can be asked for; the feed keeps fewer of short ones. */
const MOST_CANDLES = 20_000;

export class SimMarket {
  readonly source: MarketSource;
  readonly trades: PublicTrades;
  readonly marks: MarkCandles;
  private readonly exchange: SimulatedExchange;
  private readonly feed: Feed;
  private readonly forming: ReadonlyMap<SymbolId, ReadonlyMap<Timeframe, FormingCandle>>;
  private position: EpochMs;

  /** Plays the first step, so that every symbol has a price. */
  constructor(source: MarketSource, exchange: SimulatedExchange) {
    this.source = source;
    this.exchange = exchange;
    this.trades = new PublicTrades(exchange.instruments);
    this.marks = new MarkCandles(source.symbols);
    this.feed = new Feed(source);
    this.feed.start();
    this.position = source.startsAt;
    this.forming = new Map(source.symbols.map((symbol) => [symbol, this.prime(symbol)]));
    this.advance(source.startsAt + source.stepLength, () => undefined);
  }

  /** End of the last step that was played. */
  get now(): EpochMs {
    return this.position;
  }

  get ended(): boolean {
    return this.source.endsAt !== undefined && this.position >= this.source.endsAt;
  }

  /** Plays every step that ends at or before `until`, and tells each instant once it is complete. */
  advance(until: EpochMs, tell: (instant: Instant) => void): void {
    const { stepLength, endsAt } = this.source;
    const last = Math.min(until, endsAt ?? until);
    for (let at = this.position + stepLength; at <= last; at += stepLength) this.play(at, tell);
  }

  funding(symbol: SymbolId): FundingInfo | undefined {
    return this.source.funding(symbol);
  }

  settlements(symbol: SymbolId): readonly FundingSettlement[] {
    return this.source
      .settlements(0, this.position)
      .filter((settlement) => settlement.symbol === symbol);
  }

  /** Closed candles, oldest first, then the one in progress. */
  candles(symbol: SymbolId, interval: Interval, count = MOST_CANDLES): readonly Candle[] {
    const part = partOf(interval);
    if (part !== interval) {
      const parts = (count + 1) * (intervalMs(interval) / timeframeMs(part));
      return buildCandles(interval, this.candles(symbol, part, parts)).slice(-count - 1);
    }
    const closed = this.feed.history(symbol, part, count);
    const current = this.current(symbol, part);
    return current === null ? closed : [...closed, current];
  }

  /** The candle in progress; null when nothing of it has been seen yet. */
  current(symbol: SymbolId, interval: Interval): Candle | null {
    const part = partOf(interval);
    if (part === interval) return this.forming.get(symbol)?.get(part)?.current ?? null;
    const last = this.candles(symbol, interval, 1).at(-1);
    return last?.openTime === openingOf(interval, this.position) ? last : null;
  }

  private play(at: EpochMs, tell: (instant: Instant) => void): void {
    const before = this.position;
    const steps: PriceStep[] = [];
    const closed: CandleClosed[] = [];
    const trades: MarketTrade[] = [];
    for (const output of this.feed.advance(at)) {
      if (output.kind === 'price') steps.push(output.step);
      else if (output.kind === 'candle') closed.push(output.event);
    }
    this.position = at;
    for (const step of steps) {
      for (const candle of this.forming.get(step.symbol)!.values()) candle.addStep(step);
      this.exchange.onPriceStep(step);
      this.marks.add(step);
      trades.push(...this.trades.add(step));
    }
    for (const settlement of this.source.settlements(before, at)) {
      this.exchange.settleFunding(settlement);
    }
    for (const candles of this.forming.values()) {
      for (const candle of candles.values()) candle.endAt(at);
    }
    tell({ at, steps, closed, trades });
  }

  /** The candles in progress at the start, from the longest closed ones that fit. */
  private prime(symbol: SymbolId): ReadonlyMap<Timeframe, FormingCandle> {
    const { startsAt } = this.source;
    return new Map(
      TIMEFRAMES.map((timeframe) => {
        const length = timeframeMs(timeframe);
        const candle = new FormingCandle(length);
        let cursor = startsAt - (startsAt % length);
        for (const part of [...TIMEFRAMES].reverse()) {
          const most = Math.ceil((startsAt - cursor) / timeframeMs(part));
          if (timeframeMs(part) >= length || most === 0) continue;
          for (const each of this.source.history(symbol, part, most)) {
            if (each.openTime !== cursor) continue;
            candle.addCandle(each);
            cursor = each.openTime + timeframeMs(part);
          }
        }
        return [timeframe, candle] as const;
      }),
    );
  }
}
