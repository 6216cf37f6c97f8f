import type { Candle, CandleClosed } from '../../domain/market.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import { LONGEST_BRIDGED_HOLE } from '../context.ts';
import { Window } from '../indicators/window.ts';

/** Closes of one basket symbol. */
interface Member {
  closes: Window;
  closeTime: EpochMs;
}

/**
 * Mean return of a basket of symbols over `returnCandles` candles. It is known for a close time
 * once every member has delivered the candle that closed then; a member that misses it leaves the
 * mean of that time unknown for good.
 */
export class Basket {
  readonly #members = new Map<string, Member>();
  readonly #window: number;
  readonly #length: Ms;

  /** `length`: base timeframe in ms. */
  constructor(symbols: readonly string[], returnCandles: number, length: Ms) {
    this.#window = returnCandles + 1;
    this.#length = length;
    for (const symbol of symbols) this.#members.set(symbol, this.#start());
  }

  /** Takes a base candle; other symbols' candles and candles that are not newer are ignored. */
  accept(event: CandleClosed): void {
    const member = this.#members.get(event.symbol);
    if (member === undefined || event.candle.openTime < member.closeTime) return;
    this.#append(member, event.candle);
  }

  /** Mean return of all members at `closeTime`, signed fraction; NaN while not known. */
  meanReturnAt(closeTime: EpochMs): number {
    let sum = 0;
    for (const member of this.#members.values()) {
      if (member.closeTime !== closeTime) return Number.NaN;
      sum += member.closes.ago(0) / member.closes.ago(this.#window - 1) - 1;
    }
    return sum / this.#members.size;
  }

  /** What is missing before the mean can be known, in words. */
  lacking(): readonly string[] {
    return [...this.#members]
      .filter(([, member]) => !member.closes.full)
      .map(([symbol]) => `basket: ${symbol} has fewer than ${this.#window} candles`);
  }

  #append(member: Member, candle: Candle): void {
    if (candle.openTime - member.closeTime > LONGEST_BRIDGED_HOLE) {
      member.closes = new Window(this.#window);
    }
    member.closes.push(candle.close);
    member.closeTime = candle.openTime + this.#length;
  }

  #start(): Member {
    return { closes: new Window(this.#window), closeTime: Number.NEGATIVE_INFINITY };
  }
}
