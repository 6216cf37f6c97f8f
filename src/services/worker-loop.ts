/**
 * What a worker process does around its strategy, without sockets or timers: which candles are
 * missing, in which order they are delivered, which positions it knows, and when it has to fall
 * back to paused because nobody has spoken to it.
 */
import type { VirtualPosition } from '../domain/execution.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { Candle, CandleClosed } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import type { EntryLatch, Worker, WorkerOutput } from '../strategies/worker.ts';

/** Without a word from the orchestrator for this long a worker pauses its entries; machine time. */
export const SILENCE_LIMIT_MS: Ms = 2_000;
/** Candles asked for again at most after an outage of the feed. */
const MAX_MISSED = 5_000;
/** Live candles kept while history is under way. */
const MAX_BUFFERED = 20_000;

export interface HistoryRequest {
  readonly symbol: SymbolId;
  readonly timeframe: Timeframe;
  readonly count: number;
}
export interface HistoryAnswer extends HistoryRequest {
  readonly candles: readonly Candle[];
}

const keyOf = (symbol: SymbolId, timeframe: Timeframe): string => `${symbol} ${timeframe}`;
const closeOf = (event: CandleClosed): EpochMs =>
  event.candle.openTime + timeframeMs(event.timeframe);

export class WorkerLoop {
  private readonly worker: Worker;
  private readonly lastOpen = new Map<string, EpochMs>();
  private readonly wanted: ReadonlySet<string>;
  private readonly open = new Map<string, VirtualPosition>();
  private buffer: CandleClosed[] | null = [];
  private warmedUp = false;
  private heardAt: Ms = Number.NEGATIVE_INFINITY;

  constructor(worker: Worker) {
    this.worker = worker;
    this.wanted = new Set(
      worker.requiredHistory().map(({ symbol, timeframe }) => keyOf(symbol, timeframe)),
    );
  }

  /** History has been loaded once; the strategy may still lack candles that do not exist. */
  get loaded(): boolean {
    return this.warmedUp;
  }

  /** The feed is there (again): from now on live candles wait until the history has come. */
  beginSync(now: EpochMs): readonly HistoryRequest[] {
    this.buffer = [];
    return this.worker.requiredHistory().map(({ symbol, timeframe, count }) => {
      const last = this.lastOpen.get(keyOf(symbol, timeframe));
      if (last === undefined) return { symbol, timeframe, count };
      const missed = Math.ceil((now - last) / timeframeMs(timeframe)) + 1;
      return { symbol, timeframe, count: Math.min(missed, MAX_MISSED) };
    });
  }

  /** The history has come: warms up, or delivers what was missed, then what waited. */
  endSync(answers: readonly HistoryAnswer[]): readonly WorkerOutput[] {
    const waiting = this.buffer ?? [];
    this.buffer = null;
    const events = answers.flatMap(({ symbol, timeframe, candles }) =>
      candles.map((candle) => ({ symbol, timeframe, candle })),
    );
    if (!this.warmedUp) {
      this.warmUp(answers);
      return waiting.flatMap((event) => this.deliver(event));
    }
    return [...events, ...waiting].sort(byClosing).flatMap((event) => this.deliver(event));
  }

  /** A closed candle from the feed; those told before are told once. */
  onCandle(event: CandleClosed): readonly WorkerOutput[] {
    if (this.buffer === null) return this.deliver(event);
    if (this.buffer.length < MAX_BUFFERED) this.buffer.push(event);
    return [];
  }

  onPosition(position: VirtualPosition, at: EpochMs): readonly WorkerOutput[] {
    const key = `${position.symbol} ${position.side}`;
    if (Number(position.quantity) === 0) this.open.delete(key);
    else this.open.set(key, position);
    return this.worker.onPosition(position, at);
  }

  /** All positions as they are now; those known before and no longer there were closed. */
  onPositions(positions: readonly VirtualPosition[], at: EpochMs): readonly WorkerOutput[] {
    const now = new Set(positions.map(({ symbol, side }) => `${symbol} ${side}`));
    const closed = [...this.open].filter(([key]) => !now.has(key));
    return [
      ...closed.flatMap(([, position]) => this.onPosition({ ...position, quantity: '0' }, at)),
      ...positions.flatMap((position) => this.onPosition(position, at)),
    ];
  }

  /** The orchestrator said what the latch shall be. */
  hear(entries: EntryLatch, monotonic: Ms): void {
    this.heardAt = monotonic;
    this.worker.setEntries(entries);
  }

  /** Pauses after too long a silence; true when that changed something. */
  checkSilence(monotonic: Ms): boolean {
    if (this.worker.entries === 'paused' || monotonic - this.heardAt <= SILENCE_LIMIT_MS) {
      return false;
    }
    this.worker.setEntries('paused');
    return true;
  }

  private warmUp(answers: readonly HistoryAnswer[]): void {
    this.warmedUp = true;
    for (const { symbol, timeframe, candles } of answers) {
      this.worker.warmUp(symbol, timeframe, candles);
      const last = candles.at(-1);
      if (last !== undefined) this.lastOpen.set(keyOf(symbol, timeframe), last.openTime);
    }
  }

  private deliver(event: CandleClosed): readonly WorkerOutput[] {
    const key = keyOf(event.symbol, event.timeframe);
    if (!this.wanted.has(key)) return [];
    const last = this.lastOpen.get(key);
    if (last !== undefined && event.candle.openTime <= last) return [];
    this.lastOpen.set(key, event.candle.openTime);
    return this.worker.onCandle(event);
  }
}

/** Order of closing; at one instant higher timeframes first. */
function byClosing(a: CandleClosed, b: CandleClosed): number {
  return closeOf(a) - closeOf(b) || timeframeMs(b.timeframe) - timeframeMs(a.timeframe);
}
