import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PriceStep } from '../domain/market.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { candleAt } from './candle-columns.ts';
import { readCandleFile } from './candle-file.ts';
import { type DataError, formatDataError } from './data-error.ts';
import { parseDataFileName } from './data-file.ts';
import { FUNDING_HEADER } from './funding-file.ts';
import {
  type LoadedMarket,
  loadRecordedMarket,
  type RecordedMarketRequest,
} from './load-recorded-market.ts';
import { StepCandles } from './step-candles.ts';
import { BTC, candleRows, csv, DAY, ETH, withFiles } from './testing-data.ts';

const MINUTES = 'BTCUSDT-um-1m-2025-05-04_2025-05-04.csv';
const GAPPY = 'ETHUSDT-um-1m-2025-05-04_2025-05-04.csv.gz';
const START = DAY + 6 * HOUR_MS;
const funding = [0, 1, 2].map((index) => `${DAY + index * 8 * HOUR_MS + 3},0.000${index + 1}`);
const FILES = {
  [MINUTES]: csv(candleRows(START, 600)),
  [GAPPY]: csv(candleRows(START, 600, MINUTE_MS, [100, 101, 102])),
  'BTCUSDT-um-funding-8h-2025-05-04_2025-05-04.csv.gz': csv(funding, FUNDING_HEADER),
  'BTCUSDT-um-15m-2025-05-01_2025-05-04.csv.gz': csv(
    candleRows(DAY - 3 * DAY_MS, 4 * 96, 15 * MINUTE_MS),
  ),
  'BTCUSDT-spot-1h-2025-04-01_2025-04-30.csv.gz': csv(
    candleRows(DAY - 33 * DAY_MS, 30 * 24, HOUR_MS),
  ),
};

function load(
  request: Partial<RecordedMarketRequest> = {},
  files: Record<string, string> = FILES,
): LoadedMarket {
  return withFiles(files, (directory) => {
    const result = loadRecordedMarket({
      directory,
      symbols: [BTC],
      from: DAY,
      to: DAY + DAY_MS,
      ...request,
    });
    if (!result.ok) throw new Error(result.errors.map(formatDataError).join('\n'));
    return result.value;
  });
}

function refused(
  request: Partial<RecordedMarketRequest>,
  files: Record<string, string> = FILES,
): readonly DataError[] {
  return withFiles(files, (directory) => {
    const all = { directory, symbols: [BTC], from: DAY, to: DAY + DAY_MS, ...request };
    const result = loadRecordedMarket(all);
    return result.ok ? [] : result.errors;
  });
}

