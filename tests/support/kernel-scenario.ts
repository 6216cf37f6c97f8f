/** A kernel with a fresh account and market, and short ways to say what happens to it. */
import type { KernelConfig } from '../../src/domain/config.ts';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import type { Side } from '../../src/domain/market.ts';
import type { Signal } from '../../src/domain/signal.ts';
import { dayStart, type EpochMs, HOUR_MS } from '../../src/domain/time.ts';
import { describeDecision } from '../../src/kernel/decision/describe-decision.ts';
import type { KernelEvent, KernelOutput } from '../../src/kernel/events.ts';
import { createKernel, type KernelState } from '../../src/kernel/kernel.ts';
import { step } from '../../src/kernel/step.ts';
import { BTC, ETH, kernelConfig, S3, SOL } from './kernel-config.ts';

/** 2025-05-04 00:00 UTC. */
export const T0: EpochMs = 1_746_316_800_000;
export const PRICES: Readonly<Record<string, number>> = {
  [BTC]: 100_000,
  [ETH]: 2_500,
  [SOL]: 150,
};

type Of<K extends KernelEvent['kind']> = Extract<KernelEvent, { kind: K }>;
type Output<K extends KernelOutput['kind']> = Extract<KernelOutput, { kind: K }>;

export class Scenario {
  readonly config: KernelConfig;
  readonly state: KernelState;
  at: EpochMs;
  /** All outputs so far. */
  readonly outputs: KernelOutput[] = [];
  #signals = 0;

  constructor(overrides: Partial<KernelConfig> = {}, at: EpochMs = T0) {
    // Data never ages here unless a test says so: most of them leap over hours.
    const { guards } = kernelConfig();
    const fresh = { ...guards, equityStaleAfter: 1e12, marketStaleAfter: 1e12 };
    this.config = kernelConfig({ guards: fresh, ...overrides });
    this.at = at;
    this.state = createKernel(this.config, { at, writer: 1 });
  }

  /** With a first mark of 100,000 USDT and books of all symbols. */
  static ready(overrides: Partial<KernelConfig> = {}, at: EpochMs = T0): Scenario {
    const scenario = new Scenario(overrides, at);
    scenario.mark(100_000);
    scenario.books();
    return scenario;
  }

  feed(event: KernelEvent): readonly KernelOutput[] {
    const outputs = step(this.state, event);
    this.outputs.push(...outputs);
    return outputs;
  }

  /** Moves the clock by `ms` without telling the kernel. */
  wait(ms: number): this {
    this.at += ms;
    return this;
  }

  time(): readonly KernelOutput[] {
    return this.feed({ kind: 'time', at: this.at });
  }

  mark(equity: number, more: Partial<Of<'equity'>> = {}): readonly KernelOutput[] {
    return this.feed({
      kind: 'equity',
      at: this.at,
      equity,
      walletBalance: equity,
      transfers: 0,
      quality: 'good',
      strategyPnl: {},
      ...more,
    });
  }

  /** A book around the price with the given spread, deep enough for anything. */
  book(symbol = BTC, price = PRICES[symbol]!, spreadBps = 2): readonly KernelOutput[] {
    const half = (price * spreadBps) / 20_000;
    return this.feed({
      kind: 'book',
      at: this.at,
      symbol,
      mark: price,
      bids: [price - half, 1_000, (price - half) * 0.999, 1e6],
      asks: [price + half, 1_000, (price + half) * 1.001, 1e6],
    });
  }

  books(): void {
    for (const symbol of [BTC, ETH, SOL]) this.book(symbol);
  }

  signal(more: Partial<Signal> = {}): readonly KernelOutput[] {
    this.#signals += 1;
    const strategy = this.config.strategies.find((each) => each.id === (more.strategy ?? S3))!;
    const signal: Signal = {
      id: `signal-${this.#signals}`,
      strategy: strategy.id,
      symbol: BTC,
      side: 'long',
      edge: 0.6,
      stopDistance: strategy.stop,
      referencePrice: 100_000,
      at: this.at,
      expectedHoldingHours: strategy.expectedHoldingHours,
      requestedNotional: null,
      capitalMultiplier: 1,
      leverageCeiling: strategy.leverageCeiling,
      onset: true,
      paused: false,
      veto: null,
      exitPlan: {
        stop: more.stopDistance ?? strategy.stop,
        trailing: null,
        minimalReturn: [],
        baseTimeframe: 900_000,
      },
      ...more,
    };
    return this.feed({ kind: 'signal', at: this.at, signal });
  }

  /** Signals and returns the record of the decision made at once. */
  decide(more: Partial<Signal> = {}): DecisionRecord {
    return this.record(this.signal(more));
  }

  record(outputs: readonly KernelOutput[]): DecisionRecord {
    const decision = only(outputs, 'decision')[0];
    if (decision === undefined) throw new Error('no decision was made');
    return describeDecision(this.state, decision);
  }

  end(decision: number, more: Partial<Of<'entry_ended'>> = {}): readonly KernelOutput[] {
    return this.feed({
      kind: 'entry_ended',
      at: this.at,
      decision,
      end: 'cancelled',
      reason: null,
      filledQuantity: 0,
      averagePrice: 0,
      ...more,
    });
  }

  position(quantity: number, more: Partial<Of<'position'>> = {}): readonly KernelOutput[] {
    const symbol = more.symbol ?? BTC;
    return this.feed({
      kind: 'position',
      at: this.at,
      strategy: S3,
      symbol,
      side: 'long',
      decision: 0,
      quantity,
      entryPrice: PRICES[symbol]!,
      stopPrice: PRICES[symbol]! * 0.965,
      ...more,
    });
  }

  trade(netPnl: number, side: Side = 'long'): readonly KernelOutput[] {
    return this.feed({
      kind: 'trade_closed',
      at: this.at,
      strategy: S3,
      symbol: BTC,
      side,
      netPnl,
    });
  }

  /** A closed hourly candle of BTC that ends at the clock; range as a fraction of the close. */
  candle(range: number, close = 100_000): readonly KernelOutput[] {
    const openTime = Math.floor(this.at / HOUR_MS - 1) * HOUR_MS;
    const high = close * (1 + range / 2);
    const low = close * (1 - range / 2);
    const event = { kind: 'candle_1h', at: this.at, symbol: BTC, openTime } as const;
    return this.feed({ ...event, open: close, high, low, close });
  }

  close(cause: Of<'close'>['closure']['cause'], id: string = cause): readonly KernelOutput[] {
    const scope = { strategy: null, symbol: null };
    const closure = { id, cause, scope, since: this.at, until: null, reason: 'test' };
    return this.feed({ kind: 'close', at: this.at, closure });
  }

  release(closureId: string): readonly KernelOutput[] {
    return this.feed({ kind: 'release', at: this.at, closureId, by: 'operator' });
  }

  /** Marks every minute until `until`, keeping equity; returns the outputs of that time. */
  marksUntil(until: EpochMs, equity: number): readonly KernelOutput[] {
    const from = this.outputs.length;
    while (this.at + 60_000 <= until) {
      this.at += 60_000;
      this.mark(equity);
    }
    return this.outputs.slice(from);
  }

  get closed(): readonly string[] {
    return [...this.state.closures.all.keys()];
  }

  get today(): EpochMs {
    return dayStart(this.at);
  }
}

/** Outputs of one kind, in order. */
export function only<K extends KernelOutput['kind']>(
  outputs: readonly KernelOutput[],
  kind: K,
): Output<K>[] {
  return outputs.filter((output): output is Output<K> => output.kind === kind);
}
