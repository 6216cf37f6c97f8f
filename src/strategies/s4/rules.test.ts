import { describe, expect, it } from 'vitest';
import type { Candle } from '../../domain/market.ts';
import { readParameters } from '../parameters.ts';
import { S4_PARAMETERS } from './parameters.ts';
import { S4Exit, type S4Observation, S4Rules, type S4Situation, s4Entry } from './rules.ts';

const p = readParameters(S4_PARAMETERS, {});
const LONG: S4Situation = {
  close: 1001,
  adx: 26.1,
  atr: 1.1,
  contextAdx: 26.1,
  contextGap: 1,
  channelHigh: 1000,
  channelLow: 900,
};
const SHORT: S4Situation = { ...LONG, close: 899, atr: 1, contextGap: -1 };

describe('S4 entry', () => {
  it('follows a break of the channel with the hourly trend', () => {
    expect(s4Entry(p, LONG)?.side).toBe('long');
    expect(s4Entry(p, SHORT)?.side).toBe('short');
  });

  it('takes a close up to 0.2 % beyond the channel and not further', () => {
    expect(s4Entry(p, { ...LONG, close: 1002 })?.side).toBe('long');
    expect(s4Entry(p, { ...LONG, close: 1002.1 })).toBeNull();
    expect(s4Entry(p, { ...SHORT, close: 898.2 })?.side).toBe('short');
    expect(s4Entry(p, { ...SHORT, close: 898.1 })).toBeNull();
  });

  it.each<[string, Partial<S4Situation>]>([
    ['close on the channel', { close: 1000 }],
    ['ADX at 26', { adx: 26 }],
    ['ADX(1h) at 26', { contextAdx: 26 }],
    ['ATR at 0.1 % of close', { atr: 1.001 }],
    ['the hourly trend against it', { contextGap: -1 }],
    ['a channel that is not known', { channelHigh: Number.NaN }],
  ])('does nothing with %s', (_, change) => {
    expect(s4Entry(p, { ...LONG, ...change })).toBeNull();
  });

  it('scores ADX, ADX(1h), ATR and the distance beyond the channel', () => {
    const half = { adx: 39, contextAdx: 39, atr: 1.5015 };
    expect(s4Entry(p, { ...LONG, ...half })?.edge).toBeCloseTo(0.5, 9);
  });
});

describe('S4 exit', () => {
  const at = (close: number, adx = 30): S4Observation => ({
    closeTime: 0,
    close,
    entry: null,
    adx,
    channelHigh: 1000,
    channelLow: 900,
  });

  it('leaves when close is more than 0.5 % back through the channel of the entry candle', () => {
    const exit = new S4Exit(p, 'long', at(1001));
    expect(exit.next(at(995))).toBeNull();
    expect(exit.next({ ...at(994.9), channelHigh: 980 })).toBe('breakout_failed');
    const short = new S4Exit(p, 'short', at(899));
    expect(short.next(at(904.5))).toBeNull();
    expect(short.next({ ...at(904.6), channelLow: 950 })).toBe('breakout_failed');
  });

  it('leaves when ADX falls below 15', () => {
    expect(new S4Exit(p, 'long', at(1001)).next(at(1001, 15))).toBeNull();
    expect(new S4Exit(p, 'long', at(1001)).next(at(1001, 14.9))).toBe('adx_faded');
  });

  it('still leaves on ADX when the channel of the entry is not known', () => {
    const exit = new S4Exit(p, 'long', { ...at(1001), channelHigh: Number.NaN });
    expect(exit.next(at(900))).toBeNull();
    expect(exit.next(at(900, 10))).toBe('adx_faded');
  });
});

describe('S4 channel', () => {
  it('is that of the 55 candles before this one', () => {
    const rules = new S4Rules(p);
    const candle = (index: number, high: number): Candle => ({
      openTime: index * 900_000,
      open: 100,
      high,
      low: 90,
      close: 100,
      volume: 1,
    });
    rules.onBase(candle(0, 130), 900_000);
    for (let index = 1; index < 55; index += 1) rules.onBase(candle(index, 110), 0);
    expect(rules.onBase(candle(55, 150), 0).channelHigh).toBe(130);
    expect(rules.onBase(candle(56, 110), 0).channelHigh).toBe(150);
  });
});
