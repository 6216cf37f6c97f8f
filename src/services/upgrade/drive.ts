/**
 * The upgrade of a home that runs, step by step. What is done is looked at and not remembered, so
 * that it can be asked for again after an end at any place (requirement OPS-7).
 */
import type { EpochMs } from '../../domain/time.ts';
import {
  UPGRADE_STEPS,
  type UpgradeRecord,
  type UpgradeStep,
  type UpgradeStepId,
  withStep,
} from './record.ts';

export type StepOutcome =
  | { readonly ok: true; readonly evidence: readonly string[] }
  | { readonly ok: false; readonly text: string };

export interface UpgradePorts {
  /** Wall clock, UTC. */
  readonly now: () => EpochMs;
  /** On the disk when it returns. */
  readonly save: (record: UpgradeRecord) => void;
  /** Evidence that there is nothing left to do; null: there is, or it cannot be seen. */
  readonly isDone: (step: UpgradeStepId) => Promise<string | null>;
  /** Done again it does no more than what is missing. */
  readonly act: (step: UpgradeStepId, record: UpgradeRecord) => Promise<StepOutcome>;
  readonly tell: (step: UpgradeStep) => void;
}

/** Ends at the first step that fails: entries stay halted, exits go on. */
export async function driveUpgrade(
  begun: UpgradeRecord,
  ports: UpgradePorts,
): Promise<UpgradeRecord> {
  let record: UpgradeRecord = { ...begun, state: 'running' };
  const note = (step: UpgradeStep): void => {
    record = withStep(record, step);
    if (step.state === 'failed') record = { ...record, state: 'failed' };
    ports.save(record);
    ports.tell(step);
  };
  ports.save(record);
  for (const id of UPGRADE_STEPS) {
    const found = await ports.isDone(id);
    if (found !== null) {
      note({ id, state: 'done', at: ports.now(), evidence: [found] });
      continue;
    }
    note({ id, state: 'begun', at: ports.now(), evidence: [] });
    const outcome = await ports.act(id, record).catch(failure);
    if (!outcome.ok) {
      note({ id, state: 'failed', at: ports.now(), evidence: [outcome.text] });
      return record;
    }
    note({ id, state: 'done', at: ports.now(), evidence: outcome.evidence });
  }
  record = { ...record, state: 'done' };
  ports.save(record);
  return record;
}

const failure = (error: unknown): StepOutcome => ({
  ok: false,
  text: error instanceof Error ? error.message : String(error),
});
