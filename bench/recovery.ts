/**
 * Recovery of the kernel: a million mixed events, then the snapshot's cost, and coming back by
 * snapshot and tail against replaying everything. Both must end in the same state, to the bit.
 */
import { createHash } from 'node:crypto';
import type { KernelConfig } from '../src/domain/config.ts';
import { HOUR_MS } from '../src/domain/time.ts';
import type { KernelEvent } from '../src/kernel/events.ts';
import { createKernel, type KernelState } from '../src/kernel/kernel.ts';
import { loadKernel, saveKernel } from '../src/kernel/snapshot.ts';
import { step } from '../src/kernel/step.ts';
import { INSTRUMENTS, kernelConfig } from '../tests/support/kernel-config.ts';
import { book, cancelled, mark, signals, T0 } from './kernel-market.ts';
import type { BenchRow } from './row.ts';

/** Milliseconds between two events, and how many follow the snapshot. */
const GAP = 2_000;
const TAIL = 10_000;
const PER_BLOCK = 10_000;

/** Every tenth a signal, every tenth a mark, every hundredth the end of an entry, the rest books. */
function* history(config: KernelConfig, from: number, count: number): Generator<KernelEvent> {
  let block: ReturnType<typeof signals> = [];
  for (let i = from; i < from + count; i += 1) {
    const at = T0 + i * GAP;
    if (i % PER_BLOCK === from % PER_BLOCK) block = signals(config, i, PER_BLOCK, 'recovery');
    const instrument = INSTRUMENTS[i % INSTRUMENTS.length]!;
    if (i % 10 === 3) yield mark(at, 100_000 + ((i * 13) % 700));
    else if (i % 10 === 7) {
      yield { kind: 'signal', at, signal: { ...block[i % PER_BLOCK]!, at } };
    } else if (i % 100 === 99) yield cancelled(Math.floor(i / 10), at);
    else if ((i * GAP) % HOUR_MS === 0) {
      const { symbol } = instrument;
      const openTime = at - HOUR_MS;
      yield { kind: 'candle_1h', at, symbol, openTime, open: 1, high: 1.01, low: 0.99, close: 1 };
    } else yield book(at, instrument, i);
  }
}

const seconds = (from: bigint): number => Number(process.hrtime.bigint() - from) / 1e9;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

function feed(state: KernelState, events: Iterable<KernelEvent>): void {
  for (const event of events) step(state, event);
}

export function benchRecovery(count = 1_000_000): BenchRow[] {
  const config = kernelConfig();
  const first = createKernel(config, { at: T0, writer: 1 });
  let from = process.hrtime.bigint();
  feed(first, history(config, 0, count));
  const replay = seconds(from);

  from = process.hrtime.bigint();
  const text = saveKernel(first);
  const save = seconds(from);

  from = process.hrtime.bigint();
  const loaded = loadKernel(config, text);
  const load = seconds(from);
  from = process.hrtime.bigint();
  feed(loaded, history(config, count, TAIL));
  const tail = seconds(from);

  feed(first, history(config, count, TAIL));
  if (digest(saveKernel(first)) !== digest(saveKernel(loaded))) {
    throw new Error('recovery by snapshot and tail differs from the run without a stop');
  }
  const row = (name: string, value: number, unit: string, samples: number): BenchRow => ({
    name: `kernel recovery: ${name}`,
    value,
    unit,
    samples,
  });
  return [
    row('full replay', replay, 's', count),
    row('snapshot written', save * 1_000, 'ms', 1),
    row('snapshot size', text.length, 'characters', 1),
    row('snapshot loaded', load * 1_000, 'ms', 1),
    row('tail replayed', tail * 1_000, 'ms', TAIL),
    row('decisions in it', first.core.decision, '', count + TAIL),
  ];
}
