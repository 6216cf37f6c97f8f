/** Shape of `incidents.yaml` (runbook section 3; requirements INC, WF, PB-A to PB-D). */
import { z } from 'zod';
import { duration, fraction, whole } from './scalars.ts';

const DAY_MS = 86_400_000;

export const incidentsFile = z.strictObject({
  unstable: z.strictObject({
    window: duration('Troubles within this time count together', { min: 1_000, max: DAY_MS }),
    troubles: whole('So many troubles make the venue unstable', { min: 1, max: 50 }),
  }),
  flattenShare: fraction('Share of the loss at stop that flattening takes off', {
    above: 0,
    max: 1,
  }),
  riskyClosed: duration('Playbook A by hand keeps risky strategies closed on the next day', {
    min: 60_000,
    max: DAY_MS,
  }),
  stable: z.strictObject({
    drawdownCalm: duration('Playbook B: no new high of the drawdown for this time', {
      min: 60_000,
      max: 7 * DAY_MS,
    }),
    slippageCalm: duration('Playbook D: no slippage check above its limit for this time', {
      min: 60_000,
      max: 7 * DAY_MS,
    }),
    cleanReconciliations: whole('Playbook D: clean reconciliations in a row', { min: 1, max: 100 }),
    timeoutRate: fraction('Playbook D: timeout failure rate below this', { above: 0, max: 1 }),
  }),
});
