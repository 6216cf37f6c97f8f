/** What a rollback needs of the change office, and of whoever runs the processes. */

import type { RollbackView } from '../../change/rollback/commands.ts';
import type { ChangeFact, RollbackTrigger, VersionRef } from '../../domain/change.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import type { Home } from '../home.ts';

export interface RollbackRules {
  readonly automatic: readonly RollbackTrigger[];
  readonly knownGoodAfter: Ms;
  readonly stableFor: Ms;
}

export interface RollbackHouse {
  readonly home: Home;
  /** Wall clock, UTC. */
  readonly now: () => EpochMs;
  readonly view: () => RollbackView;
  /** Durable when it returns, all or none. */
  readonly append: (facts: readonly ChangeFact[]) => void;
  readonly rules: () => RollbackRules;
  /** Figures of its smoke test when it became known-good; null: none were kept. */
  readonly figuresOf: (ref: VersionRef) => readonly string[] | null;
  /** A stored version as it would run here; throws in words when it cannot. */
  readonly configOf: (ref: VersionRef) => Promise<SeptetConfig>;
  /** Changed keys, a line each: `risk.yaml caps.asset.BTC: 0.9 -> 0.3`. */
  readonly differences: (from: VersionRef, to: VersionRef) => Promise<readonly string[]>;
  /** Writes the run file of the version in force; done again, the same. */
  readonly install: (ref: VersionRef, config: SeptetConfig) => void;
  /** Ends the process and starts it with this build's program. */
  readonly restart: (
    name: string,
    build: string,
  ) => Promise<{ readonly ok: boolean; readonly text: string }>;
  /** Processes whose own part of the configuration differs, in the order of their restart. */
  readonly affected: (
    from: SeptetConfig,
    to: SeptetConfig,
  ) => readonly { readonly name: string; readonly why: string }[];
  readonly say: (severity: 'info' | 'warning' | 'critical', text: string) => void;
}
