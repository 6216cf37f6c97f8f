/**
 * Signal in to decision durable: the orchestrator with its SQLite journal (synchronous = FULL) at
 * 200 signals a second of real time, every input journaled, after a launch has completed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../src/config/load.ts';
import type { SeptetConfig } from '../src/domain/config.ts';
import type { Signal } from '../src/domain/signal.ts';
import { MINUTE_MS } from '../src/domain/time.ts';
import { openSqliteJournal } from '../src/journal/sqlite-journal.ts';
import { GeneratedMarket } from '../src/market/generated-market.ts';
import { assembleSimulation } from '../src/simulation/assemble.ts';
import { type BenchRow, percentiles } from './row.ts';

const SIGNALS = 2_000;
const EVERY_MS = 5;

export async function benchLatency(): Promise<readonly BenchRow[]> {
  const loaded = loadConfig('config', { speed: 1 });
  if (!loaded.ok) throw new Error('the default configuration does not load');
  const { config } = loaded;
  const folder = mkdtempSync(join(tmpdir(), 'septet-bench-'));
  const journal = openSqliteJournal(join(folder, 'orchestrator.db'), {
    build: 'bench',
    config: config.kernel.version,
  });
  try {
    const market = new GeneratedMarket(config.market);
    const { simulation, orchestrator } = assembleSimulation({
      config,
      configFiles: loaded.files.length,
      build: 'bench',
      market,
      observer: {},
      orchestratorJournal: journal,
    });
    simulation.start();
    let at = market.startsAt;
    while (at < market.startsAt + 40 * MINUTE_MS) {
      at += market.stepLength;
      simulation.advance(at);
    }
    const taken: number[] = [];
    const began = performance.now();
    for (let i = 0; i < SIGNALS; i += 1) {
      await until(began + i * EVERY_MS);
      const now = at + i * EVERY_MS;
      const start = performance.now();
      orchestrator.handle([{ kind: 'signal', signal: signalOf(config, i, now) }], now);
      taken.push(performance.now() - start);
    }
    return percentiles('signal to durable decision at 200/s', taken);
  } finally {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function until(instant: number): Promise<void> {
  const wait = instant - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}

function signalOf(config: SeptetConfig, i: number, at: number): Signal {
  const { strategies } = config.kernel;
  const strategy = strategies[i % strategies.length]!;
  const symbol = strategy.symbols[i % strategy.symbols.length]!;
  return {
    id: `bench-${i}`,
    strategy: strategy.id,
    symbol,
    side: i % 2 === 0 ? 'long' : 'short',
    edge: 0.6,
    stopDistance: strategy.stop,
    referencePrice: config.market.assets.find((a) => a.symbol === symbol)?.initialPrice ?? 1,
    at,
    expectedHoldingHours: strategy.expectedHoldingHours,
    requestedNotional: null,
    capitalMultiplier: 1,
    leverageCeiling: strategy.leverageCeiling,
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
}
