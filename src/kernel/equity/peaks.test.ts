import { describe, expect, it } from 'vitest';
import { markOf, recorded, WINDOW } from '../../../tests/support/equity-marks.ts';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import { MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import {
  createEquity,
  createReading,
  type EquityState,
  readMark,
  recordGoodMark,
} from './equity-index.ts';

const peaks = (state: EquityState): (readonly [number, number])[] =>
  state.peakTimes.map((at, i) => [at - T0, state.peakIndexes[i]!] as const).slice(state.head);

describe('candidates for the maximum', () => {
  it('are kept while something could still make them the maximum: strictly falling', () => {
    const state = recorded([
      [0, 100_000],
      [MINUTE_MS, 98_000],
      [2 * MINUTE_MS, 97_000],
      [3 * MINUTE_MS, 98_000],
    ]);
    expect(peaks(state)).toEqual([
      [0, 1],
      [3 * MINUTE_MS, 0.98],
    ]);
    expect(state.peakWallets).toEqual([100_000, 98_000]);
    expect(state.peakEquities).toEqual([100_000, 98_000]);
  });

  it('are one a clock minute, its highest', () => {
    const state = recorded([
      [0, 100_000],
      [59 * SECOND_MS, 99_000],
      [MINUTE_MS, 98_000],
      [MINUTE_MS + 1, 97_000],
      [MINUTE_MS + 2, 98_500],
    ]);
    expect(peaks(state)).toEqual([
      [0, 1],
      [MINUTE_MS + 2, 0.985],
    ]);
  });

  it('a forgotten one of the same minute keeps nobody out', () => {
    // Window 10 s: at 11 s the mark of 0 s is over, and at 12 s the one of 11 s is the maximum.
    const state = recorded(
      [
        [0, 100_000],
        [11_000, 99_000],
      ],
      10_000,
    );
    expect(peaks(state)).toEqual([]);
    recordGoodMark(state, markOf([12_000, 98_000]), 10_000);
    expect(peaks(state)).toEqual([[12_000, 0.98]]);
  });

  it('a forgotten lower one stays forgotten when a higher comes', () => {
    const state = recorded([[0, 100_000]], 10_000);
    readMark(state, markOf([11_000, 99_000]), 10_000, createReading());
    recordGoodMark(state, markOf([60_000, 101_000]), 10_000);
    expect(peaks(state)).toEqual([[60_000, 1.01]]);
  });

  it('hold the wallet without what was paid in', () => {
    const state = recorded([[0, 100_000, 30_000, 90_000]]);
    expect(state.peakWallets).toEqual([60_000]);
  });

  /** A queue of `length` falling candidates a minute apart, the oldest first. */
  function queue(length: number): EquityState {
    const state = createEquity(T0);
    for (let i = 0; i < length; i += 1) {
      recordGoodMark(state, markOf([i * MINUTE_MS, 1_000_000 - i]), WINDOW);
    }
    return state;
  }
  /** Forgets the first `count` of them. */
  function forget(state: EquityState, count: number): EquityState {
    const mark = markOf([WINDOW + (count - 1) * MINUTE_MS, 0]);
    readMark(state, mark, WINDOW, createReading());
    return state;
  }
  const cleaning = [
    {
      name: 'below 1,024 forgotten ones stay',
      length: 1_500,
      forgotten: 1_023,
      head: 1_023,
      kept: 1_500,
    },
    { name: 'from 1,024 on they are dropped', length: 1_500, forgotten: 1_024, head: 0, kept: 476 },
    {
      name: 'not while most are still of use',
      length: 2_049,
      forgotten: 1_024,
      head: 1_024,
      kept: 2_049,
    },
    {
      name: 'as soon as half of them are of none',
      length: 2_048,
      forgotten: 1_024,
      head: 0,
      kept: 1_024,
    },
    { name: 'also when none is of use', length: 1_024, forgotten: 1_024, head: 0, kept: 0 },
  ];
  it.each(cleaning)('$name, in all four lists', ({ length, forgotten, head, kept }) => {
    const state = forget(queue(length), forgotten);
    expect(state.head).toBe(head);
    const { peakTimes, peakIndexes, peakWallets, peakEquities } = state;
    expect([peakTimes, peakIndexes, peakWallets, peakEquities].map((each) => each.length)).toEqual([
      kept,
      kept,
      kept,
      kept,
    ]);
    // The oldest of use is candidate number `forgotten`.
    if (kept > head) expect(peakTimes[head]).toBe(T0 + forgotten * MINUTE_MS);
    if (kept > head) expect(peakEquities[head]).toBe(1_000_000 - forgotten);
  });
});
