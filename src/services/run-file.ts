import type { ConfigOptions } from '../config/options.ts';
import { DEFAULT_CHANGES } from '../domain/changes-config.ts';
import type { SeptetConfig } from '../domain/config.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { VenueEndpoint } from '../venues/ccxt/client.ts';
import { type ClockAnchor, parseAnchor } from './clock.ts';
import type { Home } from './home.ts';
import { readJson, writeJson } from './json-file.ts';

/** Where the market comes from. */
export type MarketChoice =
  | { readonly kind: 'generated'; readonly seed: number }
  | {
      readonly kind: 'recorded';
      readonly directory: string;
      /** Replayed is [from, to). */
      readonly from: EpochMs;
      readonly to: EpochMs;
    }
  /** Live: what the venue tells. Speed is 1, market time the venue's. */
  | { readonly kind: 'venue'; readonly endpoint: VenueEndpoint };

/**
 * What the supervisor hands to every process of a run: the configuration, validated once, the
 * market and the clock. Processes read it instead of the YAML files, so all see the same figures
 * and none carries the loader in its memory.
 */
export interface RunFile {
  readonly build: string;
  readonly config: SeptetConfig;
  /** Commit that holds the configuration files, null when it is not known. */
  readonly configCommit: string | null;
  /** What the start was given on top of it. */
  readonly options?: ConfigOptions;
  readonly configFiles: number;
  /** Who chose the profile for this session. */
  readonly profileChosenBy: string;
  readonly market: MarketChoice;
  readonly anchor: ClockAnchor;
}

export const writeRunFile = (home: Home, run: RunFile): void => writeJson(home.config, run);

/** Undefined when there is none of this shape. */
export function readRunFile(home: Home): RunFile | undefined {
  const value = readJson(home.config) as Partial<RunFile> | undefined;
  if (value?.config === undefined || value.market === undefined) return undefined;
  if (typeof value.build !== 'string' || parseAnchor(value.anchor) === undefined) return undefined;
  return { ...(value as RunFile), config: withWhatIsNew(value.config) };
}

const NO_ALERTS: SeptetConfig['alerts'] = {
  escalateAfter: 300_000,
  clearAfter: 60_000,
  groupWindow: 30_000,
  rules: [],
};

/** A process that is restarted by a newer build reads what an older one wrote. */
const withWhatIsNew = (config: SeptetConfig): SeptetConfig => ({
  ...config,
  alerts: config.alerts ?? NO_ALERTS,
  changes: config.changes ?? DEFAULT_CHANGES,
  attended: config.attended ?? true,
  firstLive: config.firstLive ?? { paperHistory: 7 * DAY_MS, cappedFor: 0, capFraction: 1 },
  delisting: config.delisting ?? { closeBefore: DAY_MS, flattenBefore: HOUR_MS },
  maintenance: config.maintenance ?? { closeBefore: 0, windows: [] },
  channels: (config.channels ?? []).map((channel) => ({
    ...{ role: 'primary', minSeverity: 'info' },
    ...(channel.kind === 'telegram' ? { people: {} } : {}),
    ...(channel.kind === 'slack' ? { commands: null } : {}),
    ...channel,
  })),
  watchdog: config.watchdog ?? null,
  launch: { ...config.launch, timeServers: config.launch.timeServers ?? [] },
});

/** The market a home belongs to: its positions make no sense on another one. */
export interface HomeIdentity {
  readonly portfolio: string;
  readonly market: string;
}

/** One line that two starts share exactly when they see the same market. */
export function marketIdentity(choice: MarketChoice, config: SeptetConfig): string {
  switch (choice.kind) {
    case 'generated':
      return `generated ${JSON.stringify(config.market)}`;
    case 'recorded':
      return `recorded ${choice.directory} ${choice.from} ${choice.to} ${config.kernel.instruments.map((i) => i.symbol).join(' ')}`;
    case 'venue':
      return `venue ${choice.endpoint.kind}`;
  }
}

/** Why this start does not fit the home, in words; null when it does. Writes a new home's own. */
export function checkHomeIdentity(home: Home, wanted: HomeIdentity): string | null {
  const known = readJson(home.identity) as Partial<HomeIdentity> | undefined;
  if (known === undefined) {
    writeJson(home.identity, wanted);
    return null;
  }
  if (known.portfolio !== wanted.portfolio) {
    return `${home.path} belongs to portfolio "${known.portfolio}", not to "${wanted.portfolio}": choose another --home`;
  }
  if (known.market !== wanted.market) {
    return `${home.path} was made with another market (seed, data or market.yaml differ), and its positions would make no sense on this one: choose another --home, or start as before`;
  }
  return null;
}
