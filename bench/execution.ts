/**
 * Executor: from a decision handed in to its order handed to the venue, with the intent durable in
 * SQLite (synchronous = FULL) before, paced and as fast as it goes; and without a disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marketIdOf, type StrategyId, strategyId } from '../src/domain/ids.ts';
import type { Journal } from '../src/domain/journal.ts';
import type { VenueCommand, VenueEvent } from '../src/domain/venue.ts';
import { executorDefaults } from '../src/execution/config.ts';
import { type DrivenVenue, ExecutorDriver } from '../src/execution/driver.ts';
import { createExecutor } from '../src/execution/executor.ts';
import { createMemoryJournal } from '../src/journal/memory-journal.ts';
import { openSqliteJournal } from '../src/journal/sqlite-journal.ts';
import { DEFAULT_BUDGET } from '../src/venues/ccxt/budget/request-budget.ts';
import { openLiveVenue } from '../src/venues/ccxt/trading/open-live-venue.ts';
import { DEFAULT_INSTRUMENTS } from '../src/venues/instruments.ts';
import { type BenchRow, percentiles } from './row.ts';

const ORIGIN = { build: 'bench', config: 'c-000000000000' };
const ENTRIES = 2_000;
const EVERY_MS = 10;
const MOST_TURNS = 1_000;
const LEVERAGE = 5;
const ISOLATED = DEFAULT_INSTRUMENTS.map(({ symbol }) => ({
  symbol: marketIdOf(symbol),
  marginType: 'ISOLATED',
  leverage: LEVERAGE,
}));
const START = 1_750_000_000_000;
const STRATEGIES: readonly StrategyId[] = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7'].map(
  strategyId,
);

/** A venue that answers at once: every order rests, is cancelled on request, and costs nothing. */
class BenchVenue {
  /** When the last entry was handed over, machine time. */
  handedAt = 0;
  private listener: (event: VenueEvent) => void = () => undefined;

  send(command: VenueCommand): void {
    const at = START;
    if (command.kind === 'account') {
      this.listener({
        kind: 'account',
        walletBalance: '100000',
        positions: [],
        openOrders: [],
        at,
      });
    } else if (command.kind === 'countdown') {
      this.listener({ ...command, at });
    } else if (command.kind === 'place') {
      this.handedAt = performance.now();
      const { clientOrderId } = command;
      this.listener({ kind: 'accepted', clientOrderId, at });
    } else {
      const { clientOrderId } = command;
      const nothing = { status: 'cancelled', filledQuantity: '0', averagePrice: '0' } as const;
      this.listener({ kind: 'order', clientOrderId, ...nothing, at });
    }
  }

  onEvent(listener: (event: VenueEvent) => void): void {
    this.listener = listener;
  }
  advance(): void {}
  nextDue(): null {
    return null;
  }
  onPriceStep(): void {}
  settleFunding(): void {}
}

/** The venue, and when the last entry left for it, machine time. */
interface Target {
  readonly venue: DrivenVenue;
  handedAt(): number;
  /** Pause after a burst of cancels, ms: what is measured is the way of one entry. */
  readonly rest: number;
}

function instantTarget(): Target {
  const venue = new BenchVenue();
  return { venue, handedAt: () => venue.handedAt, rest: 0 };
}

