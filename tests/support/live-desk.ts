/**
 * The executor over the real client library and the exchange server on loopback. Market time is
 * the test's: it stands still while requests are under way.
 */
import { readFaultPlan } from '../../src/config/fault-plan.ts';
import { PORTFOLIO } from '../../src/domain/closure.ts';
import type { EntryOrder } from '../../src/domain/decision.ts';
import type { ExecutorFact } from '../../src/domain/execution.ts';
import { strategyId, symbolId } from '../../src/domain/ids.ts';
import { type ExecutorConfig, executorDefaults } from '../../src/execution/config.ts';
import { ExecutorDriver } from '../../src/execution/driver.ts';
import { createExecutor, type Executor } from '../../src/execution/executor.ts';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import type { SimServer } from '../../src/sim-server/run.ts';
import { DEFAULT_LIMITS } from '../../src/venues/binance/rate-limiter.ts';
import { DEFAULT_BUDGET } from '../../src/venues/ccxt/budget/request-budget.ts';
import type { VenueClient } from '../../src/venues/ccxt/client.ts';
import type { LiveVenue } from '../../src/venues/ccxt/trading/live-venue.ts';
import { openLiveVenue } from '../../src/venues/ccxt/trading/open-live-venue.ts';
import { DEFAULT_INSTRUMENTS } from '../../src/venues/instruments.ts';
import { KEY, simMarket, simServer } from './sim-server.ts';

export const BTC = symbolId('BTC/USDT:USDT');
export const S1 = strategyId('S1');
const SYMBOLS = [BTC, symbolId('ETH/USDT:USDT'), symbolId('SOL/USDT:USDT')];
const PORTFOLIO_ID = 'desk';
const STEP = 10_000;
const PATIENCE_MS = 8_000;

interface WebSocketLike {
  terminate(): void;
}

interface Parts {
  readonly port: number;
  readonly server: SimServer;
  readonly venue: LiveVenue;
  readonly client: VenueClient;
  readonly executor: Executor;
  readonly driver: ExecutorDriver;
  readonly facts: readonly ExecutorFact[];
  readonly log: readonly string[];
}

export class LiveDesk {
  readonly port: number;
  readonly server: SimServer;
  readonly venue: LiveVenue;
  readonly client: VenueClient;
  readonly executor: Executor;
  readonly driver: ExecutorDriver;
  readonly facts: readonly ExecutorFact[];
  readonly log: readonly string[];
  private decisions = 0;

  private constructor(parts: Parts) {
    this.port = parts.port;
    this.server = parts.server;
    this.venue = parts.venue;
    this.client = parts.client;
    this.executor = parts.executor;
    this.driver = parts.driver;
    this.facts = parts.facts;
    this.log = parts.log;
  }

  static async open(
    overrides: Partial<ExecutorConfig> = {},
    beforeStart: (client: VenueClient) => void = () => undefined,
  ): Promise<LiveDesk> {
    const server = simServer({
      limits: { ...DEFAULT_LIMITS, weightPerMinute: 240_000 },
      faults: {
        plan: { faults: [] },
        seed: 5,
        read: (text, taken = []) => readFaultPlan('plan', text, { taken }),
      },
    });
    const port = await server.listen(0);
    const facts: ExecutorFact[] = [];
    const log: string[] = [];
    const clock = { now: () => server.desk.market.now, monotonic: () => performance.now() };
    const { venue, client } = await openLiveVenue(
      { kind: 'sim', server: `http://127.0.0.1:${port}` },
      { apiKey: KEY.key, secret: KEY.secret },
      {
        symbols: SYMBOLS,
        leverage: 5,
        clock,
        random: () => 0.5,
        // Market time runs faster than the machine's, by which requests are counted.
        budget: { ...DEFAULT_BUDGET, weightPerMinute: 240_000 },
        pause: { first: 50, longest: 200 },
        log: (level, text) => log.push(`${level} ${text}`),
        onWake: () => undefined,
      },
    );
    beforeStart(client);
    const instruments = DEFAULT_INSTRUMENTS.filter((each) => SYMBOLS.includes(each.symbol));
    const executor = createExecutor({
      ...executorDefaults(PORTFOLIO_ID, instruments),
      ...overrides,
    });
    const twin = simMarket();
    for (const _ of twin.advance(server.desk.market.now));
    const driver = new ExecutorDriver({
      executor,
      venue,
      market: twin,
      journal: createMemoryJournal({ build: 'test', config: 'test' }),
      monotonic: clock.monotonic,
      at: clock.now(),
      onFacts: (told) => facts.push(...told.map((each) => each.fact)),
      onEquity: () => undefined,
      onJournal: () => undefined,
    });
    const desk = new LiveDesk({ port, server, venue, client, executor, driver, facts, log });
    venue.start(clock.now());
    await venue.connect(PATIENCE_MS);
    driver.start(clock.now());
    await desk.until(() => executor.health().reconciled, 'the first reconciliation');
    return desk;
  }

