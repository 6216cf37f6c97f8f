import { describe, expect, it } from 'vitest';
import { readParameters } from '../parameters.ts';
import type { CapitalState } from '../rules.ts';
import { type S5Stress, s5CapitalState } from './capital-state.ts';
import { type S5Base, type S5Higher, s5Entry } from './entry.ts';
import { S5_PARAMETERS } from './parameters.ts';
import { S5Exit, type S5Observation } from './rules.ts';

const p = readParameters(S5_PARAMETERS, {});
const BASE: S5Base = {
  close: 1000,
  adx: 24,
  atr: 35,
  volume: 6,
  volumeMean: 10,
  trendEma: 999,
  rsi: 50.1,
  previousRsi: 50,
};
const UP: S5Higher = { gap4h: 1, gap1d: 1, rsi1d: 45.1 };
const DOWN: S5Higher = { gap4h: -1, gap1d: -1, rsi1d: 54.9 };
const SHORT: S5Base = { ...BASE, trendEma: 1001, rsi: 49.9, previousRsi: 50 };
const entry = (base: S5Base, higher: S5Higher, long: CapitalState = 0, short: CapitalState = 0) =>
  s5Entry(p, base, higher, long, short);

describe('S5 entry', () => {
  it('trades at the very limits of ADX 24, ATR 3.5 % and volume 0.6 x its mean', () => {
    expect(entry(BASE, UP)).toMatchObject({ side: 'long', state: 0 });
    expect(entry(SHORT, DOWN)).toMatchObject({ side: 'short', state: 0 });
  });

  it.each<[string, Partial<S5Base>]>([
    ['ADX below 24', { adx: 23.9 }],
    ['ATR above 3.5 % of close', { atr: 35.1 }],
    ['volume below 0.6 x its mean', { volume: 5.9 }],
    ['close on EMA50', { trendEma: 1000 }],
    ['ADX unknown', { adx: Number.NaN }],
    ['the previous RSI unknown', { previousRsi: Number.NaN }],
  ])('does nothing with %s', (_, change) => {
    expect(entry({ ...BASE, ...change }, UP)).toBeNull();
    expect(entry({ ...SHORT, ...change }, DOWN)).toBeNull();
  });

  it('needs RSI to cross 50 on this candle, from at or below it', () => {
    expect(entry({ ...BASE, previousRsi: 50.05 }, UP)).toBeNull();
    expect(entry({ ...BASE, rsi: 50 }, UP)).toBeNull();
    expect(entry({ ...SHORT, previousRsi: 49.95 }, DOWN)).toBeNull();
    expect(entry({ ...SHORT, rsi: 50 }, DOWN)).toBeNull();
  });

  it('needs the trend of 4h and 1d and the RSI of 1d on its side', () => {
    expect(entry(BASE, { ...UP, gap4h: -1 })).toBeNull();
    expect(entry(BASE, { ...UP, gap1d: -1 })).toBeNull();
    expect(entry(BASE, { ...UP, gap1d: Number.NaN })).toBeNull();
    expect(entry(BASE, { ...UP, rsi1d: 45 })).toBeNull();
    expect(entry(SHORT, { ...DOWN, rsi1d: 55 })).toBeNull();
  });

  it('carries state 1, refuses state 2 and an unknown state of its own side only', () => {
    expect(entry(BASE, UP, 1, 2)?.state).toBe(1);
    expect(entry(BASE, UP, 2, 0)).toBeNull();
    expect(entry(BASE, UP, Number.NaN, 0)).toBeNull();
    expect(entry(SHORT, DOWN, 2, 1)?.state).toBe(1);
  });

  it('scores ADX, volume, calm, RSI(1d) and distance from EMA50', () => {
    const half = { adx: 36, volume: 9, atr: 17.5, trendEma: 991.25 };
    expect(entry({ ...BASE, ...half }, { ...UP, rsi1d: 72.5 })?.edge).toBeCloseTo(0.5, 9);
  });
});

describe('S5 capital state', () => {
  const CALM: S5Stress = {
    close: 1000,
    atrToClose: 0.01,
    atrQuantile: 0.01,
    volume: 18,
    volumeMean: 10,
    stressEma: 1000,
    change: -0.08,
  };
  const state = (change: Partial<S5Stress>, side: 'long' | 'short' = 'long') =>
    s5CapitalState(p, side, { ...CALM, ...change });

  it('is 0 with every figure at its limit, and with a single stress', () => {
    expect(state({})).toBe(0);
    expect(state({ atrToClose: 0.011 })).toBe(0);
    expect(state({ volume: 19 })).toBe(0);
    expect(state({ stressEma: 1001 })).toBe(0);
  });

  it('is 1 at stress 2 and 2 at stress 3', () => {
    expect(state({ atrToClose: 0.011, volume: 19 })).toBe(1);
    expect(state({ volume: 19, stressEma: 1001 })).toBe(1);
    expect(state({ atrToClose: 0.011, volume: 19, stressEma: 1001 })).toBe(2);
  });

  it('is 2 on a 24-candle fall beyond 8 %, for a short on a rise', () => {
    expect(state({ change: -0.0801 })).toBe(2);
    expect(state({ change: 0.0801 })).toBe(0);
    expect(state({ change: 0.08 }, 'short')).toBe(0);
    expect(state({ change: 0.0801 }, 'short')).toBe(2);
  });

  it('mirrors the EMA for a short, and is unknown while a figure is', () => {
    expect(state({ volume: 19, stressEma: 999 }, 'short')).toBe(1);
    expect(state({ volume: 19, stressEma: 1001 }, 'short')).toBe(0);
    expect(state({ stressEma: Number.NaN })).toBeNaN();
  });
});

describe('S5 exit', () => {
  const calm: S5Observation = {
    closeTime: 0,
    close: 1000,
    entry: null,
    trendEma: 990,
    rsi: 60,
    longState: 0,
    shortState: 0,
  };

  it('leaves when close is through EMA50', () => {
    expect(new S5Exit(p, 'long', calm).next({ ...calm, trendEma: 1000 })).toBeNull();
    expect(new S5Exit(p, 'long', calm).next({ ...calm, trendEma: 1001 })).toBe('close_through_ema');
    expect(new S5Exit(p, 'short', calm).next({ ...calm, rsi: 40 })).toBe('close_through_ema');
  });

  it('leaves on RSI above 75 (below 25), not at it', () => {
    expect(new S5Exit(p, 'long', calm).next({ ...calm, rsi: 75 })).toBeNull();
    expect(new S5Exit(p, 'long', calm).next({ ...calm, rsi: 75.1 })).toBe('rsi_extreme');
    const short = { ...calm, trendEma: 1010 };
    expect(new S5Exit(p, 'short', short).next({ ...short, rsi: 25 })).toBeNull();
    expect(new S5Exit(p, 'short', short).next({ ...short, rsi: 24.9 })).toBe('rsi_extreme');
  });

  it('leaves when the state rises above its value at entry, not when it stays', () => {
    expect(new S5Exit(p, 'long', calm).next({ ...calm, longState: 1 })).toBe('capital_state');
    const stressed = { ...calm, longState: 1 };
    expect(new S5Exit(p, 'long', stressed).next(stressed)).toBeNull();
    expect(new S5Exit(p, 'long', stressed).next({ ...calm, longState: 2 })).toBe('capital_state');
    expect(new S5Exit(p, 'long', calm).next({ ...calm, shortState: 2 })).toBeNull();
  });
});
