import { describe, expect, it } from 'vitest';
import { markOf, type Row, recorded, WINDOW } from '../../../tests/support/equity-marks.ts';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import {
  createEquity,
  createReading,
  indexOfMark,
  readMark,
  recordGoodMark,
  setDayMark,
} from './equity-index.ts';

describe('index', () => {
  const table: { name: string; given: Row[]; when: Row; expected: number }[] = [
    { name: 'is 1 at the first mark, whatever the equity', given: [], when: [0, 73], expected: 1 },
    // 100,500 / 100,000.
    { name: 'moves with PnL', given: [[0, 100_000]], when: [1, 100_500], expected: 1.005 },
    {
      name: 'is measured against its base, not the mark before',
      given: [
        [0, 100_000],
        [1, 90_000],
      ],
      when: [2, 100_000],
      expected: 1,
    },
    // 150,000 of which 50,000 came in.
    {
      name: 'a deposit moves nothing',
      given: [[0, 100_000]],
      when: [1, 150_000, 50_000],
      expected: 1,
    },
    {
      name: 'a withdrawal moves nothing',
      given: [[0, 100_000]],
      when: [1, 40_000, -60_000],
      expected: 1,
    },
    // Before the deposit 101,000 / 100,000; it comes with 2,020 of loss: 1.01 x (99,980 - 1,000) / 101,000.
    {
      name: 'PnL that comes with a deposit counts on the capital before it',
      given: [
        [0, 100_000],
        [1, 101_000],
      ],
      when: [2, 99_980, 1_000],
      expected: 0.9898,
    },
    // After it: base 200,000 at index 1; 202,000 / 200,000.
    {
      name: 'PnL after a deposit counts on the capital with it',
      given: [
        [0, 100_000],
        [1, 200_000, 100_000],
      ],
      when: [2, 202_000, 100_000],
      expected: 1.01,
    },
    // 1.1 before, base 55,000; then 49,500 / 55,000 = 0.9 of it.
    {
      name: 'a withdrawal keeps what was earned',
      given: [
        [0, 100_000],
        [1, 110_000],
        [2, 55_000, -55_000],
      ],
      when: [3, 49_500, -55_000],
      expected: 0.99,
    },
    {
      name: 'an account that began with nothing counts from its first deposit',
      given: [
        [0, 0],
        [1, 1_000, 1_000],
      ],
      when: [2, 990, 1_000],
      expected: 0.99,
    },
    { name: 'an account with nothing earns nothing', given: [[0, 0]], when: [1, 10], expected: 1 },
    // 50,000 in, then 20,000 more with a loss of 1,500 on the 150,000 before it.
    {
      name: 'a second deposit counts by itself',
      given: [
        [0, 100_000],
        [1, 150_000, 50_000],
      ],
      when: [2, 168_500, 70_000],
      expected: 0.99,
    },
    // All out at index 1.2, then 500 in: 1.2 x 450 / 500.
    {
      name: 'an emptied account goes on where it was',
      given: [
        [0, 100],
        [1, 120],
        [2, 0, -120],
        [3, 500, 380],
      ],
      when: [4, 450, 380],
      expected: 1.08,
    },
    { name: 'a total loss is index 0', given: [[0, 100]], when: [1, 0], expected: 0 },
    // Lost all, 1,000 in: the smallest index goes on from there, 970 / 1,000 of 1e-9.
    {
      name: 'after a total loss new money can lose again',
      given: [
        [0, 100],
        [1, -5],
        [2, 995, 1_000],
      ],
      when: [3, 965.15, 1_000],
      expected: 0.97e-9,
    },
  ];
  it.each(table)('OPS-3 $name', ({ given, when, expected }) => {
    expect(indexOfMark(recorded(given), markOf(when))).toBeCloseTo(expected, 14);
  });

  it('reading it changes nothing', () => {
    const state = recorded([[0, 100_000]]);
    const before = JSON.stringify(state);
    indexOfMark(state, markOf([1, 150_000, 50_000]));
    readMark(state, markOf([1, 90_000]), WINDOW, createReading());
    expect(JSON.stringify(state)).toBe(before);
  });

  it('a mark is kept as it came', () => {
    const state = recorded([
      [0, 100_000],
      [5, 150_300, 50_000, 150_100],
    ]);
    expect(state).toMatchObject({
      lastAt: T0 + 5,
      equity: 150_300,
      wallet: 150_100,
      transfers: 50_000,
      baseEquity: 150_300,
      baseIndex: 1.003,
      index: 1.003,
    });
    // The base stays until the next transfer.
    recordGoodMark(state, markOf([6, 150_000, 50_000]), WINDOW);
    expect(state).toMatchObject({ baseEquity: 150_300, baseIndex: 1.003 });
  });

  it('nothing was heard before the first mark', () => {
    expect(createEquity(T0)).toMatchObject({ lastAt: -1, heardAt: -1, quality: 'unknown' });
    expect(createReading()).toEqual({
      index: 1,
      pnl: 0,
      drawdown: 0,
      realisedPnl: 0,
      realisedDrawdown: 0,
      peak: 1,
      peakAt: -1,
    });
  });

  it('an account may begin at the epoch itself', () => {
    const state = createEquity(0);
    recordGoodMark(state, { at: 0, equity: 100, walletBalance: 100, transfers: 0 }, WINDOW);
    recordGoodMark(state, { at: 1, equity: 90, walletBalance: 90, transfers: 0 }, WINDOW);
    expect(state).toMatchObject({ index: 0.9, baseEquity: 100, dayEquity: 100 });
    expect(state.peakIndexes).toEqual([1]);
  });
});

