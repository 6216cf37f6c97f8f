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
  /** Build of the program that supervises. */
  readonly build: string;
  /** Wall clock, UTC. */
  readonly now: () => EpochMs;
  readonly view: () => RollbackView;
  /** Durable when it returns, all or none. */
  readonly append: (facts: readonly ChangeFact[]) => void;
  readonly rules: () => RollbackRules;
  /** Version id that the orchestrator has when it runs what is in force; null: not known now. */
  readonly runsAs: () => string | null;
  /** Figures of its smoke test when it became known-good; null: none were kept. */
  readonly figuresOf: (ref: VersionRef) => readonly string[] | null;
  /** A stored version as it would run here, also its build; throws in words when it cannot. */
  readonly configOf: (ref: VersionRef) => Promise<SeptetConfig>;
  /** Changed keys, a line each: `risk.yaml caps.asset.BTC: 0.9 -> 0.3`. */
  readonly differences: (from: VersionRef, to: VersionRef) => Promise<readonly string[]>;
  /** Writes the repository's branch and files, and the run file, of the version in force; done again, the same. */
  readonly install: () => Promise<void>;
  /**
   * Restarts what runs with another version and goes by something that differs, and those of `anew`;
   * the rest goes on. Returns what it did, in words.
   */
  readonly goOver: (anew: readonly string[]) => Promise<readonly string[]>;
  /** Copies of the programs of known-good versions are made; done again, the same. */
  readonly keepBuilds: () => void;
  readonly say: (severity: 'info' | 'warning' | 'critical', text: string) => void;
}
