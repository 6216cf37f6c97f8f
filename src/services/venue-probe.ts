import type { ExecutorProbe, ProbedCall } from '../bus/messages.ts';
import { messageOf } from '../bus/server.ts';
import type { Clock, Ms } from '../domain/time.ts';
import type { ContractFilters, VenueProbe } from '../domain/venue.ts';
import { contractDifferences, contractNews } from '../runbook/contract-check.ts';
import { CLOCK_SAMPLES } from '../runbook/preflight-clock.ts';
import { within } from './within.ts';

/** Longest wait for one answer, and for all about the time. */
const CALL_LIMIT_MS: Ms = 8_000;
const CLOCK_LIMIT_MS: Ms = 10_000;
/** By then `probeVenue` has ended, whatever the venue does. */
export const PROBE_LIMIT_MS: Ms = 12_000;

export interface ProbeOptions {
  readonly venue: VenueProbe;
  readonly clock: Clock;
  /** Market seconds per machine second: offsets of clocks are told in machine time. */
  readonly speed: number;
  /** Contracts as configured. */
  readonly contracts: readonly ContractFilters[];
  /** Longest wait for one answer; default 8 s. */
  readonly callLimit?: Ms;
}

/** What was seen of a venue. */
export type VenueView = Pick<
  ExecutorProbe,
  | 'venue'
  | 'publicCall'
  | 'privateCall'
  | 'permissions'
  | 'missingSymbols'
  | 'contractDifferences'
  | 'contracts'
  | 'clock'
  | 'clockError'
>;

/** Asks the venue all that pre-flight wants to know, side by side (requirements PRE-1, PRE-3). */
export async function probeVenue(options: ProbeOptions): Promise<VenueView> {
  const { venue, clock, contracts, callLimit = CALL_LIMIT_MS } = options;
  const [listed, permissions, time] = await Promise.all([
    timed(clock, callLimit, 'contracts', () => venue.instruments()),
    timed(clock, callLimit, 'permissions', () => venue.permissions()),
    clockSamples(options),
  ]);
  const symbols = new Set(listed.value?.map((contract) => contract.symbol));
  const missing = contracts.filter(({ symbol }) => !symbols.has(symbol));
  return {
    venue: venue.name,
    publicCall: listed.call,
    privateCall: permissions.call,
    permissions: permissions.value,
    missingSymbols: listed.value === null ? [] : missing.map(({ symbol }) => symbol),
    contractDifferences: contractDifferences(contracts, listed.value ?? []),
    contracts: listed.value === null ? null : contractNews(contracts, listed.value),
    ...time,
  };
}

async function timed<T>(
  clock: Clock,
  limit: Ms,
  what: string,
  ask: () => Promise<T>,
): Promise<{ readonly call: ProbedCall; readonly value: T | null }> {
  const asked = clock.monotonic();
  try {
    const value = await within(limit, what, ask());
    return { call: { ok: true, latency: clock.monotonic() - asked }, value };
  } catch (error) {
    return { call: { ok: false, error: messageOf(error) }, value: null };
  }
}

/** Own and venue time relative to the first question, in machine milliseconds. */
async function clockSamples({
  venue,
  clock,
  speed,
  callLimit = CALL_LIMIT_MS,
}: ProbeOptions): Promise<Pick<VenueView, 'clock' | 'clockError'>> {
  const samples: { sentAt: number; receivedAt: number; serverTime: number }[] = [];
  const origin = clock.now();
  const machine = (at: number): number => (at - origin) / speed;
  const until = clock.monotonic() + CLOCK_LIMIT_MS;
  try {
    for (let count = 0; count < CLOCK_SAMPLES; count += 1) {
      const left = Math.min(callLimit, until - clock.monotonic());
      if (left <= 0) break;
      const sentAt = machine(clock.now());
      const serverTime = machine(await within(Math.ceil(left), 'time', venue.serverTime()));
      samples.push({ sentAt, serverTime, receivedAt: machine(clock.now()) });
    }
  } catch (error) {
    return { clock: null, clockError: messageOf(error) };
  }
  return { clock: samples, clockError: null };
}
