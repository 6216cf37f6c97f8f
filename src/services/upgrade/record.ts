/** What an upgrade has done so far: in the home, so that whoever asks for it again goes on with it. */
import { join } from 'node:path';
import type { EpochMs } from '../../domain/time.ts';
import type { Home } from '../home.ts';
import { readJson, writeJson } from '../json-file.ts';

/** In the order they are done: what holds positions last (requirement OPS-7). */
export const UPGRADE_STEPS = [
  'halt',
  'supervisor',
  'orchestrator',
  'workers',
  'feed',
  'api',
  'executor',
  'smoke',
  'phases',
] as const;
export type UpgradeStepId = (typeof UPGRADE_STEPS)[number];

export interface UpgradeStep {
  readonly id: UpgradeStepId;
  readonly state: 'begun' | 'done' | 'failed';
  /** Wall clock, UTC. */
  readonly at: EpochMs;
  readonly evidence: readonly string[];
}

export interface UpgradeRecord {
  readonly schema: 'septet.upgrade/1';
  /** Null: nobody said. */
  readonly from: string | null;
  readonly to: string;
  readonly actor: string;
  readonly reason: string;
  readonly startedAt: EpochMs;
  /** Somebody had halted before: that halt stays. */
  readonly haltedBefore: string | null;
  readonly state: 'running' | 'failed' | 'done';
  /** Each step once, as it stood last. */
  readonly steps: readonly UpgradeStep[];
}

const pathOf = (home: Home): string => join(home.run, 'upgrade.json');

export const writeUpgrade = (home: Home, record: UpgradeRecord): void =>
  writeJson(pathOf(home), record);

export function readUpgrade(home: Home): UpgradeRecord | undefined {
  const value = readJson(pathOf(home)) as Partial<UpgradeRecord> | undefined;
  if (value?.schema !== 'septet.upgrade/1' || !Array.isArray(value.steps)) return undefined;
  return value as UpgradeRecord;
}

export function withStep(record: UpgradeRecord, step: UpgradeStep): UpgradeRecord {
  const others = record.steps.filter(({ id }) => id !== step.id);
  const steps = [...others, step].sort((a, b) => placeOf(a.id) - placeOf(b.id));
  return { ...record, steps };
}

const placeOf = (id: UpgradeStepId): number => UPGRADE_STEPS.indexOf(id);
