/**
 * The entry rules of domain specification 3 once more, written over whole columns and straight
 * from its text: slow, without streaming, windows or shared code, to check the real ones against.
 * Default figures; no holes in the candles.
 */
import type { Candle, Side } from '../../domain/market.ts';
import { type Timeframe, timeframeMs } from '../../domain/timeframe.ts';
import { build } from './candles.ts';

type Column = readonly number[];
const NONE = Number.NaN;

const mean = (values: Column): number => values.reduce((a, b) => a + b, 0) / values.length;
const tail = (values: Column, i: number, n: number): Column =>
  i + 1 < n ? [NONE] : values.slice(i + 1 - n, i + 1);
const meanOf = (values: Column, i: number, n: number): number => mean(tail(values, i, n));

function quantile(values: Column, q: number): number {
  if (values.some(Number.isNaN)) return NONE;
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (at % 1) * ((sorted[Math.floor(at) + 1] ?? low) - low);
}

/** Smoothing seeded with the mean of the first n values that are there. */
function smooth(values: Column, n: number, weight: number): number[] {
  const skip = values.findIndex((value) => !Number.isNaN(value));
  const result: number[] = [];
  values.forEach((value, i) => {
    const count = skip < 0 ? 0 : i - skip + 1;
    if (count < n) result.push(NONE);
    else if (count === n) result.push(mean(values.slice(skip, i + 1)));
    else result.push(result[i - 1]! * (1 - weight) + value * weight);
  });
  return result;
}
const ema = (values: Column, n: number) => smooth(values, n, 2 / (n + 1));
const wilder = (values: Column, n: number) => smooth(values, n, 1 / n);

interface Columns {
  readonly time: Column;
  readonly close: Column;
  readonly high: Column;
  readonly low: Column;
  readonly volume: Column;
  readonly adx: Column;
  readonly rsi: Column;
  readonly atr: Column;
}

function columns(candles: readonly Candle[], timeframe: Timeframe): Columns {
  const close = candles.map((c) => c.close);
  const high = candles.map((c) => c.high);
  const low = candles.map((c) => c.low);
  const change = (of: (i: number) => number) => close.map((_, i) => (i === 0 ? NONE : of(i)));
  const range = (i: number) =>
    Math.max(high[i]!, close[i - 1] ?? low[i]!) - Math.min(low[i]!, close[i - 1] ?? high[i]!);
  const gains = wilder(
    change((i) => Math.max(0, close[i]! - close[i - 1]!)),
    14,
  );
  const losses = wilder(
    change((i) => Math.max(0, close[i - 1]! - close[i]!)),
    14,
  );
  const rise = (i: number) => high[i]! - high[i - 1]!;
  const fall = (i: number) => low[i - 1]! - low[i]!;
  const up = wilder(
    change((i) => (rise(i) > fall(i) && rise(i) > 0 ? rise(i) : 0)),
    14,
  );
  const down = wilder(
    change((i) => (fall(i) > rise(i) && fall(i) > 0 ? fall(i) : 0)),
    14,
  );
  const dx = up.map((u, i) => (100 * Math.abs(u - down[i]!)) / (u + down[i]!));
  return {
    time: candles.map((c) => c.openTime + timeframeMs(timeframe)),
    close,
    high,
    low,
    volume: candles.map((c) => c.volume),
    adx: wilder(dx, 14),
    rsi: gains.map((gain, i) => 100 - 100 / (1 + gain / losses[i]!)),
    atr: wilder(
      close.map((_, i) => range(i)),
      14,
    ),
  };
}

/** Column of a higher timeframe as each base candle sees it. */
function seenFrom(time: Column, higher: Columns, values: Column): number[] {
  return time.map((at) => values[higher.time.findLastIndex((close) => close <= at)] ?? NONE);
}

type Rule = (i: number, direction: 1 | -1) => boolean;

/** Entries as [close time, side]; for S6 `basketReturn` is the basket's mean return by candle. */
export function referenceEntries(
  implementation: string,
  base: Timeframe,
  candles: readonly Candle[],
  basketReturn: Column = [],
): [number, Side][] {
  const rule = ruleOf(implementation, base, candles, basketReturn);
  return candles.flatMap((candle, i): [number, Side][] => {
    const at = candle.openTime + timeframeMs(base);
    if (rule(i, 1)) return [[at, 'long']];
    return rule(i, -1) ? [[at, 'short']] : [];
  });
}

