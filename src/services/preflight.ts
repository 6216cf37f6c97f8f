/** Observes for pre-flight (requirements PRE-1 to PRE-8) and has the observations judged. */
import { statfsSync } from 'node:fs';
import type { ExecutorProbe } from '../bus/messages.ts';
import type { VenueConfig } from '../domain/config.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import { assessFeasibility, type FeasibilityRow } from '../runbook/feasibility.ts';
import type { PreflightCheck, TradingMode } from '../runbook/preflight.ts';
import { assessClock, type TimeObservation } from '../runbook/preflight-clock.ts';
import {
  assessChannels,
  assessConfig,
  assessProfile,
  assessProvenance,
  assessState,
} from '../runbook/preflight-house.ts';
import { assessVenue, type VenueObservation } from '../runbook/preflight-venue.ts';
import type { Outside } from './outside.ts';
import type { RunFile } from './run-file.ts';
import type { VenueView } from './venue-probe.ts';

export const tradingMode = (venue: Pick<VenueConfig, 'kind'>): TradingMode => venue.kind;

export interface PreflightObservation {
  readonly run: RunFile;
  readonly home: string;
  /** Null: the executor did not answer, in words in `executorError`. */
  readonly probe: ExecutorProbe | null;
  readonly executorError: string;
  readonly outside: Outside;
  readonly status: PortfolioStatus;
  readonly feasibility: readonly FeasibilityRow[];
  /** Why the orchestrator's journal cannot be written, or null. */
  readonly journalError: string | null;
  /** What the orchestrator recovered at its start, in words. */
  readonly recovered: string;
}

export function preflightChecks(observed: PreflightObservation): readonly PreflightCheck[] {
  const { run, probe, status, outside } = observed;
  const { kernel, launch } = run.config;
  const mode = tradingMode(run.config.venue);
  return [
    assessVenue(venueObservation(mode, probe, observed.executorError)),
    // Nothing starts with a configuration that has errors: those are shown before the start.
    assessConfig({ version: kernel.version, files: run.configFiles, errors: [] }),
    assessClock({
      mode,
      ntp: outside.ntp,
      venue: venueTime(probe, observed.executorError),
      warning: launch.clockOffsetWarning,
      limit: launch.clockOffsetLimit,
    }),
    assessProfile({
      profile: status.profile,
      chosenBy: run.profileChosenBy,
      profiles: kernel.profiles.map((profile) => profile.name),
      ceiling: status.profileCeiling,
    }),
    assessChannels(mode, outside.channels),
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
      mode,
      configVersion: kernel.version,
      configCommit: run.configCommit?.slice(0, 10) ?? null,
      build: run.build,
    }),
    assessFeasibility(mode, observed.feasibility),
  ];
}

/** What was seen of the venue; null: nobody could look, in words in `error`. */
export function venueObservation(
  mode: TradingMode,
  view: VenueView | null,
  error: string,
): VenueObservation {
  if (view === null) {
    const call = { ok: false, error } as const;
    return {
      mode,
      venue: 'the venue',
      publicCall: call,
      privateCall: call,
      permissions: null,
      missingSymbols: [],
      contractDifferences: [],
    };
  }
  const { clock: _clock, clockError: _error, ...seen } = view;
  return { mode, ...seen };
}

export function venueTime(view: VenueView | null, error: string): TimeObservation {
  if (view === null) return { kind: 'silent', errors: [error] };
  if (view.clock === null) return { kind: 'silent', errors: [view.clockError ?? 'no answer'] };
  return { kind: 'samples', source: '', samples: view.clock };
}

/** An open journal syncs its commits: it sets that on opening, reads it back, or does not open. */
const journalOf = (name: string, error: string | null) => ({
  name,
  writable: error === null,
  synced: true,
  error,
});

export function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}
