/** Observes for pre-flight (requirements PRE-1 to PRE-8) and has the observations judged. */
import { statfsSync } from 'node:fs';
import type { ExecutorProbe } from '../bus/messages.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import { assessFeasibility, type FeasibilityRow } from '../runbook/feasibility.ts';
import type { PreflightCheck } from '../runbook/preflight.ts';
import { assessClock } from '../runbook/preflight-clock.ts';
import {
  assessChannels,
  assessConfig,
  assessProfile,
  assessProvenance,
  assessState,
} from '../runbook/preflight-house.ts';
import { assessVenue } from '../runbook/preflight-venue.ts';
import type { RunFile } from './run-file.ts';

/** The only venue so far is the simulated exchange. */
const MODE = 'paper';

export interface PreflightObservation {
  readonly run: RunFile;
  readonly home: string;
  /** Null: the executor did not answer, in words in `executorError`. */
  readonly probe: ExecutorProbe | null;
  readonly executorError: string;
  readonly status: PortfolioStatus;
  readonly feasibility: readonly FeasibilityRow[];
  /** Why the orchestrator's journal cannot be written, or null. */
  readonly journalError: string | null;
  /** What the orchestrator recovered at its start, in words. */
  readonly recovered: string;
}

export function preflightChecks(observed: PreflightObservation): readonly PreflightCheck[] {
  const { run, probe, status } = observed;
  const { kernel, launch } = run.config;
  return [
    assessVenue(venueOf(observed)),
    // Nothing starts with a configuration that has errors: those are shown before the start.
    assessConfig({ version: kernel.version, files: run.configFiles, errors: [] }),
    assessClock({
      mode: MODE,
      ntp: null,
      venue: probe?.clock ?? null,
      errors: probe === null ? [observed.executorError] : [],
      warning: launch.clockOffsetWarning,
      limit: launch.clockOffsetLimit,
    }),
    assessProfile({
      profile: status.profile,
      chosenBy: run.profileChosenBy,
      profiles: kernel.profiles.map((profile) => profile.name),
      ceiling: status.profileCeiling,
    }),
    assessChannels(MODE, []),
    assessState({
      journals: [
        journalOf('executor', probe === null ? observed.executorError : probe.journalError),
        journalOf('orchestrator', observed.journalError),
      ],
      freeBytes: freeBytes(observed.home),
      freeBytesMinimum: launch.diskFreeMinimumBytes,
      recovered:
        probe === null ? null : `executor: ${probe.recovered}; orchestrator: ${observed.recovered}`,
      reconciled: probe?.reconciled ?? null,
      differences: probe?.reconciled === false ? [probe.reconciliation] : [],
    }),
    assessProvenance({
      mode: MODE,
      configVersion: kernel.version,
      configCommit: run.configCommit,
      build: run.build,
    }),
    assessFeasibility(MODE, observed.feasibility),
  ];
}

function venueOf({
  probe,
  executorError,
}: PreflightObservation): Parameters<typeof assessVenue>[0] {
  if (probe === null) {
    const call = { ok: false, error: executorError } as const;
    return {
      mode: MODE,
      venue: 'simulated',
      publicCall: call,
      privateCall: call,
      permissions: null,
      missingSymbols: [],
    };
  }
  const { venue, publicCall, privateCall, permissions, missingSymbols } = probe;
  return { mode: MODE, venue, publicCall, privateCall, permissions, missingSymbols };
}

/** An open journal syncs its commits: it sets that on opening, reads it back, or does not open. */
const journalOf = (name: string, error: string | null) => ({
  name,
  writable: error === null,
  synced: true,
  error,
});

function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}
