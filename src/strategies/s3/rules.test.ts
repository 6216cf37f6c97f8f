import { describe, expect, it } from 'vitest';
import { readParameters } from '../parameters.ts';
import { S3_PARAMETERS } from './parameters.ts';
import { S3Exit, type S3Observation, type S3Situation, s3Entry } from './rules.ts';

const p = readParameters(S3_PARAMETERS, {});
const LONG: S3Situation = {
  close: 1000,
  adx: 24.1,
  rsi: 40.1,
  pullbackEma: 1007.1,
  contextAdx: 24.1,
  contextGap: 1,
};
const SHORT: S3Situation = { ...LONG, rsi: 59.9, pullbackEma: 992.9, contextGap: -1 };

describe('S3 entry', () => {
  it('buys the pullback in an hourly uptrend and sells the bounce in a downtrend', () => {
    expect(s3Entry(p, LONG)?.side).toBe('long');
    expect(s3Entry(p, SHORT)?.side).toBe('short');
  });

  it.each<[string, S3Situation]>([
    ['ADX at 24', { ...LONG, adx: 24 }],
    ['ADX(1h) at 24', { ...LONG, contextAdx: 24 }],
    ['a pullback of 0.7 %', { ...LONG, pullbackEma: 1007 }],
    ['a bounce of 0.7 %', { ...SHORT, pullbackEma: 993 }],
    ['RSI at 40', { ...LONG, rsi: 40 }],
    ['RSI at 60', { ...SHORT, rsi: 60 }],
    ['no hourly trend', { ...LONG, contextGap: 0 }],
    ['a pullback against the hourly trend', { ...LONG, contextGap: -1 }],
    ['an hourly trend that is not known', { ...LONG, contextGap: Number.NaN }],
  ])('does nothing with %s', (_, situation) => {
    expect(s3Entry(p, situation)).toBeNull();
  });

  it('scores ADX, ADX(1h), depth of the pullback and RSI', () => {
    const half = { adx: 36, contextAdx: 36, pullbackEma: 1010.5, rsi: 70 };
    expect(s3Entry(p, { ...LONG, ...half })?.edge).toBeCloseTo(0.5, 9);
  });
});

describe('S3 exit', () => {
  const at = (close: number, rsi = 50): S3Observation => ({
    closeTime: 0,
    close,
    entry: null,
    rsi,
    exitEma: 100,
  });

  it('ignores a close below EMA50 until one above it was seen since the entry', () => {
    const exit = new S3Exit(p, 'long', at(98));
    expect([99, 100, 98, 101, 100, 99].map((close) => exit.next(at(close)))).toEqual([
      null,
      null,
      null,
      null,
      null,
      'close_through_ema',
    ]);
  });

  it('counts the entry candle itself as such a close', () => {
    expect(new S3Exit(p, 'long', at(101)).next(at(99))).toBe('close_through_ema');
    expect(new S3Exit(p, 'long', at(100)).next(at(99))).toBeNull();
  });

  it('mirrors for a short', () => {
    const exit = new S3Exit(p, 'short', at(102));
    expect([101, 99, 101].map((close) => exit.next(at(close)))).toEqual([
      null,
      null,
      'close_through_ema',
    ]);
  });

  it('leaves on RSI above 72 (below 28), not at it', () => {
    expect(new S3Exit(p, 'long', at(98)).next(at(98, 72))).toBeNull();
    expect(new S3Exit(p, 'long', at(98)).next(at(98, 72.1))).toBe('rsi_extreme');
    expect(new S3Exit(p, 'short', at(102)).next(at(102, 28))).toBeNull();
    expect(new S3Exit(p, 'short', at(102)).next(at(102, 27.9))).toBe('rsi_extreme');
  });
});
