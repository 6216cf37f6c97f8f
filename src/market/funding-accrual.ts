import type { SymbolId } from '../domain/ids.ts';
import type { FundingInfo, FundingSettlement } from '../domain/market.ts';
import { type EpochMs, HOUR_MS, type Ms } from '../domain/time.ts';

/** Interest part of the rate for eight hours, and how far it may pull the premium. */
const INTEREST = 0.0001;
const PULL_MAX = 0.0005;
const RATE_MAX = 0.0075;
/** Settlements kept; three a day make more than nine years. */
const KEPT = 10_000;
const NO_SETTLEMENTS: readonly FundingSettlement[] = [];

/**
 * Funding as the large venues compute it: the mean premium P of the interval gives
 * P + clamp(0.01 % - P, -0.05 %, 0.05 %) for eight hours, shorter intervals in proportion.
 */
export class FundingAccrual {
  readonly #symbol: SymbolId;
  readonly #interval: Ms;
  readonly #settled: FundingSettlement[] = [];
  #next: EpochMs;
  #sum = 0;
  #samples = 0;

  /** Settles at whole multiples of `interval` after `from`. */
  constructor(symbol: SymbolId, interval: Ms, from: EpochMs) {
    if (!(interval > 0)) throw new RangeError(`funding interval ${interval} must be above 0`);
    this.#symbol = symbol;
    this.#interval = interval;
    this.#next = from - (from % interval) + interval;
  }

  /** Takes the premium of one minute. */
  accrue(premium: number): void {
    this.#sum += premium;
    this.#samples += 1;
  }

  /** Books settlements due at or before `now`; all premiums up to then must be in. */
  settleTo(now: EpochMs): void {
    while (this.#next <= now) {
      this.#settled.push({ symbol: this.#symbol, at: this.#next, rate: this.#rate() });
      if (this.#settled.length > KEPT) this.#settled.shift();
      this.#next += this.#interval;
      this.#sum = 0;
      this.#samples = 0;
    }
  }

  info(at: EpochMs): FundingInfo {
    return {
      symbol: this.#symbol,
      at,
      rate: this.#rate(),
      nextFundingTime: this.#next,
      interval: this.#interval,
    };
  }

  settlements(from: EpochMs, to: EpochMs): readonly FundingSettlement[] {
    // Asked for at every step, nearly always for the newest: looked for from the end.
    let first = this.#settled.length;
    while (first > 0 && this.#settled[first - 1]!.at > from) first -= 1;
    if (first === this.#settled.length) return NO_SETTLEMENTS;
    return this.#settled.slice(first).filter(({ at }) => at <= to);
  }

  #rate(): number {
    const premium = this.#samples === 0 ? 0 : this.#sum / this.#samples;
    const pull = Math.min(Math.max(INTEREST - premium, -PULL_MAX), PULL_MAX);
    const eightHours = premium + pull;
    const share = this.#interval / (8 * HOUR_MS);
    const rate = Math.min(Math.max(eightHours * share, -RATE_MAX), RATE_MAX);
    // Venues quote eight places.
    return Math.round(rate * 1e8) / 1e8;
  }
}
