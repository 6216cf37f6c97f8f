/**
 * `npm run bench [-- backtest kernel recovery latency alerts journal execution venue halt rollback
 * backup api] [--days 365] [--halts 100] [--kills 20] [--rollbacks 10] [--json]`:
 * figures of speed with machine and sample counts. Machines are noisy: compare figures of one run with each other.
 */
import { cpus, totalmem } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { benchAlerts } from './alerts.ts';
import { benchApi } from './api.ts';
import { benchBacktest } from './backtest.ts';
import { benchBackup } from './backup.ts';
import { benchExecution } from './execution.ts';
import { benchHalt } from './halt.ts';
import { benchJournal } from './journal.ts';
import { benchKernel } from './kernel.ts';
import { benchLatency } from './latency.ts';
import { benchRecovery } from './recovery.ts';
import { benchRollback } from './rollback.ts';
import type { BenchRow } from './row.ts';
import { benchVenue } from './venue.ts';
import { runVenueClient } from './venue-client.ts';

const KERNEL_DECISIONS = 200_000;
const days = Number(option('--days') ?? 365);
if (!(days >= 1 && days <= 3_650)) {
  console.error(`--days ${option('--days')} must be a number from 1 to 3650`);
  process.exit(2);
}
const halts = Number(option('--halts') ?? 100);
const kills = Number(option('--kills') ?? 20);
if (!(halts >= 0 && halts <= 10_000 && kills >= 0 && kills <= 1_000)) {
  console.error('--halts must be a number from 0 to 10000, --kills from 0 to 1000');
  process.exit(2);
}
const rollbacks = Number(option('--rollbacks') ?? 10);
if (!(rollbacks >= 1 && rollbacks <= 80)) {
  console.error('--rollbacks must be a number from 1 to 80');
  process.exit(2);
}
const SECTIONS: Readonly<Record<string, () => readonly BenchRow[] | Promise<readonly BenchRow[]>>> =
  {
    // First, because peak memory is that of the whole process.
    backtest: () => benchBacktest(days),
    kernel: kernelRows,
    recovery: () => benchRecovery(),
    latency: benchLatency,
    alerts: () => benchAlerts(),
    journal: () => benchJournal(),
    execution: benchExecution,
    venue: benchVenue,
    halt: () => benchHalt(halts, kills),
    api: benchApi,
    rollback: () => benchRollback(rollbacks),
    backup: () => benchBackup(),
  };
const wanted = process.argv.slice(2).filter((word) => word in SECTIONS);
const json = process.argv.includes('--json');
const machine = {
  node: process.version,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
};
if (!json && isMainThread) {
  const { node, processor, cores, memoryGiB } = machine;
  console.log(`Node ${node}, ${processor}, ${cores} cores, ${memoryGiB} GiB`);
}
const all: BenchRow[] = [];
for (const [name, run] of isMainThread ? Object.entries(SECTIONS) : []) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const rows = await run();
  all.push(...rows);
  if (json) continue;
  console.log(`\n${name}`);
  for (const row of rows) {
    const value = row.value.toLocaleString('en-US', { maximumSignificantDigits: 5 });
    console.log(
      `  ${row.name.padEnd(52)} ${value.padStart(14)} ${row.unit.padEnd(10)} n=${row.samples}`,
    );
  }
}
if (!isMainThread) await runVenueClient();
else if (json) console.log(JSON.stringify({ machine, rows: all }, null, 2));

/** The kernel's figures, one row each. */
function kernelRows(): readonly BenchRow[] {
  const units: readonly [end: string, unit: string][] = [
    ['PerSecond', '/s'],
    ['Nanoseconds', 'ns'],
    ['bytesPerDecision', 'bytes'],
  ];
  return benchKernel(KERNEL_DECISIONS).flatMap(({ name, figures }) =>
    Object.entries(figures).map(([figure, value]) => ({
      name: `${name}: ${figure}`,
      value,
      unit: units.find(([end]) => figure.endsWith(end))?.[1] ?? '',
      samples: KERNEL_DECISIONS,
    })),
  );
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}