  get now(): number {
    return this.server.desk.market.now;
  }

  /** The venue's own figure. */
  get wallet(): string {
    return this.server.desk.exchange.account(this.now).walletBalance;
  }

  openGate(): void {
    this.driver.command({ kind: 'lease', writer: 1 }, this.now);
    const gate = { epoch: 1, writer: 1, closures: [] };
    this.driver.command({ kind: 'gate', gate }, this.now);
  }

  /** An entry at the touch, by default one that fills at once. */
  enter(overrides: Partial<EntryOrder> = {}) {
    this.openGate();
    this.decisions += 1;
    const mark = this.server.desk.exchange.sides()[0]?.mark ?? '0';
    const order: EntryOrder = {
      decision: this.decisions,
      attempt: 0,
      strategy: S1,
      symbol: BTC,
      side: 'long',
      quantity: '0.1',
      limitPrice: (Number(mark) * 1.01).toFixed(1),
      referencePrice: Number(mark),
      stopDistance: 0.02,
      timeout: 90_000,
      exitPlan: { stop: 0.02, trailing: null, minimalReturn: [], baseTimeframe: 60_000 },
      epoch: 1,
      writer: 1,
      decidedAt: this.now,
      expiresAt: this.now + 5_000,
      ...overrides,
    };
    return this.driver.command({ kind: 'entry', order }, this.now);
  }

  cancelEntries() {
    const command = { kind: 'cancel_entries', scope: PORTFOLIO, reason: 'test' } as const;
    return this.driver.command(command, this.now);
  }

  flatten() {
    const command = { kind: 'flatten', scope: PORTFOLIO, actor: 'desk', reason: 'test' } as const;
    return this.driver.command(command, this.now);
  }

  /** One price step of the market, once everything under way has arrived. */
  async step(count = 1): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      await this.settle();
      this.server.desk.advance(this.now + STEP);
      this.openGate();
      this.driver.advance(this.now);
    }
    await this.settle();
  }

  /** Market time passes in one go. */
  async jump(by: number): Promise<void> {
    await this.settle();
    this.server.desk.advance(this.now + by);
    this.openGate();
    this.driver.advance(this.now);
    await this.settle();
  }

  /** The server's fault plan from now on, lines of YAML; empty: nothing goes wrong any more. */
  async faults(plan: string): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/sim/faults`, {
      method: 'PUT',
      headers: { 'X-MBX-APIKEY': KEY.key, 'Content-Type': 'text/plain' },
      body: plan === '' ? 'faults: []' : `faults:\n${plan}`,
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** A market order of somebody at another screen. */
  async byHand(side: 'buy' | 'sell', quantity: number, positionSide = 'LONG'): Promise<void> {
    await this.client.createOrder(BTC, 'market', side, quantity, undefined, { positionSide });
  }

  /** The account stream breaks, as a network does it: without a word. */
  cutStream(): void {
    const sockets = Object.values(this.client.clients) as { connection?: WebSocketLike }[];
    for (const { connection } of sockets) connection?.terminate();
  }

  /** The next order reaches the venue, its answer does not reach us. */
  loseNextAnswer(): void {
    const { client } = this;
    const send = client.fapiPrivatePostOrder.bind(client);
    client.fapiPrivatePostOrder = async (parameters) => {
      client.fapiPrivatePostOrder = send;
      await send(parameters);
      throw new Error('binanceusdm POST /fapi/v1/order request timed out (5000 ms)');
    };
  }

  /** Machine time passes, market time does not, until nothing is under way. */
  async settle(): Promise<void> {
    let quiet = 0;
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      this.driver.advance(this.now);
      quiet = this.venue.busy ? 0 : quiet + 1;
      if (quiet >= 6) return;
    }
    throw new Error(`the venue never came to rest:\n${this.log.join('\n')}`);
  }

  async until(holds: () => boolean, what: string): Promise<void> {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      this.driver.advance(this.now);
      if (holds()) return;
    }
    throw new Error(`waited in vain for ${what}:\n${this.log.join('\n')}`);
  }

  async close(): Promise<void> {
    await this.venue.close();
    await this.server.close();
  }
}
