import { describe, expect, it } from 'vitest';
import { decimal } from '../domain/decimal.ts';
import type { ExecutorCommand, ExecutorFact } from '../domain/execution.ts';
import type { PriceStep } from '../domain/market.ts';
import type { VenueEvent } from '../domain/venue.ts';
import { DEFAULT_INSTRUMENTS } from '../venues/instruments.ts';
import { SimulatedExchange } from '../venues/simulated/exchange.ts';
import { executorDefaults } from './config.ts';
import { createExecutor, type Executor, type ExecutorOutput, recoverExecutor } from './executor.ts';
import { BTC, PLAN, S1, S2, T0 } from './rig-fixture.ts';

/** The executor and the simulated exchange in one process, whole minutes, a seeded walk. */
class Bench {
  readonly exchange = new SimulatedExchange({
    instruments: DEFAULT_INSTRUMENTS,
    initialBalance: '100000',
  });
  readonly config = executorDefaults('main', DEFAULT_INSTRUMENTS);
  readonly facts: ExecutorFact[] = [];
  readonly outbox: VenueEvent[] = [];
  executor: Executor = createExecutor(this.config);
  now = T0;
  #decisions = 0;

  constructor() {
    this.exchange.onEvent((event) => this.outbox.push(event));
    this.start();
  }

  start(): void {
    this.run(this.executor.start(this.now, 0));
    this.command({ kind: 'lease', writer: 1 });
    this.command({ kind: 'gate', gate: { epoch: 1, writer: 1, closures: [] } });
  }

  command(command: ExecutorCommand): void {
    this.run(this.executor.handle({ kind: 'command', command, now: this.now, monotonic: 0 }));
  }

  run(output: ExecutorOutput): void {
    const queue = [output];
    for (let i = 0; i < 500; i++) {
      const next = queue.shift();
      if (next) {
        this.facts.push(...next.facts);
        for (const command of next.send) {
          if (this.executor.mayLeave(command, this.now, 0) === null) {
            this.exchange.submit(command, this.now);
          }
        }
        continue;
      }
      const event = this.outbox.shift();
      if (!event) return;
      queue.push(this.executor.handle({ kind: 'venue', event, now: this.now, monotonic: 0 }));
    }
    throw new Error('never at rest');
  }

  step(open: number, close: number, wick: number): void {
    this.now += 60_000;
    const step: PriceStep = {
      symbol: BTC,
      at: this.now,
      length: 60_000,
      open,
      high: Math.max(open, close) + wick,
      low: Math.min(open, close) - wick,
      close,
      mark: close,
      volume: 1_000,
      book: { bids: [close - 0.1, 5], asks: [close + 0.1, 5] },
    };
    this.exchange.onPriceStep(step);
    this.run({ facts: [], send: [], reply: null });
    this.run(this.executor.handle({ kind: 'price', step, monotonic: 0 }));
  }

  enter(strategy: typeof S1, side: 'long' | 'short', price: number): void {
    this.#decisions += 1;
    const limit = side === 'long' ? price * 1.001 : price * 0.999;
    this.command({
      kind: 'entry',
      order: {
        decision: this.#decisions,
        attempt: 0,
        strategy,
        symbol: BTC,
        side,
        quantity: '0.1',
        limitPrice: limit.toFixed(1),
        referencePrice: price,
        stopDistance: PLAN.stop,
        timeout: 90_000,
        exitPlan: PLAN,
        epoch: 1,
        writer: 1,
        decidedAt: this.now,
        expiresAt: this.now + 5_000,
      },
    });
  }
}

describe('executor on the simulated exchange', () => {
  it('EXIT-1 a day of trading: every position has its stop, the books are the venue, to the last digit', () => {
    const bench = new Bench();
    let price = 60_000;
    let seed = 7;
    const random = (): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (let minute = 0; minute < 1_440; minute++) {
      const close = Math.round(price * (1 + (random() - 0.5) * 0.006) * 10) / 10;
      bench.step(price, close, Math.round(random() * 300) / 10);
      price = close;
      if (minute % 7 === 0) bench.enter(S1, random() < 0.5 ? 'long' : 'short', price);
      if (minute % 11 === 0) bench.enter(S2, random() < 0.5 ? 'long' : 'short', price);
      if (minute % 100 === 99) {
        const before = bench.executor.positions();
        bench.executor = recoverExecutor(bench.config, bench.facts);
        expect(bench.executor.positions()).toEqual(before);
        bench.start();
      }
      for (const position of bench.executor.positions()) {
        expect(position).toMatchObject({ stopOnVenue: true });
      }
    }
    bench.exchange.submit({ kind: 'account' }, bench.now);
    const account = bench.outbox.findLast((event) => event.kind === 'account')!;
    expect(bench.executor.ledgerTotals().balance).toBe(account.walletBalance);
    for (const side of ['long', 'short'] as const) {
      const ours = bench.executor.positions().filter((p) => p.side === side);
      const sum = ours.reduce((total, p) => total + decimal(p.quantity), 0n);
      const venue = account.positions.find((p) => p.side === side);
      expect(sum).toBe(decimal(venue?.quantity ?? '0'));
    }
    const stops = account.openOrders.filter((order) => order.type === 'stop_market');
    expect(stops).toHaveLength(bench.executor.positions().length);
    const closed = bench.facts.filter((fact) => fact.kind === 'trade_closed');
    expect(closed.length).toBeGreaterThan(50);
    const kinds = new Set(closed.map((fact) => fact.trade.exitReason));
    expect([...kinds].sort()).toEqual(['minimal_return', 'stop', 'trailing_stop']);
    expect(bench.facts.some((f) => f.kind === 'reconciliation' && !f.clean)).toBe(false);
    expect(bench.facts.some((f) => f.kind === 'ledger' && f.entry.kind === 'adjustment')).toBe(
      false,
    );
    expect(bench.facts.filter((fact) => fact.kind === 'trouble')).toEqual([]);
  });
});
