import { describe, expect, it } from 'vitest';
import { readParameters } from '../parameters.ts';
import { S2_PARAMETERS } from './parameters.ts';
import { type S2Situation, s2Entry, s2Exit, zScore } from './rules.ts';

const p = readParameters(S2_PARAMETERS, {});
const LONG: S2Situation = { z: -2.2, adx: 21, rsi: 23, emaChange: 0.0004 };
const SHORT: S2Situation = { ...LONG, z: 2.2, rsi: 77 };

describe('S2 entry', () => {
  it('fades a stretch down with a long and a stretch up with a short', () => {
    expect(s2Entry(p, LONG)?.side).toBe('long');
    expect(s2Entry(p, SHORT)?.side).toBe('short');
  });

  it.each<[string, S2Situation]>([
    ['z at -2.1', { ...LONG, z: -2.1 }],
    ['RSI at 24', { ...LONG, rsi: 24 }],
    ['z at 2.1', { ...SHORT, z: 2.1 }],
    ['RSI at 76', { ...SHORT, rsi: 76 }],
    ['z of one side and RSI of the other', { ...LONG, rsi: 77 }],
    ['ADX at 22: a trend is not faded', { ...LONG, adx: 22 }],
    ['an EMA that rose 0.05 %', { ...LONG, emaChange: 0.0005 }],
    ['an EMA that fell 0.05 %', { ...LONG, emaChange: -0.0005 }],
    ['z unknown', { ...LONG, z: Number.NaN }],
    ['ADX unknown', { ...LONG, adx: Number.NaN }],
  ])('does nothing with %s', (_, situation) => {
    expect(s2Entry(p, situation)).toBeNull();
  });

  it('has no z in a flat market, where the deviation is rounding noise', () => {
    expect(zScore(100, 100, 0)).toBeNaN();
    expect(zScore(100, 99.999_999_999_99, 1e-14)).toBeNaN();
    expect(zScore(97, 100, 2)).toBe(-1.5);
  });

  it('scores by z, RSI, ADX and slope; 1 when all are at their best', () => {
    expect(s2Entry(p, { z: -4.2, adx: 0, rsi: 0, emaChange: 0 })?.edge).toBe(1);
    expect(s2Entry(p, { z: 3.15, adx: 11, rsi: 88, emaChange: -0.00025 })?.edge).toBeCloseTo(0.5);
  });
});

describe('S2 exit', () => {
  const now = { closeTime: 0, close: 1, entry: null, z: -1, rsi: 40 };

  it('leaves a long when z is above -0.2 or RSI above 50', () => {
    expect(s2Exit(p, 'long', now)).toBeNull();
    expect(s2Exit(p, 'long', { ...now, z: -0.2 })).toBeNull();
    expect(s2Exit(p, 'long', { ...now, z: -0.19 })).toBe('z_reverted');
    expect(s2Exit(p, 'long', { ...now, rsi: 50 })).toBeNull();
    expect(s2Exit(p, 'long', { ...now, rsi: 50.1 })).toBe('rsi_reverted');
  });

  it('leaves a short when z is below 0.2 or RSI below 50', () => {
    const short = { ...now, z: 1, rsi: 60 };
    expect(s2Exit(p, 'short', short)).toBeNull();
    expect(s2Exit(p, 'short', { ...short, z: 0.2 })).toBeNull();
    expect(s2Exit(p, 'short', { ...short, z: 0.19 })).toBe('z_reverted');
    expect(s2Exit(p, 'short', { ...short, rsi: 49.9 })).toBe('rsi_reverted');
  });

  it('still leaves on RSI when z is unknown', () => {
    expect(s2Exit(p, 'long', { ...now, z: Number.NaN, rsi: 51 })).toBe('rsi_reverted');
  });
});
