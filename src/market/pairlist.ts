/** Which symbols are traded at all, and for whom: looked at now and then, each exclusion with figures. */
import type { PairlistConfig, PairlistLimits } from '../domain/config.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { Candle, PairlistExclusion, PairlistReason, PriceStep } from '../domain/market.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../domain/time.ts';
import { type Timeframe, timeframeMs } from '../domain/timeframe.ts';

/** Which configured symbols can be traded by everybody, in configured order, and why others cannot. */
export interface PairlistState {
  readonly at: EpochMs;
  readonly tradable: readonly SymbolId[];
  readonly excluded: readonly PairlistExclusion[];
}

/** What the list looks at; a `Feed` fits. */
export interface PairlistMarket {
  readonly symbols: readonly SymbolId[];
  staleSymbols(now: EpochMs): readonly SymbolId[];
  history(symbol: SymbolId, timeframe: Timeframe, count: number): readonly Candle[];
}

/** Figures of a symbol that limits are compared with; null: not known. */
interface Figures {
  readonly dailyVolume: number | null;
  readonly medianSpreadBps: number | null;
  readonly age: number | null;
  readonly dailyRange: number | null;
}

/** One spread a minute is remembered, for an hour. */
const SPREADS_KEPT = 60;
const RANGE_DAYS = 14;
/** Daily candles looked through for the age. */
const MOST_DAYS = 2_000;

interface Spreads {
  minute: EpochMs;
  readonly bps: number[];
}

/** Keeps the list of tradable symbols current. */
export class Pairlist {
  readonly #configured: readonly SymbolId[];
  readonly #config: PairlistConfig;
  readonly #market: PairlistMarket;
  readonly #spreads = new Map<SymbolId, Spreads>();
  #state: PairlistState | null = null;

  constructor(configured: readonly SymbolId[], config: PairlistConfig, market: PairlistMarket) {
    this.#configured = [...new Set(configured)];
    this.#config = config;
    this.#market = market;
  }

  /** Null until the first refresh. */
  get state(): PairlistState | null {
    return this.#state;
  }

  /**
   * Exclusions that close entries. Stale symbols are closed by whoever watches their books, within
   * seconds and not at the next refresh.
   */
  get closing(): readonly PairlistExclusion[] {
    return this.#state?.excluded.filter(({ reason }) => reason !== 'stale') ?? [];
  }

  /** When the next refresh is due; at once before the first. */
  get nextRefresh(): EpochMs {
    return this.#state === null
      ? Number.NEGATIVE_INFINITY
      : this.#state.at + this.#config.refreshEvery;
  }

  /** Remembers the spread of the first step of each minute. */
  onStep({ symbol, at, book }: PriceStep): void {
    const minute = at - (at % MINUTE_MS);
    let spreads = this.#spreads.get(symbol);
    if (spreads === undefined) {
      spreads = { minute: Number.NEGATIVE_INFINITY, bps: [] };
      this.#spreads.set(symbol, spreads);
    }
    if (minute <= spreads.minute) return;
    const bid = book.bids[0] ?? Number.NaN;
    const ask = book.asks[0] ?? Number.NaN;
    if (!(bid > 0 && ask >= bid)) return;
    spreads.minute = minute;
    spreads.bps.push(((ask - bid) / (ask + bid)) * 2 * 10_000);
    if (spreads.bps.length > SPREADS_KEPT) spreads.bps.shift();
  }

