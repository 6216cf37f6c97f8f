/** NTP (requirement PRE-3): several servers, five questions each, side by side, in bounded time. */
import { messageOf } from '../bus/server.ts';
import type { Clock, Ms } from '../domain/time.ts';
import {
  CLOCK_SAMPLES,
  type ClockSample,
  clockOffset,
  type TimeObservation,
} from '../runbook/preflight-clock.ts';

/** Port: asks one server once. */
export type AskTime = (
  server: string,
  options: { readonly clock: Clock; readonly timeout: Ms },
) => Promise<ClockSample>;

export interface TimeServersOptions {
  readonly servers: readonly string[];
  readonly ask: AskTime;
  readonly clock: Clock;
}

/** One answer, and all of one server: by then it has five samples or is given up. */
const ANSWER_LIMIT_MS: Ms = 1_500;
const SERVER_LIMIT_MS: Ms = 6_000;

/**
 * Samples of the server in the middle of those that answered, so that one that lies among three
 * decides nothing; of the two in the middle that with the greater offset.
 */
export async function askTimeServers(options: TimeServersOptions): Promise<TimeObservation> {
  const answers = await Promise.all(
    options.servers.map((server) =>
      askServer(server, options).catch((error) => ({ server, error: messageOf(error) })),
    ),
  );
  const good = answers.flatMap((answer) => ('samples' in answer ? [answer] : []));
  if (good.length === 0) {
    const errors = answers.map((each) => ('error' in each ? `${each.server}: ${each.error}` : ''));
    return { kind: 'silent', errors };
  }
  const sorted = good
    .map((each) => ({ ...each, offset: clockOffset(each.samples)?.offset ?? Number.NaN }))
    .sort((a, b) => a.offset - b.offset);
  const upper = sorted[sorted.length >> 1]!;
  const lower = sorted[(sorted.length - 1) >> 1]!;
  const { server, samples } = Math.abs(lower.offset) > Math.abs(upper.offset) ? lower : upper;
  return { kind: 'samples', source: server, samples };
}

async function askServer(
  server: string,
  { ask, clock }: TimeServersOptions,
): Promise<{ readonly server: string; readonly samples: readonly ClockSample[] }> {
  const samples: ClockSample[] = [];
  const until = clock.monotonic() + SERVER_LIMIT_MS;
  while (samples.length < CLOCK_SAMPLES) {
    const left = Math.floor(until - clock.monotonic());
    if (left <= 0) throw new Error(`${samples.length} answers in ${SERVER_LIMIT_MS} ms`);
    samples.push(await ask(server, { clock, timeout: Math.min(ANSWER_LIMIT_MS, left) }));
  }
  return { server, samples };
}
