/**
 * Orchestrator with the real kernel, executor and simulated venue in one process under virtual time,
 * with the links, journals and processes between them as a test wants them.
 */
import type { OperatorCommand } from '../../src/bus/messages.ts';
import type { Gate } from '../../src/domain/closure.ts';
import type { EntryOrder } from '../../src/domain/decision.ts';
import type { ExecutorCommand, ExecutorFact } from '../../src/domain/execution.ts';
import { type StrategyId, type SymbolId, symbolId } from '../../src/domain/ids.ts';
import type { PriceStep } from '../../src/domain/market.ts';
import { MINUTE_MS, type Ms, SECOND_MS } from '../../src/domain/time.ts';
import type { VenueCommand } from '../../src/domain/venue.ts';
import { configuredExecutor } from '../../src/execution/config.ts';
import { ExecutorDriver, FACT_PREFIX, type SequencedFact } from '../../src/execution/driver.ts';
import { type Executor, recoverExecutor } from '../../src/execution/executor.ts';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import { kernelFactory } from '../../src/orchestrator/core/kernel-factory.ts';
import { createOrchestrator, recoverOrchestrator } from '../../src/orchestrator/create.ts';
import type { EntriesLatch, OrchestratorInput } from '../../src/orchestrator/messages.ts';
import type { Orchestrator } from '../../src/orchestrator/orchestrator.ts';
import {
  passedChecks,
  priceStep,
  START,
  septetConfig,
  signalOf,
} from '../../src/orchestrator/testing/rig.ts';
import type { PreflightCheck } from '../../src/runbook/preflight.ts';
import { SimulatedExchange } from '../../src/venues/simulated/exchange.ts';
import { SimulatedVenue } from '../../src/venues/simulated/venue.ts';

const STEP = 5 * SECOND_MS;
const TICK = SECOND_MS;
export const SYMBOLS = ['BTC', 'ETH', 'SOL'].map((asset) => symbolId(`${asset}/USDT:USDT`));

/** Phases of a minute: the same launch, sooner done. */
function shortConfig() {
  const config = septetConfig();
  const phases = config.launch.phases.map((phase) =>
    phase.duration === null ? phase : { ...phase, duration: MINUTE_MS },
  );
  return { ...config, launch: { ...config.launch, phases } };
}

export class House {
  readonly config = shortConfig();
  now = START;
  executor: Executor;
  driver: ExecutorDriver;
  /** Null: its process is dead. */
  orchestrator: Orchestrator | null;
  readonly executorJournal = createMemoryJournal({ build: 'b', config: 'c' });
  readonly orchestratorJournal = createMemoryJournal({ build: 'b', config: 'c' });
  readonly silent = new Set<SymbolId>();
  readonly latches = new Map<StrategyId, EntriesLatch>();
  /** Everything that left for the venue. */
  readonly sent: VenueCommand[] = [];
  linked = true;
  /** Entries on their way to the executor; null: nothing is held up. */
  held: ExecutorCommand[] | null = null;
  /** Added to every mark the orchestrator is told, USDT. */
  shock = 0;
  /** Of every price, the first is 1. */
  level = 1;
  /** As delivered to the executor. */
  leaseAt: Ms = Number.NEGATIVE_INFINITY;
  latch = false;
  /** Decision -> epoch at which it was made, of all entries told to the executor. */
  readonly epochs = new Map<number, number>();
  /** Epoch of the newest ENTRY_HALT that the executor was told by a gate. */
  haltEpoch = 0;
  /** Sees each order before it leaves. */
  onSend: (command: VenueCommand) => void = () => {};
  /** As last delivered to the executor. */
  private gate: Gate = { epoch: 0, writer: 0, closures: [] };
  private strays = 0;
  private readonly exchange: SimulatedExchange;
  private readonly facts: SequencedFact[] = [];
  private inbox: OrchestratorInput[] = [];
  private told = 0;
  private commands = 0;
  private preflight: readonly PreflightCheck[] = passedChecks();

  constructor() {
    const { kernel, venue } = this.config;
    this.exchange = new SimulatedExchange({
      instruments: kernel.instruments,
      initialBalance: venue.initialBalance,
    });
    this.executor = recoverExecutor(configuredExecutor(kernel, this.config.execution), []);
    this.driver = this.drive();
    this.orchestrator = createOrchestrator(this.config, this.options(), START);
    this.driver.start(START);
    this.connect();
  }

  /** So many seconds, second by second, with everything that happens by itself. */
  pass(seconds: number): void {
    for (let i = 0; i < seconds; i += 1) {
      this.now += TICK;
      this.lease();
      this.driver.advance(this.now);
      if (this.now % STEP !== 0) continue;
      for (const step of this.steps(this.now)) {
        if (!this.silent.has(step.symbol)) this.inbox.push({ kind: 'price', step });
      }
      this.workers();
      this.inbox.push({ kind: 'time', at: this.now });
      this.orchestrate();
    }
  }

