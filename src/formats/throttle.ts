/** What correlation throttling cost or saved, inside daily and weekly reports. */
import { z } from 'zod';
import { type DayThrottle, THROTTLE_LEVELS, UNCOUNTED } from '../domain/throttle.ts';
import { instant, usdt } from './decision.ts';

const whole = z.number().int();
const impact = {
  byPlan: usdt.describe('USDT, with throttling minus without; exit plan alone'),
  byHolding: usdt.describe('USDT, the same with the expected holding time as the latest end'),
};
const level = z.enum(THROTTLE_LEVELS);

export const throttleRowSchema = z.strictObject({
  strategy: z.string(),
  level,
  smaller: whole.describe('entries that were made smaller'),
  refused: whole.describe('entries refused because of it'),
  followed: whole.describe('of those refused, how many are compared'),
  displaced: whole.describe('entries that were, where a refused one would have held the symbol'),
  ...impact,
});
export const uncountedSchema = z.strictObject({ reason: z.enum(UNCOUNTED), count: whole });
export const openImpactSchema = z.strictObject({ count: whole, ...impact });
export const throttledEntrySchema = z.strictObject({
  decision: whole,
  at: instant,
  kind: z.enum(['smaller', 'refused', 'displaced']),
  strategy: z.string(),
  symbol: z.string(),
  level,
  end: z.string(),
  ...impact,
});

export const dayThrottleSchema = z
  .strictObject({
    ...impact,
    rows: z.array(throttleRowSchema),
    uncounted: z.array(uncountedSchema),
    open: openImpactSchema.describe('still open at the close, valued at mark'),
    ended: z.array(throttledEntrySchema).describe('the first ones that ended on the day'),
    minutesMissing: z.number(),
  })
  .describe('impact of correlation throttling') satisfies z.ZodType<DayThrottle>;
