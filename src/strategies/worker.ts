/**
 * The worker of one strategy: closed candles and facts of its positions in, signals and rule
 * exits out. A state machine without clock, timers or randomness; a service, a backtest or a test
 * drives it. It starts with its entry latch closed (`paused`).
 */
import type { StrategyConfig } from '../domain/config.ts';
import type { VirtualPosition } from '../domain/execution.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { Candle, CandleClosed } from '../domain/market.ts';
import type { ExitRequest, Signal } from '../domain/signal.ts';
import type { EpochMs } from '../domain/time.ts';
import { type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { Evaluator, type EvaluatorOptions, type RequiredHistory } from './evaluator.ts';
import { PositionBook } from './position-book.ts';
import { exitPlanOf, signalOf } from './signal-of.ts';
import type { Evaluation } from './symbol-track.ts';

export type WorkerOutput =
  | { readonly kind: 'signal'; readonly signal: Signal }
  | { readonly kind: 'exit'; readonly request: ExitRequest };

export type EntryLatch = 'paused' | 'open';

/** What keeps a symbol from signalling yet; empty `lacking`: nothing. */
export interface SymbolReadiness {
  readonly symbol: SymbolId;
  readonly lacking: readonly string[];
}

/** What a worker lacks to make signals, in words; empty when nothing. */
export const lackingText = (readiness: readonly SymbolReadiness[]): string =>
  readiness
    .filter(({ lacking }) => lacking.length > 0)
    .map(({ symbol, lacking }) => `${symbol} ${lacking.join(', ')}`)
    .join('; ');

const NO_OUTPUTS: readonly WorkerOutput[] = [];

export const createWorker = (config: StrategyConfig, options: EvaluatorOptions): Worker =>
  new Worker(config, options);

export class Worker {
  readonly #config: StrategyConfig;
  readonly #evaluator: Evaluator;
  readonly #positions: PositionBook;
  readonly #exitPlan: Signal['exitPlan'];
  #history: CandleClosed[] = [];
  #entries: EntryLatch = 'paused';
  #evaluated = 0;
  #lastCandleAt: EpochMs | null = null;

  /** Throws on a configuration that validation should have refused. */
  constructor(config: StrategyConfig, options: EvaluatorOptions) {
    this.#config = config;
    this.#evaluator = new Evaluator(config, options);
    this.#positions = new PositionBook(config, (symbol) => this.#evaluator.track(symbol));
    this.#exitPlan = exitPlanOf(config);
  }

  get entries(): EntryLatch {
    return this.#entries;
  }

  /** Base candles evaluated since the start, all symbols, without the warm-up. */
  get evaluated(): number {
    return this.#evaluated;
  }

  /** Close of the newest base candle, warm-up included; null before the first. */
  get lastCandleAt(): EpochMs | null {
    this.#replayHistory();
    return this.#lastCandleAt;
  }

  /** Can every symbol signal? */
  get warm(): boolean {
    return this.readiness().every((symbol) => symbol.lacking.length === 0);
  }

  readiness(): readonly SymbolReadiness[] {
    this.#replayHistory();
    return this.#config.symbols.map((symbol) => ({
      symbol,
      lacking: this.#evaluator.lacking(symbol),
    }));
  }

  /** Candles to load before the first live one, by symbol and timeframe. */
  requiredHistory(): readonly RequiredHistory[] {
    return this.#evaluator.requiredHistory();
  }

  /** The latch of this worker: while `paused` its signals say so and the kernel refuses them. */
  setEntries(entries: EntryLatch): void {
    this.#entries = entries;
  }

  /**
   * Takes history of one symbol and timeframe, ascending, before the first live candle. It is
   * replayed in order of closing over all symbols and timeframes at the first use, without output.
   */
  warmUp(symbol: SymbolId, timeframe: Timeframe, candles: readonly Candle[]): void {
    for (const candle of candles) this.#history.push({ symbol, timeframe, candle });
  }

  /**
   * Takes the next closed candle: in order of closing, higher timeframes first at one instant.
   * Exits come before signals. An exit that is due is requested again at every base candle until
   * the position is told closed; the executor takes a repeated request for the same one.
   */
  onCandle(event: CandleClosed): readonly WorkerOutput[] {
    this.#replayHistory();
    const evaluations = this.#evaluator.onCandle(event);
    if (evaluations.length === 0) return NO_OUTPUTS;
    const outputs: WorkerOutput[] = [];
    for (const evaluation of evaluations) {
      if (!evaluation.revision) {
        this.#evaluated += 1;
        this.#lastCandleAt = evaluation.closeTime;
      }
      for (const request of this.#positions.judge(evaluation)) {
        outputs.push({ kind: 'exit', request });
      }
      const signal = this.#signal(evaluation);
      if (signal !== null) outputs.push({ kind: 'signal', signal });
    }
    return outputs;
  }

  /**
   * Takes a virtual position as it is at `at` (quantity 0: closed, the cooldown starts). Facts of
   * other strategies are ignored. An exit that fell due on candles known already, for example
   * while the worker was down, is returned at once.
   */
  onPosition(position: VirtualPosition, at: EpochMs): readonly WorkerOutput[] {
    this.#replayHistory();
    const request = this.#positions.accept(position, at);
    return request === null ? [] : [{ kind: 'exit', request }];
  }

  /**
   * The signal of an evaluation. Every candle of a run signals, the first one as its onset; one
   * that cannot enter (paused, holding, cooling down) is only worth its vote, so only its onset
   * is told.
   */
  #signal(evaluation: Evaluation): Signal | null {
    if (evaluation.entry === null) return null;
    const veto = this.#positions.veto(evaluation.symbol, evaluation.closeTime);
    const paused = this.#entries === 'paused';
    if (!evaluation.onset && (paused || veto !== null)) return null;
    return signalOf(this.#config, evaluation, evaluation.entry, {
      paused,
      veto,
      exitPlan: this.#exitPlan,
    });
  }

  #replayHistory(): void {
    if (this.#history.length === 0) return;
    const history = this.#history;
    this.#history = [];
    history.sort(byClosing);
    for (const event of history) {
      for (const evaluation of this.#evaluator.onCandle(event)) {
        this.#lastCandleAt = Math.max(this.#lastCandleAt ?? 0, evaluation.closeTime);
      }
    }
  }
}

/** Order of closing; at one instant higher timeframes first. */
function byClosing(a: CandleClosed, b: CandleClosed): number {
  const lengthA = timeframeMs(a.timeframe);
  const lengthB = timeframeMs(b.timeframe);
  return a.candle.openTime + lengthA - (b.candle.openTime + lengthB) || lengthB - lengthA;
}
