/** The candle in progress of one symbol and timeframe, from closed candles and price steps. */
import type { Candle, PriceStep } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';

export class FormingCandle {
  private readonly length: Ms;
  private candle: Candle | null = null;

  constructor(length: Ms) {
    this.length = length;
  }

  /** Null when nothing of it has been seen yet. */
  get current(): Candle | null {
    return this.candle;
  }

  /** Adds a closed, shorter candle. */
  addCandle(part: Candle): void {
    this.merge(part.openTime, part);
  }

  addStep(step: PriceStep): void {
    this.merge(step.at - step.length, step);
  }

  /** Forgets it once it has ended. */
  endAt(now: EpochMs): void {
    if (this.candle !== null && this.candle.openTime + this.length <= now) this.candle = null;
  }

  private merge(from: EpochMs, part: Omit<Candle, 'openTime'>): void {
    const openTime = from - (from % this.length);
    const { open, high, low, close, volume } = part;
    const before = this.candle;
    if (before === null || before.openTime !== openTime) {
      this.candle = { openTime, open, high, low, close, volume };
      return;
    }
    this.candle = {
      openTime,
      open: before.open,
      high: Math.max(before.high, high),
      low: Math.min(before.low, low),
      close,
      volume: before.volume + volume,
    };
  }
}
