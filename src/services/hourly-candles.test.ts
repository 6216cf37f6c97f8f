import { describe, expect, it } from 'vitest';
import type { BusClient } from '../bus/client.ts';
import type { KernelConfig } from '../domain/config.ts';
import { symbolId } from '../domain/ids.ts';
import type { Candle, CandleClosed } from '../domain/market.ts';
import { HOUR_MS } from '../domain/time.ts';
import { createMemoryJournal } from '../journal/memory-journal.ts';
import { HourlyCandles, lastHourlyCandles } from './hourly-candles.ts';

const BTC = symbolId('BTC/USDT:USDT');
const ETH = symbolId('ETH/USDT:USDT');
const CONFIG = {
  instruments: [{ symbol: BTC }, { symbol: ETH }],
  breakers: { volatility: { window: 5 } },
} as unknown as KernelConfig;

const candle = (hour: number): Candle => ({
  openTime: hour * HOUR_MS,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 1,
});
const closed = (symbol: typeof BTC, hour: number): CandleClosed => ({
  symbol,
  timeframe: '1h',
  candle: candle(hour),
});

/** A feed with the hours 0 to `hours` - 1. */
function feed(hours: number, counts: number[] = []): BusClient<'feed'> {
  const request = async (_name: string, { count }: { readonly count: number }) => {
    counts.push(count);
    const from = Math.max(0, hours - count);
    return Array.from({ length: hours - from }, (_, index) => candle(from + index));
  };
  return { request } as unknown as BusClient<'feed'>;
}

const text = (event: CandleClosed): string =>
  `${event.symbol.slice(0, 3)}@${event.candle.openTime / HOUR_MS}`;

describe('hourly candles', () => {
  it('gives the history of all symbols hour by hour, then what closed meanwhile, each once', async () => {
    const seen: string[] = [];
    const hourly = new HourlyCandles(CONFIG, new Map(), (event) => seen.push(text(event)));
    const syncing = hourly.sync(feed(3), 3 * HOUR_MS);
    hourly.onCandle(closed(BTC, 2));
    hourly.onCandle(closed(BTC, 3));
    expect(hourly.complete).toBe(false);
    await syncing;
    hourly.onCandle(closed(ETH, 3));
    expect(hourly.complete).toBe(true);
    const hours = ['BTC@0', 'ETH@0', 'BTC@1', 'ETH@1', 'BTC@2', 'ETH@2', 'BTC@3', 'ETH@3'];
    expect(seen).toEqual(hours);
  });

  it('asks only for what the journal has not consumed', async () => {
    const seen: string[] = [];
    const counts: number[] = [];
    const last = new Map([
      [BTC, 7 * HOUR_MS],
      [ETH, 7 * HOUR_MS],
    ]);
    const hourly = new HourlyCandles(CONFIG, last, (event) => seen.push(text(event)));
    await hourly.sync(feed(10, counts), 10 * HOUR_MS);
    expect(counts).toEqual([4, 4]);
    expect(seen).toEqual(['BTC@8', 'ETH@8', 'BTC@9', 'ETH@9']);
  });

  it('finds the last consumed candle of each symbol in a journal', () => {
    const journal = createMemoryJournal({ build: 'b', config: 'c' });
    for (const hour of [1, 2]) {
      for (const symbol of [BTC, ETH]) {
        const data = { symbol, openTime: hour * HOUR_MS };
        journal.append([{ at: 0, source: 'feed', type: 'input.candle_1h', data }]);
      }
    }
    expect([...lastHourlyCandles(journal)]).toEqual([
      [BTC, 2 * HOUR_MS],
      [ETH, 2 * HOUR_MS],
    ]);
  });
});
