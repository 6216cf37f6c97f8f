/** Records the feed's bus on a tape: history first, then what is told; what was missed is filled. */
import { BusClient } from '../../bus/client.ts';
import { messageOf } from '../../bus/server.ts';
import { socketPath } from '../../bus/socket-path.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Candle } from '../../domain/market.ts';
import { type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import { TIMEFRAMES, type Timeframe, timeframeMs } from '../../domain/timeframe.ts';
import type { FeedOutput } from '../../market/feed.ts';
import { fillOutputs, type MissedCandles } from '../../market/tape/fill.ts';
import { type TapeHead, tapeHead, writeTapeHead } from '../../market/tape/tape-head.ts';
import { TapeRecorder } from '../../market/tape/tape-recorder.ts';
import type { TapeWriter } from '../../market/tape/tape-writer.ts';
import type { ServiceProcess } from '../service-process.ts';

/** Candles of each timeframe from before the start: more than any strategy or average asks for. */
const HISTORY = 2_000;
const TIMEOUT_MS = 20_000;
const RETRY_MS = 1_000;
/** Outputs that wait while history is read: minutes of a market; beyond it they are missed. */
const WAITING_MAX = 50_000;

export interface FeedTapeOptions {
  readonly service: ServiceProcess;
  readonly folder: string;
  readonly writer: TapeWriter;
  /** Null: the tape begins. */
  readonly head: TapeHead | null;
  /** Equity both sides begin with, USDT. */
  readonly equity: () => Promise<string>;
  /** The head is on the disk, from now on or since an earlier run. */
  readonly onHead: (head: TapeHead) => void;
  /** A price of this symbol arrived and is, or will be, on the tape. */
  readonly onPrice: (symbol: SymbolId) => void;
}

export class FeedTape {
  private readonly options: FeedTapeOptions;
  private readonly symbols: readonly SymbolId[];
  private readonly recorder: TapeRecorder;
  private readonly feed: BusClient<'feed'>;
  private head: TapeHead | null;
  private waiting: FeedOutput[] | null = [];
  private syncs = 0;
  private closed = false;

  constructor(options: FeedTapeOptions) {
    this.options = options;
    const { service, writer, head } = options;
    this.symbols = service.run.config.kernel.instruments.map(({ symbol }) => symbol);
    this.head = head;
    this.recorder = new TapeRecorder(writer);
    if (head !== null) options.onHead(head);
    this.feed = new BusClient({
      service: 'feed',
      path: socketPath(service.home.path, 'feed'),
      peer: service.name,
      topics: {
        price: (step) => this.hear({ kind: 'price', step }),
        candle: (event) => this.hear({ kind: 'candle', event }),
        funding: (info) => this.hear({ kind: 'funding', info }),
      },
      onUp: () => this.startSync(),
      onDown: () => {
        this.waiting = [];
        service.log('warn', 'the feed was lost');
      },
    });
  }

  /** Instants lost because the tape is full. */
  get lost(): number {
    return this.recorder.lost;
  }

  /** The instant in hand is not whole: it is left to the next start, which fills it. */
  close(): void {
    this.closed = true;
    this.feed.close();
  }

  private hear(output: FeedOutput): void {
    if (this.waiting === null) this.take(output);
    else if (this.waiting.length < WAITING_MAX) this.waiting.push(output);
  }

  private take(output: FeedOutput): void {
    this.recorder.take(output);
    if (output.kind === 'price' && this.recorder.lost === 0) {
      this.options.onPrice(output.step.symbol);
    }
  }

  private startSync(): void {
    this.waiting = [];
    this.sync().catch((error: unknown) => {
      this.options.service.log('warn', `history could not be read: ${messageOf(error)}`);
      setTimeout(() => {
        if (this.feed.up && !this.closed) this.startSync();
      }, RETRY_MS);
    });
  }

  private async sync(): Promise<void> {
    this.syncs += 1;
    const attempt = this.syncs;
    const { service, writer } = this.options;
    const now = service.clock.now();
    this.head ??= await this.begin(now - (now % MINUTE_MS));
    const since = writer.last ?? this.head.startsAt;
    const missed: MissedCandles[] = [];
    for (const symbol of this.symbols) {
      for (const timeframe of TIMEFRAMES) {
        const count = Math.min(HISTORY, Math.ceil((now - since) / timeframeMs(timeframe)) + 1);
        missed.push({ symbol, timeframe, candles: await this.candles(symbol, timeframe, count) });
      }
    }
    // A later connection began anew meanwhile: its answers count.
    if (attempt !== this.syncs) return;
    this.fill(missed, since);
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const output of waiting) this.take(output);
  }

  private fill(missed: readonly MissedCandles[], since: EpochMs): void {
    const { kernel } = this.options.service.run.config;
    const ticks = new Map(kernel.instruments.map((each) => [each.symbol, Number(each.tickSize)]));
    const outputs = fillOutputs(
      missed,
      since,
      Number.POSITIVE_INFINITY,
      (symbol) => this.recorder.lastStep(symbol),
      (symbol) => ticks.get(symbol) ?? 0,
    );
    if (outputs.length === 0) return;
    // What was in hand when the feed was lost comes before what was missed.
    this.recorder.flush();
    for (const output of outputs) this.recorder.take(output, true);
    this.recorder.flush();
  }

  private async begin(startsAt: EpochMs): Promise<TapeHead> {
    const { service, folder, equity, onHead } = this.options;
    const candles: Record<string, Partial<Record<Timeframe, readonly Candle[]>>> = {};
    for (const symbol of this.symbols) {
      const own: Partial<Record<Timeframe, readonly Candle[]>> = {};
      for (const timeframe of TIMEFRAMES) {
        const all = await this.candles(symbol, timeframe, HISTORY);
        own[timeframe] = all.filter((each) => each.openTime + timeframeMs(timeframe) <= startsAt);
      }
      candles[symbol] = own;
    }
    const { stepLength } = service.run.config.market;
    const about = { startsAt, stepLength, symbols: this.symbols, equity: await equity(), candles };
    const head = tapeHead(about);
    writeTapeHead(folder, head);
    service.log('info', `the tape begins at ${new Date(startsAt).toISOString()}`);
    onHead(head);
    return head;
  }

  private candles(symbol: SymbolId, timeframe: Timeframe, count: number) {
    return this.feed.request('history', { symbol, timeframe, count }, TIMEOUT_MS);
  }
}
