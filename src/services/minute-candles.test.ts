import { describe, expect, it } from 'vitest';
import type { BusClient } from '../bus/client.ts';
import { symbolId } from '../domain/ids.ts';
import type { CandleClosed } from '../domain/market.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { MinuteCandles } from './minute-candles.ts';

const BTC = symbolId('BTC/USDT:USDT');
const candle = (minute: number) => ({
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
const feed = (answer: (count: number) => readonly ReturnType<typeof candle>[]) =>
  ({
    request: async (_name: string, { count }: { readonly count: number }) => answer(count),
  }) as unknown as BusClient<'feed'>;

describe('minute candles', () => {
  function taken() {
    const seen: number[] = [];
    return {
      seen,
      minutes: new MinuteCandles(({ candle: { openTime } }) => seen.push(openTime / MINUTE_MS)),
    };
  }
  const wanted = new Map([[BTC, 7 * MINUTE_MS]]);

  it('CHG-5 gives what was missed first, then what closed meanwhile, then goes on', async () => {
    const { seen, minutes } = taken();
    const counts: number[] = [];
    const syncing = minutes.sync(
      feed((count) => {
        counts.push(count);
        return [candle(7), candle(8), candle(9)];
      }),
      10 * MINUTE_MS,
      wanted,
    );
    minutes.onCandle(closed(10));
    await syncing;
    minutes.onCandle(closed(11));
    expect(seen).toEqual([7, 8, 9, 10, 11]);
    expect(counts).toEqual([4]);
  });

  it('CHG-5 asks for no more than the feed keeps, and for nothing when nothing is open', async () => {
    const { seen, minutes } = taken();
    const counts: number[] = [];
    const asking = feed((count) => {
      counts.push(count);
      return [];
    });
    await minutes.sync(asking, 1e9 * MINUTE_MS, wanted);
    await minutes.sync(asking, 1e9 * MINUTE_MS, new Map());
    expect(counts).toEqual([2_000]);
    expect(seen).toEqual([]);
  });

  it('CHG-5 loses nothing that is live when the history cannot be read', async () => {
    const { seen, minutes } = taken();
    const syncing = minutes.sync(
      feed(() => {
        throw new Error('away');
      }),
      10 * MINUTE_MS,
      wanted,
    );
    minutes.onCandle(closed(10));
    await expect(syncing).rejects.toThrow('away');
    expect(seen).toEqual([10]);
  });
});
