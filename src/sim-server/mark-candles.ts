/** Candles of the mark price since the server began: before that nobody knows it. */
import type { SymbolId } from '../domain/ids.ts';
import type { Candle, PriceStep } from '../domain/market.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { buildCandles, type Interval, openingOf } from '../venues/binance/intervals.ts';
import { BoundedLog } from '../venues/simulated/bounded-log.ts';
import { FormingCandle } from './forming-candle.ts';

/** Minutes remembered per symbol. */
const REMEMBERED = 10_000;

interface Line {
  readonly closed: BoundedLog<Candle>;
  readonly forming: FormingCandle;
}

export class MarkCandles {
  private readonly lines: ReadonlyMap<SymbolId, Line>;

  constructor(symbols: readonly SymbolId[]) {
    this.lines = new Map(
      symbols.map((symbol) => [
        symbol,
        { closed: new BoundedLog<Candle>(REMEMBERED), forming: new FormingCandle(MINUTE_MS) },
      ]),
    );
  }

  add(step: PriceStep): void {
    const line = this.lines.get(step.symbol);
    if (line === undefined) return;
    const { mark } = step;
    line.forming.addStep({ ...step, open: mark, high: mark, low: mark, close: mark, volume: 0 });
    const { current } = line.forming;
    if (current !== null && current.openTime + MINUTE_MS <= step.at) line.closed.append(current);
    line.forming.endAt(step.at);
  }

  /** Oldest first, the last in progress; the first may miss its beginning. */
  candles(symbol: SymbolId, interval: Interval): readonly Candle[] {
    const line = this.lines.get(symbol);
    if (line === undefined) return [];
    const minutes = [...line.closed.after(0)].map(([, candle]) => candle);
    const { current } = line.forming;
    if (current !== null) minutes.push(current);
    const [first, ...rest] = minutes;
    if (first === undefined) return [];
    return buildCandles(interval, [
      { ...first, openTime: openingOf(interval, first.openTime) },
      ...rest,
    ]);
  }
}
