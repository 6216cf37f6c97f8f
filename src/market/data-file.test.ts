import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { findFiles, parseDataFileName } from './data-file.ts';
import { selectFundingFiles, selectReplayFiles } from './replay-selection.ts';
import { BTC, DAY, ETH, withFiles } from './testing-data.ts';

describe('data file names', () => {
  it('tell symbol, venue, kind, timeframe and days', () => {
    expect(parseDataFileName('/d', 'BTCUSDT-um-1m-2025-05-04_2025-06-24.csv.gz')).toEqual({
      path: '/d/BTCUSDT-um-1m-2025-05-04_2025-06-24.csv.gz',
      name: 'BTCUSDT-um-1m-2025-05-04_2025-06-24.csv.gz',
      marketId: 'BTCUSDT',
      symbol: BTC,
      venue: 'um',
      kind: 'candles',
      interval: MINUTE_MS,
      timeframe: '1m',
      from: DAY,
      to: Date.UTC(2025, 5, 25),
    });
    expect(
      parseDataFileName('/d', 'ETHUSDT-um-mark-1h-2024-01-01_2025-03-17.csv.gz'),
    ).toMatchObject({ kind: 'mark', interval: HOUR_MS });
    expect(
      parseDataFileName('/d', 'BTCUSDC-hl-funding-1h-2023-06-09_2025-03-17.csv'),
    ).toMatchObject({ kind: 'funding', symbol: undefined, timeframe: null });
    expect(parseDataFileName('/d', 'BTCUSDT-um-2h-2025-05-04_2025-05-04.csv')).toMatchObject({
      interval: 2 * HOUR_MS,
      timeframe: null,
    });
  });

  it.each([
    'README.md',
    'BTCUSDT-um-trades-2024-08-08.csv.gz',
    'BTCUSDT-um-1m-2025-05-04_2025-02-30.csv',
    'BTCUSDT-um-1m-2025-05-04_2025-05-03.csv',
    'BTCUSDT-um-0m-2025-05-04_2025-05-04.csv',
    'btcusdt-um-1m-2025-05-04_2025-05-04.csv',
  ])('of other files are left alone: %s', (name) => {
    expect(parseDataFileName('/d', name)).toBeUndefined();
  });

  it('are listed from a directory; a missing one is an error with a remedy', () => {
    const names = { 'BTCUSDT-um-1m-2025-05-04_2025-05-04.csv': '', 'notes.txt': '' };
    const found = withFiles(names, (directory) => findFiles(directory));
    expect(found.ok && [found.value.files.length, found.value.ignored]).toEqual([1, ['notes.txt']]);
    const gone = findFiles('/nowhere/at/all');
    expect(!gone.ok && gone.errors[0]).toMatchObject({
      code: 'missing_directory',
      file: '/nowhere/at/all',
    });
  });
});

describe('selection for a replay', () => {
  const files = [
    'BTCUSDT-um-1m-2025-05-04_2025-05-06.csv',
    'BTCUSDT-um-1m-2025-05-07_2025-05-08.csv',
    'BTCUSDT-um-1m-2025-05-05_2025-05-05.csv',
    'BTCUSDT-spot-1m-2025-05-01_2025-05-31.csv',
    'ETHUSDT-okxswap-1m-2025-05-01_2025-05-31.csv',
    'BTCUSDT-spot-funding-8h-2025-05-01_2025-05-31.csv',
    'BTCUSDT-um-funding-8h-2025-05-05_2025-05-31.csv',
    'BTCUSDT-um-funding-8h-2025-04-01_2025-05-04.csv',
  ];
  const catalogue = {
    directory: '/d',
    files: files.map((name) => parseDataFileName('/d', name)!),
    ignored: [],
  };

  it('takes the perpetual and joins files that follow each other', () => {
    const chosen = selectReplayFiles(catalogue, BTC, DAY + HOUR_MS, DAY + 5 * DAY_MS);
    if (!chosen.ok) throw new Error(chosen.error.message);
    expect(chosen.note).toBeNull();
    expect(chosen.value.candles.map((file) => file.name)).toEqual([files[0], files[1]]);
  });

  it('takes spot, or another perpetual, where the perpetual does not reach, and says so', () => {
    const spot = selectReplayFiles(catalogue, BTC, DAY - DAY_MS, DAY + DAY_MS);
    expect(spot.ok && [spot.value.venue, spot.note]).toMatchObject([
      'spot',
      expect.stringContaining('spot prices stand in'),
    ]);
    const okx = selectReplayFiles(catalogue, ETH, DAY, DAY + DAY_MS);
    expect(okx.ok && okx.value.venue).toBe('okxswap');
  });

  it('names what there is when nothing covers the period', () => {
    const none = selectReplayFiles(catalogue, BTC, DAY, DAY + 60 * DAY_MS);
    if (none.ok) throw new Error('found something');
    expect(none.error.message).toContain('um 1m 2025-05-04 – 2025-05-06');
    expect(none.error.remedy).toContain('--from and --to');
  });

  it('takes funding of the perpetual that overlaps the period, in time order', () => {
    const funding = selectFundingFiles(catalogue, BTC, DAY, DAY + 3 * DAY_MS);
    expect(funding.map((file) => file.name)).toEqual([files[7], files[6]]);
    expect(selectFundingFiles(catalogue, ETH, DAY, DAY + DAY_MS)).toEqual([]);
  });
});
