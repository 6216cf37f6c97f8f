/**
 * Looks at everything pre-flight asks about, side by side and in bounded time, with or without a
 * running stack. Reads only: nothing is changed, at the venue or here.
 */

import { messageOf } from '../bus/server.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import type { Ms } from '../domain/time.ts';
import type { PreflightReport } from '../formats/preflight-report.ts';
import type { PreflightCheck, PreflightId } from '../runbook/preflight.ts';
import { assessClock, clockOffset, type TimeObservation } from '../runbook/preflight-clock.ts';
import {
  assessChannels,
  assessConfig,
  assessProfile,
  assessProvenance,
  assessState,
  type ChannelObservation,
  type StateObservation,
} from '../runbook/preflight-house.ts';
import { assessVenue } from '../runbook/preflight-venue.ts';
import { checkChannels } from './channel-check.ts';
import { hostClock } from './clock.ts';
import type { Home } from './home.ts';
import { freeBytes, venueObservation, venueTime } from './preflight.ts';
import { preflightReport } from './preflight-report.ts';
import { commitOf } from './provenance.ts';
import { readRunFile } from './run-file.ts';
import { askRunning, type RunningHome } from './running-home.ts';
import { askTime } from './sntp.ts';
import { lookAtHome } from './standing-home.ts';
import { askTimeServers } from './time-servers.ts';
import { openProbe, type VenueChoice } from './venue-choice.ts';
import { probeVenue, type VenueView } from './venue-probe.ts';
import { within } from './within.ts';

export interface PreflightOptions {
  readonly loaded: Extract<LoadedConfig, { ok: true }>;
  readonly folder: string;
  /** Commit in force on this home that `loaded` was read from; null: the folder. */
  readonly inForce: string | null;
  /** Files of the folder that are not what is in force on this home. */
  readonly drift: readonly string[];
  readonly home: Home;
  readonly venue: VenueChoice;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Who chose the profile of this session. */
  readonly actor: string;
  readonly build: string;
}

/** No part takes longer; all run side by side, so the report is there within half a minute. */
const PART_LIMIT_MS: Ms = 20_000;

export async function observePreflight(options: PreflightOptions): Promise<PreflightReport> {
  const { loaded, folder, home, venue, build } = options;
  const { config } = loaded;
  const mode = venue.kind;
  const begun = hostClock.monotonic();
  const at = hostClock.now();
  // Files first: reading them would hold up the answers that are timed.
  const standing = standingState(options);
  const asking = part<RunningHome>('what runs here', askRunning(home), (error) => ({
    executor: { ok: false, error },
    status: null,
  }));
  const [running, seen, ntp, channels, commit] = await Promise.all([
    asking,
    lookAtVenue(options, asking),
    part<TimeObservation>(
      'time servers',
      askTimeServers({ servers: config.launch.timeServers, ask: askTime, clock: hostClock }),
      (error) => ({ kind: 'silent', errors: [error] }),
    ),
    lookAtChannels(options),
    options.inForce?.slice(0, 10) ?? part('git', commitOf(folder), () => null),
  ]);
  const state = running.executor === null ? standing : runningState(running, options);
  const checks = [
    assessVenue(venueObservation(mode, seen.view, seen.error)),
    assessConfig({ version: loaded.version, files: loaded.files.length, errors: [] }),
    assessClock({
      mode,
      ntp,
      venue: venueTime(seen.view, seen.error),
      warning: config.launch.clockOffsetWarning,
      limit: config.launch.clockOffsetLimit,
    }),
    profileCheck(options, running.status),
    assessChannels(mode, channels),
    assessState(state),
    assessProvenance({
      ...{ mode, configVersion: loaded.version, configCommit: commit, build },
      ...{ folder, drift: options.drift, inForce: options.inForce !== null },
    }),
    ...feasibilityCheck(running.status),
  ];
  const elapsedMs = Math.round(hostClock.monotonic() - begun);
  const { drift } = options;
  const inForce = options.inForce !== null;
  const head = { at, build, mode, home: home.path, folder, drift, inForce, elapsedMs };
  const about = {
    venue: seen.view?.venue ?? 'not reached',
    stackRuns: running.executor !== null,
    version: loaded.version,
    commit,
  };
  const figures = figuresOf(seen.view, ntp, channels, state);
  return preflightReport(head, about, checks, figures, 'no orchestrator runs that could tell');
}

/** Never rejects: what cannot be had in time is an answer as well. */
const part = <T>(what: string, work: Promise<T>, failed: (error: string) => T): Promise<T> =>
  within(PART_LIMIT_MS, what, work).catch((error: unknown) => failed(messageOf(error)));

interface SeenVenue {
  readonly view: VenueView | null;
  readonly error: string;
}

