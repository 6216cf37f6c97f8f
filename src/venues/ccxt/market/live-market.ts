/**
 * A live venue as a market: websocket first, REST for what it missed. The thin shell around
 * `LiveCore`: connections, timers, requests. Market time is the machine's clock as matched with
 * the venue's when the run was started; what is told carries the venue's own times.
 */
import type { SymbolId } from '../../../domain/ids.ts';
import type {
  Candle,
  FundingInfo,
  FundingSettlement,
  MarketSource,
  PriceStep,
} from '../../../domain/market.ts';
import { type Clock, type EpochMs, MINUTE_MS, type Ms, SECOND_MS } from '../../../domain/time.ts';
import type { Timeframe } from '../../../domain/timeframe.ts';
import { openVenueClient, type VenueClient, type VenueEndpoint } from '../client.ts';
import { LiveCore, type Repair } from './live-core.ts';
import { clockFault, fundingIntervals, readHistory } from './live-history.ts';
import { LIVE_CADENCE, STEP_MS } from './live-line.ts';
import {
  marketStreams,
  parseLiveMessage,
  publicStreams,
  type SymbolTable,
  symbolTable,
} from './live-messages.ts';
import { LiveRest } from './live-rest.ts';
import { LiveSocket, pauseAfter } from './live-socket.ts';

export interface LiveMarketOptions {
  readonly endpoint: VenueEndpoint;
  readonly symbols: readonly SymbolId[];
  /** Market time from which on everything is told; it begins at a whole minute before. */
  readonly at: EpochMs;
  /** Closed candles of each timeframe read before the start; 0: the reader wants prices only. */
  readonly historyKept: number;
  readonly clock: Clock;
  readonly random?: () => number;
  readonly onLog: (level: 'info' | 'warn', text: string) => void;
}

/** A minute that ended less than this ago may still change in the venue's REST candles. */
const SETTLE: Ms = 5 * SECOND_MS;
/** Prices wait for a missing minute this long where nobody makes candles of them. */
const PRICES_ONLY_PATIENCE: Ms = 5 * SECOND_MS;
const TICK: Ms = 250;
const SILENCE: Readonly<Record<'kline' | 'mark' | 'book', Ms>> = {
  kline: 30 * SECOND_MS,
  mark: 15 * SECOND_MS,
  book: 15 * SECOND_MS,
};
/** A symbol given up whose messages do not come gets a new subscription this often at most. */
const RESUBSCRIBE: Ms = MINUTE_MS;
const FIGURES_EVERY: Ms = MINUTE_MS;
/** Attempts to read what is needed before the start. */
const START_ATTEMPTS = 6;

interface RepairState {
  busy: boolean;
  failures: number;
  notBefore: Ms;
}

type History = Awaited<ReturnType<typeof readHistory>>;

export class LiveMarket implements MarketSource {
  readonly startsAt: EpochMs;
  readonly endsAt = undefined;
  readonly stepLength = STEP_MS;
  readonly cadence = LIVE_CADENCE;
  readonly #options: LiveMarketOptions;
  #core: LiveCore;
  #symbols: readonly SymbolId[] = [];
  #table: SymbolTable = new Map();
  readonly #random: () => number;
  readonly #repairs = new Map<SymbolId, RepairState>();
  readonly #wakes = new Set<() => void>();
  #history: History = new Map();
  #intervals: ReadonlyMap<SymbolId, Ms> = new Map();
  #client: VenueClient | null = null;
  #rest: LiveRest | null = null;
  #sockets: readonly LiveSocket[] = [];
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  #given = '';
  #told = '';
  #toldAt = 0;
  #droppedAt: Ms = 0;

  private constructor(options: LiveMarketOptions) {
    const { at } = options;
    this.#options = options;
    this.#random = options.random ?? Math.random;
    const settled = at - SETTLE;
    this.startsAt = settled - (settled % MINUTE_MS);
    this.#core = this.#coreOf([]);
  }

