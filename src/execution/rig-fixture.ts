/** Drives an executor against the scripted venue the way the shell does, under virtual time. */
import { type Closure, closureId, PORTFOLIO } from '../domain/closure.ts';
import type { EntryOrder } from '../domain/decision.ts';
import type { ExecutorCommand, ExecutorFact, VirtualPosition } from '../domain/execution.ts';
import { type StrategyId, type SymbolId, strategyId, symbolId } from '../domain/ids.ts';
import type { Instrument, PriceStep, Side } from '../domain/market.ts';
import type { ExitPlan } from '../domain/signal.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { VenueCommand, VenueEvent } from '../domain/venue.ts';
import type { CommandReply } from './commands.ts';
import { type ExecutorConfig, executorDefaults } from './config.ts';
import { createExecutor, type Executor, type ExecutorOutput, recoverExecutor } from './executor.ts';
import { ScriptedVenue } from './venue-fixture.ts';

export const BTC = symbolId('BTC/USDT:USDT');
export const ETH = symbolId('ETH/USDT:USDT');
export const S1 = strategyId('S1');
export const S2 = strategyId('S2');
export const S3 = strategyId('S3');
/** A whole hour, so that base timeframes close where tests expect it. */
export const T0: EpochMs = 1_750_000_000_000 - (1_750_000_000_000 % 3_600_000);

export const instrument = (symbol: SymbolId): Instrument => ({
  symbol,
  tickSize: '0.1',
  lotSize: '0.001',
  minQuantity: '0.001',
  maxQuantity: '1000',
  minNotional: '5',
  makerFee: '0.0002',
  takerFee: '0.0005',
  maintenanceMarginRate: '0.004',
  maxLeverage: 20,
});

export const PLAN: ExitPlan = {
  stop: 0.02,
  trailing: { offset: 0.01, distance: 0.005 },
  minimalReturn: [
    [0, 0.05],
    [10, 0.003],
  ],
  baseTimeframe: 60_000,
};

/** The process was killed: thrown in the middle of journaling and sending. */
export class Killed extends Error {}

export class Rig {
  readonly config: ExecutorConfig;
  readonly venue = new ScriptedVenue('10000');
  readonly facts: ExecutorFact[] = [];
  executor: Executor;
  now: EpochMs = T0;
  monotonic: Ms = 0;
  epoch = 1;
  /** Keeps the lease renewed while time passes. */
  orchestratorAlive = true;
  /** What happens to events on their way: reorder, repeat, hold back. */
  deliver: (events: VenueEvent[]) => VenueEvent[] = (events) => events;
  /** Points (before a batch is journaled, before a command leaves) until the process is killed. */
  fuse: number | null = null;
  #decisions = 0;

  constructor(overrides: Partial<ExecutorConfig> = {}) {
    const config = {
      ...executorDefaults('main', [instrument(BTC), instrument(ETH)]),
      ...overrides,
    };
    this.config = config;
    this.executor = createExecutor(config);
    this.venue.now = this.now;
  }

  /** Started, reconciled, gate open, lease alive. */
  static ready(overrides: Partial<ExecutorConfig> = {}): Rig {
    const rig = new Rig(overrides);
    rig.start();
    rig.openGate();
    rig.step(BTC, 100);
    return rig;
  }

  start(): void {
    this.run(this.executor.start(this.now, this.monotonic));
  }

  openGate(closures: readonly Closure[] = []): CommandReply {
    this.command({ kind: 'lease', writer: 1 });
    return this.command({ kind: 'gate', gate: { epoch: this.epoch, writer: 1, closures } });
  }

  closeGate(scope = PORTFOLIO): void {
    this.epoch += 1;
    const id = closureId('incident', scope);
    const closure = { id, cause: 'incident', scope, since: this.now, until: null } as const;
    this.openGate([{ ...closure, reason: 'test' }]);
  }

  command(command: ExecutorCommand): CommandReply {
    const { now, monotonic } = this;
    const output = this.executor.handle({ kind: 'command', command, now, monotonic });
    this.run(output);
    return output.reply!;
  }

  entry(overrides: Partial<EntryOrder> = {}): CommandReply {
    return this.command({ kind: 'entry', order: this.order(overrides) });
  }

  order(overrides: Partial<EntryOrder> = {}): EntryOrder {
    this.#decisions += 1;
    return {
      decision: this.#decisions,
      attempt: 0,
      strategy: S1,
      symbol: BTC,
      side: 'long',
      quantity: '1',
      limitPrice: '100',
      referencePrice: 100,
      stopDistance: 0.02,
      timeout: 90_000,
      exitPlan: PLAN,
      epoch: this.epoch,
      writer: 1,
      decidedAt: this.now,
      expiresAt: this.now + 5_000,
      ...overrides,
    };
  }

