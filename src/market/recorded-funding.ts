import type { SymbolId } from '../domain/ids.ts';
import type { FundingInfo, FundingSettlement } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import type { FundingColumns } from './funding-file.ts';

/** Settlements of one symbol as recorded, with the schedule the venue really kept. */
export class RecordedFunding {
  readonly #symbol: SymbolId;
  readonly #at: Float64Array;
  readonly #rate: Float64Array;

  constructor(symbol: SymbolId, columns: FundingColumns) {
    this.#symbol = symbol;
    this.#at = columns.at;
    this.#rate = columns.rate;
  }

  /**
   * The state at `now`: the next settlement's time is the venue's schedule, its rate is announced
   * as the last settled one, because the true one is not known yet. Undefined where the record
   * does not reach (no settlement before, or none after).
   */
  info(now: EpochMs): FundingInfo | undefined {
    const next = this.#after(now);
    if (next === 0 || next >= this.#at.length) return undefined;
    const nextFundingTime = this.#at[next]!;
    const last = this.#at[next - 1]!;
    return {
      symbol: this.#symbol,
      at: now,
      rate: this.#rate[next - 1]!,
      nextFundingTime,
      interval: nextFundingTime - last,
    };
  }

  /** Settlements in (from, to]. */
  settlements(from: EpochMs, to: EpochMs): FundingSettlement[] {
    const found: FundingSettlement[] = [];
    for (let index = this.#after(from); index < this.#at.length; index += 1) {
      if (this.#at[index]! > to) break;
      found.push({ symbol: this.#symbol, at: this.#at[index]!, rate: this.#rate[index]! });
    }
    return found;
  }

  /** Index of the first settlement after `at`. */
  #after(at: EpochMs): number {
    let low = 0;
    let high = this.#at.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at[middle]! <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
