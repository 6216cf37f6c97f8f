import { describe, expect, it } from 'vitest';
import { symbolId } from '../../../domain/ids.ts';
import type { Candle, PriceStep } from '../../../domain/market.ts';
import { MINUTE_MS } from '../../../domain/time.ts';
import { LiveLine } from './live-line.ts';
import type { KlineUpdate } from './live-messages.ts';

const BTC = symbolId('BTC/USDT:USDT');
const START = Date.UTC(2025, 4, 4);
const BOOK = { bids: [99, 1], asks: [101, 1] };

/** A line with a book and a mark of its first second. */
function line(): LiveLine {
  const created = new LiveLine(BTC, START);
  created.onBook({ kind: 'book', symbol: BTC, at: START + 500, book: BOOK });
  created.onMark(mark(500));
  return created;
}
const mark = (ms: number, price = 100) =>
  ({
    kind: 'mark',
    symbol: BTC,
    at: START + ms,
    mark: price,
    rate: null,
    nextFundingTime: null,
  }) as const;

const candle = (minute: number, close: number, high: number, low: number, volume: number) => ({
  openTime: START + minute * MINUTE_MS,
  open: 100,
  high,
  low,
  close,
  volume,
});
const update = (ms: number, state: Candle, closed = false): KlineUpdate => ({
  kind: 'kline',
  symbol: BTC,
  at: START + ms,
  closed,
  ...state,
});
const brief = (steps: readonly PriceStep[]) =>
  steps.map((s) => [
    (s.at - START) / 1_000,
    s.length / 1_000,
    s.open,
    s.high,
    s.low,
    s.close,
    s.volume,
  ]);

