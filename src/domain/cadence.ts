/** Tasks of the operator cadence as they are configured (requirements CAD-1 to CAD-4). */
import type { Ms } from './time.ts';

export const CADENCE_EVIDENCE = [
  'risk',
  'concentration',
  'daily_report',
  'breaker_reset',
  'weekly_review',
  'none',
] as const;
/** What the system prepares for a task, with figures. */
export type CadenceEvidence = (typeof CADENCE_EVIDENCE)[number];

export interface CadenceTaskConfig {
  /** Snake case, unique: `risk_check`. */
  readonly id: string;
  readonly title: string;
  /**
   * Falls due at every multiple since 00:00 UTC, a whole part of a day and at least an hour; or every
   * 7 days, on Mondays at 00:00 UTC.
   */
  readonly every: Ms;
  /** Overdue after this time; below `every`. */
  readonly grace: Ms;
  /** `system`: by the system where it can, else it waits for a person. */
  readonly by: 'system' | 'person';
  readonly evidence: CadenceEvidence;
  readonly next: string;
  readonly runbook: string;
}
