/** A tape as a market and its feed: gives out exactly what was recorded, at the recorded instants. */
import type { SymbolId } from '../../domain/ids.ts';
import type { Candle, FundingInfo, FundingSettlement, MarketSource } from '../../domain/market.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import { TIMEFRAMES, type Timeframe } from '../../domain/timeframe.ts';
import type { FeedOutput, FeedReadiness } from '../feed.ts';
import { LiveCandles } from '../live-candles.ts';
import type { TapeHead } from './tape-head.ts';
import type { TapeGroup } from './tape-line.ts';

/** Live candles kept per symbol and timeframe, as the feed keeps them. */
const LIVE_KEPT = 2_000;
/** Settlements kept: those of three days of three symbols every 8 hours, and more. */
const SETTLEMENTS_KEPT = 200;

/**
 * What a simulation reads instead of a market and a feed. Symbols it was not asked for are left
 * out. A settlement is what the feed announced last before its time: the rate of a generated
 * market may have moved for up to five minutes since.
 */
export class TapePlayer {
  /** The market behind it, for what is asked beside the feed: it tells no steps of its own. */
  readonly source: MarketSource;
  readonly symbols: readonly SymbolId[];
  private readonly startsAt: EpochMs;
  private readonly head: TapeHead;
  private readonly staleAfter: Ms;
  private readonly live = new Map<string, LiveCandles>();
  private readonly lastStep = new Map<SymbolId, EpochMs>();
  private readonly announced = new Map<SymbolId, FundingInfo>();
  private settled: FundingSettlement[] = [];
  private pending: TapeGroup | null = null;
  private lastStepAt: EpochMs | null = null;

  /** `wanted`: symbols of the configuration that is run; those the tape has not are left out. */
  constructor(head: TapeHead, wanted: readonly SymbolId[], staleAfter: Ms) {
    this.head = head;
    const there = new Set(head.symbols);
    this.symbols = wanted.filter((symbol) => there.has(symbol));
    this.startsAt = head.startsAt;
    this.staleAfter = staleAfter;
    this.source = {
      symbols: this.symbols,
      startsAt: head.startsAt,
      endsAt: undefined,
      stepLength: head.stepLength,
      advance: () => [],
      funding: (symbol) => this.announced.get(symbol),
      settlements: (from, to) => this.settled.filter(({ at }) => at > from && at <= to),
      history: (symbol, timeframe, count) => this.history(symbol, timeframe, count),
    };
    for (const symbol of this.symbols) {
      for (const timeframe of TIMEFRAMES) {
        this.live.set(`${symbol} ${timeframe}`, new LiveCandles(LIVE_KEPT));
      }
    }
  }

  start(): void {}

  /** What the next `advance` gives out. */
  put(group: TapeGroup): void {
    const { symbols } = this;
    const outputs = group.outputs.filter((output) => symbols.includes(symbolOf(output)));
    this.pending = { ...group, outputs };
  }

  advance(now: EpochMs): readonly FeedOutput[] {
    const group = this.pending;
    if (group === null || group.at > now) return NOTHING;
    this.pending = null;
    this.settle(now);
    for (const output of group.outputs) this.take(output);
    return group.outputs;
  }

  history(symbol: SymbolId, timeframe: Timeframe, count: number): readonly Candle[] {
    const live = this.live.get(`${symbol} ${timeframe}`);
    if (live === undefined || count <= 0) return [];
    const newest = live.last(count);
    if (newest.length >= count || live.dropped) return newest;
    const before = this.head.candles[symbol]?.[timeframe] ?? [];
    return [...before.slice(Math.max(0, before.length - (count - newest.length))), ...newest];
  }

  staleSymbols(now: EpochMs): readonly SymbolId[] {
    return this.symbols.filter(
      (symbol) => now - (this.lastStep.get(symbol) ?? this.startsAt) > this.staleAfter,
    );
  }

  ready(now: EpochMs): FeedReadiness {
    const waiting = this.symbols.filter((symbol) => !this.lastStep.has(symbol));
    const stale = this.staleSymbols(now);
    const text =
      waiting.length > 0
        ? `no price yet of ${waiting.join(', ')}`
        : stale.length > 0
          ? `no price of ${stale.join(', ')}`
          : `${this.symbols.length} symbols fresh`;
    const ready = waiting.length === 0 && stale.length === 0;
    return { ready, text, lastStepAt: this.lastStepAt };
  }

  private take(output: FeedOutput): void {
    switch (output.kind) {
      case 'price':
        this.lastStep.set(output.step.symbol, output.step.at);
        this.lastStepAt = output.step.at;
        return;
      case 'candle': {
        const { symbol, timeframe, candle } = output.event;
        this.live.get(`${symbol} ${timeframe}`)?.add(candle);
        return;
      }
      case 'funding':
        this.announced.set(output.info.symbol, output.info);
        return;
    }
  }

  /** What had been announced for a time that has come. */
  private settle(now: EpochMs): void {
    for (const { symbol, rate, nextFundingTime } of this.announced.values()) {
      if (nextFundingTime > now) continue;
      this.settled.push({ symbol, at: nextFundingTime, rate });
      this.announced.delete(symbol);
    }
    if (this.settled.length > SETTLEMENTS_KEPT)
      this.settled = this.settled.slice(-SETTLEMENTS_KEPT);
  }
}

const NOTHING: readonly FeedOutput[] = [];

export function symbolOf(output: FeedOutput): SymbolId {
  switch (output.kind) {
    case 'price':
      return output.step.symbol;
    case 'candle':
      return output.event.symbol;
    case 'funding':
      return output.info.symbol;
  }
}
