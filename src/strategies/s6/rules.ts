import type { Candle, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Timeframe } from '../../domain/timeframe.ts';
import { ContextSeries, Trend } from '../context.ts';
import { type HistoryNeed, missingHistory } from '../history.ts';
import {
  type CapitalState,
  directionOf,
  type ExitReason,
  type ExitWatch,
  type Observation,
  type Rules,
} from '../rules.ts';
import { s6CapitalState } from './capital-state.ts';
import { s6Entry } from './entry.ts';
import { S6Indicators, s6History } from './indicators.ts';
import type { S6Parameters } from './parameters.ts';

export interface S6Observation extends Observation {
  readonly trendEma: number;
  /** NaN until the whole basket has delivered the candle of this close. */
  readonly relativeStrength: number;
  readonly longState: CapitalState;
  readonly shortState: CapitalState;
}

/** Exit of S6: close through the EMA, relative strength lost, or the capital state worsened. */
export class S6Exit implements ExitWatch<S6Observation> {
  readonly #side: Side;
  readonly #entryState: CapitalState;

  constructor(side: Side, entry: S6Observation) {
    this.#side = side;
    this.#entryState = this.#stateOf(entry);
  }

  next(now: S6Observation): ExitReason | null {
    const direction = directionOf(this.#side);
    if (direction * (now.close - now.trendEma) < 0) return 'close_through_ema';
    if (direction * now.relativeStrength < 0) return 'relative_strength_lost';
    return this.#stateOf(now) > this.#entryState ? 'capital_state' : null;
  }

  #stateOf(observation: S6Observation): CapitalState {
    return this.#side === 'long' ? observation.longState : observation.shortState;
  }
}

/**
 * A candle is seen twice: at its own close, when exits that need no basket can act, and again when
 * the whole basket has closed, which is when relative strength and with it entries are decided.
 */
export class S6Rules implements Rules<S6Observation> {
  readonly #p: S6Parameters;
  readonly #needs: readonly HistoryNeed[];
  readonly #trend4h: ContextSeries<Trend>;
  #base: S6Indicators;
  #count = 0;
  #closeTime: EpochMs = Number.NEGATIVE_INFINITY;
  #relativeStrength = Number.NaN;
  #previousRelativeStrength = Number.NaN;
  #basketSeen = false;

  constructor(p: S6Parameters) {
    this.#p = p;
    this.#needs = s6History(p);
    this.#base = new S6Indicators(p);
    this.#trend4h = new ContextSeries('4h', () => new Trend(p.contextEmaFast, p.contextEmaSlow));
  }

  restart(): void {
    this.#base = new S6Indicators(this.#p);
    this.#count = 0;
    this.#relativeStrength = Number.NaN;
  }

  onContext(timeframe: Timeframe, candle: Candle): void {
    if (timeframe === '4h') this.#trend4h.accept(candle);
  }

  onBase(candle: Candle, closeTime: EpochMs): S6Observation {
    this.#count += 1;
    this.#base.update(candle);
    this.#closeTime = closeTime;
    this.#previousRelativeStrength = this.#relativeStrength;
    this.#relativeStrength = Number.NaN;
    this.#basketSeen = false;
    return this.#observe();
  }

  onBasket(meanReturn: number): S6Observation | null {
    if (this.#basketSeen || Number.isNaN(meanReturn)) return null;
    this.#basketSeen = true;
    this.#relativeStrength = this.#base.change - meanReturn;
    return this.#observe();
  }

  #observe(): S6Observation {
    const base = this.#base;
    const longState = s6CapitalState(this.#p, 'long', base);
    const shortState = s6CapitalState(this.#p, 'short', base);
    const relativeStrength = this.#relativeStrength;
    const entry = this.#trend4h.currentAt(this.#closeTime)
      ? s6Entry(this.#p, {
          close: base.close,
          adx: base.adx,
          atr: base.atr,
          volume: base.volume,
          volumeMean: base.volumeMean,
          trendEma: base.trendEma,
          contextGap: this.#trend4h.indicator.gap,
          relativeStrength,
          previousRelativeStrength: this.#previousRelativeStrength,
          longState,
          shortState,
        })
      : null;
    const { close, trendEma } = base;
    const closeTime = this.#closeTime;
    return { closeTime, close, entry, trendEma, relativeStrength, longState, shortState };
  }

  watch(side: Side, entry: S6Observation): ExitWatch<S6Observation> {
    return new S6Exit(side, entry);
  }

  lacking(): readonly string[] {
    return missingHistory(this.#needs, (timeframe) =>
      timeframe === '4h' ? this.#trend4h.count : this.#count,
    );
  }
}
