/** How the configuration may be changed: `config/changes.yaml`. */
import type { RollbackTrigger } from './change.ts';
import { DEFAULT_PAPER, type PaperConfig } from './paper.ts';
import type { Ms } from './time.ts';

/** Triggers that may start a rollback without a person. */
export const AUTOMATIC_TRIGGERS = [
  'rejects',
  'cap_violation',
  'breaker_mismatch',
  'crash_loop',
] as const satisfies readonly RollbackTrigger[];

/** `config/changes.yaml`. Durations are of the wall clock. */
export interface ChangesConfig {
  /** Venue kinds on which gates hold; elsewhere they are told. */
  readonly enforcedFor: readonly ('paper' | 'sim' | 'demo' | 'live')[];
  readonly twoPerson: {
    /** Before one operator alone confirms what needs two; 10 min. */
    readonly wait: Ms;
  };
  readonly paper: PaperConfig;
  readonly rollback: {
    readonly automatic: readonly (typeof AUTOMATIC_TRIGGERS)[number][];
    readonly knownGoodAfter: Ms; // 24 h
    readonly stableFor: Ms; // 30 min
  };
}

/** What `config/changes.yaml` ships with: for a run that was written down before there was one. */
export const DEFAULT_CHANGES: ChangesConfig = {
  enforcedFor: ['live'],
  twoPerson: { wait: 600_000 },
  paper: DEFAULT_PAPER,
  rollback: { automatic: ['crash_loop'], knownGoodAfter: 86_400_000, stableFor: 1_800_000 },
};
