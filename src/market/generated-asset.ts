import type { MarketAssetConfig } from '../domain/market-config.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import {
  type CommonFactor,
  HOUR_VOLATILITY,
  nextMomentum,
  nextVariance,
  SUBSTEPS,
} from './common-factor.ts';
import { type PriceGrid, priceGrid, roundPrice, tickFor } from './price-grid.ts';
import { normalOf, Random } from './random.ts';

const MINUTES_PER_YEAR = 365 * 1440;
/** Pull towards the initial price, a day; keeps a market that runs for years in range. */
const ANCHOR_PULL_PER_DAY = 0.01;
/** Premium over the index that a trend of 1 a day sustains, its memory, and its own noise. */
const PREMIUM_PER_DRIFT = 0.03;
const PREMIUM_MEMORY_MINUTES = 240;
const PREMIUM_NOISE = 0.000025;
const PREMIUM_MAX = 0.003;
/** Share of the premium by which the mark price lies below the last price. */
const MARK_SHARE = 0.1;
/** A jump spreads over three substeps in these parts. */
const JUMP_PARTS = [0.5, 0.3, 0.2] as const;
/** Moves of one substep are cut here, whatever a configuration asks for. */
const MOVE_MAX = 0.2;

/** How far a substep's range may reach beyond its ends, in its deviations. */
const REACH = 0.8;
/** Trading in the substeps of a jump, relative to the usual. */
const JUMP_VOLUME = 8;

export interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Base units. */
  readonly volume: number;
}

/** One asset's price process. A minute is drawn at once, in `SUBSTEPS` steps; `bar` shows it. */
export class GeneratedAsset {
  readonly config: MarketAssetConfig;
  readonly grid: PriceGrid;
  /** The minute by substeps, not yet on the tick grid; volumes in whole units. */
  readonly #high = new Float64Array(SUBSTEPS);
  readonly #low = new Float64Array(SUBSTEPS);
  readonly #close = new Float64Array(SUBSTEPS);
  readonly #volume = new Float64Array(SUBSTEPS);
  readonly #random: Random;
  readonly #beta: number;
  readonly #own: number;
  readonly #minuteDeviation: number;
  readonly #volumeUnit: number;
  #price: number;
  #open: number;
  #variance = 1;
  #momentum = 0;
  #shock = 0;
  #activity = 1;
  #spreadShock = 0;
  #premium = 0;
  #markNoise = 0;
  #excitement = 1;

  /** `reference`: mean of correlation x volatility over all assets; drift and jumps scale by it. */
  constructor(seed: number, config: MarketAssetConfig, reference: number) {
    this.config = config;
    this.grid = priceGrid(config.tickSize ?? tickFor(config.initialPrice));
    this.#random = new Random(seed, config.symbol);
    this.#beta = (config.correlation * config.volatility) / reference;
    this.#own = Math.sqrt(1 - config.correlation * config.correlation);
    this.#minuteDeviation = config.volatility / Math.sqrt(MINUTES_PER_YEAR);
    this.#volumeUnit = volumeUnit(config.turnoverPerMinute / SUBSTEPS / config.initialPrice);
    this.#price = config.initialPrice;
    this.#open = config.initialPrice;
  }

  /** Present volatility relative to the calm regime's mean. */
  get excitement(): number {
    return this.#excitement;
  }
  /** Premium of the last price over the index, fraction; what funding is made from. */
  get premium(): number {
    return this.#premium;
  }

