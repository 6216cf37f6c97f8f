/** Recorded market data made by the generator: a few days of candles with history to warm up on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadConfig } from '../../../src/config/load.ts';
import { marketIdOf, type SymbolId, symbolId } from '../../../src/domain/ids.ts';
import type { Candle } from '../../../src/domain/market.ts';
import { DAY_MS, dayStart, MINUTE_MS } from '../../../src/domain/time.ts';
import { type Timeframe, timeframeMs } from '../../../src/domain/timeframe.ts';
import { GeneratedMarket } from '../../../src/market/generated-market.ts';
import { DEFAULT_CONFIG } from './program.ts';

export const FIRST_DAY = '2025-01-06';
const STARTS_AT = Date.parse(`${FIRST_DAY}T00:00:00Z`);
const HEADER = 'open_time,open,high,low,close,volume';
/** Whole days of candles before the first day, by timeframe. */
const HISTORY: readonly (readonly [Timeframe, days: number])[] = [
  ['1m', 2],
  ['15m', 12],
  ['1h', 40],
  ['4h', 100],
  ['1d', 250],
];

const dayText = (at: number): string => new Date(at).toISOString().slice(0, 10);

export const fileName = (symbol: string, timeframe: string, first: number, end: number): string =>
  `${symbol}-um-${timeframe}-${dayText(first)}_${dayText(end - DAY_MS)}.csv.gz`;

/** Name of the file of live candles of a symbol like `BTCUSDT`. */
export const liveFile = (symbol: string, days: number): string =>
  fileName(symbol, '1m', STARTS_AT, STARTS_AT + days * DAY_MS);

/** Fills a folder with `days` days of BTC, ETH and SOL; funding and days before included. */
export function makeData(folder: string, days: number, seed = 7): void {
  const loaded = loadConfig(DEFAULT_CONFIG, { seed });
  if (!loaded.ok) throw new Error('the default configuration does not load');
  const market = new GeneratedMarket({
    ...loaded.config.market,
    startsAt: STARTS_AT,
    stepLength: MINUTE_MS,
  });
  mkdirSync(folder, { recursive: true });
  for (const symbol of market.symbols) {
    for (const [timeframe, wanted] of HISTORY) {
      const perDay = DAY_MS / timeframeMs(timeframe);
      const candles = market.history(symbol, timeframe, wanted * perDay);
      writeCandles(folder, symbol, timeframe, candles);
    }
  }
  const end = STARTS_AT + days * DAY_MS;
  const live = new Map<SymbolId, Candle[]>(market.symbols.map((symbol) => [symbol, []]));
  for (const step of market.advance(end)) {
    const { open, high, low, close, volume } = step;
    live.get(step.symbol)!.push({ openTime: step.at - MINUTE_MS, open, high, low, close, volume });
  }
  for (const [symbol, candles] of live) {
    writeCandles(folder, symbol, '1m', candles);
    const rows = market
      .settlements(STARTS_AT - 1, end)
      .filter((settlement) => settlement.symbol === symbol && settlement.at < end)
      .map(({ at, rate }) => `${at},${rate.toFixed(8)}`);
    const name = `${marketIdOf(symbol)}-um-funding-8h-${FIRST_DAY}_${dayText(end - DAY_MS)}.csv.gz`;
    writeRows(join(folder, name), ['funding_time,funding_rate', ...rows]);
  }
}

/** A symbol whose price falls by the fraction `perMinute` in each minute of the first day. */
export interface Fall {
  readonly symbol: string;
  readonly price: number;
  readonly perMinute: number;
}

/** A strategy that looks at minutes sees the fall from the start. */
const FALLING_BEFORE = 60;

/** One day of steady falls on even volume, after a history that went up and down around the price. */
export function makeFallingData(folder: string, falls: readonly Fall[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { symbol: name, price, perMinute } of falls) {
    const symbol = symbolId(name);
    const candle = (openTime: number, from: number, to: number): Candle => {
      const [open, close] = [from.toFixed(2), to.toFixed(2)].map(Number) as [number, number];
      const [low, high] = [Math.min(open, close), Math.max(open, close)];
      return { openTime, open, high, low, close, volume: 1_000 };
    };
    const atMinute = (minute: number): number => price * (1 - perMinute) ** minute;
    for (const [timeframe, days] of HISTORY) {
      const length = timeframeMs(timeframe);
      const count = (days * DAY_MS) / length;
      // Hours wider than the fall, so that it is no other regime of volatility.
      const swing = timeframe === '1h' ? 0.1 : 0.01;
      const at = (index: number): number =>
        timeframe === '1m' && count - index <= FALLING_BEFORE
          ? atMinute(index - count)
          : price * (1 + swing * Math.sin(index - count));
      const candles = Array.from({ length: count }, (_, index) =>
        candle(STARTS_AT - (count - index) * length, at(index), at(index + 1)),
      );
      writeCandles(folder, symbol, timeframe, candles);
    }
    const live = Array.from({ length: DAY_MS / MINUTE_MS }, (_, minute) =>
      candle(STARTS_AT + minute * MINUTE_MS, atMinute(minute), atMinute(minute + 1)),
    );
    writeCandles(folder, symbol, '1m', live);
  }
}

function writeCandles(
  folder: string,
  symbol: SymbolId,
  timeframe: Timeframe,
  candles: readonly Candle[],
): void {
  const first = candles[0]!.openTime;
  const end = candles.at(-1)!.openTime + timeframeMs(timeframe);
  if (dayStart(first) !== first || dayStart(end) !== end) throw new Error('days are not whole');
  const rows = candles.map((candle) => {
    const { openTime, open, high, low, close, volume } = candle;
    return `${openTime},${open},${high},${low},${close},${volume}`;
  });
  writeRows(join(folder, fileName(marketIdOf(symbol), timeframe, first, end)), [HEADER, ...rows]);
}

const writeRows = (path: string, rows: readonly string[]): void =>
  writeFileSync(path, gzipSync(`${rows.join('\n')}\n`, { level: 1 }));