describe('day mark', () => {
  it('is the first mark on the day of the launch', () => {
    const state = recorded([
      [HOUR_MS, 100_000, 700, 99_000],
      [HOUR_MS + 1, 99_000, 700],
    ]);
    // The wallet without transfers: 99,000 - 700.
    expect(state).toMatchObject({ dayIndex: 1, dayEquity: 100_000, dayWallet: 98_300 });
    expect(state.dayStartAt).toBe(T0);
  });

  it('is the last mark before 00:00, and a second mark at 00:00 replaces the first', () => {
    const state = recorded([
      [0, 100_000],
      [DAY_MS - 1, 101_000],
    ]);
    setDayMark(state, T0 + DAY_MS);
    expect(state).toMatchObject({ dayStartAt: T0 + DAY_MS, dayIndex: 1.01, dayEquity: 101_000 });
    recordGoodMark(state, markOf([DAY_MS, 102_000, 0, 101_500]), WINDOW);
    expect(state).toMatchObject({ dayIndex: 1.02, dayEquity: 102_000, dayWallet: 101_500 });
    recordGoodMark(state, markOf([DAY_MS + 1, 103_000]), WINDOW);
    expect(state).toMatchObject({ dayIndex: 1.02, dayEquity: 102_000, dayWallet: 101_500 });
  });
});