  signal(strategy: StrategyId, symbol: SymbolId): void {
    this.inbox.push({ kind: 'signal', signal: signalOf(strategy, symbol, this.now) });
    this.orchestrate();
  }

  /** To the orchestrator, when it lives. */
  say(command: OperatorCommand): void {
    this.commands += 1;
    this.inbox.push({ kind: 'command', id: `c${this.commands}`, command, at: this.now });
    this.orchestrate();
  }

  /** Straight to the executor, as the command line does. */
  tell(command: ExecutorCommand): boolean {
    if (command.kind === 'halt') this.latch = command.on;
    if (command.kind === 'entry') this.epochs.set(command.order.decision, command.order.epoch);
    const reply = this.driver.command(command, this.now);
    this.orchestrate();
    return reply.ok;
  }

  /** A whole, fresh order of the writer and epoch in force that nobody decided reaches the executor. */
  stray(strategy: StrategyId, symbol: SymbolId): void {
    this.tell({ kind: 'entry', order: this.draft(strategy, symbol) });
  }

  /** Such an order, not sent yet. */
  draft(strategy: StrategyId, symbol: SymbolId): EntryOrder {
    this.strays += 1;
    const { bids } = priceStep(symbol, this.now).book;
    const price = bids[0] ?? 0;
    return {
      decision: 1_000_000 + this.strays,
      attempt: 0,
      strategy,
      symbol,
      side: 'long',
      quantity: '1',
      limitPrice: (price * this.level).toFixed(1),
      referencePrice: price,
      stopDistance: 0.03,
      timeout: 20_000,
      exitPlan: { stop: 0.03, trailing: null, minimalReturn: [], baseTimeframe: 60_000 },
      epoch: this.gate.epoch,
      writer: this.gate.writer,
      decidedAt: this.now,
      expiresAt: this.now + 60_000,
    };
  }

  check(checks: readonly PreflightCheck[]): void {
    this.preflight = checks;
    this.inbox.push({ kind: 'preflight', checks, at: this.now });
    this.orchestrate();
  }

  cut(): void {
    if (!this.linked) return;
    this.linked = false;
    this.inbox.push({ kind: 'link', peer: 'executor', up: false, text: 'cut', at: this.now });
    this.orchestrate();
  }

  join(): void {
    if (this.linked) return;
    this.linked = true;
    if (this.orchestrator !== null) this.connectExecutor();
    this.orchestrate();
  }

  killOrchestrator(): void {
    this.orchestrator = null;
    this.inbox = [];
    this.latches.clear();
  }

  /** With a disk that is full it does not start: it stays dead. */
  startOrchestrator(): void {
    if (this.orchestrator !== null) return;
    try {
      this.orchestrator = recoverOrchestrator(this.config, this.options(), this.now);
    } catch (error) {
      if (!String(error).includes('disk full')) throw error;
      return;
    }
    this.connect();
  }

  /** The process dies and comes back on its journal; what was on the wire is lost. */
  restartExecutor(): void {
    function* recovered(records: Iterable<{ readonly type: string; readonly data: unknown }>) {
      for (const { type, data } of records) {
        if (type.startsWith(FACT_PREFIX)) yield data as ExecutorFact;
      }
    }
    const config = configuredExecutor(this.config.kernel, this.config.execution);
    this.executor = recoverExecutor(config, recovered(this.executorJournal.read()));
    this.latch = this.executor.health().halted;
    this.leaseAt = Number.NEGATIVE_INFINITY;
    this.driver = this.drive();
    this.driver.start(this.now);
    if (this.linked && this.orchestrator !== null) {
      this.inbox.push({ kind: 'link', peer: 'executor', up: false, text: 'gone', at: this.now });
      this.orchestrate();
      this.connectExecutor();
      this.orchestrate();
    }
  }

  /** What was held up arrives, in its order. */
  deliver(): void {
    const { held } = this;
    this.held = null;
    if (!this.linked) return;
    for (const command of held ?? []) this.driver.command(command, this.now);
    this.orchestrate();
  }

  positions() {
    return this.executor.positions().filter((position) => position.quantity !== '0');
  }

  private connect(): void {
    const at = this.now;
    this.inbox.push({ kind: 'link', peer: 'feed', up: true, text: 'connected', at });
    this.inbox.push({ kind: 'feed', ready: true, text: '3 symbols warm', at });
    this.inbox.push({ kind: 'preflight', checks: this.preflight, at });
    if (this.linked) this.connectExecutor();
    this.workers();
    this.orchestrate();
  }

