/** Shape of `cadence.yaml` (runbook, operator cadence; requirements CAD-1 to CAD-4). */
import { z } from 'zod';
import { CADENCE_EVIDENCE } from '../domain/cadence.ts';
import { duration, name } from './scalars.ts';

const WEEK_MS = 7 * 86_400_000;
const HOUR_MS = 3_600_000;
const TEXT_PATTERN = /^\S(.{0,198}\S)?$/;

const task = z.strictObject({
  title: name('What has to be done', TEXT_PATTERN, 'Top concentration exposures reviewed'),
  every: duration(
    'Falls due at every multiple of this since 00:00 UTC; a whole part of a day, or 7d',
    {
      min: HOUR_MS,
      max: WEEK_MS,
    },
  ),
  grace: duration('Overdue after this time; shorter than every', { min: 60_000, max: WEEK_MS }),
  by: z.enum(['system', 'person'], { error: 'expected system or person' }).meta({
    description: 'Who does it: the system where it can, else a person; or always a person',
  }),
  evidence: z
    .enum(CADENCE_EVIDENCE, { error: `expected ${CADENCE_EVIDENCE.join(', ')}` })
    .meta({ description: 'What the system prepares for it, with figures' }),
  next: name('What whoever does it has to do', TEXT_PATTERN, 'Look at the largest assets'),
  runbook: name('Where it is explained', TEXT_PATTERN, 'docs/cadence.md#risk-check'),
});

export const cadenceFile = z.strictObject({
  tasks: z
    .record(name('Name of a task', /^[a-z][a-z0-9_]{1,39}$/, 'risk_check'), task, {
      error: 'expected tasks by name',
    })
    .meta({ description: 'Tasks of the operator cadence, by name; at most 20' }),
});
