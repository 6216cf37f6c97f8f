/** Candles for tests: made, recorded, and built up to higher timeframes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type SymbolId, symbolId } from '../../domain/ids.ts';
import type { Candle, CandleClosed } from '../../domain/market.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import { type Timeframe, timeframeMs } from '../../domain/timeframe.ts';

export const BTC = symbolId('BTC/USDT:USDT');
export const ETH = symbolId('ETH/USDT:USDT');
export const SOL = symbolId('SOL/USDT:USDT');
export const BASKET: readonly SymbolId[] = [BTC, ETH, SOL];

/** 2025-01-01 00:00 UTC, a whole multiple of every timeframe. */
export const START: EpochMs = 1_735_689_600_000;

export const RECORDED = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
export const HAVE_RECORDED = existsSync(RECORDED);

/** Deterministic numbers in [0, 1) from a seed (32-bit linear congruential generator). */
export function uniform(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** A wandering price with trends, calm and burst: enough of everything for rules to fire. */
export function wander(
  seed: number,
  count: number,
  length: Ms,
  volatility: number,
  start: EpochMs = START,
): Candle[] {
  const random = uniform(seed);
  const candles: Candle[] = [];
  let price = 100;
  let drift = 0;
  let scale = volatility;
  for (let index = 0; index < count; index += 1) {
    if (random() < 0.01) drift = (random() - 0.5) * volatility;
    if (random() < 0.02) scale = volatility * (0.3 + 2.5 * random());
    const burst = random() < 0.02 ? 3 : 1;
    const open = price;
    const close = open * (1 + drift + burst * scale * (random() - 0.5) * 2);
    const high = Math.max(open, close) * (1 + scale * random() * 0.5);
    const low = Math.min(open, close) * (1 - scale * random() * 0.5);
    const volume = (10 + 10 * random()) * (burst > 1 ? 6 : 1) * (0.5 + random());
    candles.push({ openTime: start + index * length, open, high, low, close, volume });
    price = close;
  }
  return candles;
}

/** A price that ripples around 100 and is now and then thrown far off for a while. */
export function ripple(seed: number, count: number, length: Ms): Candle[] {
  const random = uniform(seed);
  const unit = 0.01;
  const candles: Candle[] = [];
  let previous = 100;
  let thrown = 0;
  for (let index = 0; index < count; index += 1) {
    thrown = random() < 0.01 ? (random() < 0.5 ? -1 : 1) * 25 * unit : thrown * 0.8;
    const open = previous;
    const close = 100 + thrown + (random() - 0.5) * 2 * unit;
    const high = Math.max(open, close) + random() * unit;
    const low = Math.min(open, close) - random() * unit;
    candles.push({ openTime: START + index * length, open, high, low, close, volume: 10 });
    previous = close;
  }
  return candles;
}

/** Rows of recorded files of a symbol, in order of time; `name` is the part after the symbol. */
export function recorded(symbol: SymbolId, name: string, from = 0, to = Infinity): Candle[] {
  const market = symbol.slice(0, symbol.indexOf(':')).replace('/', '');
  const files = readdirSync(RECORDED)
    .filter((file) => file.startsWith(`${market}-${name}-`))
    .sort();
  return files.flatMap((file) => {
    const text = gunzipSync(readFileSync(`${RECORDED}${file}`)).toString();
    return text
      .trimEnd()
      .split('\n')
      .slice(1)
      .filter((line) => {
        const openTime = Number(line.slice(0, line.indexOf(',')));
        return openTime >= from && openTime < to;
      })
      .map((line): Candle => {
        const [openTime, open, high, low, close, volume] = line.split(',').map(Number);
        return {
          openTime: openTime!,
          open: open!,
          high: high!,
          low: low!,
          close: close!,
          volume: volume!,
        };
      });
  });
}

/** Candles of a longer timeframe; those without their first or last base candle are left out. */
export function build(candles: readonly Candle[], from: Timeframe, to: Timeframe): Candle[] {
  const built: Candle[] = [];
  const length = timeframeMs(to);
  let parts: Candle[] = [];
  for (const candle of candles) {
    const start = candle.openTime - (candle.openTime % length);
    if (candle.openTime === start) parts = [];
    else if (parts[0]?.openTime !== start) continue;
    parts.push(candle);
    if (candle.openTime + timeframeMs(from) === start + length) built.push(merge(parts));
  }
  return built;
}

function merge(parts: readonly Candle[]): Candle {
  const first = parts[0]!;
  const volume = parts.reduce((sum, part) => sum + part.volume, 0);
  return {
    openTime: first.openTime,
    open: first.open,
    high: Math.max(...parts.map((part) => part.high)),
    low: Math.min(...parts.map((part) => part.low)),
    close: parts.at(-1)!.close,
    volume,
  };
}

/** All timeframes of several symbols as closed candles, in the order of delivery. */
export function feed(
  base: Timeframe,
  timeframes: readonly Timeframe[],
  candles: ReadonlyMap<SymbolId, readonly Candle[]>,
): CandleClosed[] {
  const events: CandleClosed[] = [];
  for (const [symbol, own] of candles) {
    for (const candle of own) events.push({ symbol, timeframe: base, candle });
    for (const timeframe of timeframes) {
      for (const candle of build(own, base, timeframe)) events.push({ symbol, timeframe, candle });
    }
  }
  return events.sort(
    (a, b) => closeOf(a) - closeOf(b) || timeframeMs(b.timeframe) - timeframeMs(a.timeframe),
  );
}

export const closeOf = (event: CandleClosed): EpochMs =>
  event.candle.openTime + timeframeMs(event.timeframe);
