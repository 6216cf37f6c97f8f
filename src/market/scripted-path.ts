/**
 * The path of one scripted symbol: what the script says, times a small noise that always comes
 * back to it, so that a drill finds the price where its author put it. Only arithmetic whose
 * result is the same on every engine.
 */
import { type EpochMs, MINUTE_MS, type Ms } from '../domain/time.ts';
import type { MarketMove } from './market-script.ts';
import type { Random } from './random.ts';

const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;
/** The noise comes back to the path within about this time. */
const RETURN_MS = 30 * MINUTE_MS;

export interface PathBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export class ScriptedPath {
  private readonly random: Random;
  private readonly moves: readonly MarketMove[];
  /** The scripted price, without noise. */
  private base: number;
  private noise = 0;

  constructor(price: number, moves: readonly MarketMove[], random: Random) {
    this.base = price;
    this.moves = moves;
    this.random = random;
  }

  get price(): number {
    return this.base * (1 + this.noise);
  }

  /** The bar over (`from`, `until`], times after the start; a jump opens it beyond the last close. */
  next(from: Ms, until: Ms, usualVolatility: number): PathBar {
    let open = this.price;
    let volatility = usualVolatility;
    for (const move of this.moves) {
      if (move.jump !== undefined && move.from > from && move.from <= until) {
        this.base *= 1 + move.jump;
        open = this.price;
      }
      if (move.drift !== undefined) this.base *= driftFactor(move, from, until);
      if (move.volatility !== undefined && isInForce(move, until)) volatility = move.volatility;
    }
    const length = until - from;
    const scale = volatility * Math.sqrt(length / YEAR_MS);
    const kept = Math.max(0, 1 - length / RETURN_MS);
    this.noise = this.noise * kept + scale * this.random.normal();
    const close = this.price;
    const up = scale * this.random.uniform() * this.base;
    const down = scale * this.random.uniform() * this.base;
    return { open, high: Math.max(open, close) + up, low: Math.min(open, close) - down, close };
  }
}

export const isInForce = (move: MarketMove, after: Ms): boolean =>
  after >= move.from && after < move.until;

/** An even pace, exact at both ends however the window is cut into steps. */
function driftFactor(move: MarketMove, from: Ms, until: Ms): number {
  const begin = Math.min(Math.max(from, move.from), move.until);
  const end = Math.min(Math.max(until, move.from), move.until);
  if (end <= begin) return 1;
  const total = move.until - move.from;
  const drift = move.drift ?? 0;
  const reached = (at: EpochMs): number => 1 + (drift * (at - move.from)) / total;
  return reached(end) / reached(begin);
}
