import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Candle } from '../domain/market.ts';
import { DAY_MS, HOUR_MS } from '../domain/time.ts';
import type { Timeframe } from '../domain/timeframe.ts';
import { CandleAggregator } from './candle-aggregator.ts';
import { type CandleColumns, candleAt } from './candle-columns.ts';
import { readCandleFile } from './candle-file.ts';
import { formatDataError } from './data-error.ts';
import { type DataFile, findFiles } from './data-file.ts';
import { readFundingFile } from './funding-file.ts';
import { loadRecordedMarket } from './load-recorded-market.ts';
import { BTC, ETH } from './testing-data.ts';

/** Recorded exchange data beside the repository; absent in a plain clone. */
const DIRECTORY = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const present = existsSync(DIRECTORY);
/** Files small enough to read in a test run. */
const SMALL = 1_300_000;

function read(file: DataFile): CandleColumns {
  const result = readCandleFile(file, { allowGaps: true });
  if (!result.ok) throw new Error(result.errors.map(formatDataError).join('\n'));
  return result.value;
}

function files(): readonly DataFile[] {
  const found = findFiles(DIRECTORY);
  if (!found.ok) throw new Error('unreadable');
  return found.value.files;
}

const named = (name: string): DataFile => files().find((file) => file.name.startsWith(name))!;

/** `rows` and `missing` by file name, from the tables of the README beside the data. */
function listed(): Map<string, { rows: number; missing: number }> {
  const table = new Map<string, { rows: number; missing: number }>();
  for (const line of readFileSync(`${DIRECTORY}/README.md`, 'utf8').split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const name = /^`(.+\.csv\.gz)`$/.exec(cells[1] ?? '')?.[1];
    if (!name) continue;
    table.set(name, { rows: Number(cells[4]), missing: Number.parseInt(cells[5]!, 10) });
  }
  return table;
}

function aggregated(columns: CandleColumns, base: Timeframe, timeframe: Timeframe): Candle[] {
  const aggregator = new CandleAggregator(BTC, base, [timeframe]);
  const candles: Candle[] = [];
  for (let index = 0; index < columns.length; index += 1) {
    const { openTime, open, high, low, close, volume } = candleAt(columns, index);
    aggregator.addValues(openTime, open, high, low, close, volume, (event) =>
      candles.push(event.candle),
    );
  }
  return candles;
}

/** Candles of `mine` that differ from the file's of the same time, and how many were compared. */
function differences(mine: readonly Candle[], theirs: CandleColumns): [string[], number] {
  const byTime = new Map<number, Candle>();
  for (let index = 0; index < theirs.length; index += 1) {
    const candle = candleAt(theirs, index);
    byTime.set(candle.openTime, candle);
  }
  const different: string[] = [];
  let compared = 0;
  for (const candle of mine) {
    const other = byTime.get(candle.openTime);
    if (!other) continue;
    compared += 1;
    const prices = (['open', 'high', 'low', 'close'] as const).filter(
      (price) => candle[price] !== other[price],
    );
    const volume = Math.abs(candle.volume - other.volume) > 1e-6 * (1 + other.volume);
    if (prices.length > 0 || volume) different.push(new Date(candle.openTime).toISOString());
  }
  return [different, compared];
}

describe.skipIf(!present)('recorded exchange data', () => {
  it('has the rows and the gaps that are listed with it', () => {
    const table = listed();
    let checked = 0;
    for (const file of files()) {
      const known = table.get(file.name)!;
      if (file.kind === 'funding' || readFileSync(file.path).length > SMALL) continue;
      const columns = read(file);
      const missing = columns.gaps.reduce((sum, gap) => sum + gap.bars, 0);
      expect([file.name, columns.length, missing]).toEqual([file.name, known.rows, known.missing]);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(40);
  }, 60_000);

  it('has the funding settlements that are listed with it', () => {
    const table = listed();
    for (const file of files()) {
      if (file.kind !== 'funding') continue;
      const result = readFundingFile(file, { allowGaps: true });
      if (!result.ok) throw new Error(result.errors.map(formatDataError).join('\n'));
      expect([file.name, result.value.at.length]).toEqual([file.name, table.get(file.name)!.rows]);
    }
  });

  it('gives from 1m the very 15m candles that the exchange gives', () => {
    for (const symbol of ['BTC', 'ETH', 'SOL']) {
      const minutes = read(named(`${symbol}USDT-um-1m-2025-05-04`));
      const quarters = read(named(`${symbol}USDT-um-15m-2025-05-01`));
      const [different, compared] = differences(aggregated(minutes, '1m', '15m'), quarters);
      expect([symbol, different, compared]).toEqual([symbol, [], 4875]);
    }
  });

  it('differs only in the known quarter of 2025-01-29 01:30 where minutes are flat', () => {
    for (const symbol of ['ETH', 'SOL']) {
      const minutes = read(named(`${symbol}USDT-um-1m-2025-01-27`));
      const quarters = read(named(`${symbol}USDT-um-15m-2024-01-01`));
      const [different, compared] = differences(aggregated(minutes, '1m', '15m'), quarters);
      expect([symbol, different]).toEqual([symbol, ['2025-01-29T01:30:00.000Z']]);
      expect(compared).toBeGreaterThan(2_800);
    }
  });

  it('gives from 5m the hours of the exchange around its outages too', () => {
    const fives = read(named('BTCUSDT-spot-5m-2021-04-01'));
    const hours = read(named('BTCUSDT-spot-1h-2020-08-11'));
    const mine = aggregated(fives, '5m', '1h');
    const [different, compared] = differences(mine, hours);
    expect(compared).toBeGreaterThan(1_500);
    // Three hours whose volumes are known to differ between the two sources.
    expect(different.map((time) => time.slice(0, 13))).toEqual([
      '2021-04-22T02',
      '2021-04-23T01',
      '2021-04-23T02',
    ]);
    // Hours that the exchange has around the outages of 20 and 25 April are there here too.
    const times = new Set(mine.map((candle) => candle.openTime));
    const first = Date.UTC(2021, 3, 20);
    for (let index = 0; index < hours.length; index += 1) {
      const at = hours.openTime[index]!;
      if (at >= first && at < first + 6 * DAY_MS) expect(times.has(at)).toBe(true);
    }
  });

  it('replays the perpetuals of May and June 2025 with their funding', () => {
    const result = loadRecordedMarket({
      directory: DIRECTORY,
      symbols: [BTC, ETH],
      from: Date.UTC(2025, 4, 4),
      to: Date.UTC(2025, 5, 25),
    });
    if (!result.ok) throw new Error(result.errors.map(formatDataError).join('\n'));
    const { market } = result.value;
    expect(new Date(market.startsAt).toISOString()).toBe('2025-05-04T15:36:00.000Z');
    expect(new Date(market.endsAt).toISOString()).toBe('2025-06-24T10:31:00.000Z');
    market.skipTo(market.endsAt);
    const settled = market.settlements(market.startsAt, market.endsAt);
    expect(settled).toHaveLength(2 * 153);
    expect(settled.every(({ at }) => at % (8 * HOUR_MS) === 0)).toBe(true);
    expect(market.history(BTC, '1d', 1_000)).toHaveLength(400);
  });
});
