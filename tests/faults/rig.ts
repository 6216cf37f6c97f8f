/**
 * Executor, driver, venue and engine in one process under virtual time, with a fault plan between
 * them: what a session goes through, and whether its books are the venue's afterwards.
 */
import type { EntryOrder } from '../../src/domain/decision.ts';
import type { Draft, Envelope } from '../../src/domain/envelope.ts';
import type { ExecutorCommand, ExecutorFact } from '../../src/domain/execution.ts';
import { type StrategyId, strategyId, symbolId } from '../../src/domain/ids.ts';
import type { Journal } from '../../src/domain/journal.ts';
import type { PriceStep, Side } from '../../src/domain/market.ts';
import type { EpochMs, Ms } from '../../src/domain/time.ts';
import type { VenueCommand, VenueEvent } from '../../src/domain/venue.ts';
import { executorDefaults } from '../../src/execution/config.ts';
import { type DrivenVenue, ExecutorDriver, type StepSource } from '../../src/execution/driver.ts';
import { createExecutor, type Executor } from '../../src/execution/executor.ts';
import { Random } from '../../src/market/random.ts';
import { FaultSet } from '../../src/venues/faults/fault-set.ts';
import type { Fault } from '../../src/venues/faults/plan.ts';
import { StepView } from '../../src/venues/faults/step-view.ts';
import { DEFAULT_INSTRUMENTS } from '../../src/venues/instruments.ts';
import { SimulatedExchange } from '../../src/venues/simulated/exchange.ts';
import { SimulatedVenue } from '../../src/venues/simulated/venue.ts';

export const BTC = symbolId('BTC/USDT:USDT');
export const S1 = strategyId('S1');
export const S2 = strategyId('S2');
export const T0: EpochMs = 1_750_000_000_000 - (1_750_000_000_000 % 3_600_000);
const STEP: Ms = 1_000;
const LATENCY: Ms = 20;
const TICK: Ms = 250;

/** A walk of 0.05 % a second that rests from `calmAt` on; the truth, and what is seen of it. */
class Walk implements StepSource {
  readonly stepLength = STEP;
  /** Steps of the truth that the venue has not had. */
  readonly truth: PriceStep[] = [];
  price = 60_000;
  calmAt: EpochMs = Number.POSITIVE_INFINITY;
  private at: EpochMs = T0;
  private readonly random: Random;
  private readonly view: StepView;

  constructor(seed: number, view: StepView) {
    this.random = new Random(seed, 'walk');
    this.view = view;
  }

  *advance(now: EpochMs): Iterable<PriceStep> {
    while (this.at + STEP <= now) {
      this.at += STEP;
      const step = this.next();
      this.truth.push(step);
      const seen = this.view.of(step);
      if (seen !== null) yield seen;
    }
  }

  settlements(): readonly [] {
    return [];
  }

  private next(): PriceStep {
    const open = this.price;
    const calm = this.at >= this.calmAt;
    const move = calm ? 0 : this.random.normal() * 0.0005;
    const close = Math.round(open * (1 + move) * 10) / 10;
    const wick = calm ? 0 : Math.round(this.random.uniform() * 100) / 10;
    this.price = close;
    return {
      symbol: BTC,
      at: this.at,
      length: STEP,
      open,
      high: Math.max(open, close) + wick,
      low: Math.min(open, close) - wick,
      close,
      mark: close,
      volume: 20,
      book: {
        bids: [close - 0.1, 0.2, close - 1, 0.2, close - 5, 20],
        asks: [close + 0.1, 0.2, close + 1, 0.2, close + 5, 20],
      },
    };
  }
}

/** The venue on the true market, whatever its client sees of it. */
class TrueVenue implements DrivenVenue {
  readonly sent: VenueCommand[] = [];
  private readonly venue: SimulatedVenue;
  private readonly walk: Walk;

  constructor(venue: SimulatedVenue, walk: Walk) {
    this.venue = venue;
    this.walk = walk;
  }

  send(command: VenueCommand): void {
    this.sent.push(command);
    this.venue.send(command);
  }

  onEvent(listener: (event: VenueEvent) => void): void {
    this.venue.onEvent(listener);
  }

  advance(now: EpochMs): void {
    this.match(now);
    this.venue.advance(now);
  }

