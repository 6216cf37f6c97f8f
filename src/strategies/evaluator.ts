/**
 * A strategy's conditions alone, on all its symbols: closed candles in, evaluations out. No
 * position, no cooldown, no gate. Used by the worker and by the list of raw signals.
 */
import type { StrategyConfig } from '../domain/config.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { CandleClosed } from '../domain/market.ts';
import type { Ms } from '../domain/time.ts';
import { type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { isCandle } from './candle-check.ts';
import { isImplementation, strategyCatalog } from './catalog.ts';
import type { HistoryNeed } from './history.ts';
import { type RuleSet, ruleSet } from './registry.ts';
import { Basket } from './s6/basket.ts';
import type { Evaluation, SymbolTrack } from './symbol-track.ts';

const NOTHING: readonly Evaluation[] = [];

/** Candles of one symbol and timeframe to load before the first live one. */
export interface RequiredHistory extends HistoryNeed {
  readonly symbol: SymbolId;
}

export interface EvaluatorOptions {
  /** Symbols of the basket that relative strength is measured against. */
  readonly basket: readonly SymbolId[];
}

export class Evaluator {
  readonly #timeframe: Timeframe;
  readonly #length: Ms;
  readonly #rules: RuleSet;
  readonly #tracks = new Map<SymbolId, SymbolTrack>();
  readonly #basketSymbols: readonly SymbolId[];
  readonly #basket: Basket | null;

  /** Throws on an implementation, timeframe or parameter that validation should have refused. */
  constructor(config: StrategyConfig, options: EvaluatorOptions) {
    const { implementation, timeframe } = config;
    if (!isImplementation(implementation)) {
      throw new RangeError(`strategy ${config.id}: no implementation "${implementation}"`);
    }
    const catalog = strategyCatalog[implementation];
    if (timeframe !== catalog.timeframe) {
      throw new RangeError(
        `strategy ${config.id}: ${implementation} runs on ${catalog.timeframe}, not ${timeframe}`,
      );
    }
    this.#timeframe = timeframe;
    this.#length = timeframeMs(timeframe);
    this.#rules = ruleSet(implementation, config.parameters);
    for (const symbol of config.symbols) {
      this.#tracks.set(symbol, this.#rules.createTrack(symbol, this.#length));
    }
    const returnCandles = this.#rules.basketReturnCandles;
    this.#basketSymbols = returnCandles === null ? [] : options.basket;
    if (returnCandles !== null && options.basket.length === 0) {
      throw new RangeError(`strategy ${config.id}: ${implementation} needs a basket of symbols`);
    }
    this.#basket =
      returnCandles === null ? null : new Basket(options.basket, returnCandles, this.#length);
  }

  track(symbol: SymbolId): SymbolTrack | undefined {
    return this.#tracks.get(symbol);
  }

  /** Every symbol and timeframe it reads, basket included. */
  requiredHistory(): readonly RequiredHistory[] {
    const own = [...this.#tracks.keys()].flatMap((symbol) =>
      this.#rules.history.map((need) => ({ symbol, ...need })),
    );
    const base = this.#rules.history.filter((need) => need.timeframe === this.#timeframe);
    const others = this.#basketSymbols
      .filter((symbol) => !this.#tracks.has(symbol))
      .flatMap((symbol) => base.map((need) => ({ symbol, ...need })));
    return [...own, ...others];
  }

  /**
   * Takes the next closed candle, in order of closing, higher timeframes first at one instant.
   * Returns what was evaluated: nothing for a higher timeframe; the candle's symbol for a base
   * candle; with a basket also the symbols that waited for this candle to complete it.
   */
  onCandle(event: CandleClosed): readonly Evaluation[] {
    if (!isCandle(event.candle)) return NOTHING;
    const track = this.#tracks.get(event.symbol);
    if (event.timeframe !== this.#timeframe) {
      track?.onContext(event.timeframe, event.candle);
      return NOTHING;
    }
    const evaluation = track?.onBase(event.candle) ?? null;
    const own = evaluation === null ? NOTHING : [evaluation];
    if (this.#basket === null) return own;
    this.#basket.accept(event);
    return [...own, ...this.#withBasket(event)];
  }

  /** What is missing before a symbol can signal; empty when it can. */
  lacking(symbol: SymbolId): readonly string[] {
    const track = this.#tracks.get(symbol);
    if (track === undefined) return ['not one of its symbols'];
    return [...track.lacking(), ...(this.#basket?.lacking() ?? [])];
  }

  #withBasket(event: CandleClosed): readonly Evaluation[] {
    const closeTime = event.candle.openTime + this.#length;
    const meanReturn = this.#basket?.meanReturnAt(closeTime) ?? Number.NaN;
    if (Number.isNaN(meanReturn)) return NOTHING;
    const result: Evaluation[] = [];
    const completes = this.#basketSymbols.includes(event.symbol);
    for (const [symbol, track] of this.#tracks) {
      // A candle outside the basket completes nothing for others; it only joins what is known.
      const concerned = completes || symbol === event.symbol;
      if (!concerned || track.lastCloseTime !== closeTime) continue;
      const evaluation = track.onBasket(meanReturn);
      if (evaluation !== null) result.push(evaluation);
    }
    return result;
  }
}
