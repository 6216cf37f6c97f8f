/** A market and signals for the kernel's benchmarks. */
import type { KernelConfig } from '../src/domain/config.ts';
import { strategyId, symbolId } from '../src/domain/ids.ts';
import type { Instrument } from '../src/domain/market.ts';
import type { Signal } from '../src/domain/signal.ts';
import type { KernelEvent } from '../src/kernel/events.ts';
import type { KernelState } from '../src/kernel/kernel.ts';
import { step } from '../src/kernel/step.ts';
import { BUCKETS, INSTRUMENTS, kernelConfig, STRATEGIES } from '../tests/support/kernel-config.ts';

export const T0 = 1_746_316_800_000;

/** The default portfolio, grown to `strategies` x `symbols`. */
export function grown(strategies: number, symbols: number): KernelConfig {
  const instruments: Instrument[] = Array.from({ length: symbols }, (_, i) => {
    const like = INSTRUMENTS[i % 3]!;
    return i < 3 ? like : { ...like, symbol: symbolId(`A${i}/USDT:USDT`) };
  });
  const ids = instruments.map((instrument) => instrument.symbol);
  const list = Array.from({ length: strategies }, (_, i) => {
    const like = STRATEGIES[i % 7]!;
    return { ...like, id: strategyId(i < 7 ? like.id : `S${i + 1}`), symbols: ids };
  });
  const base = kernelConfig({ instruments, strategies: list, buckets: BUCKETS });
  // Money enough that seven hundred strategies still get tradable sizes.
  return { ...base, sizing: { ...base.sizing, maxOrderNotional: 1e9 } };
}

export function fill(state: KernelState, config: KernelConfig, at: number): void {
  step(state, mark(at, 100_000 * config.strategies.length));
  for (const instrument of config.instruments) step(state, book(at, instrument, 0));
}

export const mark = (at: number, equity: number): KernelEvent => ({
  kind: 'equity',
  at,
  equity,
  walletBalance: equity,
  transfers: 0,
  quality: 'good',
  strategyPnl: { S1: 1, S2: 2, S3: 3, S4: 4, S5: 5, S6: 6, S7: 7 },
});

export function book(at: number, instrument: Instrument, i: number): KernelEvent {
  const tick = Number(instrument.tickSize);
  const price = 20_000 + (i % 97) * tick;
  const levels = (side: number): number[] =>
    Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? price + side * tick * (1 + n / 2) : 50));
  return {
    kind: 'book',
    at,
    symbol: instrument.symbol,
    mark: price,
    bids: levels(-1),
    asks: levels(1),
  };
}

export function signals(config: KernelConfig, from: number, count: number, tag: string): Signal[] {
  const { strategies, instruments } = config;
  const list: Signal[] = Array.from({ length: count }, (_, n) => {
    const i = from + n;
    const strategy = strategies[i % strategies.length]!;
    return {
      id: `${strategy.id}-${tag}-${T0 + i * 1_000}-${i % 2 === 0 ? 'l' : 's'}`,
      strategy: strategy.id,
      symbol: instruments[(i * 7) % instruments.length]!.symbol,
      side: i % 2 === 0 ? 'long' : 'short',
      edge: ((i * 31) % 101) / 101,
      stopDistance: strategy.stop,
      referencePrice: 20_000,
      at: T0 + i * 1_000,
      expectedHoldingHours: 1,
      requestedNotional: null,
      capitalMultiplier: 1,
      leverageCeiling: 3,
      onset: true,
      paused: false,
      veto: null,
      exitPlan: {
        stop: strategy.stop,
        trailing: strategy.trailing,
        minimalReturn: strategy.minimalReturn,
        baseTimeframe: 60_000,
      },
    };
  });
  // As they come over a wire: with strings of their own.
  return JSON.parse(JSON.stringify(list)) as Signal[];
}

export const cancelled = (decision: number, at: number): KernelEvent => ({
  kind: 'entry_ended',
  at,
  decision,
  end: 'cancelled',
  reason: null,
  filledQuantity: 0,
  averagePrice: 0,
});