  /** Looks at the market now; tells whether the list changed (the first time it always does). */
  refresh(now: EpochMs): { readonly state: PairlistState; readonly changed: boolean } {
    const there = new Set(this.#market.symbols);
    const stale = new Set(this.#market.staleSymbols(now));
    const excluded: PairlistExclusion[] = [];
    for (const symbol of this.#configured) {
      if (!there.has(symbol)) {
        excluded.push(forAll(symbol, 'not_in_market', 'the market does not offer it'));
        continue;
      }
      if (stale.has(symbol)) excluded.push(forAll(symbol, 'stale', 'its prices do not come'));
      const figures = this.#figures(symbol, now);
      for (const limits of this.#config.limits) {
        const faults = faultsOf(figures, limits);
        const reason = faults[0]?.reason;
        if (reason === undefined) continue;
        const text = faults.map((fault) => fault.text).join('; ');
        excluded.push({ symbol, bucket: limits.bucket, reason, text });
      }
    }
    const out = new Set(excluded.map(({ symbol }) => symbol));
    const tradable = this.#configured.filter((symbol) => !out.has(symbol));
    const before = this.#state;
    const state = { at: now, tradable, excluded };
    this.#state = state;
    return { state, changed: before === null || !sameList(before.excluded, excluded) };
  }

  #figures(symbol: SymbolId, now: EpochMs): Figures {
    const quarters = this.#market
      .history(symbol, '15m', DAY_MS / timeframeMs('15m'))
      .filter(({ openTime }) => openTime >= now - DAY_MS - timeframeMs('15m'));
    const days = this.#market.history(symbol, '1d', MOST_DAYS);
    const hour = this.#market.history(symbol, '1h', MOST_DAYS)[0];
    const first = Math.min(days[0]?.openTime ?? now, hour?.openTime ?? now);
    return {
      dailyVolume: quarters.length === 0 ? null : sum(quarters.map(turnover)),
      medianSpreadBps: median(this.#spreads.get(symbol)?.bps ?? []),
      age: first < now ? now - first : null,
      dailyRange: mean(days.slice(-RANGE_DAYS).map(({ high, low, close }) => (high - low) / close)),
    };
  }
}

interface Fault {
  readonly reason: PairlistReason;
  readonly text: string;
}

/** What a symbol's figures break; a figure that is not known breaks every limit that can bind. */
function faultsOf(figures: Figures, limits: PairlistLimits): readonly Fault[] {
  const faults: Fault[] = [];
  const { dailyVolume, medianSpreadBps, age, dailyRange } = figures;
  if (limits.minDailyVolume > 0 && !((dailyVolume ?? -1) >= limits.minDailyVolume)) {
    const text = `turnover of 24 h ${whole(dailyVolume)} USDT, at least ${whole(limits.minDailyVolume)}`;
    faults.push({ reason: 'volume', text });
  }
  // Without any book yet the symbol is stale.
  if (medianSpreadBps !== null && medianSpreadBps > limits.maxMedianSpreadBps) {
    const text = `median spread ${medianSpreadBps.toFixed(2)} bps, at most ${limits.maxMedianSpreadBps}`;
    faults.push({ reason: 'spread', text });
  }
  if (limits.minAge > 0 && !((age ?? -1) >= limits.minAge)) {
    const text = `known for ${days(age)} days, at least ${days(limits.minAge)}`;
    faults.push({ reason: 'age', text });
  }
  const { minDailyRange, maxDailyRange } = limits;
  const anyRange = minDailyRange === 0 && maxDailyRange === 1;
  if (
    !anyRange &&
    !(dailyRange !== null && dailyRange >= minDailyRange && dailyRange <= maxDailyRange)
  ) {
    const text = `mean daily range ${percent(dailyRange)}, from ${percent(minDailyRange)} to ${percent(maxDailyRange)}`;
    faults.push({ reason: 'volatility', text });
  }
  return faults;
}

const UNKNOWN = 'unknown';
const whole = (value: number | null): string => (value === null ? UNKNOWN : value.toFixed(0));
const days = (value: number | null): string =>
  value === null ? UNKNOWN : (value / DAY_MS).toFixed(1);
const percent = (value: number | null): string =>
  value === null ? UNKNOWN : `${(value * 100).toFixed(2)} %`;

const forAll = (symbol: SymbolId, reason: PairlistReason, text: string): PairlistExclusion => ({
  symbol,
  bucket: null,
  reason,
  text,
});

/** Volume at the candle's middle price, USDT. */
const turnover = ({ open, high, low, close, volume }: Candle): number =>
  (volume * (open + high + low + close)) / 4;
const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length;

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The same exclusions for the same reasons; figures may differ. */
const sameList = (a: readonly PairlistExclusion[], b: readonly PairlistExclusion[]): boolean =>
  keys(a) === keys(b);
const keys = (list: readonly PairlistExclusion[]): string =>
  list.map(({ symbol, bucket, reason }) => `${symbol} ${bucket ?? '*'} ${reason}`).join();
