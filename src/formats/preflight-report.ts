/** What `septet preflight --json` writes: one JSON object. */
import { z } from 'zod';
import { instant } from './decision.ts';

export const PREFLIGHT_SCHEMA = 'septet.preflight/1';

const check = z.strictObject({
  id: z.string().describe('PRE-1 to PRE-8'),
  title: z.string(),
  state: z.enum(['passed', 'warning', 'failed', 'not_evaluated']),
  evidence: z.string().describe('what was found, in words; or why nothing was looked at'),
  remedy: z.string().nullable().describe('what mends it; null when nothing has to be mended'),
  figures: z
    .record(z.string(), z.number())
    .describe('figures behind the evidence; the unit ends the name: Ms, Bytes'),
});

export const preflightReportSchema = z
  .strictObject({
    schema: z.literal(PREFLIGHT_SCHEMA),
    at: instant.describe('when it was made, by the clock of this machine'),
    elapsedMs: z.number(),
    build: z.string(),
    mode: z.enum(['paper', 'sim', 'demo', 'live']),
    venue: z.string(),
    home: z.string(),
    stackRuns: z.boolean().describe('an executor runs on this home'),
    configuration: z.strictObject({
      folder: z.string(),
      version: z.string().nullable().describe('null: the files have errors'),
      commit: z.string().nullable().describe('null: not a committed version'),
      inForce: z
        .boolean()
        .describe('it is the version in force on this home, whatever lies in the folder'),
      drift: z.array(z.string()).describe('files of the folder that are not what is in force'),
    }),
    result: z
      .enum(['passed', 'warning', 'failed'])
      .describe('the worst of the checks; those not evaluated do not count'),
    checks: z.array(check),
  })
  .describe('report of septet preflight');

export type PreflightReport = z.infer<typeof preflightReportSchema>;
export type ReportedCheck = PreflightReport['checks'][number];
