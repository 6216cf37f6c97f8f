/**
 * A lively market that can be asked for any step without those before it: a process that is started
 * three hundred times must not draw its past anew each time. Waves and noise, seeded.
 */
import { type SymbolId, symbolId } from '../../src/domain/ids.ts';
import type { FundingSettlement, Instrument, PriceStep } from '../../src/domain/market.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { StepSource } from '../../src/execution/driver.ts';
import { DEFAULT_INSTRUMENTS } from '../../src/venues/instruments.ts';

export const STEP_MS = 5_000;
export const START: EpochMs = 1_750_000_000_000 - (1_750_000_000_000 % 3_600_000);
const FUNDING_MS = 10 * 60_000;

const PRICES: Readonly<Record<string, number>> = {
  'BTC/USDT:USDT': 60_000,
  'ETH/USDT:USDT': 3_000,
  'SOL/USDT:USDT': 150,
};
export const SYMBOLS: readonly SymbolId[] = Object.keys(PRICES).map(symbolId);
export const INSTRUMENTS: readonly Instrument[] = DEFAULT_INSTRUMENTS.filter((each) =>
  SYMBOLS.includes(each.symbol),
);

/** Uniform in [0, 1), the same for the same numbers. */
export function noise(...numbers: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const number of numbers) {
    hash = Math.imul(hash ^ (number | 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
}

function priceAt(seed: number, index: number, step: number): number {
  const phase = 6.283 * noise(seed, index, -1);
  const wave = 0.012 * Math.sin(step / 23 + phase) + 0.006 * Math.sin(step / 7 + 2 * phase);
  return PRICES[SYMBOLS[index]!]! * (1 + wave + 0.003 * (noise(seed, index, step) - 0.5));
}

const numberOf = (at: EpochMs): number => Math.floor((at - START) / STEP_MS);

function stepOf(seed: number, index: number, number: number): PriceStep {
  const { symbol, tickSize } = INSTRUMENTS[index]!;
  const tick = Number(tickSize);
  const onTick = (price: number): number => Number((Math.round(price / tick) * tick).toFixed(4));
  const open = onTick(priceAt(seed, index, number - 1));
  const close = onTick(priceAt(seed, index, number));
  const wick = 0.001 * close;
  const unit = 10_000 / close;
  return {
    symbol,
    at: START + number * STEP_MS,
    length: STEP_MS,
    open,
    high: onTick(Math.max(open, close) + wick * noise(seed, index, number, 1)),
    low: onTick(Math.min(open, close) - wick * noise(seed, index, number, 2)),
    close,
    mark: close,
    // A tenth of it fills what rests: often in parts.
    volume: unit * (0.2 + 4 * noise(seed, index, number, 3)),
    book: {
      bids: [onTick(close - tick), 5 * unit, onTick(close - 5 * tick), 50 * unit],
      asks: [onTick(close + tick), 5 * unit, onTick(close + 5 * tick), 50 * unit],
    },
  };
}

export class KillMarket implements StepSource {
  readonly stepLength = STEP_MS;
  private readonly seed: number;
  private position: number;

  constructor(seed: number, at: EpochMs) {
    this.seed = seed;
    this.position = numberOf(at);
  }

  advance(until: EpochMs): readonly PriceStep[] {
    const steps: PriceStep[] = [];
    for (; this.position < numberOf(until); this.position += 1) {
      SYMBOLS.forEach((_, index) => {
        steps.push(stepOf(this.seed, index, this.position + 1));
      });
    }
    return steps;
  }

  settlements(from: EpochMs, to: EpochMs): readonly FundingSettlement[] {
    const found: FundingSettlement[] = [];
    for (let at = (Math.floor(from / FUNDING_MS) + 1) * FUNDING_MS; at <= to; at += FUNDING_MS) {
      for (const symbol of SYMBOLS) found.push({ symbol, at, rate: 0.0001 });
    }
    return found;
  }
}