  #coreOf(symbols: readonly SymbolId[]): LiveCore {
    const { historyKept } = this.#options;
    const patience = historyKept > 0 ? Number.POSITIVE_INFINITY : PRICES_ONLY_PATIENCE;
    return new LiveCore({ symbols, startsAt: this.startsAt, patience });
  }

  /** Those of the portfolio that the venue trades, as of the start. */
  get symbols(): readonly SymbolId[] {
    return this.#symbols;
  }

  /** Reads what is needed before the start, then connects. Throws with words when it cannot. */
  static async open(options: LiveMarketOptions): Promise<LiveMarket> {
    const market = new LiveMarket(options);
    try {
      await market.#prepare();
    } catch (error) {
      await market.close();
      throw error;
    }
    market.#connect();
    return market;
  }

  advance(until: EpochMs): Iterable<PriceStep> {
    this.#core.tick(this.#options.clock.now());
    return this.#core.take(until);
  }

  completeUntil(symbol?: SymbolId): EpochMs {
    if (symbol === undefined) this.#core.tick(this.#options.clock.now());
    return this.#core.completeUntil(symbol);
  }

  funding(symbol: SymbolId): FundingInfo | undefined {
    const mark = this.#core.line(symbol)?.mark;
    if (!mark || mark.rate === null || mark.nextFundingTime === null) return undefined;
    const { at, rate, nextFundingTime } = mark;
    return { symbol, at, rate, nextFundingTime, interval: this.#intervals.get(symbol)! };
  }

  /** The account is told of them by the venue itself. */
  settlements(): readonly FundingSettlement[] {
    return [];
  }

  history(symbol: SymbolId, timeframe: Timeframe, count: number): readonly Candle[] {
    const candles = this.#history.get(symbol)?.get(timeframe) ?? [];
    return count > 0 ? candles.slice(-count) : [];
  }

  /** Counters since the start: what was late, repaired, refused. */
  figures(): ReturnType<LiveCore['figures']> {
    return this.#core.figures();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.stop();
    for (const wake of this.#wakes) wake();
    await this.#client?.close();
  }

  async #prepare(): Promise<void> {
    const { endpoint, clock, historyKept } = this.#options;
    const monotonic = () => clock.monotonic();
    const client = await openVenueClient(endpoint, null, {
      message: (message) => this.#onMessage(message),
      answered: (status, headers) => this.#rest?.answered(status, headers),
    });
    // The pauses between connections are ours; the library's own would come on top of them.
    client.options['ws'] = { ...client.options['ws'], backoff: { base: 1, factor: 1, max: 1 } };
    this.#client = client;
    const rest = new LiveRest({ client, monotonic, wait: (delay) => this.#wait(delay) });
    this.#rest = rest;
    await this.#takeSymbols(rest);
    const fault = await this.#insist(() => clockFault(rest, this.symbols[0]!, clock.now()));
    if (fault !== null) throw new Error(fault);
    this.#intervals = await fundingIntervals(rest, this.symbols);
    this.#history = await this.#insist(() =>
      readHistory(rest, this.symbols, this.startsAt, historyKept),
    );
    await this.#insist(() => this.#readState(rest));
  }

  async #takeSymbols(rest: LiveRest): Promise<void> {
    const wanted = this.#options.symbols;
    this.#symbols = await this.#insist(() => rest.traded(wanted));
    const missing = wanted.filter((symbol) => !this.#symbols.includes(symbol)).join(', ');
    if (this.#symbols.length === 0) throw new Error(`the venue trades none of ${missing}`);
    if (missing !== '') this.#log('warn', `not traded by the venue: ${missing}`);
    this.#table = symbolTable(this.#symbols);
    this.#core = this.#coreOf(this.#symbols);
  }

  /** Mark and book as they stand, so that the first step has both. */
  async #readState(rest: LiveRest): Promise<void> {
    const now = this.#options.clock.now();
    for (const mark of await rest.marks(this.#table)) this.#core.onUpdate(mark, now);
    for (const symbol of this.symbols) {
      this.#core.onUpdate({ kind: 'book', symbol, ...(await rest.book(symbol)) }, now);
    }
  }

  /** Tries again what fails, with growing pauses. */
  async #insist<T>(read: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await read();
      } catch (error) {
        if (failures + 1 >= START_ATTEMPTS || this.#closed) throw error;
        this.#log('warn', `the venue did not answer: ${messageOf(error)}`);
        await this.#wait(pauseAfter(failures, this.#random()));
      }
    }
  }

  #connect(): void {
    const client = this.#client!;
    const common = {
      client,
      monotonic: () => this.#options.clock.monotonic(),
      wait: (delay: Ms) => this.#wait(delay),
      random: this.#random,
      onProblem: (text: string) => this.#log('warn', `connection lost, ${text}`),
    };
    const { kline, mark, book } = SILENCE;
    const parts = [
      { part: 'market', streams: this.symbols.flatMap(marketStreams), silence: { kline, mark } },
      { part: 'public', streams: this.symbols.flatMap(publicStreams), silence: { book } },
    ];
    this.#sockets = parts.map(({ part, streams, silence }) => {
      const url = `${client.getWsUrl('future', part)}/0`;
      return new LiveSocket({ ...common, url, streams, silence });
    });
    for (const socket of this.#sockets) void socket.run();
    this.#timer = setInterval(() => this.#tick(), TICK);
  }

  #onMessage(message: unknown): void {
    const update = parseLiveMessage(message, this.#table);
    if (update === null || this.#closed) return;
    this.#core.onUpdate(update, this.#options.clock.now());
    if (update === 'broken') return;
    this.#sockets[update.kind === 'book' ? 1 : 0]?.heard(update.kind);
  }

  #tick(): void {
    const now = this.#options.clock.now();
    this.#core.tick(now);
    for (const socket of this.#sockets) socket.check();
    for (const repair of this.#core.repairs(now)) this.#repair(repair, now);
    this.#tellGivenUp();
    this.#tellFigures(now);
  }

  #repair(repair: Repair, now: EpochMs): void {
    const monotonic = this.#options.clock.monotonic();
    const state = this.#repairs.get(repair.symbol) ?? { busy: false, failures: 0, notBefore: 0 };
    this.#repairs.set(repair.symbol, state);
    if (state.busy || monotonic < state.notBefore) return;
    state.busy = true;
    void this.#readRows(repair, now, state);
  }

  async #readRows(repair: Repair, now: EpochMs, state: RepairState): Promise<void> {
    const { symbol, from } = repair;
    // The minute in progress is a row as well, and says that the one before it is final.
    const count = Math.ceil(Math.max(0, now - from) / MINUTE_MS) + 2;
    let progress = false;
    try {
      const rows = await this.#rest!.candles(symbol, '1m', from, count);
      progress = this.#core.onRows(repair, rows, this.#options.clock.now());
    } catch (error) {
      if (!this.#closed) this.#log('warn', `${symbol} could not be repaired: ${messageOf(error)}`);
    }
    state.failures = progress ? 0 : state.failures + 1;
    const pause = progress ? 0 : pauseAfter(state.failures, this.#random());
    state.notBefore = this.#options.clock.monotonic() + pause;
    state.busy = false;
  }

  #tellGivenUp(): void {
    const { givenUp } = this.#core;
    const given = givenUp.join(', ');
    if (given !== this.#given) {
      if (given === '') this.#log('info', 'all symbols are told again');
      else this.#log('warn', `given up for now, the others go on: ${given}`);
      this.#given = given;
    }
    const monotonic = this.#options.clock.monotonic();
    if (given === '' || monotonic - this.#droppedAt < RESUBSCRIBE) return;
    this.#droppedAt = monotonic;
    for (const socket of this.#sockets) socket.drop(`nothing usable of ${given}`);
  }

  #tellFigures(now: EpochMs): void {
    if (now - this.#toldAt < FIGURES_EVERY) return;
    this.#toldAt = now;
    const { late, refusedBooks, contradicted, repaired, absent, skipped, broken } = this.figures();
    const text = `since the start: ${repaired} minutes repaired, ${absent} absent at the venue, ${skipped} skipped, ${contradicted} contradicted, ${late} late messages, ${refusedBooks} books not taken over, ${broken} broken messages`;
    if (text !== this.#told && this.#told !== '') this.#log('info', text);
    this.#told = text;
  }

  /** Ends early when the market is closed. */
  #wait(delay: Ms): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#wakes.delete(end);
        resolve();
      };
      const timer = setTimeout(end, delay);
      this.#wakes.add(end);
    });
  }

  #log(level: 'info' | 'warn', text: string): void {
    this.#options.onLog(level, text);
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
