/**
 * One symbol of a live market: what the venue tells becomes price steps. Pure; time is passed in.
 *
 * The running 1m candle is told by the venue again and again, each time whole, so a lost update
 * costs resolution and nothing else. Steps are the differences between two of them, such that the
 * candle made of a minute's steps is the venue's own. The step that ends a minute comes only from
 * its final candle: what the venue calls closed, or a row of its REST candles that has a later one.
 * Until then nothing newer is told.
 */
import type { SymbolId } from '../../../domain/ids.ts';
import type { Book, Candle, PriceStep } from '../../../domain/market.ts';
import { type EpochMs, MINUTE_MS, type Ms, SECOND_MS } from '../../../domain/time.ts';
import type { BookUpdate, KlineUpdate, MarkUpdate } from './live-messages.ts';

/** Length of the steps within a minute. */
export const STEP_MS: Ms = SECOND_MS;
/** Longest time between two steps of a healthy symbol. */
export const LIVE_CADENCE: Ms = 5 * SECOND_MS;
/** Up to here after a minute's start steps may come before its final candle. */
const OPEN_PART: Ms = MINUTE_MS - STEP_MS;
/** The venue's own news about the end of a minute is awaited this long before REST is asked. */
const CLOSE_GRACE: Ms = 3 * SECOND_MS;
/** The same when a later minute has been told already: updates that overtook each other. */
const OVERTAKEN_GRACE: Ms = 1_500;
/** A REST row may still change for so long after its end. */
const SETTLE: Ms = 2 * SECOND_MS;
/** Later minutes remembered while one is missing; older ones are left to REST. */
const MOST_AHEAD = 1_500;
/** A mark further than this from a step's end is not that step's. */
const MARK_REACH: Ms = MINUTE_MS;

export interface LineFigures {
  /** Updates older than what is known: repeated, overtaken, late. */
  late: number;
  /** Books not taken over: empty, crossed, broken. */
  refusedBooks: number;
  /** Final candles that contradict what had been told of the minute. */
  contradicted: number;
  /** Minutes taken from REST. */
  repaired: number;
  /** Minutes the venue itself does not have. */
  absent: number;
  /** Minutes given up without their candle (readers of prices only). */
  skipped: number;
}

export class LiveLine {
  readonly symbol: SymbolId;
  readonly figures: LineFigures = {
    late: 0,
    refusedBooks: 0,
    contradicted: 0,
    repaired: 0,
    absent: 0,
    skipped: 0,
  };
  /** Start of the first minute whose final candle is not known. */
  #minute: EpochMs;
  /** Newest state of that minute told in steps, end of the last of them, and their volume. */
  #told: Candle | null = null;
  #toldAt: EpochMs;
  #toldVolume = 0;
  /** Newer state, to be told in the step that ends at `#nextAt`. */
  #next: Candle | null = null;
  #nextAt: EpochMs = 0;
  readonly #ahead = new Map<EpochMs, KlineUpdate>();
  /** Since when the end of `#minute` is known to be missing; null: it is not. */
  #missingSince: EpochMs | null = null;
  #distrusted = false;
  #heardAt: EpochMs;
  #passed: EpochMs;
  #queue: PriceStep[] = [];
  #book: Book = { bids: [], asks: [] };
  #bookAt: EpochMs = 0;
  #mark: MarkUpdate | null = null;

  constructor(symbol: SymbolId, startsAt: EpochMs) {
    this.symbol = symbol;
    this.#minute = startsAt;
    this.#toldAt = startsAt;
    this.#heardAt = startsAt;
    this.#passed = startsAt;
  }

