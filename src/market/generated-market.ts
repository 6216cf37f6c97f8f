import type { SymbolId } from '../domain/ids.ts';
import type {
  Candle,
  CandleClosed,
  FundingInfo,
  FundingSettlement,
  MarketSource,
  PriceStep,
} from '../domain/market.ts';
import type { MarketConfig } from '../domain/market-config.ts';
import { DAY_MS, dayStart, type EpochMs, MINUTE_MS, type Ms } from '../domain/time.ts';
import { type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { BookMaker } from './book-synthesis.ts';
import { CandleAggregator } from './candle-aggregator.ts';
import { CommonFactor, SUBSTEPS } from './common-factor.ts';
import { FundingAccrual } from './funding-accrual.ts';
import { GeneratedAsset } from './generated-asset.ts';

/** Candles of history kept per timeframe below 15m; longer ones are kept whole. */
const SHORT_HISTORY = 10_000;
const SUBSTEP_MS = MINUTE_MS / SUBSTEPS;

export interface GeneratedMarketOptions {
  /**
   * Candles of history kept per timeframe, 0 or more. Default: 10,000 below 15m, longer ones
   * whole. The path is drawn all the same; this only bounds what is remembered of it.
   */
  readonly historyKept?: number;
}

interface Line {
  readonly asset: GeneratedAsset;
  readonly books: BookMaker;
  readonly funding: FundingAccrual;
  readonly history: Map<Timeframe, Candle[]>;
}

/**
 * Seeded market without end: correlated assets, volatility regimes, jumps, trends, spreads that
 * widen with volatility, funding (docs/data.md gives the model and its figures). A configuration
 * gives the same market bit for bit on every machine, however `advance` is called; the step length
 * changes only how finely the same path is shown. Restart: construct again and advance to now.
 */
export class GeneratedMarket implements MarketSource {
  readonly symbols: readonly SymbolId[];
  readonly startsAt: EpochMs;
  readonly endsAt = undefined;
  readonly stepLength: Ms;
  readonly #common: CommonFactor;
  readonly #lines: readonly Line[];
  /** Start of the minute drawn last. */
  #minute: EpochMs;
  /** End of the last step given out. */
  #position: EpochMs;
  /** The furthest `until` asked for. */
  #target: EpochMs;
  #call = 0;

  constructor(config: MarketConfig, options: GeneratedMarketOptions = {}) {
    checkConfig(config);
    this.symbols = config.assets.map((asset) => asset.symbol);
    this.startsAt = config.startsAt;
    this.stepLength = config.stepLength;
    this.#common = new CommonFactor(config.seed, config.regimes);
    const from = dayStart(config.startsAt) - config.historyDays * DAY_MS;
    let loading = 0;
    for (const asset of config.assets) loading += asset.correlation * asset.volatility;
    const reference = loading / config.assets.length;
    this.#lines = config.assets.map((each) => {
      const asset = new GeneratedAsset(config.seed, each, reference);
      const typical = each.levelNotional / each.initialPrice;
      return {
        asset,
        books: new BookMaker(asset.grid, `${config.seed} ${each.symbol}`, typical),
        funding: new FundingAccrual(each.symbol, config.fundingInterval, from),
        history: new Map<Timeframe, Candle[]>(),
      };
    });
    this.#minute = from - MINUTE_MS;
    this.#drawHistory(options.historyKept);
    this.#position = config.startsAt;
    this.#target = config.startsAt;
  }

  /**
   * As the contract says, lazily: steps of an earlier call that were not read are skipped by the
   * next one, and cost far less than steps that are read.
   */
  advance(until: EpochMs): Iterable<PriceStep> {
    this.skipTo(this.#target);
    this.#target = Math.max(this.#target, until);
    this.#call += 1;
    return this.#steps(this.#call, this.#target);
  }

  /** Moves on without building the steps. */
  skipTo(until: EpochMs): void {
    this.#target = Math.max(this.#target, until);
    const last = until - (until % this.stepLength);
    if (last <= this.#position) return;
    this.#call += 1;
    this.#drawTo(last);
    this.#position = last;
  }

  funding(symbol: SymbolId): FundingInfo | undefined {
    const line = this.#line(symbol);
    line?.funding.settleTo(this.#position);
    return line?.funding.info(this.#position);
  }

  settlements(from: EpochMs, to: EpochMs): readonly FundingSettlement[] {
    const end = Math.min(to, this.#position);
    const found: FundingSettlement[] = [];
    for (const { funding } of this.#lines) {
      funding.settleTo(this.#position);
      found.push(...funding.settlements(from, end));
    }
    if (found.length === 0) return found;
    // Stable: settlements of one instant stay in configured order of symbols.
    return found.sort((a, b) => a.at - b.at);
  }

  history(symbol: SymbolId, timeframe: Timeframe, count: number): readonly Candle[] {
    const candles = this.#line(symbol)?.history.get(timeframe) ?? [];
    return candles.slice(Math.max(0, candles.length - Math.max(0, count)));
  }

  #line(symbol: SymbolId): Line | undefined {
    return this.#lines.find((line) => line.asset.config.symbol === symbol);
  }

  *#steps(call: number, until: EpochMs): Generator<PriceStep, void> {
    const length = this.stepLength;
    while (call === this.#call && this.#position + length <= until) {
      const at = this.#position + length;
      this.#drawTo(at);
      this.#position = at;
      for (const line of this.#lines) {
        yield this.#step(line, at);
        if (call !== this.#call) return;
      }
    }
  }

  #step({ asset, books }: Line, at: EpochMs): PriceStep {
    const length = this.stepLength;
    const end = (at - this.#minute) / SUBSTEP_MS;
    const { open, high, low, close, volume } = asset.bar(end - length / SUBSTEP_MS, end);
    return {
      symbol: asset.config.symbol,
      at,
      length,
      open,
      high,
      low,
      close,
      mark: asset.mark(close),
      volume,
      book: books.book(at, close, asset.spread, asset.levelNotional),
    };
  }

  /** Draws minutes until the one that contains the step ending at `at`. */
  #drawTo(at: EpochMs): void {
    while (this.#minute + MINUTE_MS < at) this.#drawMinute();
  }

  #drawMinute(): void {
    const start = this.#minute + MINUTE_MS;
    this.#minute = start;
    this.#common.nextMinute();
    for (const { asset, funding } of this.#lines) {
      asset.nextMinute(start, this.#common);
      funding.settleTo(start);
      funding.accrue(asset.premium);
    }
  }

  #drawHistory(limit: number | undefined): void {
    const keepFrom = (timeframe: Timeframe): EpochMs => {
      const short = timeframeMs(timeframe) < 15 * MINUTE_MS ? SHORT_HISTORY : undefined;
      const count = limit ?? short;
      return count === undefined ? 0 : this.startsAt - count * timeframeMs(timeframe);
    };
    const keepers = this.#lines.map((line) => {
      const aggregator = new CandleAggregator(line.asset.config.symbol);
      const keep = ({ timeframe, candle }: CandleClosed): void => {
        if (candle.openTime < keepFrom(timeframe)) return;
        const kept = line.history.get(timeframe);
        if (kept) kept.push(candle);
        else line.history.set(timeframe, [candle]);
      };
      return { aggregator, keep };
    });
    while (this.#minute + MINUTE_MS < this.startsAt) {
      this.#drawMinute();
      for (let index = 0; index < this.#lines.length; index += 1) {
        const { aggregator, keep } = keepers[index]!;
        const bar = this.#lines[index]!.asset.bar(0, SUBSTEPS);
        const { open, high, low, close, volume } = bar;
        aggregator.add({ openTime: this.#minute, open, high, low, close, volume }, keep);
      }
    }
  }
}

/** What the configuration's schema should have refused already; here it would be a bug. */
function checkConfig(config: MarketConfig): void {
  const { stepLength, startsAt, historyDays, assets } = config;
  if (!(stepLength >= SUBSTEP_MS) || stepLength % SUBSTEP_MS || MINUTE_MS % stepLength) {
    throw new RangeError(`stepLength ${stepLength} must be 5, 10, 15, 20, 30 or 60 seconds`);
  }
  if (!Number.isInteger(startsAt / MINUTE_MS) || startsAt < 0) {
    throw new RangeError(`startsAt ${startsAt} is not a whole minute`);
  }
  if (!Number.isInteger(historyDays) || historyDays < 0 || historyDays > 3_660) {
    throw new RangeError(`historyDays ${historyDays} must be a whole number from 0 to 3660`);
  }
  if (assets.length === 0) throw new RangeError('a generated market needs at least one asset');
  for (const asset of assets) {
    if (!(asset.correlation >= 0 && asset.correlation <= 1 && asset.volatility > 0)) {
      throw new RangeError(`${asset.symbol}: correlation must be in 0..1 and volatility above 0`);
    }
  }
}
