import type { SymbolId } from '../domain/ids.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../domain/time.ts';

export interface PairlistExclusion {
  readonly symbol: SymbolId;
  readonly reason: 'not_in_market' | 'stale';
}

/** Which configured symbols can be traded, in configured order, and why others cannot. */
export interface PairlistState {
  readonly at: EpochMs;
  readonly tradable: readonly SymbolId[];
  readonly excluded: readonly PairlistExclusion[];
}

/** What the list looks at; a `Feed` fits. */
export interface PairlistMarket {
  readonly symbols: readonly SymbolId[];
  staleSymbols(now: EpochMs): readonly SymbolId[];
}

export const PAIRLIST_EVERY: Ms = MINUTE_MS;

/** Keeps the list of tradable symbols current. */
export class Pairlist {
  readonly #configured: readonly SymbolId[];
  readonly #market: PairlistMarket;
  #state: PairlistState | null = null;

  constructor(configured: readonly SymbolId[], market: PairlistMarket) {
    this.#configured = [...new Set(configured)];
    this.#market = market;
  }

  /** Null until the first refresh. */
  get state(): PairlistState | null {
    return this.#state;
  }

  /** When the next refresh is due; at once before the first. */
  get nextRefresh(): EpochMs {
    return this.#state === null ? Number.NEGATIVE_INFINITY : this.#state.at + PAIRLIST_EVERY;
  }

  /** Looks at the market now; tells whether the list changed (the first time it always does). */
  refresh(now: EpochMs): { readonly state: PairlistState; readonly changed: boolean } {
    const there = new Set(this.#market.symbols);
    const stale = new Set(this.#market.staleSymbols(now));
    const tradable: SymbolId[] = [];
    const excluded: PairlistExclusion[] = [];
    for (const symbol of this.#configured) {
      if (!there.has(symbol)) excluded.push({ symbol, reason: 'not_in_market' });
      else if (stale.has(symbol)) excluded.push({ symbol, reason: 'stale' });
      else tradable.push(symbol);
    }
    const before = this.#state;
    const state = { at: now, tradable, excluded };
    this.#state = state;
    return { state, changed: before === null || !sameList(before, state) };
  }
}

const sameList = (a: PairlistState, b: PairlistState): boolean =>
  a.tradable.join() === b.tradable.join() &&
  a.excluded.map(({ symbol, reason }) => `${symbol} ${reason}`).join() ===
    b.excluded.map(({ symbol, reason }) => `${symbol} ${reason}`).join();
