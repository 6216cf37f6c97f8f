/**
 * Speed of the risk kernel: full decisions per second with every check and the explanation data,
 * at three sizes; and the cost of equity marks and books. JSON is excluded.
 */

import type { KernelConfig } from '../src/domain/config.ts';
import type { KernelEvent } from '../src/kernel/events.ts';
import { createKernel, type KernelState } from '../src/kernel/kernel.ts';
import { step } from '../src/kernel/step.ts';
import { INSTRUMENTS, kernelConfig } from '../tests/support/kernel-config.ts';
import { book, cancelled, fill, grown, mark, signals, T0 } from './kernel-market.ts';

export interface BenchResult {
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** Signals made at a time: as they would come in, decided while they are fresh. */
const BLOCK = 32;
/** Decisions between two readings of the clock; as many entries are open at most. */
const BATCH = 4;

interface Round {
  /** Time of the decisions alone, and of the entries' ends after them. */
  decisions: number;
  ends: number;
  allowed: number;
}

/** One round: signals one second apart; a handful of allowed entries is open at any time. */
function round(config: KernelConfig, count: number, tag: string): Round {
  const state = createKernel(config, { at: T0, writer: 1 });
  fill(state, config, T0);
  const sum: Round = { decisions: 0, ends: 0, allowed: 0 };
  const open: number[] = [];
  for (let first = 0; first < count; first += BLOCK) {
    const events = signalEvents(config, first, BLOCK, tag);
    if (first % REFRESH === 0) fill(state, config, events[0]!.at);
    for (let i = 0; i < BLOCK; i += BATCH) {
      sum.decisions += decideAll(state, events, i, open);
      sum.allowed += open.length;
      sum.ends += endAll(state, open, events[i + BATCH - 1]!.at);
    }
  }
  return sum;
}

/** Signals between two marks and books of every symbol, which are no part of the figure. */
const REFRESH = 512;

type SignalEvent = Extract<KernelEvent, { kind: 'signal' }>;

const signalEvents = (config: KernelConfig, first: number, count: number, tag: string) =>
  signals(config, first, count, tag).map(
    (signal): SignalEvent => ({ kind: 'signal', at: signal.at, signal }),
  );

/** Decides a batch, collects the decisions that were allowed; nanoseconds. */
function decideAll(
  state: KernelState,
  events: readonly SignalEvent[],
  first: number,
  open: number[],
): number {
  const from = process.hrtime.bigint();
  for (let i = first; i < first + BATCH; i += 1) {
    const outputs = step(state, events[i]!);
    for (let n = 0; n < outputs.length; n += 1) {
      const output = outputs[n]!;
      if (output.kind === 'decision' && output.verdict === 'allowed') open.push(output.decision);
    }
  }
  return Number(process.hrtime.bigint() - from);
}

/** Ends the entries and forgets them; nanoseconds. */
function endAll(state: KernelState, open: number[], at: number): number {
  const from = process.hrtime.bigint();
  for (const decision of open) step(state, cancelled(decision, at));
  open.length = 0;
  return Number(process.hrtime.bigint() - from);
}

/** Time of each decision by itself, the reading of the clock included. */
function singleTimes(config: KernelConfig, count: number): Float64Array {
  const state = createKernel(config, { at: T0, writer: 1 });
  fill(state, config, T0);
  const times = new Float64Array(count);
  for (let first = 0; first < count; first += BLOCK) {
    const events = signalEvents(config, first, BLOCK, 'timed');
    if (first % REFRESH === 0) fill(state, config, events[0]!.at);
    events.forEach((event, i) => {
      const from = process.hrtime.bigint();
      const outputs = step(state, event);
      times[first + i] = Number(process.hrtime.bigint() - from);
      for (const output of outputs) {
        if (output.kind !== 'decision' || output.verdict === 'refused') continue;
        step(state, cancelled(output.decision, event.at));
      }
    });
  }
  return times.sort();
}

function decisionBench(strategies: number, symbols: number, asked: number): BenchResult {
  const count = Math.ceil(asked / REFRESH) * REFRESH;
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
  round(config, count, 'warm');
  const rounds = Array.from({ length: ROUNDS }, (_, i) => round(config, count, `r${i}`));
  const best = Math.min(...rounds.map((one) => one.decisions));
  const median = rounds.map((one) => one.decisions).sort((a, b) => a - b)[ROUNDS >> 1]!;
  const sorted = singleTimes(config, count);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)]!;
  return {
    name: `kernel decisions ${strategies} x ${symbols}`,
    figures: {
      decisionsPerSecond: Math.round((count / best) * 1e9),
      decisionsPerSecondMedianRound: Math.round((count / median) * 1e9),
      allowedShare: rounds[0]!.allowed / count,
      nanosecondsPerEntryEnd: Math.round(Math.min(...rounds.map((one) => one.ends)) / count),
      p50Nanoseconds: at(0.5),
      p99Nanoseconds: at(0.99),
      p999Nanoseconds: at(0.999),
      bytesPerDecision: bytesPerDecision(config),
    },
  };
}

const ROUNDS = 5;

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
