import type { ExecutorProbe, ProbedCall } from '../bus/messages.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';
import type { VenueProbe } from '../domain/venue.ts';

const CLOCK_SAMPLES = 5;

export interface ProbeOptions {
  readonly venue: VenueProbe;
  readonly clock: Clock;
  /** Market seconds per machine second: offsets of clocks are told in machine time. */
  readonly speed: number;
  readonly symbols: readonly SymbolId[];
}

type VenueView = Pick<
  ExecutorProbe,
  'venue' | 'publicCall' | 'privateCall' | 'permissions' | 'missingSymbols' | 'clock'
>;

/** Asks the venue everything that pre-flight wants to know (requirements PRE-1, PRE-3). */
export async function probeVenue(options: ProbeOptions): Promise<VenueView> {
  const { venue, clock, symbols } = options;
  const instruments = await timed(clock, () => venue.instruments());
  const permissions = await timed(clock, () => venue.permissions());
  const listed = new Set(instruments.value?.map((instrument) => instrument.symbol));
  return {
    venue: venue.name,
    publicCall: instruments.call,
    privateCall: permissions.call,
    permissions: permissions.value,
    missingSymbols:
      instruments.value === null ? [] : symbols.filter((symbol) => !listed.has(symbol)),
    clock: await clockSamples(options),
  };
}

async function timed<T>(
  clock: Clock,
  ask: () => Promise<T>,
): Promise<{ readonly call: ProbedCall; readonly value: T | null }> {
  const asked = clock.monotonic();
  try {
    const value = await ask();
    return { call: { ok: true, latency: clock.monotonic() - asked }, value };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { call: { ok: false, error: text }, value: null };
  }
}

/** Own and venue time relative to the first question, in machine milliseconds. */
async function clockSamples({ venue, clock, speed }: ProbeOptions): Promise<VenueView['clock']> {
  const samples: { sentAt: number; receivedAt: number; serverTime: number }[] = [];
  const origin = clock.now();
  const machine = (at: number): number => (at - origin) / speed;
  try {
    for (let count = 0; count < CLOCK_SAMPLES; count += 1) {
      const sentAt = machine(clock.now());
      const serverTime = machine(await venue.serverTime());
      samples.push({ sentAt, serverTime, receivedAt: machine(clock.now()) });
    }
  } catch {
    return null;
  }
  return samples;
}
