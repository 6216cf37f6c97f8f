/** Pre-flight of a simulation: the same assessments as live, of what is really there. */
import type { SeptetConfig } from '../domain/config.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ExecutorHealth } from '../execution/executor.ts';
import { assessFeasibility, type FeasibilityRow } from '../runbook/feasibility.ts';
import type { PreflightCheck } from '../runbook/preflight.ts';
import { assessClock, CLOCK_SAMPLES } from '../runbook/preflight-clock.ts';
import {
  assessChannels,
  assessConfig,
  assessProfile,
  assessProvenance,
  assessState,
} from '../runbook/preflight-house.ts';
import { assessVenue } from '../runbook/preflight-venue.ts';
import { GOOD_PERMISSIONS } from '../venues/simulated/venue.ts';

export interface SimulationFacts {
  readonly config: SeptetConfig;
  readonly configFiles: number;
  readonly build: string;
  readonly at: EpochMs;
  readonly health: ExecutorHealth;
  readonly feasibility: readonly FeasibilityRow[];
}

export function simulationPreflight(facts: SimulationFacts): readonly PreflightCheck[] {
  const { config, at, build } = facts;
  const mode = 'paper';
  // Virtual time: venue and stack read one clock, so every sample is exact.
  const sample = { sentAt: at, receivedAt: at, serverTime: at };
  return [
    assessVenue({
      mode,
      venue: 'simulated',
      publicCall: { ok: true, latency: 0 },
      privateCall: { ok: true, latency: 0 },
      permissions: GOOD_PERMISSIONS,
      missingSymbols: [],
      contractDifferences: [],
    }),
    assessConfig({ version: config.kernel.version, files: facts.configFiles, errors: [] }),
    assessClock({
      mode,
      ntp: { kind: 'not_asked' },
      venue: {
        kind: 'samples',
        source: '',
        samples: Array.from({ length: CLOCK_SAMPLES }, () => sample),
      },
      warning: config.launch.clockOffsetWarning,
      limit: config.launch.clockOffsetLimit,
    }),
    assessProfile({
      profile: config.kernel.profile,
      chosenBy: 'simulation',
      profiles: config.kernel.profiles.map((profile) => profile.name),
      ceiling: null,
    }),
    assessChannels(mode, []),
    assessState({
      journals: [
        { name: 'executor', writable: true, synced: true, error: null },
        { name: 'orchestrator', writable: true, synced: true, error: null },
      ],
      // Journals in memory need no disk; the check says that it does not know one.
      freeBytes: null,
      freeBytesMinimum: 0,
      recovered: 'in memory, started empty',
      reconciled: facts.health.reconciled,
      differences: facts.health.reconciled ? [] : [facts.health.text],
    }),
    assessProvenance({
      mode,
      configVersion: config.kernel.version,
      configCommit: null,
      build,
    }),
    assessFeasibility(mode, facts.feasibility),
  ];
}