describe('recorded market', () => {
  it('replays each 1m candle as one step, with its book around the close', () => {
    const { market, notes } = load();
    expect([market.startsAt, market.endsAt]).toEqual([START, START + 600 * MINUTE_MS]);
    expect(notes.join('\n')).toContain('the replay starts there');
    const steps = [...market.advance(Number.MAX_SAFE_INTEGER)];
    const columns = withFiles(FILES, (directory) =>
      readCandleFile(parseDataFileName(directory, MINUTES)!),
    );
    if (!columns.ok) throw new Error('unreadable');
    expect(steps).toHaveLength(600);
    for (const [index, step] of steps.entries()) {
      const { openTime, ...candle } = candleAt(columns.value, index);
      expect(step).toMatchObject({ ...candle, mark: candle.close, at: openTime + MINUTE_MS });
      expect(step.book.bids[0]!).toBeLessThanOrEqual(step.close);
      expect(step.book.asks[0]!).toBeGreaterThanOrEqual(step.close);
    }
  });

  it('walks along each candle in 5 s steps that make up the same candles', () => {
    const { market } = load({ stepLength: 5_000 });
    const whole = [...load().market.advance(START + 60 * MINUTE_MS)];
    const builder = new StepCandles();
    const candles: unknown[] = [];
    for (const step of market.advance(START + 60 * MINUTE_MS)) {
      builder.add(step, (candle) => candles.push(candle));
    }
    expect(candles).toEqual(
      whole.map(({ at, open, high, low, close, volume }) => ({
        openTime: at - MINUTE_MS,
        open,
        high,
        low,
        close,
        volume,
      })),
    );
  });

  it('gives the same steps however it is advanced, and skips what was not read', () => {
    const request = { symbols: [BTC, ETH], allowGaps: true, stepLength: 20_000 };
    const all = [...load(request).market.advance(START + 200 * MINUTE_MS)];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(40 * MINUTE_MS), fc.constantFrom('all', 'some', 'skip'))),
        (calls) => {
          const { market } = load(request);
          let until = START;
          for (const [length, read] of calls) {
            const from = until;
            until = Math.min(until + length, START + 200 * MINUTE_MS);
            const wanted = all.filter((step) => step.at > from && step.at <= until);
            if (read === 'skip') market.skipTo(until);
            else if (read === 'all') expect([...market.advance(until)]).toEqual(wanted);
            else
              for (const step of market.advance(until)) {
                expect(step).toEqual(wanted[0]);
                break;
              }
          }
          expect([...market.advance(START)]).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('names a gap, its place and the remedy; allowed, it has no prices for that time', () => {
    const [error] = refused({ symbols: [ETH] });
    expect(error).toMatchObject({ code: 'gap', line: 102 });
    expect(error!.message).toBe('3 bars missing, 2025-05-04 07:40 – 2025-05-04 07:42');
    expect(error!.remedy).toContain('--allow-gaps');
    const { market, notes } = load({ symbols: [ETH], allowGaps: true });
    expect(notes.join('\n')).toContain('3 candles missing, 2025-05-04 07:40 – 2025-05-04 07:42');
    const steps: PriceStep[] = [...market.advance(START + 110 * MINUTE_MS)];
    expect(steps).toHaveLength(107);
  });

  it('settles funding as recorded, and announces the last settled rate', () => {
    const { market } = load();
    for (const _ of market.advance(START + 60 * MINUTE_MS));
    expect(market.funding(BTC)).toEqual({
      symbol: BTC,
      at: START + 60 * MINUTE_MS,
      rate: 0.0001,
      nextFundingTime: DAY + 8 * HOUR_MS,
      interval: 8 * HOUR_MS,
    });
    expect(market.settlements(0, DAY + 30 * HOUR_MS)).toHaveLength(1);
    for (const _ of market.advance(Number.MAX_SAFE_INTEGER));
    expect(market.settlements(START, DAY + 30 * HOUR_MS)).toEqual([
      { symbol: BTC, at: DAY + 8 * HOUR_MS, rate: 0.0002 },
      { symbol: BTC, at: DAY + 16 * HOUR_MS, rate: 0.0003 },
    ]);
    expect(market.funding(BTC)).toBeUndefined();
    expect(load({ symbols: [ETH], allowGaps: true }).market.funding(ETH)).toBeUndefined();
  });

  it('LAU-1 warms up from the longest files that reach back, natively or built from shorter ones', () => {
    const { market, notes } = load();
    const days = market.history(BTC, '1d', 400);
    expect(days.map((candle) => candle.openTime)).toEqual(
      Array.from({ length: 33 }, (_, index) => DAY - (33 - index) * DAY_MS),
    );
    expect(notes.join('\n')).toContain(
      '1d warm-up: 33 candles, 2025-04-01 00:00 – 2025-05-03 00:00',
    );
    expect(notes.join('\n')).toContain('from um 15m, spot 1h');
    const quarters = market.history(BTC, '15m', 5);
    expect(quarters.at(-1)!.openTime).toBe(START - 15 * MINUTE_MS);
    expect(quarters).toHaveLength(5);
    expect(market.history(BTC, '1m', 100)).toEqual([]);
    expect(market.history(ETH, '1d', 100)).toEqual([]);
  });

  it('knows no candle before its close, and takes 1m history from the replayed file', () => {
    const { market } = load({ from: START + 100 * MINUTE_MS });
    expect(market.startsAt).toBe(START + 100 * MINUTE_MS);
    const minutes = market.history(BTC, '1m', 1_000);
    expect(minutes).toHaveLength(100);
    expect(minutes.at(-1)!.openTime).toBe(market.startsAt - MINUTE_MS);
    for (const timeframe of ['3m', '5m', '15m', '1h', '4h', '1d'] as const) {
      const length = { '3m': 3, '5m': 5, '15m': 15, '1h': 60, '4h': 240, '1d': 1440 }[timeframe];
      const last = market.history(BTC, timeframe, 1)[0]!;
      expect(last.openTime + length * MINUTE_MS).toBeLessThanOrEqual(market.startsAt);
    }
  });

  it('does not look across a hole so large that averages would hold only what lies before it', () => {
    const files = {
      [MINUTES]: FILES[MINUTES]!,
      'BTCUSDT-um-1h-2025-04-01_2025-04-20.csv': csv(
        candleRows(DAY - 33 * DAY_MS, 20 * 24, HOUR_MS),
      ),
    };
    const { market } = load({}, files);
    expect(market.history(BTC, '1h', 10)).toEqual([]);
    // 13 daily candles are missing: few enough to go on.
    expect(market.history(BTC, '1d', 100)).toHaveLength(20);
    expect(load({ bridgeWarmUpHoles: false }, files).market.history(BTC, '1d', 9)).toEqual([]);
  });

  it('reports everything that is wrong at once', () => {
    const broken = { ...FILES, [MINUTES]: csv(['1,2']), [GAPPY]: csv(['x']) };
    const codes = refused({ symbols: [BTC, ETH] }, broken).map((error) => error.code);
    expect(codes).toEqual(['wrong_fields', 'wrong_fields']);
    expect(refused({ directory: '/nowhere' })[0]!.code).toBe('missing_directory');
    expect(refused({ to: DAY + 9 * DAY_MS })[0]!.code).toBe('missing_file');
    expect(refused({ from: DAY, to: DAY + HOUR_MS })[0]!.code).toBe('no_data');
    expect(refused({ from: DAY + HOUR_MS, to: DAY })[0]!.code).toBe('no_data');
    const badFunding = {
      ...FILES,
      'BTCUSDT-um-funding-8h-2025-05-04_2025-05-04.csv.gz': csv(['1,x'], FUNDING_HEADER),
    };
    expect(refused({}, badFunding)[0]!.code).toBe('bad_number');
    const badWarmUp = { ...FILES, 'BTCUSDT-spot-1h-2025-04-01_2025-04-30.csv.gz': csv(['x']) };
    expect(refused({}, badWarmUp)[0]!.code).toBe('wrong_fields');
  });
});
