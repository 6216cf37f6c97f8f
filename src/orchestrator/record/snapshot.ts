/** Snapshots: the saved core and the decision index beside the chain, so that recovery is short. */
import type { Journal } from '../../domain/journal.ts';
import type { Core } from '../core/core.ts';
import type { DecisionLog } from './decision-log.ts';

const SNAPSHOT_SCHEMA = 'septet.orchestrator-snapshot/1';

export interface Snapshot {
  /** Last record whose effect it contains. */
  readonly sequence: number;
  readonly core: string;
  readonly decisions: readonly number[];
}

/** False when it could not be saved: the one before then serves. */
export function saveSnapshot(journal: Journal, core: Core, decisions: DecisionLog): boolean {
  const state = JSON.stringify({
    schema: SNAPSHOT_SCHEMA,
    core: core.save(),
    decisions: decisions.save(),
  });
  try {
    journal.saveSnapshot(journal.head().sequence, state);
    return true;
  } catch {
    return false;
  }
}

/** Undefined when there is none; throws with words when it cannot be read. */
export function readSnapshot(journal: Journal): Snapshot | undefined {
  const latest = journal.latestSnapshot();
  if (latest === undefined) return undefined;
  const parsed = JSON.parse(latest.state) as {
    readonly schema?: string;
    readonly core: string;
    readonly decisions: readonly number[];
  };
  if (parsed.schema !== SNAPSHOT_SCHEMA) {
    throw new Error(
      `the snapshot is of "${String(parsed.schema)}", this program reads "${SNAPSHOT_SCHEMA}"`,
    );
  }
  return { sequence: latest.sequence, core: parsed.core, decisions: parsed.decisions };
}
