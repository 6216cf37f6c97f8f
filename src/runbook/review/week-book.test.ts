import { describe, expect, it } from 'vitest';
import { dayOfWeek, MONDAY } from '../../../tests/support/week.ts';
import { DAY_MS } from '../../domain/time.ts';
import { trailingBaseline } from './baseline.ts';
import { createWeekBook, takeDay, type WeekBook } from './week-book.ts';
import { weekDigest } from './week-digest.ts';

const start = (index: number): number => MONDAY + index * DAY_MS;
const close = (book: WeekBook, index: number, next = start(index + 1)) =>
  takeDay(book, dayOfWeek(index), next, next + 1);

describe('days of the running week', () => {
  it('CHG-5 Sunday closes the week, and its days are the baseline of the next', () => {
    const book = createWeekBook();
    for (let index = 0; index < 6; index += 1) expect(close(book, index)).toBeNull();
    const weekly = close(book, 6);
    expect(weekly).toMatchObject({ week: '2025-W14', closed: true, notes: [] });
    expect(weekly?.equity.pnl).toBe(7 * 691);
    expect(book.days).toEqual([]);
    expect(book.earlier).toHaveLength(7);
    for (let index = 7; index < 14; index += 1) close(book, index);
    expect(book.earlier.map(({ day }) => day)[0]).toBe('2025-04-07');
  });

  it('CHG-5 a week over whose end nothing ran is reviewed with the first day after it', () => {
    const book = createWeekBook();
    close(book, 3);
    const weekly = close(book, 4, start(9));
    expect(weekly?.days.map(({ recorded }) => recorded)).toEqual([
      ...[false, false, false, true, true, false, false],
    ]);
    expect(weekly?.notes[0]).toContain('no report of 2025-03-31');
  });

  it('CHG-5 goes on from a saved state as if nothing had been', () => {
    const book = createWeekBook();
    for (let index = 0; index < 6; index += 1) close(book, index);
    const copy = JSON.parse(JSON.stringify(book)) as WeekBook;
    expect(close(copy, 6)).toEqual(close(book, 6));
  });

  it('CHG-5 the desk is told the figures that matter, and where the rest is', () => {
    const book = createWeekBook();
    const weekly = close(book, 6);
    if (weekly === null) throw new Error('the week did not close');
    const lines = weekDigest(weekly);
    expect(lines[0]).toContain('PnL +691.00 USDT');
    expect(lines[1]).toContain('Correlation throttling: net 0.00 USDT');
    expect(lines.at(-1)).toBe('Whole review: septet report weekly --week 2025-W14.');
  });

  it('RB-7 their figures are the baseline: the median of the seven days before, over weeks and restarts, without days of too few samples', () => {
    const book = createWeekBook();
    const { execution } = dayOfWeek(0);
    const day = (index: number, timeouts: number | null): void => {
      const timeoutRate = { value: timeouts, samples: 40 };
      const slippageBps = { value: null, samples: 3 };
      const quality = { execution: { ...execution, timeoutRate, slippageBps } };
      takeDay(book, dayOfWeek(index, quality), start(index + 1), start(index + 1));
    };
    const baseline = (index: number) =>
      trailingBaseline(JSON.parse(JSON.stringify(book)) as WeekBook, start(index));
    day(0, 0.9);
    day(1, 0.8);
    expect(baseline(2).timeouts).toEqual({ median: null, days: 2, leastDays: 3 });
    for (let index = 2; index < 9; index += 1) day(index, index === 5 ? null : index / 100);
    // Days 2 to 8 without 5: 0.02 0.03 0.04 0.06 0.07 0.08.
    expect(baseline(9).timeouts).toEqual({ median: 0.05, days: 6, leastDays: 3 });
    expect(baseline(9).slippageBps).toEqual({ median: null, days: 0, leastDays: 3 });
    // A week in which nothing ran is no baseline.
    expect(baseline(16).timeouts.days).toBe(0);
  });
});
