import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type SymbolId, symbolId } from '../domain/ids.ts';
import type { PriceStep } from '../domain/market.ts';
import { type EpochMs, MINUTE_MS } from '../domain/time.ts';

/** Helpers of this folder's tests. */
export const BTC: SymbolId = symbolId('BTC/USDT:USDT');
export const ETH: SymbolId = symbolId('ETH/USDT:USDT');
export const DAY = Date.UTC(2025, 4, 4);
export const HEADER = 'open_time,open,high,low,close,volume';

/** A directory with the given files, gone after `use` returns. */
export function withFiles<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (directory: string) => T,
): T {
  const directory = mkdtempSync(join(tmpdir(), 'septet-market-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      const packed = name.endsWith('.gz') && typeof content === 'string';
      writeFileSync(join(directory, name), packed ? gzipSync(content) : content);
    }
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Rows of a candle file; minutes in `skip` are left out. */
export function candleRows(
  from: EpochMs,
  count: number,
  interval = MINUTE_MS,
  skip: readonly number[] = [],
): string[] {
  const rows: string[] = [];
  for (let index = 0; index < count; index += 1) {
    if (skip.includes(index)) continue;
    const open = 100 + Math.round(10 * Math.sin(index / 9)) / 10;
    const close = 100 + Math.round(10 * Math.sin((index + 1) / 9)) / 10;
    const high = Math.max(open, close) + 0.3;
    const low = Math.min(open, close) - 0.2;
    const prices = [open, high, low, close].map((price) => price.toFixed(1)).join(',');
    rows.push(`${from + index * interval},${prices},${1 + (index % 7)}.5`);
  }
  return rows;
}

export const csv = (rows: readonly string[], header = HEADER): string =>
  `${header}\n${rows.join('\n')}\n`;

export function priceStep(symbol: SymbolId, at: EpochMs, price: number, length = 5_000): PriceStep {
  return {
    symbol,
    at,
    length,
    open: price,
    high: price + 1,
    low: price - 1,
    close: price + 0.5,
    mark: price,
    volume: 2,
    book: { bids: [price - 0.1, 1], asks: [price + 0.1, 1] },
  };
}
