import { describe, expect, it } from 'vitest';
import { readParameters } from '../parameters.ts';
import { BTC, ETH, SOL } from '../testing/candles.ts';
import { Basket } from './basket.ts';
import { type S6Stress, s6CapitalState } from './capital-state.ts';
import { type S6Situation, s6Entry } from './entry.ts';
import { S6_PARAMETERS } from './parameters.ts';
import { S6Exit, type S6Observation } from './rules.ts';

const p = readParameters(S6_PARAMETERS, {});
const LONG: S6Situation = {
  close: 1000,
  adx: 22,
  atr: 70,
  volume: 7,
  volumeMean: 10,
  trendEma: 999,
  contextGap: 1,
  relativeStrength: 0.0151,
  previousRelativeStrength: 0.015,
  longState: 0,
  shortState: 0,
};
const SHORT: S6Situation = {
  ...LONG,
  trendEma: 1001,
  contextGap: -1,
  relativeStrength: -0.0151,
  previousRelativeStrength: -0.015,
};

describe('S6 entry', () => {
  it('buys strength and sells weakness against the basket, at the very limits of trading', () => {
    expect(s6Entry(p, LONG)).toMatchObject({ side: 'long', state: 0 });
    expect(s6Entry(p, SHORT)).toMatchObject({ side: 'short', state: 0 });
  });

  it.each<[string, Partial<S6Situation>]>([
    ['ADX below 22', { adx: 21.9 }],
    ['volume below 0.7 x its mean', { volume: 6.9 }],
    ['ATR above 7 % of close', { atr: 70.1 }],
    ['close on EMA20', { trendEma: 1000 }],
    ['no trend on 4h', { contextGap: 0 }],
    ['state 2', { longState: 2, shortState: 2 }],
    ['a state that is not known', { longState: Number.NaN, shortState: Number.NaN }],
    ['relative strength not known', { relativeStrength: Number.NaN }],
    ['relative strength not known before', { previousRelativeStrength: Number.NaN }],
  ])('does nothing with %s', (_, change) => {
    expect(s6Entry(p, { ...LONG, ...change })).toBeNull();
    expect(s6Entry(p, { ...SHORT, ...change })).toBeNull();
  });

  it('needs relative strength beyond 1.5 % and growing', () => {
    expect(
      s6Entry(p, { ...LONG, relativeStrength: 0.015, previousRelativeStrength: 0 }),
    ).toBeNull();
    expect(s6Entry(p, { ...LONG, previousRelativeStrength: 0.0151 })).toBeNull();
    expect(s6Entry(p, { ...SHORT, previousRelativeStrength: -0.0151 })).toBeNull();
  });

  it('scores strength, ADX, volume, calm and distance from EMA20', () => {
    const half = { relativeStrength: 0.0225, adx: 33, volume: 10.5, atr: 35, trendEma: 982.5 };
    expect(s6Entry(p, { ...LONG, ...half })?.edge).toBeCloseTo(0.5, 9);
    expect(s6Entry(p, { ...LONG, longState: 1 })?.state).toBe(1);
  });
});

describe('S6 capital state', () => {
  const CALM: S6Stress = {
    close: 941,
    atrToClose: 0.01,
    atrQuantile: 0.01,
    volume: 22,
    volumeMean: 10,
    highest: 1000,
    lowest: 930,
  };
  const state = (change: Partial<S6Stress>, side: 'long' | 'short' = 'long') =>
    s6CapitalState(p, side, { ...CALM, ...change });

  it('is 1 on a drawdown beyond 6 % from the highest high, or on high volatility', () => {
    expect(state({})).toBe(0);
    expect(state({ close: 939 })).toBe(1);
    expect(state({ atrToClose: 0.0101 })).toBe(1);
  });

  it('is 2 on a drawdown beyond 10 % with volume above 2.2 x its mean', () => {
    expect(state({ close: 899 })).toBe(1);
    expect(state({ close: 899, volume: 23 })).toBe(2);
    expect(state({ close: 901, volume: 23 })).toBe(1);
  });

  it('mirrors: for a short, the rise from the lowest low', () => {
    expect(state({ close: 985 }, 'short')).toBe(0);
    expect(state({ close: 986 }, 'short')).toBe(1);
    expect(state({ close: 1024, volume: 23 }, 'short')).toBe(2);
    expect(state({ lowest: Number.NaN }, 'short')).toBeNaN();
  });
});

describe('S6 exit', () => {
  const calm: S6Observation = {
    closeTime: 0,
    close: 1000,
    entry: null,
    trendEma: 990,
    relativeStrength: 0.01,
    longState: 1,
    shortState: 0,
  };

  it('leaves when relative strength is lost, not while it is unknown', () => {
    const exit = new S6Exit('long', calm);
    expect(exit.next({ ...calm, relativeStrength: 0 })).toBeNull();
    expect(exit.next({ ...calm, relativeStrength: Number.NaN })).toBeNull();
    expect(exit.next({ ...calm, relativeStrength: -0.0001 })).toBe('relative_strength_lost');
    const short = { ...calm, trendEma: 1010 };
    expect(new S6Exit('short', short).next(short)).toBe('relative_strength_lost');
  });

  it('leaves when close is through EMA20, or the state rises above its value at entry', () => {
    expect(new S6Exit('long', calm).next({ ...calm, trendEma: 1001 })).toBe('close_through_ema');
    expect(new S6Exit('long', calm).next({ ...calm, longState: 2 })).toBe('capital_state');
    expect(new S6Exit('long', calm).next({ ...calm, longState: 0 })).toBeNull();
  });
});

describe('S6 basket', () => {
  const HOUR = 3_600_000;
  const candle = (symbol: typeof BTC, hour: number, close: number) => ({
    symbol,
    timeframe: '1h' as const,
    candle: { openTime: hour * HOUR, open: close, high: close, low: close, close, volume: 1 },
  });

  it('knows its mean return only when every member has closed the same candle', () => {
    const basket = new Basket([BTC, ETH, SOL], 2, HOUR);
    for (const symbol of [BTC, ETH, SOL]) {
      for (const hour of [0, 1]) basket.accept(candle(symbol, hour, 100));
    }
    expect(basket.lacking()).toHaveLength(3);
    basket.accept(candle(BTC, 2, 110));
    basket.accept(candle(ETH, 2, 100));
    expect(basket.meanReturnAt(3 * HOUR)).toBeNaN();
    basket.accept(candle(SOL, 2, 105));
    expect(basket.meanReturnAt(3 * HOUR)).toBeCloseTo(0.05, 12);
    expect(basket.lacking()).toEqual([]);
  });

  it('leaves a time without one member unknown for good, and starts anew after a long hole', () => {
    const basket = new Basket([BTC, ETH], 1, HOUR);
    for (const hour of [0, 1, 2]) basket.accept(candle(BTC, hour, 100));
    for (const hour of [0, 1]) basket.accept(candle(ETH, hour, 100));
    basket.accept(candle(BTC, 3, 100));
    basket.accept(candle(ETH, 2, 100));
    expect(basket.meanReturnAt(3 * HOUR)).toBeNaN();
    basket.accept(candle(ETH, 3, 100));
    expect(basket.meanReturnAt(4 * HOUR)).toBe(0);
    for (const symbol of [BTC, ETH]) basket.accept(candle(symbol, 40, 100));
    expect(basket.meanReturnAt(41 * HOUR)).toBeNaN();
  });
});