function ruleOf(
  implementation: string,
  base: Timeframe,
  candles: readonly Candle[],
  basketReturn: Column,
): Rule {
  const c = columns(candles, base);
  const { close, high, low, volume, adx, rsi, atr, time } = c;
  const atrPart = atr.map((value, i) => value / close[i]!);
  const change = (i: number, n: number) => close[i]! / (close[i - n] ?? NONE) - 1;
  const higher = (timeframe: Timeframe, of: (h: Columns) => Column): number[] => {
    const h = columns(build(candles, base, timeframe), timeframe);
    return seenFrom(time, h, of(h));
  };
  const trend = (timeframe: Timeframe, fast: number, slow: number) =>
    higher(timeframe, (h) => {
      const slower = ema(h.close, slow);
      return ema(h.close, fast).map((value, i) => value - slower[i]!);
    });
  switch (implementation) {
    case 's1': {
      const adx3 = higher('3m', (h) => h.adx);
      const gap5 = trend('5m', 8, 21);
      const [fast, slow] = [ema(close, 8), ema(close, 21)];
      return (i, d) =>
        adx[i]! > 24 &&
        atrPart[i]! > 0.0007 &&
        adx3[i]! > 24 &&
        d * gap5[i]! > 0 &&
        volume[i]! > 1.2 * meanOf(volume, i, 20) &&
        (d * (fast[i]! - slow[i]!)) / close[i]! > 0.0012 &&
        d * (close[i]! - fast[i]!) > 0;
    }
    case 's2': {
      const middle = ema(close, 50);
      const z = close.map((value, i) => {
        const window = tail(close, i, 50);
        const average = mean(window);
        const squares = window.map((each) => (each - average) ** 2);
        return (value - middle[i]!) / Math.sqrt(squares.reduce((a, b) => a + b, 0) / 49);
      });
      return (i, d) =>
        adx[i]! < 22 &&
        Math.abs(middle[i]! / (middle[i - 5] ?? NONE) - 1) < 0.0005 &&
        d * z[i]! < -2.1 &&
        (d === 1 ? rsi[i]! < 24 : rsi[i]! > 76);
    }
    case 's3': {
      const adx1h = higher('1h', (h) => h.adx);
      const gap1h = trend('1h', 50, 200);
      const ema20 = ema(close, 20);
      return (i, d) =>
        adx[i]! > 24 &&
        adx1h[i]! > 24 &&
        d * gap1h[i]! > 0 &&
        (d * (ema20[i]! - close[i]!)) / close[i]! > 0.007 &&
        (d === 1 ? rsi[i]! > 40 : rsi[i]! < 60);
    }
    case 's4': {
      const adx1h = higher('1h', (h) => h.adx);
      const gap1h = trend('1h', 50, 200);
      return (i, d) => {
        if (i < 55) return false;
        const hh = Math.max(...high.slice(i - 55, i));
        const ll = Math.min(...low.slice(i - 55, i));
        const edge = d === 1 ? hh : ll;
        const beyond = (d * (close[i]! - edge)) / edge;
        return (
          adx[i]! > 26 &&
          adx1h[i]! > 26 &&
          atrPart[i]! > 0.001 &&
          d * gap1h[i]! > 0 &&
          beyond > 0 &&
          beyond <= 0.002
        );
      };
    }
    case 's5': {
      const [gap4h, gap1d] = [trend('4h', 50, 200), trend('1d', 50, 200)];
      const rsi1d = higher('1d', (h) => h.rsi);
      const [ema50, ema200] = [ema(close, 50), ema(close, 200)];
      return (i, d) => {
        const average = meanOf(volume, i, 48);
        const stress =
          Number(atrPart[i]! > quantile(tail(atrPart, i, 120), 0.85)) +
          Number(volume[i]! > 1.8 * average) +
          Number(d * close[i]! < d * ema200[i]!);
        return (
          adx[i]! >= 24 &&
          atrPart[i]! <= 0.035 &&
          volume[i]! >= 0.6 * average &&
          stress < 3 &&
          d * change(i, 24) >= -0.08 &&
          d * gap4h[i]! > 0 &&
          d * gap1d[i]! > 0 &&
          d * (close[i]! - ema50[i]!) > 0 &&
          d * ((rsi[i - 1] ?? NONE) - 50) <= 0 &&
          d * (rsi[i]! - 50) > 0 &&
          (d === 1 ? rsi1d[i]! > 45 : rsi1d[i]! < 55)
        );
      };
    }
    case 's6': {
      const gap4h = trend('4h', 50, 200);
      const ema20 = ema(close, 20);
      const rs = close.map((_, i) => change(i, 24) - (basketReturn[i] ?? NONE));
      return (i, d) => {
        const average = meanOf(volume, i, 48);
        const against =
          d === 1
            ? 1 - close[i]! / Math.max(...tail(high, i, 48))
            : close[i]! / Math.min(...tail(low, i, 48)) - 1;
        return (
          adx[i]! >= 22 &&
          volume[i]! >= 0.7 * average &&
          atrPart[i]! <= 0.07 &&
          !(against > 0.1 && volume[i]! > 2.2 * average) &&
          d * gap4h[i]! > 0 &&
          d * (close[i]! - ema20[i]!) > 0 &&
          d * rs[i]! > 0.015 &&
          d * rs[i]! > d * (rs[i - 1] ?? NONE)
        );
      };
    }
    default: {
      const ema20 = ema(close, 20);
      const range = close.map((value, i) => (high[i]! - low[i]!) / value);
      const shock = close.map(
        (_, i) =>
          atrPart[i]! > quantile(tail(atrPart, i, 96), 0.9) &&
          volume[i]! > 2 * meanOf(volume, i, 96),
      );
      return (i, d) => {
        // The previous candle's state needs a full quantile window itself.
        if (i < 110 || !shock[i]) return false;
        const fall = -d * change(i - 1, 32);
        const state = fall > 0.12 ? 2 : Number(shock[i - 1]) + Number(fall > 0.07);
        const broke = d === 1 ? close[i - 1]! > high[i - 2]! : close[i - 1]! < low[i - 2]!;
        return (
          state < 2 &&
          broke &&
          range[i]! > quantile(tail(range, i, 96), 0.9) &&
          d * (close[i]! - ema20[i]!) > 0
        );
      };
    }
  }
}
