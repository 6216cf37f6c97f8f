/**
 * All symbols of a live market: up to when they are complete together, which of them is given up
 * for now, and which minutes have to be read from REST. Pure; time is passed in (`now`: market
 * time of this machine).
 */
import type { SymbolId } from '../../../domain/ids.ts';
import type { Candle, PriceStep } from '../../../domain/market.ts';
import { type EpochMs, type Ms, SECOND_MS } from '../../../domain/time.ts';
import { type LineFigures, LiveLine } from './live-line.ts';
import type { LiveUpdate } from './live-messages.ts';

export interface LiveCoreOptions {
  readonly symbols: readonly SymbolId[];
  /** A whole minute: everything from here on is told. */
  readonly startsAt: EpochMs;
  /**
   * How long prices wait for the final candle of a minute that is missing. Infinity: for ever, as
   * candles must. Whoever reads prices only goes on without it.
   */
  readonly patience: Ms;
}

/** REST candles to be read. */
export interface Repair {
  readonly symbol: SymbolId;
  readonly from: EpochMs;
  /** Newest time heard of the venue. */
  readonly askedAt: EpochMs;
}

/** Behind the others by no more than this a symbol counts as being with them. */
const WITH_OTHERS: Ms = 3 * SECOND_MS;
/** A symbol behind the others for this long no longer holds them up. */
export const GIVEN_UP_AFTER: Ms = 20 * SECOND_MS;

interface Place {
  readonly line: LiveLine;
  readonly index: number;
  behindSince: EpochMs | null;
  givenUp: boolean;
}

export class LiveCore {
  readonly #places: readonly Place[];
  readonly #bySymbol: ReadonlyMap<SymbolId, Place>;
  readonly #patience: Ms;
  #complete: EpochMs;
  #broken = 0;

  constructor({ symbols, startsAt, patience }: LiveCoreOptions) {
    this.#places = symbols.map((symbol, index) => ({
      line: new LiveLine(symbol, startsAt),
      index,
      behindSince: null,
      givenUp: false,
    }));
    this.#bySymbol = new Map(this.#places.map((place) => [place.line.symbol, place]));
    this.#patience = patience;
    this.#complete = startsAt;
  }

  line(symbol: SymbolId): LiveLine | undefined {
    return this.#bySymbol.get(symbol)?.line;
  }

  get givenUp(): readonly SymbolId[] {
    return this.#places.filter((place) => place.givenUp).map(({ line }) => line.symbol);
  }

  onUpdate(update: LiveUpdate | 'broken', now: EpochMs): void {
    if (update === 'broken') {
      this.#broken += 1;
      return;
    }
    const line = this.line(update.symbol);
    if (line === undefined) return;
    if (update.kind === 'kline') line.onKline(update, now);
    else if (update.kind === 'mark') line.onMark(update);
    else line.onBook(update);
  }

  /** As `LiveLine.onRows`. */
  onRows({ symbol, from, askedAt }: Repair, rows: readonly Candle[], now: EpochMs): boolean {
    return this.line(symbol)?.onRows(from, rows, askedAt, now) ?? false;
  }

  /** What is missing at `now`. */
  repairs(now: EpochMs): readonly Repair[] {
    const askedAt = Math.max(...this.#places.map(({ line }) => line.heardAt));
    return this.#places.flatMap(({ line }) => {
      const from = line.repairFrom(now);
      return from === null ? [] : [{ symbol: line.symbol, from, askedAt }];
    });
  }

  /** Judges who holds up whom; once a second and before every reading. */
  tick(now: EpochMs): void {
    for (const { line } of this.#places) {
      const since = line.missingSince;
      if (since !== null && now - since > this.#patience) line.skip(now);
    }
    const furthest = Math.max(...this.#places.map(({ line }) => line.completeUntil));
    for (const place of this.#places) this.#judge(place, furthest, now);
    const counted = this.#places.filter((place) => !place.givenUp);
    const complete = Math.min(...counted.map(({ line }) => line.completeUntil));
    if (counted.length > 0 && complete > this.#complete) this.#complete = complete;
  }

  /** As `MarketSource.completeUntil`, as of the last `tick`. */
  completeUntil(symbol?: SymbolId): EpochMs {
    const place = symbol === undefined ? undefined : this.#bySymbol.get(symbol);
    return place?.givenUp ? place.line.passed : this.#complete;
  }

  /** Steps not given out yet that end at or before `until`, in time order. */
  take(until: EpochMs): readonly PriceStep[] {
    const limit = Math.min(until, this.#complete);
    const steps = this.#places
      .filter((place) => !place.givenUp)
      .flatMap(({ line, index }) => line.take(limit).map((step) => ({ step, index })));
    steps.sort((a, b) => a.step.at - b.step.at || a.index - b.index);
    return steps.map(({ step }) => step);
  }

  /** Sums over all symbols. */
  figures(): LineFigures & { readonly broken: number } {
    const sum = { late: 0, refusedBooks: 0, contradicted: 0, repaired: 0, absent: 0, skipped: 0 };
    for (const { line } of this.#places) {
      for (const key of Object.keys(sum) as (keyof LineFigures)[]) sum[key] += line.figures[key];
    }
    return { ...sum, broken: this.#broken };
  }

  #judge(place: Place, furthest: EpochMs, now: EpochMs): void {
    const { line } = place;
    const behind = furthest - line.completeUntil > WITH_OTHERS;
    if (!behind) {
      place.behindSince = null;
      // Back: what it missed is told now, before anything newer of it.
      if (line.completeUntil >= this.#complete) place.givenUp = false;
      return;
    }
    place.behindSince ??= now;
    if (now - place.behindSince >= GIVEN_UP_AFTER) place.givenUp = true;
  }
}
