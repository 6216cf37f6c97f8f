/** The report of a drill: a file other programs read (`septet.drill-report/1`). */
import { z } from 'zod';

export const DRILL_REPORT_SCHEMA = 'septet.drill-report/1';

const instant = z.number().int().meta({ description: 'Epoch ms, UTC, market time' });
const length = z.number().int().meta({ description: 'Milliseconds of market time' });

const verdict = z.strictObject({
  proves: z.array(z.string()).meta({ description: 'Requirement ids' }),
  that: z.string().meta({ description: 'What the runbook demands' }),
  demands: z.string().meta({ description: 'What was looked for' }),
  passed: z.boolean(),
  from: instant.nullable().meta({ description: 'Where its window began; null: that never came' }),
  at: instant.nullable().meta({ description: 'When it was met or broken' }),
  took: length.nullable().meta({ description: 'From the beginning of the window to there' }),
  found: z.string().meta({ description: 'What there was, with figures' }),
});

export const drillReport = z.strictObject({
  schema: z.literal(DRILL_REPORT_SCHEMA),
  scenario: z.string(),
  title: z.string(),
  about: z.string(),
  rehearses: z.array(z.string()).meta({ description: 'Requirement ids' }),
  build: z.string(),
  configVersion: z.string(),
  profile: z.string(),
  seed: z.number().int(),
  from: instant,
  to: instant,
  passed: z.boolean(),
  /** What this scenario demands, then what every drill demands. */
  expectations: z.array(verdict),
  instants: z.record(z.string(), instant),
  timeline: z.array(
    z.strictObject({ at: instant, event: z.string(), text: z.string(), times: z.number().int() }),
  ),
  /** Lines that had no room in the timeline. */
  omitted: z.number().int(),
  counts: z.strictObject({
    events: z.number().int(),
    allowed: z.number().int(),
    refused: z.number().int(),
    trades: z.number().int(),
    losses: z.number().int(),
    faults: z.number().int(),
  }),
  equity: z.strictObject({ from: z.string(), to: z.string() }),
  journal: z.strictObject({ records: z.number().int(), head: z.string() }),
});

export type DrillReport = z.output<typeof drillReport>;
