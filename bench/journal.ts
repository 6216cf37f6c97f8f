/** Journal: durable appends at batch sizes 1, 32, 256, the bare chain, reading and verifying. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Draft } from '../src/domain/envelope.ts';
import type { Journal } from '../src/domain/journal.ts';
import { createMemoryJournal } from '../src/journal/memory-journal.ts';
import { openSqliteJournal } from '../src/journal/sqlite-journal.ts';
import { verifyChain } from '../src/journal/verify.ts';
import type { BenchRow } from './row.ts';

const ORIGIN = { build: 'bench', config: 'c-000000000000' };

/** A record of the size of a usual input (about 400 bytes of data). */
const draft = (n: number): Draft => ({
  at: 1_736_154_000_000 + n,
  source: 'orchestrator',
  type: 'input.signal',
  data: {
    id: `S3-BTC-${n}-L`,
    strategy: 'S3',
    symbol: 'BTC/USDT:USDT',
    side: 'long',
    edge: 0.637_281_934,
    stopDistance: 0.035,
    referencePrice: 95_012.3,
    at: 1_736_154_000_000 + n,
    expectedHoldingHours: 6,
    requestedNotional: null,
    capitalMultiplier: 1,
    leverageCeiling: 3,
    onset: true,
    paused: false,
    exitPlan: { stop: 0.035, trailing: { offset: 0.018, distance: 0.01 }, baseTimeframe: 900_000 },
  },
});

/** Appends `count` records in batches; ms of each append. */
function appendAll(journal: Journal, count: number, batch: number): readonly number[] {
  const times: number[] = [];
  for (let done = 0; done < count; done += batch) {
    const drafts = Array.from({ length: batch }, (_, index) => draft(done + index));
    const start = performance.now();
    journal.append(drafts);
    times.push(performance.now() - start);
  }
  return times;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;

const DURABLE = [
  { batch: 1, count: 1_000 },
  { batch: 32, count: 9_600 },
  { batch: 256, count: 25_600 },
] as const;

/** Takes about 3 s on an ordinary disk. Writes under `folder` (default: the system's temporary). */
export function benchJournal(folder: string = tmpdir()): readonly BenchRow[] {
  const rows: BenchRow[] = [];
  const place = mkdtempSync(join(folder, 'septet-bench-'));
  try {
    for (const { batch, count } of DURABLE) {
      const journal = openSqliteJournal(join(place, `batch-${batch}.db`), ORIGIN);
      appendAll(journal, batch * 10, batch);
      const times = appendAll(journal, count, batch);
      const name = `journal append, SQLite FULL, batch ${batch}`;
      const samples = times.length;
      rows.push({ name, value: count / (sum(times) / 1_000), unit: 'records/s', samples });
      rows.push({ name: `${name}, p50`, value: percentile(times, 0.5), unit: 'ms', samples });
      rows.push({ name: `${name}, p99`, value: percentile(times, 0.99), unit: 'ms', samples });
      if (batch === 256) rows.push(...readRows(journal, () => verifyChain(journal).ok));
      journal.close();
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  const memory = createMemoryJournal({ ...ORIGIN, keep: false });
  appendAll(memory, 5_000, 50);
  const times = appendAll(memory, 100_000, 50);
  rows.push({
    name: 'journal append, memory chain',
    value: 100_000 / (sum(times) / 1_000),
    unit: 'records/s',
    samples: times.length,
  });
  return rows;
}

function readRows(journal: Journal, verify: () => boolean): readonly BenchRow[] {
  const records = journal.head().sequence;
  let start = performance.now();
  let read = 0;
  for (const record of journal.read()) read += record.sequence > 0 ? 1 : 0;
  const readTime = performance.now() - start;
  start = performance.now();
  if (!verify() || read !== records) throw new Error('the journal of the benchmark is broken');
  const verifyTime = performance.now() - start;
  const perSecond = (ms: number): number => records / (ms / 1_000);
  return [
    { name: 'journal read', value: perSecond(readTime), unit: 'records/s', samples: 1 },
    { name: 'journal verify', value: perSecond(verifyTime), unit: 'records/s', samples: 1 },
  ];
}