  exit(strategy: StrategyId = S1, side: Side = 'long', symbol = BTC): CommandReply {
    const request = { strategy, symbol, side, reason: 'rule', at: this.now };
    return this.command({ kind: 'exit', request });
  }

  /** Journals, sends, delivers, until nobody has anything left to say at this instant. */
  run(output: ExecutorOutput): void {
    this.accept(output);
    this.drain();
  }

  accept(output: ExecutorOutput): void {
    if (output.facts.length > 0) this.#burn();
    this.facts.push(...output.facts);
    for (const command of output.send) {
      this.#burn();
      this.send(command);
    }
  }

  #burn(): void {
    if (this.fuse === null) return;
    this.fuse -= 1;
    if (this.fuse < 0) throw new Killed();
  }

  send(command: VenueCommand): void {
    const { now, monotonic } = this;
    const reason = this.executor.mayLeave(command, now, monotonic);
    if (reason === null || command.kind !== 'place') {
      this.venue.now = now;
      this.venue.submit(command);
      return;
    }
    const { clientOrderId } = command;
    this.accept(this.executor.handle({ kind: 'not_sent', clientOrderId, reason, now }));
  }

  drain(): void {
    for (let i = 0; i < 200; i++) {
      const events = this.deliver(this.venue.outbox.splice(0));
      if (events.length === 0) return;
      for (const event of events) this.event(event);
    }
    throw new Error('executor and venue never come to rest');
  }

  event(event: VenueEvent): void {
    const { now, monotonic } = this;
    this.accept(this.executor.handle({ kind: 'venue', event, now, monotonic }));
  }

  /** Time passes to `until`, tick by tick, with the lease renewed unless the orchestrator is dead. */
  wait(duration: Ms, tick: Ms = 500): void {
    const until = this.now + duration;
    while (this.now < until) {
      this.now = Math.min(until, this.now + tick);
      this.monotonic += tick;
      this.venue.now = this.now;
      this.venue.arrive();
      if (this.orchestratorAlive) this.command({ kind: 'lease', writer: 1 });
      const { now, monotonic } = this;
      this.run(this.executor.handle({ kind: 'time', now, monotonic }));
      const wake = this.executor.nextWake();
      // Whoever sleeps until the next wake must not be woken at once, for ever.
      if (wake !== null && wake <= now) throw new Error(`wants to be woken ${now - wake} ms ago`);
    }
  }

  /** One price step that ends now (or after `length`): the venue matches first, then the executor. */
  step(
    symbol: SymbolId,
    close: number,
    range: Partial<PriceStep> & { venue?: boolean } = {},
  ): void {
    const { venue = true, ...rest } = range;
    const step: PriceStep = {
      symbol,
      at: this.now,
      length: 1_000,
      open: close,
      high: close,
      low: close,
      close,
      mark: close,
      volume: 1,
      book: { bids: [close, 10], asks: [close, 10] },
      ...rest,
    };
    if (venue) {
      for (const price of [step.low, step.high, close]) {
        this.venue.trade(symbol, String(price), this.now);
      }
    } else this.venue.quote(symbol, String(close));
    this.drain();
    this.run(this.executor.handle({ kind: 'price', step, monotonic: this.monotonic }));
  }

  /** kill -9: everything not journaled is gone; commands that had not left are lost with it. */
  crash(): void {
    this.fuse = null;
    this.executor = recoverExecutor(this.config, this.facts);
    this.start();
    this.openGate();
  }

  position(strategy: StrategyId = S1, side: Side = 'long'): VirtualPosition | undefined {
    return this.executor.positions().find((p) => p.strategy === strategy && p.side === side);
  }

  of<K extends ExecutorFact['kind']>(kind: K): readonly Extract<ExecutorFact, { kind: K }>[] {
    return this.facts.filter((f): f is Extract<ExecutorFact, { kind: K }> => f.kind === kind);
  }

  sent<K extends VenueCommand['kind']>(kind: K): readonly Extract<VenueCommand, { kind: K }>[] {
    return this.venue.sent.filter((c): c is Extract<VenueCommand, { kind: K }> => c.kind === kind);
  }

  stops(): readonly string[] {
    return this.venue
      .open()
      .filter((o) => o.type === 'stop_market')
      .map((o) => `${o.quantity / 100_000n}@${Number(o.stopPrice) / 1e8}`);
  }
}