/** A paper venue lives in the executor, so a running one is asked there; any other one directly. */
async function lookAtVenue(
  options: PreflightOptions,
  asking: Promise<RunningHome>,
): Promise<SeenVenue> {
  const executor = options.venue.kind === 'paper' ? (await asking).executor : null;
  if (executor !== null) {
    return executor.ok
      ? { view: executor.probe, error: '' }
      : { view: null, error: executor.error };
  }
  const looking = probe(options).then((view) => ({ view, error: '' }));
  return part<SeenVenue>('the venue', looking, (error) => ({ view: null, error }));
}

async function probe({ venue, loaded }: PreflightOptions): Promise<VenueView> {
  const { config } = loaded;
  const opened = await openProbe(venue, config);
  try {
    const contracts = config.kernel.instruments;
    return await probeVenue({ venue: opened, clock: hostClock, speed: 1, contracts });
  } finally {
    await opened.close();
  }
}

function lookAtChannels({
  loaded,
  environment,
}: PreflightOptions): Promise<readonly ChannelObservation[]> {
  const { channels, kernel } = loaded.config;
  const { portfolio } = kernel;
  const trying = checkChannels({ channels, portfolio, environment, clock: hostClock });
  return part('channels', trying, (error) =>
    channels.map(({ name, kind }) => ({ name, kind, result: { ok: false, error } })),
  );
}

function standingState({ home, loaded }: PreflightOptions): StateObservation {
  const freeBytesMinimum = loaded.config.launch.diskFreeMinimumBytes;
  return { ...lookAtHome(home), freeBytesMinimum, differences: [] };
}

function runningState(
  { executor, status }: RunningHome,
  { home, loaded }: PreflightOptions,
): StateObservation {
  const probe = executor?.ok === true ? executor.probe : null;
  const silent = executor?.ok === false ? executor.error : null;
  const closed = status?.closures.find((closure) => closure.cause === 'journal')?.reason ?? null;
  const decisions = status === null ? 'no orchestrator answers' : closed;
  const journal = (name: string, error: string | null) => ({
    ...{ name, writable: error === null, synced: true, error },
  });
  return {
    journals: [
      journal('executor', silent ?? probe?.journalError ?? null),
      journal('orchestrator', decisions),
    ],
    freeBytes: freeBytes(home.path),
    freeBytesMinimum: loaded.config.launch.diskFreeMinimumBytes,
    recovered: probe === null ? null : `executor: ${probe.recovered}`,
    reconciled: probe?.reconciled ?? null,
    differences: probe?.reconciled === false ? [probe.reconciliation] : [],
  };
}

function profileCheck(options: PreflightOptions, status: PortfolioStatus | null): PreflightCheck {
  const { kernel } = options.loaded.config;
  const profiles = kernel.profiles.map((profile) => profile.name);
  if (status === null) {
    const { actor: chosenBy } = options;
    return assessProfile({ profile: kernel.profile, chosenBy, profiles, ceiling: undefined });
  }
  const { profile, profileCeiling: ceiling } = status;
  const chosenBy = readRunFile(options.home)?.profileChosenBy ?? null;
  return assessProfile({ profile, chosenBy, profiles, ceiling });
}

/** The kernel makes the table, from equity and prices: only a running orchestrator has it. */
function feasibilityCheck(status: PortfolioStatus | null): readonly PreflightCheck[] {
  const step = status?.launch.steps.find(({ id }) => id === 'PRE-8');
  if (step === undefined) return [];
  const { title, state, evidence } = step;
  if (state !== 'passed' && state !== 'warning' && state !== 'failed') return [];
  return [{ id: 'PRE-8', title, state, evidence, remedy: null }];
}

function figuresOf(
  view: VenueView | null,
  ntp: TimeObservation,
  channels: readonly ChannelObservation[],
  state: StateObservation,
): Partial<Record<PreflightId, Record<string, number>>> {
  const offsets = (time: TimeObservation, name: string): Record<string, number> => {
    const found = time.kind === 'samples' ? clockOffset(time.samples) : null;
    if (found === null) return {};
    return { [`${name}OffsetMs`]: found.offset, [`${name}RoundTripMs`]: found.roundTrip };
  };
  const call = (name: string, seen: VenueView['publicCall'] | undefined) =>
    seen?.ok === true ? { [`${name}CallMs`]: seen.latency } : {};
  return {
    'PRE-1': { ...call('public', view?.publicCall), ...call('private', view?.privateCall) },
    'PRE-3': { ...offsets(ntp, 'ntp'), ...offsets(venueTime(view, ''), 'venue') },
    'PRE-5': Object.fromEntries(
      channels.flatMap(({ kind, name, result }) =>
        result.ok ? [[`${kind}.${name}.roundTripMs`, result.roundTrip]] : [],
      ),
    ),
    'PRE-6': state.freeBytes === null ? {} : { freeBytes: state.freeBytes },
  };
}