  private connectExecutor(): void {
    this.inbox.push({ kind: 'link', peer: 'executor', up: true, text: 'connected', at: this.now });
    this.told = this.orchestrator?.lastExecutorSequence ?? 0;
    this.lease();
  }

  private lease(): void {
    if (this.orchestrator === null || !this.linked) return;
    this.leaseAt = this.now;
    this.driver.command({ kind: 'lease', writer: this.orchestrator.writer }, this.now);
  }

  private workers(): void {
    for (const { id } of this.config.kernel.strategies) {
      this.inbox.push({
        kind: 'worker',
        strategy: id,
        pid: 7,
        entries: this.latches.get(id) ?? 'paused',
        warm: true,
        lacking: '',
        evaluated: 1,
        lastCandleAt: this.now,
        at: this.now,
      });
    }
  }

  /** Facts in, effects out, until nothing follows any more. */
  private orchestrate(): void {
    for (let round = 0; round < 20; round += 1) {
      if (this.orchestrator === null) {
        this.inbox = [];
        return;
      }
      if (this.linked) {
        for (const { sequence, fact } of this.facts) {
          if (sequence > this.told) this.inbox.push({ kind: 'fact', sequence, fact });
        }
        this.told = Math.max(this.told, this.facts.at(-1)?.sequence ?? 0);
      }
      const inputs = this.inbox;
      this.inbox = [];
      if (inputs.length === 0) return;
      for (const effect of this.orchestrator.handle(inputs, this.now)) {
        if (effect.kind === 'worker_control') this.latches.set(effect.strategy, effect.entries);
        if (effect.kind !== 'executor' || !this.linked) continue;
        const { command } = effect;
        if (command.kind === 'entry') this.epochs.set(command.order.decision, command.order.epoch);
        if (command.kind === 'entry' && this.held !== null) this.held.push(command);
        else {
          if (command.kind === 'halt') this.latch = command.on;
          if (command.kind === 'gate') this.see(command.gate);
          this.driver.command(command, this.now);
        }
      }
    }
    throw new Error('orchestrator and executor do not come to rest');
  }

  private see(gate: Gate): void {
    const halted = ({ closures }: Gate) => closures.some(({ cause }) => cause === 'operator_halt');
    if (halted(gate) && !halted(this.gate)) this.haltEpoch = gate.epoch;
    this.gate = gate;
  }

  private drive(): ExecutorDriver {
    const { house, from } = { house: this, from: this.now };
    const venue = new SimulatedVenue({
      exchange: this.exchange,
      clock: { now: () => house.driver?.now ?? from },
      latency: 20,
    });
    return new ExecutorDriver({
      executor: this.executor,
      venue: {
        send: (command) => {
          this.sent.push(command);
          this.onSend(command);
          venue.send(command);
        },
        onEvent: (listener) => venue.onEvent(listener),
        advance: (now) => venue.advance(now),
        nextDue: () => venue.nextDue(),
        onPriceStep: (step) => venue.onPriceStep(step),
        settleFunding: (settlement) => venue.settleFunding(settlement),
      },
      market: this.market(from),
      journal: this.executorJournal,
      monotonic: () => this.now,
      at: this.now,
      onFacts: (facts) => this.facts.push(...facts),
      onEquity: (mark) => {
        if (!this.linked) return;
        const unrealisedPnl = mark.unrealisedPnl + this.shock;
        const sequence = this.facts.at(-1)?.sequence ?? 0;
        this.inbox.push({ kind: 'equity', sequence, mark: { ...mark, unrealisedPnl } });
      },
      onJournal: () => undefined,
    });
  }

  private market(from: number) {
    let at = from - (from % STEP);
    const steps = (instant: number) => this.steps(instant);
    return {
      stepLength: STEP,
      *advance(now: number): Iterable<PriceStep> {
        while (at + STEP <= now) {
          at += STEP;
          yield* steps(at);
        }
      },
      settlements: () => [],
    };
  }

  private steps(at: number): readonly PriceStep[] {
    return SYMBOLS.map((symbol) => {
      const step = priceStep(symbol, at);
      const scale = (price: number) => Math.round(price * this.level * 100) / 100;
      const side = (flat: readonly number[]) => flat.map((x, i) => (i % 2 === 0 ? scale(x) : x));
      const price = scale(step.close);
      return {
        ...step,
        open: price,
        high: price,
        low: price,
        close: price,
        mark: price,
        book: { bids: side(step.book.bids), asks: side(step.book.asks) },
      };
    });
  }

  private options() {
    return {
      version: this.config.kernel.version,
      build: 'b',
      journal: this.orchestratorJournal,
      writer: 1,
      kernel: kernelFactory,
    };
  }
}