describe('one symbol of a live market', () => {
  it('tells what changed between two states of the running minute', () => {
    const btc = line();
    btc.onKline(update(1_200, candle(0, 101, 102, 100, 5)), START + 1_200);
    btc.onKline(update(2_700, candle(0, 99, 102, 98, 7)), START + 2_700);
    btc.onKline(update(3_100, candle(0, 99.5, 102, 98, 8)), START + 3_100);
    expect(btc.completeUntil).toBe(START + 3_000);
    expect(brief(btc.take(START + 3_000))).toEqual([
      [2, 2, 100, 102, 100, 101, 5],
      [3, 1, 101, 101, 98, 99, 2],
    ]);
    btc.onKline(update(60_020, candle(0, 99.5, 103, 98, 9), true), START + 60_020);
    expect(brief(btc.take(START + MINUTE_MS))).toEqual([
      [4, 1, 99, 99.5, 99, 99.5, 1],
      [60, 56, 99.5, 103, 99.5, 99.5, 1],
    ]);
  });

  it('a state told twice, or overtaken by a later one, changes nothing', () => {
    const btc = line();
    const newer = update(4_000, candle(0, 103, 103, 100, 9));
    btc.onKline(newer, START + 4_000);
    btc.onKline(update(2_000, candle(0, 101, 101, 100, 4)), START + 4_100);
    btc.onKline(update(3_900, candle(0, 101, 103, 100, 8)), START + 4_150);
    btc.onKline(newer, START + 4_200);
    btc.onKline(update(6_100, candle(0, 103, 103, 100, 9)), START + 6_100);
    expect(brief(btc.take(START + 6_000))).toEqual([[4, 4, 100, 103, 100, 103, 9]]);
    expect(btc.figures.late).toBe(2);
  });

  it('while nothing is traded, mark and book go on', () => {
    const btc = line();
    btc.onKline(update(1_000, candle(0, 101, 101, 100, 1)), START + 1_000);
    expect(btc.take(START + 1_000)).toHaveLength(1);
    btc.onMark(mark(8_400, 100.5));
    const steps = btc.take(START + 8_000);
    expect(brief(steps)).toEqual([[8, 7, 101, 101, 101, 101, 0]]);
    expect(steps[0]).toMatchObject({ mark: 100.5, bookAt: START + 500, markAt: START + 8_000 });
  });

  it('tells nothing of a minute before its first trade is known: its open would be wrong', () => {
    const btc = line();
    btc.onKline(update(60_020, candle(0, 101, 102, 100, 5), true), START + 60_020);
    btc.take(START + MINUTE_MS);
    btc.onMark(mark(75_000));
    expect(btc.completeUntil).toBe(START + 75_000);
    expect(btc.take(START + 75_000)).toEqual([]);
    btc.onKline(update(75_500, candle(1, 90, 100, 90, 1)), START + 75_500);
    btc.onMark(mark(77_000));
    expect(brief(btc.take(START + 77_000))).toContainEqual([76, 16, 100, 100, 90, 90, 1]);
  });

  it('an outage within a minute needs no repair, and the end of the minute is awaited first', () => {
    const btc = line();
    btc.onKline(update(5_000, candle(0, 101, 102, 100, 5)), START + 5_000);
    btc.onKline(update(50_000, candle(0, 97, 104, 96, 50)), START + 50_000);
    expect(btc.repairFrom(START + 62_999)).toBeNull();
    expect(btc.repairFrom(START + 63_000)).toBe(START);
    btc.onKline(update(60_300, candle(0, 97, 104, 96, 51), true), START + 63_100);
    expect(btc.repairFrom(START + 63_100)).toBeNull();
    expect(btc.figures.repaired).toBe(0);
  });

  it('an end overtaken by the next minute is given a moment to arrive', () => {
    const btc = line();
    btc.onKline(update(50_000, candle(0, 97, 104, 96, 50)), START + 50_000);
    btc.onKline(update(60_200, candle(1, 100, 100, 100, 1)), START + 60_300);
    expect(btc.repairFrom(START + 61_000)).toBeNull();
    btc.onKline(update(60_050, candle(0, 97, 104, 96, 52), true), START + 61_000);
    expect(btc.completeUntil).toBe(START + 60_000);
    expect(brief(btc.take(START + 60_000)).at(-1)?.[0]).toBe(60);
    // The next minute had been told meanwhile: nothing of it is lost.
    btc.onMark(mark(62_000));
    expect(brief(btc.take(START + 62_000))).toEqual([
      [61, 1, 100, 100, 100, 100, 1],
      [62, 1, 100, 100, 100, 100, 0],
    ]);
  });

  it('takes from REST only rows that have a later one and have settled', () => {
    const btc = line();
    const rows = [
      candle(0, 101, 102, 100, 5),
      candle(1, 100, 101, 99, 6),
      candle(2, 100, 100, 100, 0),
    ];
    expect(btc.onRows(START, rows.slice(0, 1), START + 90_000, START + 90_000)).toBe(false);
    expect(btc.onRows(START, rows, START + 121_000, START + 121_000)).toBe(true);
    expect(brief(btc.take(START + 200_000))).toEqual([[60, 60, 100, 102, 100, 101, 5]]);
    // Answers that cross each other: the same minute counts once.
    expect(btc.onRows(START, rows, START + 122_000, START + 122_000)).toBe(true);
    expect(btc.onRows(START, rows, START + 122_000, START + 122_000)).toBe(false);
    expect(brief(btc.take(START + 200_000))).toEqual([[120, 60, 100, 101, 99, 100, 6]]);
  });

  it('an answer that begins after the missing minute proves nothing about it', () => {
    const btc = line();
    const rows = [candle(5, 101, 102, 100, 5), candle(6, 100, 101, 99, 6)];
    expect(btc.onRows(START + 5 * MINUTE_MS, rows, START + 600_000, START + 600_000)).toBe(false);
    expect(btc.take(START + 600_000)).toEqual([]);
  });

  it('a minute that the venue does not have is left out, and counted', () => {
    const btc = line();
    const rows = [candle(2, 101, 102, 100, 5), candle(3, 100, 101, 99, 6)];
    expect(btc.onRows(START, rows, START + 240_000, START + 240_000)).toBe(true);
    expect(brief(btc.take(START + 240_000))).toEqual([[180, 60, 100, 102, 100, 101, 5]]);
    expect(btc.figures).toMatchObject({ absent: 2, repaired: 1 });
  });

  it('a final candle that contradicts what was told is judged by REST', () => {
    const btc = line();
    btc.onKline(update(30_000, candle(0, 101, 105, 100, 50)), START + 30_000);
    btc.onKline(update(60_020, candle(0, 101, 103, 100, 40), true), START + 60_020);
    expect(btc.take(btc.completeUntil).every((step) => step.at < START + MINUTE_MS)).toBe(true);
    expect(btc.repairFrom(START + 60_020)).toBe(START);
    btc.onRows(
      START,
      [candle(0, 102, 105, 100, 55), candle(1, 1, 1, 1, 0)],
      START + 63_000,
      START + 63_000,
    );
    expect(brief(btc.take(START + 60_000)).at(-1)).toEqual([60, 30, 101, 102, 101, 102, 5]);
    expect(btc.figures.contradicted).toBe(1);
  });

  it('keeps the last good book when the next is empty or crossed, and says how old it is', () => {
    const btc = line();
    btc.onBook({ kind: 'book', symbol: BTC, at: START + 3_000, book: null });
    btc.onKline(update(4_000, candle(0, 101, 101, 100, 1)), START + 4_000);
    const [step] = btc.take(START + 4_000);
    expect(step).toMatchObject({ book: BOOK, bookAt: START + 500 });
    expect(btc.figures.refusedBooks).toBe(1);
  });

  it('one wrong time of the venue does not keep the right ones out', () => {
    const btc = line();
    btc.onMark(mark(86_400_000, 500));
    btc.onMark(mark(2_000, 101));
    btc.onKline(update(2_500, candle(0, 101, 101, 100, 1)), START + 2_500);
    expect(btc.take(START + 3_000)[0]).toMatchObject({ mark: 101 });
    expect(btc.completeUntil).toBe(START + 59_000);
  });

  it('a repaired past has its own price as mark, not that of today', () => {
    const btc = line();
    btc.onMark(mark(3_600_000, 150));
    const rows = [candle(0, 101, 102, 100, 5), candle(1, 1, 1, 1, 0)];
    btc.onRows(START, rows, START + 3_600_000, START + 3_600_000);
    expect(btc.take(START + MINUTE_MS)[0]).toMatchObject({ mark: 101, markAt: START + MINUTE_MS });
  });
});
