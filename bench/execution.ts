/**
 * Executor: from a decision handed in to its order handed to the venue, with the intent durable in
 * SQLite (synchronous = FULL) before, paced and as fast as it goes; and without a disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StrategyId, strategyId } from '../src/domain/ids.ts';
import type { Journal } from '../src/domain/journal.ts';
import type { VenueCommand, VenueEvent } from '../src/domain/venue.ts';
import { executorDefaults } from '../src/execution/config.ts';
import { ExecutorDriver } from '../src/execution/driver.ts';
import { createExecutor } from '../src/execution/executor.ts';
import { createMemoryJournal } from '../src/journal/memory-journal.ts';
import { openSqliteJournal } from '../src/journal/sqlite-journal.ts';
import { DEFAULT_INSTRUMENTS } from '../src/venues/instruments.ts';
import type { BenchRow } from './row.ts';

const ORIGIN = { build: 'bench', config: 'c-000000000000' };
const ENTRIES = 2_000;
const EVERY_MS = 10;
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

/** Ms from each decision to its order at the venue; `everyMs` 0: one after the other. */
async function decide(
  journal: Journal,
  count: number,
  everyMs: number,
): Promise<readonly number[]> {
  const venue = new BenchVenue();
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
  const began = performance.now();
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
    taken.push(venue.handedAt - start);
    // Twenty at rest, as many as a portfolio may have on its way.
    if (i % 20 === 19) {
      const scope = { strategy: null, symbol: null };
      driver.command({ kind: 'cancel_entries', scope, reason: 'bench' }, START);
    }
  }
  return taken;
}

function percentiles(name: string, taken: readonly number[]): readonly BenchRow[] {
  const sorted = [...taken].sort((a, b) => a - b);
  const row = (what: string, value: number | undefined): BenchRow => ({
    name: `${name}, ${what}`,
    value: value ?? Number.NaN,
    unit: 'ms',
    samples: sorted.length,
  });
  return [
    row('p50', sorted[Math.floor(sorted.length * 0.5)]),
    row('p99', sorted[Math.floor(sorted.length * 0.99)]),
    row('max', sorted.at(-1)),
  ];
}

export async function benchExecution(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'septet-bench-'));
  const perSecond = (taken: number): number => ENTRIES / (taken / 1_000);
  const rows: BenchRow[] = [];
  try {
    const disk = (name: string): Journal => openSqliteJournal(join(folder, name), ORIGIN);
    const paced = await decide(disk('paced.db'), ENTRIES, EVERY_MS);
    rows.push(...percentiles('decision to order sent at 100/s, SQLite FULL', paced));
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
