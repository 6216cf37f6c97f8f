/** Shape of `changes.yaml` (runbook sections 4 and 5; requirements CHG-2 to CHG-4, RB-T1 to RB-7). */
import { z } from 'zod';
import { AUTOMATIC_TRIGGERS } from '../domain/changes-config.ts';
import { duration, fraction, number, whole } from './scalars.ts';

const DAY_MS = 86_400_000;

const limits = (scalar: (description: string) => z.ZodType<number>, what: string) =>
  z
    .strictObject({
      marginal: scalar('At this or beyond a person has to confirm'),
      fail: scalar('At this or beyond nobody can'),
    })
    .meta({ description: what });
const share = (description: string) => fraction(description, { min: 0, max: 1 });
const multiple = (description: string) => number(description, { min: 0, max: 100 });

const paper = z.strictObject({
  days: duration('Wall time on paper, without gaps, before a major change is promoted', {
    min: 1_000,
    max: 90 * DAY_MS,
  }),
  gap: duration('A longer hole in the market data extends it by its length', {
    min: 1_000,
    max: DAY_MS,
  }),
  minTrades: whole('Closed trades of each side below which nothing passes', { min: 1, max: 1e6 }),
  returnBehind: fraction('How far its return may be behind', { min: 0, max: 1 }),
  blockHours: number('Mean length of the blocks that hours are drawn in, hours', {
    min: 1,
    max: 168,
  }),
  drawdown: limits(share, 'Points of drawdown beyond that of the version in force'),
  exposure: limits(multiple, 'Peak gross exposure as a multiple of that of the version in force'),
  rejected: limits(share, 'Rejected order rate'),
  timeouts: limits(share, 'Timeout failure rate'),
  slippage: limits(
    (description) => number(description, { min: 0, max: 1_000 }),
    'Slippage beyond that of the version in force, basis points',
  ),
  breakers: limits(
    (description) => whole(description, { min: 0, max: 1_000 }),
    'Trips of breakers beyond those of the version in force',
  ),
});

export const changesFile = z.strictObject({
  enforcedFor: z
    .array(z.enum(['paper', 'sim', 'demo', 'live'], { error: 'expected paper, sim, demo or live' }))
    .meta({ description: 'Venues on which the gates of changes hold; elsewhere they are told' }),
  twoPerson: z.strictObject({
    wait: duration('One operator alone confirms what needs two people after this time', {
      min: 1_000,
      max: DAY_MS,
    }),
  }),
  paper,
  rollback: z.strictObject({
    automatic: z
      .array(z.enum(AUTOMATIC_TRIGGERS, { error: `expected ${AUTOMATIC_TRIGGERS.join(', ')}` }))
      .meta({ description: 'Triggers that start a rollback by themselves; others propose it' }),
    knownGoodAfter: duration('Healthy time after phase C that makes a version known-good', {
      min: 1_000,
      max: 30 * DAY_MS,
    }),
    stableFor: duration('Healthy time after a rollback until it is confirmed', {
      min: 1_000,
      max: DAY_MS,
    }),
  }),
});
