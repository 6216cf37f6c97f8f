/** Public REST calls of the live market: one at a time, within a budget, obeying `Retry-After`. */
import { marketIdOf, type SymbolId } from '../../../domain/ids.ts';
import type { Book, Candle } from '../../../domain/market.ts';
import { type EpochMs, MINUTE_MS, type Ms, SECOND_MS } from '../../../domain/time.ts';
import type { Timeframe } from '../../../domain/timeframe.ts';
import type { VenueClient } from '../client.ts';
import {
  type MarkUpdate,
  parseBook,
  parseCandle,
  parseMark,
  type SymbolTable,
} from './live-messages.ts';

type RestClient = Pick<
  VenueClient,
  | 'fapiPublicGetKlines'
  | 'fapiPublicGetPremiumIndex'
  | 'fapiPublicGetFundingInfo'
  | 'fapiPublicGetDepth'
  | 'fapiPublicGetExchangeInfo'
>;

export interface LiveRestOptions {
  readonly client: RestClient;
  readonly monotonic: () => Ms;
  readonly wait: (delay: Ms) => Promise<void>;
}

/** Rows of one call at most; more cost more than they bring. */
export const MOST_ROWS = 1_000;
const BOOK_LEVELS = 20;
/** Weight that may be spent at once, and what grows again per second: half of the venue's limit. */
const BURST = 600;
const PER_SECOND = 20;
/** Obeyed where a refusal names no time. */
const UNNAMED_BAN: Ms = 10 * SECOND_MS;
const LONGEST_BAN: Ms = 3 * 24 * 60 * MINUTE_MS;

export class LiveRest {
  readonly #options: LiveRestOptions;
  #last: Promise<unknown> = Promise.resolve();
  #budget = BURST;
  #budgetAt: Ms;
  #closedUntil: Ms = Number.NEGATIVE_INFINITY;

  constructor(options: LiveRestOptions) {
    this.#options = options;
    this.#budgetAt = options.monotonic();
  }

  /** Every answer of the venue, also refusals; header names in lower case. */
  answered(status: number, headers: Readonly<Record<string, string>>): void {
    if (status !== 429 && status !== 418) return;
    const named = Number(headers['retry-after']) * SECOND_MS;
    const delay = named > 0 ? Math.min(named, LONGEST_BAN) : UNNAMED_BAN;
    this.#closedUntil = Math.max(this.#closedUntil, this.#options.monotonic() + delay);
  }

  /** Candles from `from` on, oldest first, at most `count` (1 to 1,000); the last may be running. */
  async candles(
    symbol: SymbolId,
    interval: Timeframe,
    from: EpochMs,
    count: number,
  ): Promise<readonly Candle[]> {
    const limit = Math.min(MOST_ROWS, Math.max(1, count));
    const rows: unknown = await this.#ask(weightOf(limit), (client) =>
      client.fapiPublicGetKlines({ symbol: marketIdOf(symbol), interval, startTime: from, limit }),
    );
    if (!Array.isArray(rows)) throw new Error(`candles of ${symbol}: the answer is no list`);
    const candles: Candle[] = [];
    for (const row of rows) {
      const candle = parseCandle(row);
      const last = candles.at(-1)?.openTime ?? from - 1;
      if (candle === null || candle.openTime <= last) {
        throw new Error(`candles of ${symbol}: a row makes no sense: ${JSON.stringify(row)}`);
      }
      candles.push(candle);
    }
    return candles;
  }

  async book(symbol: SymbolId): Promise<{ readonly at: EpochMs; readonly book: Book | null }> {
    const symbolId = marketIdOf(symbol);
    const answer = (await this.#ask(2, (client) =>
      client.fapiPublicGetDepth({ symbol: symbolId, limit: BOOK_LEVELS }),
    )) as Readonly<Record<string, unknown>>;
    return { at: Number(answer['E']), book: parseBook(answer['bids'], answer['asks']) };
  }

  /** Of `symbols`, those that the venue trades now, in their order. */
  async traded(symbols: readonly SymbolId[]): Promise<readonly SymbolId[]> {
    const answer = (await this.#ask(1, (client) => client.fapiPublicGetExchangeInfo())) as Readonly<
      Record<string, unknown>
    >;
    const listed = answer['symbols'];
    if (!Array.isArray(listed)) throw new Error('symbols of the venue: the answer has no list');
    const trading = new Set(
      listed
        .filter((each: Readonly<Record<string, unknown>>) => each['status'] === 'TRADING')
        .map((each: Readonly<Record<string, unknown>>) => String(each['symbol'])),
    );
    return symbols.filter((symbol) => trading.has(marketIdOf(symbol)));
  }

  /** Mark and funding of all symbols. */
  async marks(symbols: SymbolTable): Promise<readonly MarkUpdate[]> {
    const rows: unknown = await this.#ask(10, (client) => client.fapiPublicGetPremiumIndex());
    if (!Array.isArray(rows)) throw new Error('mark prices: the answer is no list');
    return rows.flatMap((row: Readonly<Record<string, unknown>>) => {
      const symbol = symbols.get(String(row['symbol']));
      if (symbol === undefined) return [];
      const { markPrice, lastFundingRate, nextFundingTime } = row;
      const mark = parseMark(
        symbol,
        Number(row['time']),
        markPrice,
        lastFundingRate,
        nextFundingTime,
      );
      return mark === null ? [] : [mark];
    });
  }

  /** Hours between settlements where they are not the usual eight, by market id. */
  async fundingHours(): Promise<ReadonlyMap<string, number>> {
    const rows: unknown = await this.#ask(1, (client) => client.fapiPublicGetFundingInfo());
    if (!Array.isArray(rows)) return new Map();
    return new Map(
      rows.map((row: Readonly<Record<string, unknown>>) => [
        String(row['symbol']),
        Number(row['fundingIntervalHours']),
      ]),
    );
  }

  #ask<T>(weight: number, call: (client: RestClient) => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      await this.#afford(weight);
      return await call(this.#options.client);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #afford(weight: number): Promise<void> {
    const { monotonic, wait } = this.#options;
    const ban = this.#closedUntil - monotonic();
    if (ban > 0) await wait(ban);
    this.#refill();
    const lacking = weight - this.#budget;
    if (lacking > 0) await wait((lacking / PER_SECOND) * SECOND_MS);
    this.#refill();
    this.#budget -= weight;
  }

  #refill(): void {
    const now = this.#options.monotonic();
    const grown = ((now - this.#budgetAt) / SECOND_MS) * PER_SECOND;
    this.#budget = Math.min(BURST, this.#budget + grown);
    this.#budgetAt = now;
  }
}

const weightOf = (rows: number): number => (rows < 100 ? 1 : rows < 500 ? 2 : 5);
