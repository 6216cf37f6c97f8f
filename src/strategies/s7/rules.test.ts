import { describe, expect, it } from 'vitest';
import { readParameters } from '../parameters.ts';
import { type S7Shock, s7CapitalState } from './capital-state.ts';
import { type S7Situation, s7Entry, s7Event } from './entry.ts';
import { S7Exit, type S7Observation } from './exit.ts';
import { S7_PARAMETERS } from './parameters.ts';

const p = readParameters(S7_PARAMETERS, {});
const SHOCK: S7Shock = {
  atrToClose: 0.0101,
  atrQuantile: 0.01,
  volume: 20.1,
  volumeMean: 10,
  change: 0,
};
const UP: S7Situation = {
  shock: SHOCK,
  close: 1000,
  atr: 10.1,
  range: 0.0101,
  rangeQuantile: 0.01,
  trendEma: 999,
  previousClose: 981,
  highBefore: 980,
  lowBefore: 970,
  previousLongState: 0,
  previousShortState: 0,
};
const DOWN: S7Situation = { ...UP, trendEma: 1001, previousClose: 969 };

describe('S7 entry', () => {
  it('follows a shock in the direction of the break before it', () => {
    expect(s7Entry(p, UP)).toMatchObject({ side: 'long', state: 0 });
    expect(s7Entry(p, DOWN)).toMatchObject({ side: 'short', state: 0 });
  });

  it.each<[string, Partial<S7Situation>]>([
    ['volatility at its quantile', { shock: { ...SHOCK, atrToClose: 0.01 } }],
    ['volume at 2 x its mean', { shock: { ...SHOCK, volume: 20 } }],
    ['a range at its quantile', { range: 0.01 }],
    ['a previous close on the high before', { previousClose: 980 }],
    ['a previous close on the low before', { previousClose: 970 }],
    ['close on EMA20', { trendEma: 1000 }],
    ['a quantile that is not known', { rangeQuantile: Number.NaN }],
  ])('does nothing with %s', (_, change) => {
    expect(s7Entry(p, { ...UP, ...change })).toBeNull();
  });

  it('is sized and refused by the state of the previous candle, of its own side', () => {
    expect(s7Entry(p, { ...UP, previousLongState: 1, previousShortState: 2 })?.state).toBe(1);
    expect(s7Entry(p, { ...UP, previousLongState: 2 })).toBeNull();
    expect(s7Entry(p, { ...UP, previousLongState: Number.NaN })).toBeNull();
    expect(s7Entry(p, { ...DOWN, previousShortState: 2 })).toBeNull();
    expect(s7Event(p, { ...UP, previousLongState: 2 })).toBe('long');
  });

  it('does not buy an event up below EMA20', () => {
    expect(s7Entry(p, { ...UP, trendEma: 1001 })).toBeNull();
    expect(s7Entry(p, { ...DOWN, trendEma: 999 })).toBeNull();
  });

  it('scores burst, spike, range and distance from EMA20', () => {
    const half = {
      shock: { ...SHOCK, atrToClose: 0.015, volume: 30 },
      range: 0.015,
      atr: 15,
      trendEma: 992.5,
    };
    expect(s7Entry(p, { ...UP, ...half })?.edge).toBeCloseTo(0.5, 9);
  });
});

describe('S7 capital state', () => {
  const calm = { ...SHOCK, atrToClose: 0.01 };

  it('adds burst with spike and a 32-candle fall beyond 7 %', () => {
    expect(s7CapitalState(p, 'long', calm)).toBe(0);
    expect(s7CapitalState(p, 'long', SHOCK)).toBe(1);
    expect(s7CapitalState(p, 'long', { ...calm, change: -0.07 })).toBe(0);
    expect(s7CapitalState(p, 'long', { ...calm, change: -0.071 })).toBe(1);
    expect(s7CapitalState(p, 'long', { ...SHOCK, change: -0.071 })).toBe(2);
  });

  it('is 2 on a fall beyond 12 % alone; for a short on a rise', () => {
    expect(s7CapitalState(p, 'long', { ...calm, change: -0.121 })).toBe(2);
    expect(s7CapitalState(p, 'long', { ...calm, change: 0.121 })).toBe(0);
    expect(s7CapitalState(p, 'short', { ...calm, change: 0.121 })).toBe(2);
    expect(s7CapitalState(p, 'short', { ...calm, change: 0.071 })).toBe(1);
    expect(s7CapitalState(p, 'long', { ...calm, change: Number.NaN })).toBeNaN();
  });
});

describe('S7 exit', () => {
  const ENTRY: S7Observation = {
    closeTime: 0,
    close: 1000,
    entry: null,
    trendEma: 990,
    rsi: 80,
    longState: 1,
    shortState: 0,
  };
  const watch = (entry: Partial<S7Observation> = {}) =>
    new S7Exit(p, 'long', { ...ENTRY, ...entry });

  it('leaves when close is through EMA20', () => {
    expect(watch().next({ ...ENTRY, trendEma: 1000 })).toBeNull();
    expect(watch().next({ ...ENTRY, trendEma: 1000.1 })).toBe('close_through_ema');
  });

  it('leaves at state 2 at once, at state 1 only after a calm candle since the entry', () => {
    expect(watch().next({ ...ENTRY, longState: 2 })).toBe('capital_state');
    const exit = watch();
    expect(exit.next(ENTRY)).toBeNull();
    expect(exit.next({ ...ENTRY, longState: 0 })).toBeNull();
    expect(exit.next(ENTRY)).toBe('capital_state');
  });

  it('leaves on RSI beyond 74 only once it was inside 26..74 since the entry', () => {
    const exit = watch();
    expect(exit.next({ ...ENTRY, rsi: 85 })).toBeNull();
    expect(exit.next({ ...ENTRY, rsi: 74 })).toBeNull();
    expect(exit.next({ ...ENTRY, rsi: 74.1 })).toBe('rsi_extreme');
    expect(watch({ rsi: 60 }).next({ ...ENTRY, rsi: 75 })).toBe('rsi_extreme');
  });

  it('mirrors for a short: RSI below 26', () => {
    const entry = { ...ENTRY, trendEma: 1010, rsi: 20 };
    const exit = new S7Exit(p, 'short', entry);
    expect(exit.next(entry)).toBeNull();
    expect(exit.next({ ...entry, rsi: 26 })).toBeNull();
    expect(exit.next({ ...entry, rsi: 25.9 })).toBe('rsi_extreme');
  });
});
