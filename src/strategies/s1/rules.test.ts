import { describe, expect, it } from 'vitest';
import { readParameters } from '../parameters.ts';
import { S1_PARAMETERS } from './parameters.ts';
import { type S1Situation, s1Entry, s1Exit } from './rules.ts';

const p = readParameters(S1_PARAMETERS, {});

/** Every long condition holds, none by much. */
const LONG: S1Situation = {
  close: 1000,
  adx: 24.1,
  atr: 0.71,
  contextAdx: 24.1,
  contextGap: 0.01,
  volume: 12.1,
  volumeMean: 10,
  emaFast: 999,
  emaSlow: 997.7,
};
const SHORT: S1Situation = { ...LONG, contextGap: -0.01, emaFast: 1001, emaSlow: 1002.3 };

describe('S1 entry', () => {
  it('goes long when every condition holds, short when the mirrored ones do', () => {
    expect(s1Entry(p, LONG)).toMatchObject({ side: 'long', state: 0 });
    expect(s1Entry(p, SHORT)).toMatchObject({ side: 'short', state: 0 });
  });

  it.each<[string, Partial<S1Situation>]>([
    ['ADX at its threshold', { adx: 24 }],
    ['ATR / close at its threshold', { atr: 0.7 }],
    ['ADX(3m) at its threshold', { contextAdx: 24 }],
    ['EMAs of 5m equal', { contextGap: 0 }],
    ['volume at 1.2 x its mean', { volume: 12 }],
    ['an indicator not ready', { contextAdx: Number.NaN }],
    ['the mean volume not ready', { volumeMean: Number.NaN }],
  ])('does nothing with %s', (_, change) => {
    expect(s1Entry(p, { ...LONG, ...change })).toBeNull();
    expect(s1Entry(p, { ...SHORT, ...change })).toBeNull();
  });

  it('needs the 5m trend, the EMA gap and close on the side of the trade', () => {
    expect(s1Entry(p, { ...LONG, contextGap: -0.01 })).toBeNull();
    expect(s1Entry(p, { ...LONG, emaSlow: 997.9 })).toBeNull();
    expect(s1Entry(p, { ...LONG, emaFast: 1000, emaSlow: 998 })).toBeNull();
    expect(s1Entry(p, { ...SHORT, emaSlow: 1002.1 })).toBeNull();
    expect(s1Entry(p, { ...SHORT, emaFast: 1000, emaSlow: 1002 })).toBeNull();
  });

  it('scores 0 at the thresholds and 1 at twice each of them', () => {
    const strong = { adx: 48, atr: 1.4, contextAdx: 60, volume: 24, emaSlow: 996.6 };
    expect(s1Entry(p, { ...LONG, ...strong })?.edge).toBeCloseTo(1, 12);
    expect(s1Entry(p, LONG)?.edge).toBeLessThan(0.03);
    const half = { adx: 36, atr: 1.05, contextAdx: 36, volume: 18, emaSlow: 997.2 };
    expect(s1Entry(p, { ...LONG, ...half })?.edge).toBeCloseTo(0.5, 9);
  });
});

describe('S1 exit', () => {
  const now = { closeTime: 0, close: 1000, entry: null, adx: 30, emaFast: 999 };

  it('leaves when close is through the fast EMA, either way', () => {
    expect(s1Exit(p, 'long', now)).toBeNull();
    expect(s1Exit(p, 'long', { ...now, emaFast: 1000 })).toBeNull();
    expect(s1Exit(p, 'long', { ...now, emaFast: 1000.1 })).toBe('close_through_ema');
    expect(s1Exit(p, 'short', now)).toBe('close_through_ema');
  });

  it('leaves when ADX falls below 24, not at it, not when it is unknown', () => {
    expect(s1Exit(p, 'long', { ...now, adx: 24 })).toBeNull();
    expect(s1Exit(p, 'long', { ...now, adx: 23.9 })).toBe('adx_faded');
    expect(s1Exit(p, 'long', { ...now, adx: Number.NaN })).toBeNull();
  });
});
