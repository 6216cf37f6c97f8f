import { describe, expect, it } from 'vitest';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import {
  addHourlyClose,
  assetCorrelation,
  createHourlyCloses,
  type HourlyClosesState,
  newestOpenTime,
} from './asset-correlation.ts';

const WINDOW = 7 * DAY_MS;
/** Closes by hour since T0. */
type Closes = readonly (readonly [hour: number, close: number])[];

function closes(...symbols: Closes[]): HourlyClosesState {
  const state = createHourlyCloses(symbols.length);
  symbols.forEach((list, symbol) => {
    for (const [hour, close] of list)
      addHourlyClose(state, symbol, T0 + hour * HOUR_MS, close, WINDOW);
  });
  return state;
}
/** Hours since T0 that a symbol's candles are kept of. */
const hours = (state: HourlyClosesState, symbol = 0): number[] =>
  state.openTimes[symbol]!.map((time) => (time - T0) / HOUR_MS);

describe('correlation of assets', () => {
  // Returns +10 %, -10 %, 0.
  const A: Closes = [
    [0, 100],
    [1, 110],
    [2, 99],
    [3, 99],
  ];
  // Returns +10 %, 0, -10 %. With A: deviations are the returns, 0.01 / sqrt(0.02 x 0.02) = 0.5.
  const B: Closes = [
    [0, 200],
    [1, 220],
    [2, 220],
    [3, 198],
  ];
  const tables: { name: string; given: readonly [Closes, Closes]; expected: number | null }[] = [
    { name: 'is over returns, not prices', given: [A, B], expected: 0.5 },
    {
      // Returns -10 %, 0, +10 %.
      name: 'is signed',
      given: [
        A,
        [
          [0, 100],
          [1, 90],
          [2, 90],
          [3, 99],
        ],
      ],
      expected: -0.5,
    },
    {
      name: 'leaves out hours that only the first has',
      given: [[[-1, 50], ...A, [4, 500]], B],
      expected: 0.5,
    },
    {
      name: 'leaves out hours that only the second has',
      given: [A, [[-1, 50], ...B, [4, 500]]],
      expected: 0.5,
    },
    {
      // Hour 6 has no hour 5 before it with the first; its return would be +100 %.
      name: 'takes no return across a gap of the first',
      given: [
        [...A, [6, 198]],
        [...B, [4, 198], [5, 198], [6, 198]],
      ],
      expected: 0.5,
    },
    {
      name: 'takes no return across a gap of the second',
      given: [
        [...A, [4, 99], [5, 99], [6, 99]],
        [...B, [6, 396]],
      ],
      // Hours 4 and 5 of the first have no counterpart; hour 6 of the second has no hour before.
      expected: 0.5,
    },
    {
      name: 'is undefined on one shared return',
      given: [A.slice(0, 2), B.slice(0, 2)],
      expected: null,
    },
    { name: 'is undefined without candles', given: [A, []], expected: null },
  ];
  it.each(tables)('MON-3 $name', ({ given, expected }) => {
    const value = assetCorrelation(closes(...given), 0, 1);
    if (expected === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(expected, 12);
  });

  it('MON-3 keeps the closes of 7 days: 168 hourly returns need 169 closes', () => {
    const series = Array.from({ length: 170 }, (_, hour) => [hour, 100 + hour] as const);
    expect(hours(closes(series.slice(0, 169))).length).toBe(169);
    const state = closes(series);
    expect(hours(state)).toEqual(series.slice(1).map(([hour]) => hour));
    expect(state.closes[0]).toEqual(series.slice(1).map(([, close]) => close));
  });

  const gaps: { name: string; given: Closes; expected: readonly number[] }[] = [
    {
      name: 'a close 168 h before the newest still begins a return of the last 7 days',
      given: [
        [0, 100],
        [1, 101],
        [168, 102],
      ],
      expected: [0, 1, 168],
    },
    {
      name: 'after a gap in the feed older hours leave by their age, not by their number',
      given: [
        [0, 100],
        [1, 101],
        [2, 102],
        [170, 103],
      ],
      expected: [2, 170],
    },
    {
      name: 'after more than 7 days without a candle only the new one is left',
      given: [
        [0, 100],
        [1, 101],
        [500, 103],
      ],
      expected: [500],
    },
  ];
  it.each(gaps)('MON-3 $name', ({ given, expected }) => {
    const state = closes(given);
    expect(hours(state)).toEqual(expected);
    expect(state.closes[0]).toEqual(
      given.filter(([hour]) => expected.includes(hour)).map(([, close]) => close),
    );
  });

  it('candles nearer than an hour take no more room than the hours of 7 days', () => {
    const state = createHourlyCloses(1);
    for (let i = 0; i < 300; i += 1) addHourlyClose(state, 0, T0 + i * MINUTE_MS, i, WINDOW);
    expect(state.closes[0]).toEqual(Array.from({ length: 169 }, (_, i) => 131 + i));
    expect(state.openTimes[0]!.length).toBe(169);
  });

  it('the newest candle of a symbol is the last one told, -1 before any', () => {
    const state = closes(A, []);
    expect([newestOpenTime(state, 0), newestOpenTime(state, 1)]).toEqual([T0 + 3 * HOUR_MS, -1]);
  });
});
