/** Puts what a feed tells on a tape, by the instant it is of. */
import type { SymbolId } from '../../domain/ids.ts';
import type { PriceStep } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import { timeframeMs } from '../../domain/timeframe.ts';
import type { FeedOutput } from '../feed.ts';
import type { TapeGroup } from './tape-line.ts';
import type { TapeWriter } from './tape-writer.ts';

/** Outputs of one instant; more is a bug of whoever tells them: they go on as the next instant. */
const GROUP_MAX = 10_000;

/**
 * An instant is written once a later one has begun, so that a tape holds whole instants only: one
 * that a crash cuts off is missing as a whole, and is filled from candles.
 */
export class TapeRecorder {
  private readonly writer: Pick<TapeWriter, 'append' | 'last' | 'tail'>;
  private readonly lastSteps = new Map<SymbolId, PriceStep>();
  private readonly lastCandles = new Map<string, EpochMs>();
  private open: { at: EpochMs; readonly filled: boolean; readonly outputs: FeedOutput[] } | null =
    null;
  private refused = 0;

  constructor(writer: Pick<TapeWriter, 'append' | 'last' | 'tail'>) {
    this.writer = writer;
    for (const { outputs } of writer.tail) for (const output of outputs) this.remember(output);
  }

  /** The newest step of a symbol; undefined: none yet. */
  lastStep(symbol: SymbolId): PriceStep | undefined {
    return this.lastSteps.get(symbol);
  }

  /** Instants that were not recorded because the tape is full. */
  get lost(): number {
    return this.refused;
  }

  take(output: FeedOutput, filled = false): void {
    // After a reconnection the same candle may be told twice.
    if (output.kind === 'candle' && !this.isNew(output)) return;
    const at = Math.max(instantOf(output), this.writer.last ?? 0);
    const { open } = this;
    if (
      open !== null &&
      (at > open.at || open.filled !== filled || open.outputs.length >= GROUP_MAX)
    ) {
      this.flush();
    }
    this.open ??= { at, filled, outputs: [] };
    this.open.outputs.push(output);
    this.remember(output);
  }

  /** Writes the instant in hand, which then counts as whole. */
  flush(): void {
    const group: TapeGroup | null = this.open;
    this.open = null;
    if (group !== null && !this.writer.append(group)) this.refused += 1;
  }

  private isNew({ event }: Extract<FeedOutput, { kind: 'candle' }>): boolean {
    const last = this.lastCandles.get(`${event.symbol} ${event.timeframe}`);
    return last === undefined || event.candle.openTime > last;
  }

  private remember(output: FeedOutput): void {
    if (output.kind === 'price') this.lastSteps.set(output.step.symbol, output.step);
    if (output.kind !== 'candle') return;
    const { symbol, timeframe, candle } = output.event;
    this.lastCandles.set(`${symbol} ${timeframe}`, candle.openTime);
  }
}

function instantOf(output: FeedOutput): EpochMs {
  switch (output.kind) {
    case 'price':
      return output.step.at;
    case 'candle':
      return output.event.candle.openTime + timeframeMs(output.event.timeframe);
    case 'funding':
      return output.info.at;
  }
}
