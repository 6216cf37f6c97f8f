import type { Candle, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Timeframe } from '../../domain/timeframe.ts';
import { ContextSeries, Trend, TrendWithRsi } from '../context.ts';
import { type HistoryNeed, missingHistory } from '../history.ts';
import {
  type CapitalState,
  directionOf,
  type ExitReason,
  type ExitWatch,
  type Observation,
  type Rules,
} from '../rules.ts';
import { s5CapitalState } from './capital-state.ts';
import { s5Entry } from './entry.ts';
import { S5Indicators, s5History } from './indicators.ts';
import type { S5Parameters } from './parameters.ts';

export interface S5Observation extends Observation {
  readonly trendEma: number;
  readonly rsi: number;
  readonly longState: CapitalState;
  readonly shortState: CapitalState;
}

/** Exit of S5: close through the EMA, RSI at its extreme, or the capital state has worsened. */
export class S5Exit implements ExitWatch<S5Observation> {
  readonly #p: S5Parameters;
  readonly #side: Side;
  readonly #entryState: CapitalState;

  constructor(p: S5Parameters, side: Side, entry: S5Observation) {
    this.#p = p;
    this.#side = side;
    this.#entryState = this.#stateOf(entry);
  }

  next(now: S5Observation): ExitReason | null {
    const direction = directionOf(this.#side);
    if (direction * (now.close - now.trendEma) < 0) return 'close_through_ema';
    const limit = this.#side === 'long' ? this.#p.rsiExitLong : this.#p.rsiExitShort;
    if (direction * (now.rsi - limit) > 0) return 'rsi_extreme';
    return this.#stateOf(now) > this.#entryState ? 'capital_state' : null;
  }

  #stateOf(observation: S5Observation): CapitalState {
    return this.#side === 'long' ? observation.longState : observation.shortState;
  }
}

export class S5Rules implements Rules<S5Observation> {
  readonly #p: S5Parameters;
  readonly #needs: readonly HistoryNeed[];
  readonly #trend4h: ContextSeries<Trend>;
  readonly #daily: ContextSeries<TrendWithRsi>;
  #base: S5Indicators;
  #count = 0;

  constructor(p: S5Parameters) {
    this.#p = p;
    this.#needs = s5History(p);
    this.#base = new S5Indicators(p);
    this.#trend4h = new ContextSeries('4h', () => new Trend(p.contextEmaFast, p.contextEmaSlow));
    this.#daily = new ContextSeries(
      '1d',
      () => new TrendWithRsi(p.contextEmaFast, p.contextEmaSlow, p.rsiPeriod),
    );
  }

  restart(): void {
    this.#base = new S5Indicators(this.#p);
    this.#count = 0;
  }

  onContext(timeframe: Timeframe, candle: Candle): void {
    if (timeframe === '4h') this.#trend4h.accept(candle);
    if (timeframe === '1d') this.#daily.accept(candle);
  }

  onBase(candle: Candle, closeTime: EpochMs): S5Observation {
    this.#count += 1;
    const base = this.#base;
    base.update(candle);
    const longState = s5CapitalState(this.#p, 'long', base);
    const shortState = s5CapitalState(this.#p, 'short', base);
    const current = this.#trend4h.currentAt(closeTime) && this.#daily.currentAt(closeTime);
    const higher = {
      gap4h: this.#trend4h.indicator.gap,
      gap1d: this.#daily.indicator.gap,
      rsi1d: this.#daily.indicator.rsi.value,
    };
    const entry = current ? s5Entry(this.#p, base, higher, longState, shortState) : null;
    const { close, trendEma, rsi } = base;
    return { closeTime, close, entry, trendEma, rsi, longState, shortState };
  }

  onBasket(): null {
    return null;
  }

  watch(side: Side, entry: S5Observation): ExitWatch<S5Observation> {
    return new S5Exit(this.#p, side, entry);
  }

  lacking(): readonly string[] {
    return missingHistory(this.#needs, (timeframe) => {
      if (timeframe === '4h') return this.#trend4h.count;
      return timeframe === '1d' ? this.#daily.count : this.#count;
    });
  }
}