  /** Everything of this symbol up to here has arrived. */
  get completeUntil(): EpochMs {
    const heard = this.#heardAt - (this.#heardAt % STEP_MS);
    return Math.max(this.#passed, Math.min(heard, this.#minute + OPEN_PART));
  }
  /** Everything of this symbol up to here has been given out. */
  get passed(): EpochMs {
    return this.#passed;
  }
  /** Venue time of the newest message. */
  get heardAt(): EpochMs {
    return this.#heardAt;
  }
  get mark(): MarkUpdate | null {
    return this.#mark;
  }
  /** Newest price told or known; null before the first. */
  get price(): number | null {
    return (this.#next ?? this.#told)?.close ?? null;
  }

  onKline(update: KlineUpdate, now: EpochMs): void {
    this.#heard(update.at);
    if (update.openTime < this.#minute) this.figures.late += 1;
    else if (update.openTime === this.#minute) this.#take(update, now);
    else this.#remember(update, now);
  }

  onMark(update: MarkUpdate): void {
    this.#heard(update.at);
    if (this.#mark !== null && isLate(update.at, this.#mark.at)) this.figures.late += 1;
    else this.#mark = update;
  }

  onBook({ at, book }: BookUpdate): void {
    this.#heard(at);
    if (book === null) this.figures.refusedBooks += 1;
    else if (isLate(at, this.#bookAt)) this.figures.late += 1;
    else {
      this.#book = book;
      this.#bookAt = at;
    }
  }

  /** First minute to be read from REST, or null when nothing is missing at `now`. */
  repairFrom(now: EpochMs): EpochMs | null {
    const overdue = now >= this.#minute + MINUTE_MS + CLOSE_GRACE;
    const overtaken = this.#missingSince !== null && now - this.#missingSince >= OVERTAKEN_GRACE;
    return overdue || overtaken || this.#distrusted ? this.#minute : null;
  }

  /** Since when something is missing; null: nothing is. */
  get missingSince(): EpochMs | null {
    return this.#missingSince;
  }

  /**
   * REST candles from `from` on, in order, as asked for when the venue's time was `askedAt`. The
   * last row is the one in progress. Tells whether anything became known.
   */
  onRows(from: EpochMs, rows: readonly Candle[], askedAt: EpochMs, now: EpochMs): boolean {
    const before = this.#minute;
    const newest = rows.at(-1)?.openTime ?? 0;
    if (from > before) return false;
    for (const row of rows) {
      const endsAt = row.openTime + MINUTE_MS;
      // By the venue's own times: a wrong clock of this machine must not make a row final.
      if (newest < endsAt || Math.max(askedAt, newest) < endsAt + SETTLE) break;
      if (row.openTime < this.#minute) continue;
      this.#leaveOut(row.openTime);
      this.figures.repaired += 1;
      this.#finish(row, now);
    }
    return this.#minute > before;
  }

  /** Goes on with the newest minute known, without those missing before it. */
  skip(now: EpochMs): void {
    const newest = Math.max(...this.#ahead.keys());
    if (!Number.isFinite(newest)) return;
    this.figures.skipped += (newest - this.#minute) / MINUTE_MS;
    this.#begin(newest, now);
  }

  /** Steps that end at or before `limit`, which must not lie beyond `completeUntil`. */
  take(limit: EpochMs): readonly PriceStep[] {
    this.#tellUpTo(limit);
    if (limit > this.#passed) this.#passed = limit;
    const count = this.#queue.findIndex((step) => step.at > limit);
    const taken = count < 0 ? this.#queue : this.#queue.slice(0, count);
    this.#queue = count < 0 ? [] : this.#queue.slice(count);
    return taken;
  }

  #heard(at: EpochMs): void {
    if (at > this.#heardAt) this.#heardAt = at;
  }

  #take(update: KlineUpdate, now: EpochMs): void {
    const known = this.#next ?? this.#told;
    if (known !== null && !continues(known, update)) {
      if (!update.closed) this.figures.late += 1;
      else {
        this.figures.contradicted += 1;
        this.#distrusted = true;
        this.#missingSince ??= now;
      }
      return;
    }
    if (update.closed) {
      this.#finish(update, now);
      return;
    }
    const last = this.#minute + OPEN_PART;
    const free = Math.max(this.#passed, this.#toldAt) + STEP_MS;
    const at = Math.min(last, Math.max(gridAfter(update.at), free));
    if (this.#next !== null && at > this.#nextAt) this.#tell(this.#next, this.#nextAt);
    this.#next = update;
    this.#nextAt = at;
  }

  /** An update of a minute beyond the one whose end is awaited. */
  #remember(update: KlineUpdate, now: EpochMs): void {
    const known = this.#ahead.get(update.openTime);
    if (known !== undefined && (known.closed || !continues(known, update))) {
      this.figures.late += 1;
      return;
    }
    this.#ahead.set(update.openTime, update);
    if (this.#ahead.size > MOST_AHEAD) this.#ahead.delete(Math.min(...this.#ahead.keys()));
    this.#missingSince ??= now;
  }

  /** Minutes before `openTime` that the venue does not have. */
  #leaveOut(openTime: EpochMs): void {
    if (openTime === this.#minute) return;
    // What the stream told of a minute that REST does not know is the venue's last word on it.
    const word = this.#next ?? this.#told;
    if (word !== null) this.#close(word);
    this.figures.absent += (openTime - this.#minute) / MINUTE_MS;
    this.#minute = openTime;
    this.#toldAt = openTime;
  }

  #finish(final: Candle, now: EpochMs): void {
    const known = this.#next ?? this.#told;
    if (known !== null && !continues(known, final) && !this.#distrusted) {
      this.figures.contradicted += 1;
    }
    this.#close(final);
    this.#begin(this.#minute, now);
  }

  /** The step that ends the minute. */
  #close(final: Candle): void {
    if (this.#next !== null && continues(this.#next, final)) this.#tell(this.#next, this.#nextAt);
    this.#next = null;
    this.#tell(final, this.#minute + MINUTE_MS);
    this.#told = null;
    this.#toldVolume = 0;
    this.#minute += MINUTE_MS;
  }

  /** Turns to `minute`, with what has been told about it and those after it. */
  #begin(minute: EpochMs, now: EpochMs): void {
    this.#minute = minute;
    this.#toldAt = minute;
    this.#told = null;
    this.#toldVolume = 0;
    this.#next = null;
    this.#distrusted = false;
    let update = this.#ahead.get(this.#minute);
    while (update?.closed) {
      this.#close(update);
      update = this.#ahead.get(this.#minute);
    }
    for (const openTime of [...this.#ahead.keys()]) {
      if (openTime <= this.#minute) this.#ahead.delete(openTime);
    }
    this.#missingSince = this.#ahead.size > 0 ? now : null;
    if (update !== undefined) this.#take(update, now);
  }

  #tellUpTo(limit: EpochMs): void {
    if (this.#next !== null) {
      if (this.#nextAt > limit) return;
      this.#tell(this.#next, this.#nextAt);
    }
    if (this.#told === null || limit > this.#minute + OPEN_PART) return;
    // Nothing was traded since: mark and book went on.
    const at = Math.min(limit - (limit % STEP_MS), gridAfter(this.#newsAt()));
    if (at > this.#toldAt && at > this.#passed) this.#tell(this.#told, at);
  }

  #newsAt(): EpochMs {
    return Math.max(this.#bookAt, this.#mark?.at ?? 0);
  }

  /** A step from what was told of the minute to `state`. */
  #tell(state: Candle, at: EpochMs): void {
    if (at <= this.#toldAt) return;
    const told = this.#told;
    const open = told?.close ?? state.open;
    const { high, low, close } = state;
    const mark = this.#markAt(at, close);
    this.#queue.push({
      symbol: this.symbol,
      at,
      length: at - this.#toldAt,
      open,
      high: told === null || high > told.high ? high : Math.max(open, close),
      low: told === null || low < told.low ? low : Math.min(open, close),
      close,
      mark: mark.price,
      volume: Math.max(0, state.volume - this.#toldVolume),
      book: this.#book,
      markAt: mark.at,
      bookAt: Math.min(at, this.#bookAt),
    });
    this.#toldVolume += Math.max(0, state.volume - this.#toldVolume);
    this.#told = state;
    this.#toldAt = at;
    if (this.#next === state) this.#next = null;
  }

  /** The venue's mark where it belongs to this time; in a repaired past the last price. */
  #markAt(at: EpochMs, close: number): { readonly price: number; readonly at: EpochMs } {
    const mark = this.#mark;
    if (mark === null || mark.at - at > MARK_REACH) return { price: close, at };
    return { price: mark.mark, at: Math.min(at, mark.at) };
  }
}

/** First whole step at or after `at`. */
const gridAfter = (at: EpochMs): EpochMs => Math.ceil(at / STEP_MS) * STEP_MS;

/** Far behind what is known, it is rather that which was stamped wrongly. */
const isLate = (at: EpochMs, known: EpochMs): boolean => at < known && known - at < MINUTE_MS;

/** May `later` be a later state of the same candle? */
const continues = (earlier: Candle, later: Candle): boolean =>
  later.open === earlier.open &&
  later.high >= earlier.high &&
  later.low <= earlier.low &&
  later.volume >= earlier.volume;
