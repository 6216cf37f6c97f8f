import type { MarketRegimeConfig } from '../domain/market-config.ts';
import { DAY_MS, MINUTE_MS } from '../domain/time.ts';
import { Random } from './random.ts';

/** The generator's own step: everything is drawn on this grid, whatever step the market shows. */
export const SUBSTEPS = 12;

/** Volatility by UTC hour relative to the day's mean: quiet before Europe, busiest over New York. */
export const HOUR_VOLATILITY = [
  0.95, 0.95, 0.92, 0.88, 0.85, 0.85, 0.88, 0.95, 1, 0.98, 0.95, 0.95, 1.02, 1.2, 1.28, 1.26, 1.18,
  1.1, 1.05, 1, 0.98, 0.95, 0.93, 0.94,
] as const;

/** Share of a shock that enters the next minute's variance, and the pull back to its mean. */
const VARIANCE_SHOCK = 0.04;
const VARIANCE_PULL = 0.01;
const VARIANCE_MIN = 0.1;
const VARIANCE_MAX = 40;
/** Momentum: an AR(1) drift with this memory and this deviation in minute deviations. */
const MOMENTUM_MEMORY_MINUTES = 180;
const MOMENTUM_DEVIATION = 0.04;

/** One step of the variance recursion (GARCH(1,1) with mean 1); `shock` has variance `variance`. */
export function nextVariance(variance: number, shock: number): number {
  const kept = (1 - VARIANCE_SHOCK - VARIANCE_PULL) * variance;
  const next = VARIANCE_PULL + VARIANCE_SHOCK * shock * shock + kept;
  return Math.min(Math.max(next, VARIANCE_MIN), VARIANCE_MAX);
}

const MOMENTUM_KEEP = 1 - 1 / MOMENTUM_MEMORY_MINUTES;
const MOMENTUM_SHOCK = MOMENTUM_DEVIATION * Math.sqrt(1 - MOMENTUM_KEEP * MOMENTUM_KEEP);

export const nextMomentum = (momentum: number, normal: number): number =>
  MOMENTUM_KEEP * momentum + MOMENTUM_SHOCK * normal;

/** What all assets share: the regime, the factor's moves, its variance, momentum and jumps. */
export class CommonFactor {
  readonly #random: Random;
  readonly #regimes: readonly MarketRegimeConfig[];
  readonly #moves = new Float64Array(SUBSTEPS);
  #regime = 0;
  #variance = 1;
  #momentum = 0;
  #jump = 0;
  #jumpAt = 0;

  constructor(seed: number, regimes: readonly MarketRegimeConfig[]) {
    if (regimes.length === 0) throw new RangeError('a generated market needs at least one regime');
    this.#random = new Random(seed, 'common');
    this.#regimes = regimes;
  }

  get regime(): MarketRegimeConfig {
    return this.#regimes[this.#regime]!;
  }
  /** Standard normal moves of the factor in this minute. */
  get moves(): Float64Array {
    return this.#moves;
  }
  /** Variance relative to the regime's, mean 1. */
  get variance(): number {
    return this.#variance;
  }
  /** Drift of this minute in minute deviations. */
  get momentum(): number {
    return this.#momentum;
  }
  /** Signed jump of this minute as a fraction, 0 when none; it starts at substep `jumpAt`. */
  get jump(): number {
    return this.#jump;
  }
  get jumpAt(): number {
    return this.#jumpAt;
  }

  /** Draws the next minute. The number of draws is fixed, so that nothing shifts the stream. */
  nextMinute(): void {
    const random = this.#random;
    let sum = 0;
    for (let index = 0; index < SUBSTEPS; index += 1) sum += this.#moves[index]!;
    const shock = sum / Math.sqrt(SUBSTEPS);
    this.#variance = nextVariance(this.#variance, shock * Math.sqrt(this.#variance));
    this.#switchRegime(random.uniform(), random.uniform());
    this.#momentum = nextMomentum(this.#momentum, random.normal());
    this.#drawJump(random.uniform(), random.uniform());
    for (let index = 0; index < SUBSTEPS; index += 1) this.#moves[index] = random.normal();
  }

  #switchRegime(chance: number, choice: number): void {
    const others = this.#regimes.length - 1;
    if (others === 0 || chance >= MINUTE_MS / this.regime.meanDuration) return;
    this.#regime = (this.#regime + 1 + Math.floor(choice * others)) % this.#regimes.length;
  }

  #drawJump(chance: number, choice: number): void {
    const { jumpsPerDay, jumpSize } = this.regime;
    this.#jump = 0;
    if (chance >= (jumpsPerDay * MINUTE_MS) / DAY_MS) return;
    // One draw serves sign, size (0.5 to 1.5 x the regime's) and place in the minute.
    const side = choice < 0.5 ? -1 : 1;
    const rest = (choice * 2) % 1;
    this.#jump = side * jumpSize * (0.5 + rest);
    this.#jumpAt = Math.floor(((rest * 97) % 1) * (SUBSTEPS - 3));
  }
}
