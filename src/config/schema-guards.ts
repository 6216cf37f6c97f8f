/** Shapes of `guards.yaml` and `launch.yaml` (domain specification 1.9, 1.10; requirements LAU, ACC). */
import { z } from 'zod';
import { bytes, duration, flag, fraction, name, number, whole } from './scalars.ts';

const DAY_MS = 86_400_000;

const guards = z.strictObject({
  strictnessFactor: number('Each strictness step multiplies spread and slippage limits by this', {
    above: 0,
    max: 1,
  }),
  priceCollar: fraction('Farthest limit price from mark', { above: 0, max: 0.5 }),
  maxEntriesPerMinute: whole('Entry orders a minute per strategy', { min: 1, max: 10_000 }),
  maxIdenticalInARow: whole('Identical entry orders in a row per strategy', { min: 1, max: 1_000 }),
  decisionLifetime: duration('A decision not sent after this time is dead (machine time)', {
    min: 100,
    max: 600_000,
  }),
  signalMaxAge: duration('Longest way of a signal to the kernel (machine time)', {
    min: 100,
    max: 600_000,
  }),
  staleAfterCadences: number('A mark is stale after so many cadences of its source', {
    min: 1,
    max: 100,
  }),
  equityCadence: duration('Declared cadence of equity marks (machine time)', {
    min: 100,
    max: 60_000,
  }),
  cooldown: z.strictObject({
    failures: whole('Guard failures in a row on a symbol', { min: 1, max: 100 }),
    window: duration('... within this time', { min: 1_000, max: DAY_MS }),
    duration: duration('The symbol stays on the cooldown list', { min: 1_000, max: 30 * DAY_MS }),
  }),
  funding: z.strictObject({
    reduceAbove: fraction('Paying more than this over the holding reduces the size', {
      min: 0,
      max: 1,
    }),
    reduceMultiplier: number('Size multiplier of that reduction', { above: 0, max: 1 }),
    refuseRate: fraction('Paying at a rate beyond this ...', { min: 0, max: 1 }),
    refuseBelowEdge: number('... with an edge below this is refused', { min: 0, max: 1 }),
    degradedAlertAfter: duration('Missing funding data raise an alert after this time', {
      min: 60_000,
      max: 30 * DAY_MS,
    }),
  }),
});

const rates = z.strictObject({
  minSamples: whole('Fewer samples: insufficient', { min: 1, max: 100_000 }),
  window: duration('Window of the timeout failure rate, fill ratio and slippage', {
    min: 60_000,
    max: 7 * DAY_MS,
  }),
  rejectedWindow: duration('Window of the rejected order rate', { min: 60_000, max: 7 * DAY_MS }),
  rejectedLimit: fraction('Rejected order rate must stay below this', { above: 0, max: 1 }),
});

const execution = z.strictObject({
  unknownOrders: z
    .enum(['report', 'cancel', 'refuse'], {
      error: 'expected report, cancel or refuse',
    })
    .meta({
      description:
        'Orders at the venue that this journal does not know: reported; ours cancelled; or no entries while there are any, others’ included',
    }),
  differences: z.enum(['book', 'report'], { error: 'expected book or report' }).meta({
    description:
      'Positions made by hand and other differences: adopted under EXTERNAL, or no entries while there are any',
  }),
  externalStop: fraction('Distance of the stop that a position made by hand gets', {
    above: 0,
    below: 1,
  })
    .nullable()
    .meta({
      description: 'Distance of the stop that a position made by hand gets; null: left alone',
    }),
  exitLimitFirst: flag('Exits by rule try a limit order at the touch before they go to the market'),
  countdown: duration(
    'The venue cancels entries unless it hears from the executor for so long; 0: never',
    { min: 0, max: 600_000 },
  ).refine((time) => time === 0 || time >= 15_000, { error: 'must be 0s or from 15s to 600s' }),
});

export const guardsFile = z.strictObject({ guards, rates, execution });

const phase = z.strictObject({
  duration: duration('Healthy time before the next phase', { min: 0, max: 7 * DAY_MS })
    .nullable()
    .meta({ description: 'Healthy time before the next phase; null for the last one' }),
  gated: flag('Waits for a normal regime and spreads within limits'),
});

/** A host name, an IPv4 address or an IPv6 address in brackets, and perhaps a port. */
const TIME_SERVER_PATTERN =
  /^([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9a-fA-F:.]{2,45}\])(:\d{1,5})?$/;

export const launchFile = z.strictObject({
  phases: z
    .record(name('Name of a phase', /^[A-Z][A-Z0-9_]{0,15}$/, 'A'), phase, {
      error: 'expected phases by name',
    })
    .meta({ description: 'Launch phases in their order' }),
  spreadWindow: duration('Median spread of a gated phase over this time', {
    min: 1_000,
    max: DAY_MS,
  }),
  acceptanceWindow: duration('Acceptance criteria are judged after this time', {
    min: 60_000,
    max: 7 * DAY_MS,
  }),
  clockOffsetWarning: duration('Clock offset from which pre-flight warns', { min: 1, max: 60_000 }),
  clockOffsetLimit: duration('Clock offset from which pre-flight fails', { min: 1, max: 60_000 }),
  timeServers: z
    .array(name('NTP server, host or host:port', TIME_SERVER_PATTERN, 'time.cloudflare.com'), {
      error: 'expected a list of NTP servers',
    })
    .max(8, { error: 'has more than 8 servers' })
    .meta({ description: 'NTP servers that pre-flight asks for the time; at most 8' }),
  diskFreeMinimum: bytes('Least free space for journals', { min: 1_048_576 }),
});
