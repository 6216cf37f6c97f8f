/** Shape of `operations.yaml`: the day to day (requirements OPS-1, OPS-4, OPS-5). */
import { z } from 'zod';
import { duration, fraction, instant, name } from './scalars.ts';

const HOUR_MS = 3_600_000;
const TEXT_PATTERN = /^\S(.{0,198}\S)?$/;

const window = z.strictObject({
  from: instant('Begins; entries close `closeBefore` ahead of it'),
  to: instant('Ends; entries open when everything is healthy again'),
  what: name('What happens', TEXT_PATTERN, 'Binance futures system upgrade'),
});

export const operationsFile = z.strictObject({
  maintenance: z.strictObject({
    closeBefore: duration('Entries close so long before a window', { min: 0, max: 24 * HOUR_MS }),
    windows: z
      .record(name('Name of a window', /^[a-z][a-z0-9_]{1,39}$/, 'binance_upgrade'), window, {
        error: 'expected windows by name',
      })
      .meta({ description: 'Maintenance calendar, windows by name; at most 100' }),
  }),
  delisting: z.strictObject({
    closeBefore: duration('Entries close so long before a contract ends', {
      min: HOUR_MS,
      max: 30 * 24 * HOUR_MS,
    }),
    flattenBefore: duration('Its positions are flattened so long before it ends', {
      min: 60_000,
      max: 30 * 24 * HOUR_MS,
    }),
  }),
  firstLive: z.strictObject({
    paperHistory: duration('Paper history that the first start with real money needs', {
      min: 0,
      max: 90 * 24 * HOUR_MS,
    }),
    cappedFor: duration('The notional is capped so long from then on', {
      min: 0,
      max: 90 * 24 * HOUR_MS,
    }),
    capFraction: fraction('To this fraction of usual', { above: 0, max: 1 }),
  }),
});
