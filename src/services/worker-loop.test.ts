import { describe, expect, it } from 'vitest';
import type { VirtualPosition } from '../domain/execution.ts';
import { strategyId, symbolId } from '../domain/ids.ts';
import type { Candle, CandleClosed } from '../domain/market.ts';
import { MINUTE_MS } from '../domain/time.ts';
import type { EntryLatch, Worker, WorkerOutput } from '../strategies/worker.ts';
import { SILENCE_LIMIT_MS, WorkerLoop } from './worker-loop.ts';

const BTC = symbolId('BTC/USDT:USDT');
const S1 = strategyId('S1');

const candle = (minute: number): Candle => ({
  openTime: minute * MINUTE_MS,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 1,
});
const closed = (minute: number): CandleClosed => ({
  symbol: BTC,
  timeframe: '1m',
  candle: candle(minute),
});

/** Stands in for a strategy: remembers what it was given. */
class Recorder {
  entries: EntryLatch = 'paused';
  readonly warmed: number[] = [];
  readonly seen: string[] = [];
  readonly positions: string[] = [];
  requiredHistory() {
    return [
      { symbol: BTC, timeframe: '1m' as const, minimum: 2, count: 10 },
      { symbol: BTC, timeframe: '5m' as const, minimum: 2, count: 4 },
    ];
  }
  warmUp(_symbol: string, _timeframe: string, candles: readonly Candle[]): void {
    this.warmed.push(candles.length);
  }
  onCandle({ timeframe, candle: { openTime } }: CandleClosed): readonly WorkerOutput[] {
    this.seen.push(`${timeframe}@${openTime / MINUTE_MS}`);
    return [];
  }
  onPosition(position: VirtualPosition): readonly WorkerOutput[] {
    this.positions.push(`${position.side} ${position.quantity}`);
    return [];
  }
  setEntries(entries: EntryLatch): void {
    this.entries = entries;
  }
}

function loopOn(recorder: Recorder): WorkerLoop {
  return new WorkerLoop(recorder as unknown as Worker);
}

const history = (from: number, to: number) => ({
  symbol: BTC,
  timeframe: '1m' as const,
  count: to - from,
  candles: Array.from({ length: to - from }, (_, index) => candle(from + index)),
});

function warmLoop(recorder: Recorder): WorkerLoop {
  const loop = loopOn(recorder);
  loop.beginSync(100 * MINUTE_MS);
  loop.endSync([history(90, 100)]);
  return loop;
}

const position = (quantity: string): VirtualPosition => ({
  strategy: S1,
  symbol: BTC,
  side: 'long',
  decision: 1,
  quantity,
  entryPrice: '1',
  openedAt: 0,
  stopPrice: null,
  stopOnVenue: false,
  trailingArmed: false,
});

describe('worker loop', () => {
  it('LAU-1 warms up on the history it asked for, then takes what came meanwhile once', () => {
    const recorder = new Recorder();
    const loop = loopOn(recorder);
    expect(loop.beginSync(100 * MINUTE_MS).map(({ count }) => count)).toEqual([10, 4]);
    loop.onCandle(closed(99));
    loop.onCandle(closed(100));
    expect(recorder.seen).toEqual([]);
    loop.endSync([history(90, 100)]);
    expect(recorder.warmed).toEqual([10]);
    expect(recorder.seen).toEqual(['1m@100']);
    expect(loop.loaded).toBe(true);
  });

  it('asks for the candles it missed while the feed was away, and skips none', () => {
    const recorder = new Recorder();
    const loop = warmLoop(recorder);
    const wanted = loop.beginSync(103.5 * MINUTE_MS);
    expect(wanted[0]).toMatchObject({ timeframe: '1m', count: 6 });
    loop.onCandle(closed(103));
    loop.endSync([history(98, 103)]);
    expect(recorder.seen).toEqual(['1m@100', '1m@101', '1m@102', '1m@103']);
    expect(recorder.warmed).toEqual([10]);
  });

  it('delivers what was missed in order of closing, longer candles first', () => {
    const recorder = new Recorder();
    const loop = warmLoop(recorder);
    loop.beginSync(105 * MINUTE_MS);
    const five = { symbol: BTC, timeframe: '5m' as const, count: 1, candles: [candle(100)] };
    loop.endSync([history(100, 105), five]);
    expect(recorder.seen).toEqual(['1m@100', '1m@101', '1m@102', '1m@103', '5m@100', '1m@104']);
  });

  it('leaves out candles that its strategy does not read', () => {
    const recorder = new Recorder();
    const loop = warmLoop(recorder);
    loop.onCandle({ ...closed(100), timeframe: '1d' });
    loop.onCandle({ ...closed(100), symbol: symbolId('XRP/USDT:USDT') });
    expect(recorder.seen).toEqual([]);
  });

  it('tells its strategy that a position is closed when it is no longer among all of them', () => {
    const recorder = new Recorder();
    const loop = warmLoop(recorder);
    loop.onPosition(position('2'), 1);
    loop.onPositions([], 2);
    expect(recorder.positions).toEqual(['long 2', 'long 0']);
    loop.onPositions([], 3);
    expect(recorder.positions).toHaveLength(2);
  });

  it('pauses its entries when the orchestrator has been silent for 2 s', () => {
    const recorder = new Recorder();
    const loop = warmLoop(recorder);
    expect(recorder.entries).toBe('paused');
    loop.hear('open', 10_000);
    expect(loop.checkSilence(10_000 + SILENCE_LIMIT_MS)).toBe(false);
    expect(recorder.entries).toBe('open');
    expect(loop.checkSilence(10_001 + SILENCE_LIMIT_MS)).toBe(true);
    expect(recorder.entries).toBe('paused');
    expect(loop.checkSilence(99_999)).toBe(false);
  });
});
