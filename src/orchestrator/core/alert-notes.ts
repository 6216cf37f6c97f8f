/** What a batch brings to the memory that alerts rest on, and when time takes it away. */
import type { AlertMetric } from '../../domain/alert-metrics.ts';
import type { VirtualPosition } from '../../domain/execution.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../../domain/time.ts';
import { capViolation } from '../../runbook/cap-check.ts';
import type { AlertMemory, Happening } from './alert-memory.ts';
import type { ConsumedFact, ConsumedInput } from './consumed.ts';
import type { CoreContext } from './context.ts';
import { noteExpectedSilence } from './maintenance.ts';
import type { CoreOutput } from './output.ts';

const HAPPENINGS_MAX = 1_000;
/** Told again at least every minute while it lasts (executor, `troubleRepeat`). */
const LASTS: Ms = 5 * MINUTE_MS;

/** Takes what this batch brought; true: something an alert may rest on. */
export function noteBatch(core: CoreContext, batch: readonly ConsumedInput[]): boolean {
  const memory = core.state.desk.seen;
  let news = false;
  for (const input of batch) {
    if (input.kind === 'fact') noteFact(core, memory, input.fact);
    else if (input.kind === 'delivery') noteDelivery(core, memory, input);
    if (input.kind !== 'book' && input.kind !== 'worker') news = true;
  }
  for (const output of core.out) {
    noteOutput(core, memory, output);
    if (output.kind !== 'executor' && output.kind !== 'worker_control') news = true;
  }
  forget(core, memory);
  return news;
}

const TROUBLE_METRICS = {
  EXIT_FAILED: 'exit_failing',
  STOP_MISSING: 'stop_missing',
  STOP_OVERFILL: 'stop_overfill',
  UNKNOWN_ORDER: 'unknown_order',
  LIQUIDATION: 'liquidation',
} as const satisfies Record<string, AlertMetric>;

function noteFact(core: CoreContext, memory: AlertMemory, fact: ConsumedFact): void {
  if (fact.kind === 'venue') {
    memory.silent = fact.answers ? null : { since: fact.since, text: fact.text };
    noteExpectedSilence(core);
    return;
  }
  if (fact.kind !== 'trouble') return;
  const { code, strategy, symbol, severity, text, at } = fact;
  const metric = TROUBLE_METRICS[code];
  // A code of a newer executor: shown as an event, no rule can be about it.
  if (metric === undefined) return;
  const key = [strategy, symbol].filter((part) => part !== null).join(' ');
  note(core, memory, metric, key === '' ? '*' : key, at, text);
  if (code === 'UNKNOWN_ORDER' && severity === 'P1') {
    note(core, memory, 'unexplained_exposure', symbol ?? '*', at, text);
  }
}

/** One that lasts keeps its beginning; text and end are the latest. */
function note(
  core: CoreContext,
  memory: AlertMemory,
  metric: AlertMetric,
  key: string,
  at: EpochMs,
  text: string,
): void {
  const until = core.now + LASTS;
  const index = memory.happenings.findIndex((one) => one.metric === metric && one.key === key);
  const began = Math.min(Number.isSafeInteger(at) ? at : core.now, core.now);
  if (index >= 0) {
    const before = memory.happenings[index]!;
    memory.happenings[index] = { ...before, until, text };
    return;
  }
  if (memory.happenings.length >= HAPPENINGS_MAX) memory.happenings.shift();
  memory.happenings.push({ metric, key, at: began, until, text });
}

/** A channel works or it does not; since when, and what it said. */
function noteDelivery(
  core: CoreContext,
  memory: AlertMemory,
  { channel, ok, text }: Extract<ConsumedInput, { kind: 'delivery' }>,
): void {
  if (ok) delete memory.channels[channel];
  else memory.channels[channel] = { since: memory.channels[channel]?.since ?? core.now, text };
}

const NOTED_CODES: readonly string[] = ['INPUT_REJECTED', 'ENTRY_LOST', 'POSITION_MISSING'];

function noteOutput(core: CoreContext, memory: AlertMemory, output: CoreOutput): void {
  if (output.kind === 'decision') {
    const violation = capViolation(output.record);
    if (violation !== null) {
      note(core, memory, 'cap_violation', output.record.id, core.now, violation);
    }
  } else if (output.kind === 'alert') {
    if (NOTED_CODES.includes(output.code)) {
      note(core, memory, 'input_trouble', output.code, core.now, output.text);
    }
  } else if (output.kind === 'kernel') noteKernel(core, memory, output.output);
}

type KernelOutput = Extract<CoreOutput, { kind: 'kernel' }>['output'];

function noteKernel(core: CoreContext, memory: AlertMemory, output: KernelOutput): void {
  if (output.kind === 'notice') {
    if (!NOTED_CODES.includes(output.code)) return;
    note(core, memory, 'input_trouble', output.code, output.at, output.text);
    return;
  }
  if (output.kind !== 'breaker') return;
  if (output.transition !== 'tripped' && output.transition !== 'renewed') return;
  if (output.breaker === 'drawdown_breaker') memory.trips.drawdown += 1;
  else if (output.breaker === 'loss_streak' && output.severity === 'critical') {
    memory.trips.streak += 1;
  }
}

function forget(core: CoreContext, memory: AlertMemory): void {
  if (memory.happenings.length === 0) return;
  memory.happenings = memory.happenings.filter((one) => lasts(core, one));
}

/** A stop is missing, and an exit fails, only while there is a position of that kind. */
function lasts(core: CoreContext, { metric, key, until }: Happening): boolean {
  if (metric !== 'stop_missing' && metric !== 'exit_failing') return until > core.now;
  const positions = [...core.state.positions.values()].filter((one) => keyOf(one) === key);
  if (metric === 'stop_missing') return positions.some((one) => !one.stopOnVenue);
  return positions.length > 0 && until > core.now;
}

const keyOf = ({ strategy, symbol }: VirtualPosition): string => `${strategy} ${symbol}`;

/** When time alone makes something be forgotten; infinity: never. */
export function memoryWake({ happenings }: AlertMemory, now: EpochMs): EpochMs {
  let wake = Number.POSITIVE_INFINITY;
  for (const { until } of happenings) if (until > now && until < wake) wake = until;
  return wake;
}