describe('reading of a mark', () => {
  const table: { name: string; given: Row[]; when: Row; expected: object }[] = [
    {
      // Day mark 1.00, peak 1.05 after an hour; 0.987 / 1.05 = 0.94.
      name: 'daily PnL against the day, drawdown against the maximum',
      given: [
        [0, 100_000],
        [HOUR_MS, 105_000],
      ],
      when: [2 * HOUR_MS, 98_700],
      expected: { index: 0.987, pnl: -0.013, drawdown: 0.06, peak: 1.05, peakAt: T0 + HOUR_MS },
    },
    {
      // Realised: wallet 99,000 against 100,000 at the day mark; 104,500 at the peak, whose equity was 105,000.
      name: 'realised money alone, on the equity of its reference',
      given: [
        [0, 100_000],
        [HOUR_MS, 105_000, 0, 104_500],
      ],
      when: [2 * HOUR_MS, 104_000, 0, 99_250],
      expected: { realisedPnl: -0.0075, realisedDrawdown: 5_250 / 105_000 },
    },
    {
      // 2,000 out: the wallet fell from 100,000 to 97,000, of which 1,000 was lost.
      name: 'a withdrawal is no realised loss',
      given: [[0, 100_000]],
      when: [1, 97_000, -2_000],
      expected: { realisedPnl: -0.01, realisedDrawdown: 0.01, pnl: -0.01, drawdown: 0.01 },
    },
    {
      name: 'a new maximum has no drawdown and is its own peak',
      given: [[0, 100_000]],
      when: [5, 101_000, 0, 99_000],
      expected: {
        drawdown: 0,
        peak: 1.01,
        peakAt: T0 + 5,
        realisedDrawdown: 0,
        realisedPnl: -0.01,
      },
    },
    {
      name: 'equal to the maximum: the peak is the earlier one',
      given: [[0, 100_000]],
      when: [5, 100_000],
      expected: { drawdown: 0, peak: 1, peakAt: T0 },
    },
    {
      name: 'an account with nothing shows no loss',
      given: [[0, 0]],
      when: [1, -10],
      expected: { pnl: 0, drawdown: 0, realisedPnl: 0, realisedDrawdown: 0 },
    },
    {
      name: 'a maximum exactly one window old is forgotten',
      given: [
        [0, 110_000],
        [MINUTE_MS, 99_000],
      ],
      when: [WINDOW, 88_000],
      // The maximum is 0.9 of one minute later; 0.8 / 0.9.
      expected: { peak: 0.9, peakAt: T0 + MINUTE_MS, drawdown: 1 / 9 },
    },
    {
      name: 'and one that is a millisecond younger is not',
      given: [
        [0, 110_000],
        [MINUTE_MS, 99_000],
      ],
      when: [WINDOW - 1, 88_000],
      expected: { peak: 1, peakAt: T0, drawdown: 0.2 },
    },
    {
      name: 'without any mark in the window the mark itself is the peak',
      given: [[0, 110_000]],
      when: [WINDOW, 88_000, 0, 80_000],
      expected: { peak: 0.8, peakAt: T0 + WINDOW, drawdown: 0, realisedDrawdown: 0 },
    },
  ];
  it.each(table)('MON-1 $name', ({ given, when, expected }) => {
    const reading = readMark(recorded(given), markOf(when), WINDOW, createReading());
    for (const [key, value] of Object.entries(expected)) {
      expect(reading[key as keyof typeof reading], key).toBeCloseTo(value as number, 12);
    }
  });

  it('of a total loss in the day is -100 %, and on the day after it new money is measured anew', () => {
    const state = recorded([
      [0, 100],
      [1, 0],
      [2, 1_000, 1_000],
    ]);
    expect(readMark(state, markOf([3, 1_000, 1_000]), WINDOW, createReading())).toMatchObject({
      pnl: 1e-9 - 1,
      drawdown: 1 - 1e-9,
    });
    setDayMark(state, T0 + DAY_MS);
    const next = readMark(state, markOf([DAY_MS, 970, 1_000]), WINDOW, createReading());
    expect(next.pnl).toBeCloseTo(-0.03, 12);
  });

  it('a window after a total loss there is no maximum left to fall from', () => {
    const state = recorded([
      [0, 100],
      [1, 0],
    ]);
    const reading = readMark(state, markOf([WINDOW + 1, 0]), WINDOW, createReading());
    expect(reading).toMatchObject({ index: 0, peak: 0, drawdown: 0 });
  });

  it('of a day that began with nothing left is 0: there is nothing to lose', () => {
    const state = recorded([
      [0, 100],
      [1, 0],
    ]);
    setDayMark(state, T0 + DAY_MS);
    const reading = readMark(state, markOf([DAY_MS + 1, -10, 0, -10]), WINDOW, createReading());
    expect(reading).toMatchObject({ pnl: 0, realisedPnl: 0, index: -0.1, drawdown: 1.1 });
  });
});