  /** Spread at present, fraction of price: wider with volatility, and for minutes after a jump. */
  get spread(): number {
    const calm = this.config.spreadBps / 10_000;
    return calm * (0.45 + 0.55 * this.#excitement) * (1 + this.#spreadShock);
  }

  /** Notional resting on the first level, USDT: thinner with volatility. */
  get levelNotional(): number {
    return this.config.levelNotional / (0.5 + 0.5 * this.#excitement);
  }

  /** Mark price for a last price, on the tick grid. */
  mark(price: number): number {
    const basis = MARK_SHARE * this.#premium + this.#markNoise;
    return roundPrice(this.grid, price * (1 - basis));
  }

  /** Draws the minute that starts at `start`, after the common factor has drawn it. */
  nextMinute(start: EpochMs, common: CommonFactor): void {
    const random = this.#random;
    this.#variance = nextVariance(this.#variance, this.#shock * Math.sqrt(this.#variance));
    this.#momentum = nextMomentum(this.#momentum, random.normal());
    const variance = 0.6 * common.variance + 0.4 * this.#variance;
    const relative = HOUR_VOLATILITY[Math.floor((start % DAY_MS) / HOUR_MS)]!;
    this.#excitement = common.regime.volatilityMultiplier * relative * Math.sqrt(variance);
    this.#drawCosts(common);
    const notional = this.config.turnoverPerMinute * this.#volumeFactor(relative);
    const units = notional / (SUBSTEPS * this.#price * this.#volumeUnit);
    const deviation = (this.#minuteDeviation * this.#excitement) / Math.sqrt(SUBSTEPS);
    this.#open = this.#price;
    this.#shock = this.#drawPath(common, deviation, this.#drift(common), units);
  }

  /**
   * Draws the substeps. The innermost loop of the generator: local variables and no calls but the
   * draws; rounding waits until somebody looks. Returns the asset's own shock, variance 1.
   */
  #drawPath(common: CommonFactor, deviation: number, drift: number, units: number): number {
    const random = this.#random;
    const { moves, jumpAt } = common;
    const high = this.#high;
    const low = this.#low;
    const close = this.#close;
    const volume = this.#volume;
    const shared = this.config.correlation;
    const own = this.#own;
    const jump = common.jump * this.#beta;
    // At least 100 ticks, so that a book always fits below the price.
    const lowest = this.grid.tick * 100;
    // The path inside a substep goes a little beyond its ends; squares make small excesses usual.
    const reach = (REACH * deviation * this.#price) / (1024 * 1024);
    let price = this.#price;
    let sum = 0;
    for (let index = 0; index < SUBSTEPS; index += 1) {
      const normal = normalOf(random.word());
      const word = random.word();
      sum += normal;
      const relative = shared * moves[index]! + own * normal;
      let move = drift + deviation * relative;
      let busy = 0.3 + 0.5 * (relative < 0 ? -relative : relative) + (0.6 * (word >>> 20)) / 4096;
      if (jump !== 0 && index >= jumpAt && index < jumpAt + JUMP_PARTS.length) {
        move += jump * JUMP_PARTS[index - jumpAt]!;
        busy *= JUMP_VOLUME;
      }
      const before = price;
      price = before * (1 + (move > MOVE_MAX ? MOVE_MAX : move < -MOVE_MAX ? -MOVE_MAX : move));
      if (price < lowest) price = lowest;
      const up = word & 1023;
      const down = (word >>> 10) & 1023;
      high[index] = (price > before ? price : before) + reach * up * up;
      low[index] = (price > before ? before : price) - reach * down * down;
      close[index] = price;
      volume[index] = Math.floor(units * busy) + 1;
    }
    this.#price = price;
    return sum / Math.sqrt(SUBSTEPS);
  }

  /** The substeps from `first` up to, not including, `end`, as one bar on the tick grid. */
  bar(first: number, end: number): Bar {
    let high = this.#high[first]!;
    let low = this.#low[first]!;
    let units = this.#volume[first]!;
    for (let index = first + 1; index < end; index += 1) {
      if (this.#high[index]! > high) high = this.#high[index]!;
      if (this.#low[index]! < low) low = this.#low[index]!;
      units += this.#volume[index]!;
    }
    return {
      open: roundPrice(this.grid, first === 0 ? this.#open : this.#close[first - 1]!),
      high: roundPrice(this.grid, high),
      low: roundPrice(this.grid, low),
      close: roundPrice(this.grid, this.#close[end - 1]!),
      volume: units * this.#volumeUnit,
    };
  }

  /** Drift of one substep: regime, momentum of market and asset, pull to the initial price. */
  #drift(common: CommonFactor): number {
    const { correlation, initialPrice } = this.config;
    const momentum = correlation * common.momentum + this.#own * this.#momentum;
    const away = (this.#price - initialPrice) / (this.#price + initialPrice);
    const daily = common.regime.driftPerDay * this.#beta - 2 * ANCHOR_PULL_PER_DAY * away;
    const minute =
      (daily * MINUTE_MS) / DAY_MS + momentum * this.#minuteDeviation * this.#excitement;
    return minute / SUBSTEPS;
  }

  /** Volume rises faster than volatility, and carries activity of its own. */
  #volumeFactor(relative: number): number {
    const level = this.#excitement * Math.sqrt(this.#excitement);
    return relative * (0.25 + 0.75 * level) * this.#activity;
  }

  #drawCosts(common: CommonFactor): void {
    const word = this.#random.word();
    this.#activity = 0.9 * this.#activity + 0.1 * (0.2 + (1.6 * (word & 65535)) / 65536);
    this.#spreadShock *= 0.75;
    if (common.jump !== 0) this.#spreadShock += 3 + (5 * (word >>> 16)) / 65536;
    const target = common.regime.driftPerDay * this.#beta * PREMIUM_PER_DRIFT;
    const noise = normalOf(this.#random.word());
    const pulled = this.#premium + (target - this.#premium) / PREMIUM_MEMORY_MINUTES;
    this.#premium = Math.min(Math.max(pulled + PREMIUM_NOISE * noise, -PREMIUM_MAX), PREMIUM_MAX);
    this.#markNoise = 0.8 * this.#markNoise + 0.00002 * noise;
  }
}

/** Power of two near 1/500 of a substep's typical volume: sums are exact in any order. */
function volumeUnit(typical: number): number {
  let unit = 1;
  for (let round = 0; round < 60 && unit > typical / 500; round += 1) unit /= 2;
  for (let round = 0; round < 60 && unit * 2 < typical / 500; round += 1) unit *= 2;
  return unit;
}
