import type { SymbolId } from '../domain/ids.ts';
import type {
  Candle,
  CandleClosed,
  FundingInfo,
  FundingSettlement,
  MarketSource,
  PriceStep,
} from '../domain/market.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS, type Ms } from '../domain/time.ts';
import { TIMEFRAMES, type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { BookMaker } from './book-synthesis.ts';
import { CandleAggregator } from './candle-aggregator.ts';
import type { MarketMove, MarketScript, ScriptedSymbol } from './market-script.ts';
import { type PriceGrid, priceGrid, roundPrice } from './price-grid.ts';
import { Random } from './random.ts';
import { isInForce, type PathBar, ScriptedPath } from './scripted-path.ts';

/** Candles of history kept per timeframe. */
const KEPT = 2_000;
/** Settlements kept. */
const SETTLEMENTS_KEPT = 1_000;
/** The history is livelier and calmer by turns: 0.5 to 1.5 times its volatility. */
const MOOD_MS: Ms = 6 * HOUR_MS;
/** Its end is calm, so that no drill begins in a volatility regime of its own. */
const CALM_MS: Ms = 48 * HOUR_MS;

interface Line {
  readonly figures: ScriptedSymbol;
  readonly grid: PriceGrid;
  readonly moves: readonly MarketMove[];
  readonly path: ScriptedPath;
  readonly books: BookMaker;
  readonly volume: Random;
  readonly history: ReadonlyMap<Timeframe, readonly Candle[]>;
}

/**
 * A market that follows a script (drills): the same script and seed give the same market, however
 * `advance` is called. Its history is quiet hours at the first price.
 */
export class ScriptedMarket implements MarketSource {
  readonly symbols: readonly SymbolId[];
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly stepLength: Ms;
  private readonly script: MarketScript;
  private readonly lines: readonly Line[];
  private readonly settled: FundingSettlement[] = [];
  private position: EpochMs;
  private nextFunding: EpochMs;

  constructor(script: MarketScript) {
    checkScript(script);
    this.script = script;
    this.symbols = script.symbols.map(({ symbol }) => symbol);
    this.startsAt = script.startsAt;
    this.endsAt = script.startsAt + script.length;
    this.stepLength = script.stepLength;
    this.position = script.startsAt;
    const { fundingInterval: every, startsAt } = script;
    this.nextFunding = startsAt - (startsAt % every) + every;
    this.lines = script.symbols.map((figures) => createLine(script, figures));
  }

  advance(until: EpochMs): readonly PriceStep[] {
    const steps: PriceStep[] = [];
    const end = Math.min(until, this.endsAt);
    while (this.position + this.stepLength <= end) {
      this.position += this.stepLength;
      for (const line of this.lines) steps.push(this.step(line, this.position));
      this.settle();
    }
    return steps;
  }

  funding(symbol: SymbolId): FundingInfo | undefined {
    const line = this.lines.find(({ figures }) => figures.symbol === symbol);
    if (line === undefined) return undefined;
    const after = this.position - this.startsAt;
    if (line.moves.some((move) => move.fundingLost === true && isInForce(move, after))) {
      return undefined;
    }
    const { fundingRate: rate, fundingInterval: interval } = this.script;
    return { symbol, at: this.position, rate, nextFundingTime: this.nextFunding, interval };
  }

  settlements(from: EpochMs, to: EpochMs): readonly FundingSettlement[] {
    return this.settled.filter(({ at }) => at > from && at <= to);
  }

  history(symbol: SymbolId, timeframe: Timeframe, count: number): readonly Candle[] {
    const line = this.lines.find(({ figures }) => figures.symbol === symbol);
    const candles = line?.history.get(timeframe) ?? [];
    return candles.slice(Math.max(0, candles.length - Math.max(0, count)));
  }

  private step(line: Line, at: EpochMs): PriceStep {
    const { figures, grid, moves, path, books, volume } = line;
    const length = this.stepLength;
    const after = at - this.startsAt;
    const bar = rounded(grid, path.next(after - length, after, this.script.volatility));
    let spread = figures.spreadBps / 10_000;
    let depth = figures.levelNotional;
    for (const move of moves) {
      if (!isInForce(move, after)) continue;
      spread *= move.spread ?? 1;
      depth *= move.depth ?? 1;
    }
    return {
      ...{ symbol: figures.symbol, at, length, ...bar },
      mark: bar.close,
      volume: traded(figures, bar.close, length, volume),
      book: books.book(at, bar.close, spread, depth),
    };
  }

  private settle(): void {
    if (this.position < this.nextFunding) return;
    const { fundingRate: rate, fundingInterval } = this.script;
    for (const symbol of this.symbols) this.settled.push({ symbol, at: this.nextFunding, rate });
    this.settled.splice(0, Math.max(0, this.settled.length - SETTLEMENTS_KEPT));
    this.nextFunding += fundingInterval;
  }
}

function createLine(script: MarketScript, figures: ScriptedSymbol): Line {
  const { seed, startsAt, historyHours } = script;
  const { symbol, price, tickSize, levelNotional } = figures;
  const grid = priceGrid(tickSize);
  const moves = script.moves.filter(
    ({ symbols }) => symbols.length === 0 || symbols.includes(symbol),
  );
  const volume = new Random(seed, `volume ${symbol}`);
  const history = new Map<Timeframe, Candle[]>(TIMEFRAMES.map((timeframe) => [timeframe, []]));
  const keep = ({ timeframe, candle }: CandleClosed): void => {
    if (candle.openTime >= startsAt - KEPT * timeframeMs(timeframe)) {
      history.get(timeframe)!.push(candle);
    }
  };
  const past = new ScriptedPath(price, [], new Random(seed, `history ${symbol}`));
  const aggregator = new CandleAggregator(symbol);
  const mood = new Random(seed, 'mood');
  let volatility = script.historyVolatility;
  for (let openTime = startsAt - historyHours * HOUR_MS; openTime < startsAt; ) {
    if (openTime % MOOD_MS === 0) {
      const calm = openTime >= startsAt - CALM_MS;
      volatility = script.historyVolatility * (calm ? 0.9 : 0.5 + mood.uniform());
    }
    const bar = rounded(grid, past.next(0, MINUTE_MS, volatility));
    const candle = { ...bar, volume: traded(figures, bar.close, MINUTE_MS, volume) };
    aggregator.add({ openTime, ...candle }, keep);
    openTime += MINUTE_MS;
  }
  return {
    ...{ figures, grid, moves, history, volume },
    path: new ScriptedPath(price, moves, new Random(seed, `path ${symbol}`)),
    books: new BookMaker(grid, `${seed} ${symbol}`, levelNotional / price),
  };
}

const rounded = (grid: PriceGrid, { open, high, low, close }: PathBar): PathBar => ({
  open: roundPrice(grid, open),
  high: roundPrice(grid, high),
  low: roundPrice(grid, low),
  close: roundPrice(grid, close),
});

/** Base units, 0.5 to 1.5 times the usual. */
function traded(figures: ScriptedSymbol, price: number, length: Ms, random: Random): number {
  const usual = (figures.turnoverPerMinute * (length / MINUTE_MS)) / price;
  return Math.round(usual * (0.5 + random.uniform()) * 1_000) / 1_000;
}

/** What the scenario's schema should have refused already; here it would be a bug. */
function checkScript({ startsAt, stepLength, length, symbols }: MarketScript): void {
  if (startsAt % HOUR_MS !== 0) throw new RangeError(`startsAt ${startsAt} is not a whole hour`);
  if (!(stepLength > 0) || MINUTE_MS % stepLength !== 0) {
    throw new RangeError(`stepLength ${stepLength} does not divide a minute`);
  }
  if (!(length > 0)) throw new RangeError(`length ${length} must be above 0`);
  if (symbols.length === 0) throw new RangeError('a scripted market needs at least one symbol');
}
