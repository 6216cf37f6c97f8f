/**
 * From a cause to its critical alert, durable: the orchestrator with its SQLite journal (synchronous
 * = FULL) is told of liquidations it never heard of before. And what a desk costs a batch of inputs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../src/config/load.ts';
import type { SeptetConfig } from '../src/domain/config.ts';
import { strategyId } from '../src/domain/ids.ts';
import type { Journal } from '../src/domain/journal.ts';
import { MINUTE_MS, SECOND_MS } from '../src/domain/time.ts';
import { createMemoryJournal } from '../src/journal/memory-journal.ts';
import { openSqliteJournal } from '../src/journal/sqlite-journal.ts';
import { GeneratedMarket } from '../src/market/generated-market.ts';
import type { OrchestratorEffect } from '../src/orchestrator/messages.ts';
import type { Orchestrator } from '../src/orchestrator/orchestrator.ts';
import { assembleSimulation } from '../src/simulation/assemble.ts';
import { type BenchRow, percentiles } from './row.ts';

const CAUSES = 400;
const BATCHES = 5_000;

export function benchAlerts(): readonly BenchRow[] {
  const loaded = loadConfig('config', { speed: 1 });
  if (!loaded.ok) throw new Error('the default configuration does not load');
  const { config } = loaded;
  const without = batchCost({ ...config, attended: false });
  const withDesk = batchCost(config);
  return [
    ...causeToAlert(config),
    {
      name: 'a batch (one mark) without a desk, mean',
      value: without,
      unit: 'us',
      samples: BATCHES,
    },
    { name: 'a batch (one mark) with a desk, mean', value: withDesk, unit: 'us', samples: BATCHES },
  ];
}

function causeToAlert(config: SeptetConfig): readonly BenchRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'septet-bench-'));
  const journal = openSqliteJournal(join(folder, 'orchestrator.db'), {
    build: 'bench',
    config: config.kernel.version,
  });
  try {
    const { orchestrator, at } = launched(config, journal);
    const taken: number[] = [];
    let sequence = orchestrator.lastExecutorSequence;
    for (let i = 0; i < CAUSES; i += 1) {
      const now = at + i * SECOND_MS;
      sequence += 1;
      const start = performance.now();
      const effects = orchestrator.handle(
        [
          {
            kind: 'fact',
            sequence,
            fact: {
              kind: 'trouble',
              at: now,
              code: 'LIQUIDATION',
              severity: 'P1',
              strategy: strategyId(`B${i}`),
              symbol: config.kernel.instruments[0]!.symbol,
              text: `liquidation ${i}`,
            },
          },
        ],
        now,
      );
      taken.push(performance.now() - start);
      if (!effects.some(isAlert)) throw new Error(`cause ${i} raised no alert`);
    }
    return percentiles('cause to durable critical alert', taken);
  } finally {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const isAlert = (effect: OrchestratorEffect): boolean =>
  effect.kind === 'event' && effect.event.type === 'alert_change';

/** Mean microseconds of a batch that holds nothing but a mark of the account. */
function batchCost(config: SeptetConfig): number {
  const journal = createMemoryJournal({
    build: 'bench',
    config: config.kernel.version,
    keep: false,
  });
  const { orchestrator, at } = launched(config, journal);
  const sequence = orchestrator.lastExecutorSequence;
  const start = performance.now();
  for (let i = 0; i < BATCHES; i += 1) {
    const now = at + i * 250;
    const mark = {
      at: now,
      walletBalance: '100000',
      unrealisedPnl: i % 7,
      transfers: '0',
      quality: 'good',
      strategyPnl: {},
    } as const;
    orchestrator.handle([{ kind: 'equity', sequence, mark }], now);
  }
  return ((performance.now() - start) / BATCHES) * 1_000;
}

function launched(
  config: SeptetConfig,
  journal: Journal,
): { readonly orchestrator: Orchestrator; readonly at: number } {
  const market = new GeneratedMarket(config.market);
  const { simulation, orchestrator } = assembleSimulation({
    config,
    configFiles: 1,
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
  return { orchestrator, at };
}
