/** Pre-flight of a simulation: the same assessments as live, of what is really there. */
import type { SeptetConfig } from '../domain/config.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
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
  /** Why the venue gives no answer now, in words; null: it does. */
  readonly venueError: string | null;
  /** The venue's clock less the machine's, ms. */
  readonly clockOffset: Ms;
}

export function simulationPreflight(facts: SimulationFacts): readonly PreflightCheck[] {
  const { config, at, build, venueError } = facts;
  const mode = 'paper';
  // Virtual time: an answer takes none, so every sample is exact.
  const sample = { sentAt: at, receivedAt: at, serverTime: at + facts.clockOffset };
  const call =
    venueError === null
      ? ({ ok: true, latency: 0 } as const)
      : ({ ok: false, error: venueError } as const);
  return [
    assessVenue({
      mode,
      venue: 'simulated',
      publicCall: call,
      privateCall: call,
      permissions: venueError === null ? GOOD_PERMISSIONS : null,
      missingSymbols: [],
      contractDifferences: [],
    }),
    assessConfig({ version: config.kernel.version, files: facts.configFiles, errors: [] }),
    assessClock({
      mode,
      ntp: { kind: 'not_asked' },
      venue:
        venueError === null
          ? { kind: 'samples', source: '', samples: Array(CLOCK_SAMPLES).fill(sample) }
          : { kind: 'silent', errors: [venueError] },
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