  nextDue(): EpochMs | null {
    const step = this.walk.truth[0]?.at ?? Number.POSITIVE_INFINITY;
    const due = Math.min(step, this.venue.nextDue() ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(due) ? due : null;
  }

  onPriceStep(step: PriceStep): void {
    this.match(step.at);
  }

  settleFunding(): void {}

  private match(until: EpochMs): void {
    const { truth } = this.walk;
    while (truth[0] !== undefined && truth[0].at <= until) {
      const step = truth.shift();
      if (step !== undefined) this.venue.onPriceStep(step);
    }
  }
}

/** Stores nothing: a crash is not what is tried here. */
const journal: Journal = {
  append: (drafts: readonly Draft[]): readonly Envelope[] =>
    drafts.map((draft, index) => ({
      ...{ ...draft, sequence: index + 1, schema: 1, build: '', config: '', hash: '' },
    })),
  read: () => [],
  head: () => ({ sequence: 0, hash: '' }),
  saveSnapshot: () => undefined,
  latestSnapshot: () => undefined,
  close: () => undefined,
};

export class FaultRig {
  readonly facts: ExecutorFact[] = [];
  readonly heard: VenueEvent[] = [];
  readonly set: FaultSet;
  readonly exchange = new SimulatedExchange({
    instruments: DEFAULT_INSTRUMENTS,
    initialBalance: '100000',
  });
  readonly executor: Executor;
  readonly venue: TrueVenue;
  readonly walk: Walk;
  private readonly driver: ExecutorDriver;
  private decisions = 0;

  /** `seed`: of the market and of the faults. */
  constructor(faults: readonly Fault[], seed: number) {
    this.set = new FaultSet({ faults }, (stream) => new Random(seed, stream), T0);
    this.walk = new Walk(seed, new StepView(this.set));
    const time = { now: (): EpochMs => this.driver.now };
    const venue = new SimulatedVenue({
      exchange: this.exchange,
      clock: time,
      latency: LATENCY,
      faults: this.set,
    });
    this.venue = new TrueVenue(venue, this.walk);
    this.executor = createExecutor(executorDefaults('main', DEFAULT_INSTRUMENTS));
    this.driver = new ExecutorDriver({
      executor: this.executor,
      venue: this.tapped(),
      market: this.walk,
      journal,
      monotonic: () => this.driver.now - T0,
      at: T0,
      onFacts: (facts) => this.facts.push(...facts.map(({ fact }) => fact)),
      onEquity: () => undefined,
      onJournal: () => undefined,
    });
    this.driver.start(T0);
    this.command({ kind: 'lease', writer: 1 }, 0);
    this.command({ kind: 'gate', gate: { epoch: 1, writer: 1, closures: [] } }, 0);
  }

  /** Time passes to `after` since the start, with the lease renewed. */
  until(after: Ms): void {
    while (this.driver.now < T0 + after) {
      const next = Math.min(this.driver.now + TICK, T0 + after);
      this.driver.advance(next);
      this.driver.command({ kind: 'lease', writer: 1 }, next);
    }
  }

  enter(
    after: Ms,
    strategy: StrategyId,
    side: Side,
    change: Partial<EntryOrder> & { readonly away?: number } = {},
  ): void {
    this.until(after);
    const { away = -0.001, ...rest } = change;
    const sign = side === 'long' ? 1 : -1;
    this.decisions += 1;
    const order: EntryOrder = {
      decision: this.decisions,
      attempt: 0,
      strategy,
      symbol: BTC,
      side,
      quantity: '0.5',
      limitPrice: (this.walk.price * (1 - sign * away)).toFixed(1),
      referencePrice: this.walk.price,
      stopDistance: 0.02,
      timeout: 90_000,
      exitPlan: {
        stop: 0.02,
        trailing: { offset: 0.01, distance: 0.005 },
        minimalReturn: [],
        baseTimeframe: 60_000,
      },
      epoch: 1,
      writer: 1,
      decidedAt: this.driver.now,
      expiresAt: this.driver.now + 5_000,
      ...rest,
    };
    this.command({ kind: 'entry', order }, after);
  }

  exit(after: Ms, strategy: StrategyId, side: Side): void {
    this.until(after);
    const request = { strategy, symbol: BTC, side, reason: 'rule', at: this.driver.now };
    this.command({ kind: 'exit', request }, after);
  }

  cancelEntries(after: Ms): void {
    this.until(after);
    const scope = { strategy: null, symbol: null };
    this.command({ kind: 'cancel_entries', scope, reason: 'matrix' }, after);
  }

  /** The price stands still from now on. */
  calm(): void {
    this.walk.calmAt = this.driver.now;
  }

  get strikes(): number {
    return this.set.status(T0).reduce((total, { strikes }) => total + strikes, 0);
  }

  of<K extends ExecutorFact['kind']>(kind: K): readonly Extract<ExecutorFact, { kind: K }>[] {
    return this.facts.filter((f): f is Extract<ExecutorFact, { kind: K }> => f.kind === kind);
  }

  private command(command: ExecutorCommand, after: Ms): void {
    this.driver.command(command, T0 + after);
  }

  /** Everything the executor hears is kept. */
  private tapped(): DrivenVenue {
    const { venue, heard } = this;
    return {
      send: (command) => venue.send(command),
      advance: (now) => venue.advance(now),
      nextDue: () => venue.nextDue(),
      onPriceStep: (step) => venue.onPriceStep(step),
      settleFunding: () => venue.settleFunding(),
      onEvent: (listener) =>
        venue.onEvent((event) => {
          heard.push(event);
          listener(event);
        }),
    };
  }
}