/** The adapter over the exchange library, its requests signed, and answered instead of sent. */
async function libraryTarget(): Promise<Target> {
  const clock = { now: () => START, monotonic: () => performance.now() };
  const { venue, client } = await openLiveVenue(
    { kind: 'sim', server: 'http://127.0.0.1:9' },
    { apiKey: 'bench', secret: 'bench' },
    {
      symbols: DEFAULT_INSTRUMENTS.map((each) => each.symbol),
      leverage: LEVERAGE,
      clock,
      random: Math.random,
      budget: {
        ...DEFAULT_BUDGET,
        weightPerMinute: 1_000_000,
        ordersPerMinute: 1_000_000,
        ordersPerTenSeconds: 1_000_000,
      },
      log: () => undefined,
      onWake: () => undefined,
    },
  );
  let handedAt = 0;
  client.fetch = async (url: string, method = 'GET', _headers?: unknown, body?: unknown) => {
    const asked = new URLSearchParams(`${url.split('?')[1] ?? ''}&${String(body ?? '')}`);
    if (url.includes('/positionSide/dual')) return { dualSidePosition: true };
    if (url.includes('/symbolConfig')) return ISOLATED;
    if (!url.includes('/fapi/v1/order')) return {};
    if (method === 'POST') handedAt = performance.now();
    const id = asked.get('newClientOrderId') ?? asked.get('origClientOrderId');
    return {
      orderId: id,
      clientOrderId: id,
      symbol: asked.get('symbol'),
      status: method === 'POST' ? 'NEW' : 'CANCELED',
      side: 'BUY',
      positionSide: 'LONG',
      type: 'LIMIT',
      origQty: '1',
      executedQty: '0',
      updateTime: START,
    };
  };
  for (let turns = 0; venue.trouble !== null && turns < MOST_TURNS; turns += 1) {
    venue.advance(START);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  // The account is as a new one; what it is asked for costs no time that counts here.
  const account = new BenchVenue();
  const driven: DrivenVenue = {
    send: (command) => (command.kind === 'account' ? account.send(command) : venue.send(command)),
    onEvent: (listener) => {
      account.onEvent(listener);
      venue.onEvent(listener);
    },
    advance: (now) => venue.advance(now),
    nextDue: () => venue.nextDue(),
    onPriceStep: () => undefined,
    settleFunding: () => undefined,
  };
  return { venue: driven, handedAt: () => handedAt, rest: 200 };
}

/** Ms from each decision to its order at the venue; `everyMs` 0: one after the other. */
async function decide(
  journal: Journal,
  count: number,
  everyMs: number,
  target: Target = instantTarget(),
): Promise<readonly number[]> {
  const { venue } = target;
  const driver = new ExecutorDriver({
    executor: createExecutor(executorDefaults('bench', DEFAULT_INSTRUMENTS)),
    venue,
    market: { stepLength: 5_000, advance: () => [], settlements: () => [] },
    journal,
    monotonic: () => 0,
    at: START,
    onFacts: () => undefined,
    onEquity: () => undefined,
    onJournal: () => undefined,
  });
  driver.start(START);
  driver.command({ kind: 'lease', writer: 1 }, START);
  driver.command({ kind: 'gate', gate: { epoch: 1, writer: 1, closures: [] } }, START);
  const taken: number[] = [];
  let began = performance.now();
  for (let i = 0; i < count; i += 1) {
    while (performance.now() < began + i * everyMs) await new Promise((r) => setTimeout(r, 1));
    const strategy = STRATEGIES[i % STRATEGIES.length]!;
    const symbol = DEFAULT_INSTRUMENTS[i % DEFAULT_INSTRUMENTS.length]!.symbol;
    const start = performance.now();
    const reply = driver.command(
      {
        kind: 'entry',
        order: {
          decision: i + 1,
          attempt: 0,
          strategy,
          symbol,
          side: i % 2 === 0 ? 'long' : 'short',
          quantity: '1',
          limitPrice: '100',
          referencePrice: 100,
          stopDistance: 0.02,
          timeout: 90_000,
          exitPlan: { stop: 0.02, trailing: null, minimalReturn: [], baseTimeframe: 60_000 },
          epoch: 1,
          writer: 1,
          decidedAt: START,
          expiresAt: START + 5_000,
        },
      },
      START,
    );
    if (!reply.ok) throw new Error(`the entry of the benchmark was refused: ${reply.text}`);
    // The library signs within a few turns of its promises.
    for (let turns = 0; target.handedAt() < start && turns < MOST_TURNS; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    taken.push(target.handedAt() - start);
    // Twenty at rest, as many as a portfolio may have on its way.
    if (i % 20 === 19) {
      const scope = { strategy: null, symbol: null };
      driver.command({ kind: 'cancel_entries', scope, reason: 'bench' }, START);
      if (target.rest > 0) await new Promise((resolve) => setTimeout(resolve, target.rest));
      driver.advance(START);
      began += target.rest;
    }
  }
  return taken;
}

export async function benchExecution(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'septet-bench-'));
  const perSecond = (taken: number): number => ENTRIES / (taken / 1_000);
  const rows: BenchRow[] = [];
  try {
    const disk = (name: string): Journal => openSqliteJournal(join(folder, name), ORIGIN);
    const paced = await decide(disk('paced.db'), ENTRIES, EVERY_MS);
    rows.push(...percentiles('decision to order sent at 100/s, SQLite FULL', paced));
    const signed = await decide(disk('signed.db'), ENTRIES, EVERY_MS, await libraryTarget());
    rows.push(...percentiles('decision to signed request of the library, same', signed));
    for (const [name, journal] of [
      ['SQLite FULL', disk('flat-out.db')],
      ['memory journal', createMemoryJournal({ ...ORIGIN, keep: false })],
    ] as const) {
      const began = performance.now();
      await decide(journal, ENTRIES, 0);
      const value = perSecond(performance.now() - began);
      rows.push({
        name: `entries placed and cancelled, ${name}`,
        value,
        unit: '/s',
        samples: ENTRIES,
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}
