/**
 * Speed of the risk kernel: full decisions per second with every check and the explanation data,
 * at three sizes; and the cost of equity marks and books. JSON is excluded.
 */

import type { KernelConfig } from '../src/domain/config.ts';
import type { KernelEvent } from '../src/kernel/events.ts';
import { createKernel } from '../src/kernel/kernel.ts';
import { step } from '../src/kernel/step.ts';
import { INSTRUMENTS, kernelConfig } from '../tests/support/kernel-config.ts';
import { book, cancelled, fill, grown, mark, signals, T0 } from './kernel-market.ts';

export interface BenchResult {
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
}

interface Round {
  readonly nanoseconds: number;
  /** Processor time of the whole process, collector threads and refreshes included. */
  readonly cpuNanoseconds: number;
  readonly allowed: number;
  readonly times: Float64Array | null;
}

/** One round: signals one second apart; a handful of allowed entries is open at any time. */
function round(config: KernelConfig, count: number, tag: string, timed: boolean): Round {
  const state = createKernel(config, { at: T0, writer: 1 });
  fill(state, config, T0);
  const times = timed ? new Float64Array(count) : null;
  const open: number[] = [];
  let allowed = 0;
  let spent = 0n;
  let cpu = 0;
  for (let first = 0; first < count; first += BLOCK) {
    // Fresh signals, market and account: as they would come in, and not part of the figure.
    const list = signals(config, first, BLOCK, tag);
    const events = list.map((signal) => ({ kind: 'signal' as const, at: signal.at, signal }));
    fill(state, config, list[0]!.at);
    const cpuBefore = process.cpuUsage();
    const from = process.hrtime.bigint();
    for (let i = 0; i < BLOCK; i += 1) {
      const event = events[i]!;
      const before = times === null ? 0n : process.hrtime.bigint();
      const outputs = step(state, event);
      if (times !== null) times[first + i] = Number(process.hrtime.bigint() - before);
      for (const output of outputs) {
        if (output.kind !== 'decision' || output.verdict === 'refused') continue;
        allowed += 1;
        open.push(output.decision);
      }
      if (open.length > 4) step(state, cancelled(open.shift()!, event.at));
    }
    spent += process.hrtime.bigint() - from;
    const used = process.cpuUsage(cpuBefore);
    cpu += (used.user + used.system) * 1_000;
  }
  return { nanoseconds: Number(spent), cpuNanoseconds: cpu, allowed, times };
}

const BLOCK = 500;

function decisionBench(strategies: number, symbols: number, count: number): BenchResult {
  // Data stays fresh between the refreshes and the market repeats itself, so that the figure is that
  // of decisions which pass every check.
  const base = grown(strategies, symbols);
  const config: KernelConfig = {
    ...base,
    guards: {
      ...base.guards,
      maxIdenticalInARow: 1e9,
      marketStaleAfter: 1e12,
      equityStaleAfter: 1e12,
    },
  };
  round(config, count, 'warm', false);
  let best: Round | undefined;
  for (let i = 0; i < 3; i += 1) {
    const one = round(config, count, `r${i}`, false);
    if (best === undefined || one.nanoseconds < best.nanoseconds) best = one;
  }
  const timed = round(config, count, 'timed', true);
  const sorted = timed.times!.sort();
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)]!;
  return {
    name: `kernel decisions ${strategies} x ${symbols}`,
    figures: {
      decisionsPerSecond: Math.round((count / best!.nanoseconds) * 1e9),
      decisionsPerCpuSecond: Math.round((count / best!.cpuNanoseconds) * 1e9),
      allowedShare: best!.allowed / count,
      p50Nanoseconds: at(0.5),
      p99Nanoseconds: at(0.99),
      p999Nanoseconds: at(0.999),
      bytesPerDecision: bytesPerDecision(config),
    },
  };
}

/** Heap growth per decision between two points without a collection in between. */
function bytesPerDecision(config: KernelConfig): number {
  const state = createKernel(config, { at: T0, writer: 1 });
  fill(state, config, T0);
  const list = signals(config, 0, 2_000, 'bytes');
  let lowest = Number.POSITIVE_INFINITY;
  for (let first = 0; first < list.length; first += 200) {
    const before = process.memoryUsage().heapUsed;
    for (let i = first; i < first + 200; i += 1) {
      const signal = list[i]!;
      const outputs = step(state, { kind: 'signal', at: signal.at, signal });
      for (const output of outputs) {
        if (output.kind !== 'decision' || output.verdict === 'refused') continue;
        step(state, cancelled(output.decision, signal.at));
      }
    }
    const growth = process.memoryUsage().heapUsed - before;
    if (growth > 0) lowest = Math.min(lowest, growth / 200);
  }
  return Math.round(lowest);
}

function eventBench(): BenchResult {
  const config = kernelConfig();
  const state = createKernel(config, { at: T0, writer: 1 });
  fill(state, config, T0);
  const count = 300_000;
  const marks = Array.from({ length: count }, (_, i) =>
    mark(T0 + (i + 1) * 1_000, 100_000 + ((i * 13) % 700)),
  );
  const books = Array.from({ length: count }, (_, i) =>
    book(T0 + count * 1_000 + i, INSTRUMENTS[i % 3]!, i),
  );
  const perEvent = (events: readonly KernelEvent[]): number => {
    const from = process.hrtime.bigint();
    for (const event of events) step(state, event);
    return Math.round(Number(process.hrtime.bigint() - from) / events.length);
  };
  return {
    name: 'kernel events 7 x 3',
    figures: { nanosecondsPerEquity: perEvent(marks), nanosecondsPerBook: perEvent(books) },
  };
}

export function benchKernel(count = 200_000): BenchResult[] {
  return [
    decisionBench(7, 3, count),
    decisionBench(70, 30, count),
    decisionBench(700, 300, count),
    eventBench(),
  ];
}
