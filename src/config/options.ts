/** What the command line may change of a configuration, and whether it makes sense. */

import type { VenueKind } from '../domain/config.ts';
import type { Ms } from '../domain/time.ts';
import type { ConfigError } from './errors.ts';
import type { FileContents } from './files.ts';
import { unknownName } from './rules-portfolio.ts';

export interface ConfigOptions {
  /** Market seconds per second of the machine, 1..3600. */
  readonly speed?: number;
  readonly profile?: string;
  /** Seed of the generated market, 0..2^32-1. */
  readonly seed?: number;
  /** Symbols of the portfolio in place of those in `septet.yaml`. */
  readonly symbols?: readonly string[];
  /** Only these strategies are enabled (whatever the file says). */
  readonly strategies?: readonly string[];
  readonly venue?: VenueKind;
  /** Address of the exchange server; for `sim`. */
  readonly server?: string;
  /** 0..65535; 0: any free port. */
  readonly apiPort?: number;
  /**
   * Cadence of the market that is really read, when it is not the generated one: the length of a
   * step of a recording (60,000 for 1m candles). Staleness follows it.
   */
  readonly marketCadence?: Ms;
}

/** Puts the overrides in the place of what the files say; checked together with them. */
export function applyOptions(contents: FileContents, options: ConfigOptions): FileContents {
  const septet = contents['septet.yaml'];
  const market = contents['market.yaml'];
  const chosen = options.strategies;
  const venue = contents['venue.yaml'];
  const kind = options.venue ?? venue.kind;
  const pace = options.speed ?? septet.runtime.speed;
  const strategies = Object.fromEntries(
    Object.entries(contents['strategies.yaml'].strategies).map(([id, strategy]) => [
      id,
      chosen === undefined ? strategy : { ...strategy, enabled: chosen.includes(id) },
    ]),
  );
  return {
    ...contents,
    'septet.yaml': {
      ...septet,
      profile: options.profile ?? septet.profile,
      symbols: options.symbols === undefined ? septet.symbols : [...options.symbols],
      runtime: {
        ...septet.runtime,
        // A venue outside has the pace of the world.
        speed: kind === 'paper' ? pace : 1,
        apiPort: options.apiPort ?? septet.runtime.apiPort,
      },
    },
    'venue.yaml': { ...venue, kind, server: options.server ?? venue.server },
    'market.yaml': { ...market, seed: options.seed ?? market.seed },
    'strategies.yaml': { strategies },
  };
}

/** Errors of the overrides, named by their option. */
export function optionErrors(
  contents: FileContents,
  options: ConfigOptions,
): readonly ConfigError[] {
  const errors: ConfigError[] = [];
  const refuse = (option: string, message: string, remedy: string): void => {
    errors.push({ file: `option --${option}`, line: 0, column: 0, path: '', message, remedy });
  };
  const { speed, profile, seed, apiPort, marketCadence } = options;
  if (speed !== undefined && !(speed >= 1 && speed <= 3_600)) {
    refuse('speed', `is ${speed}`, 'must be from 1 to 3600');
  }
  const kind = options.venue ?? contents['venue.yaml'].kind;
  if (kind !== 'paper' && speed !== undefined && speed !== 1) {
    refuse('speed', `is ${speed} while the venue is ${kind}`, 'must be 1: only paper can hurry');
  }
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0 && seed <= 4_294_967_295)) {
    refuse('seed', `is ${seed}`, 'must be a whole number from 0 to 4294967295');
  }
  if (
    apiPort !== undefined &&
    !(Number.isSafeInteger(apiPort) && apiPort >= 0 && apiPort <= 65_535)
  ) {
    refuse('port', `is ${apiPort}`, 'must be a whole number from 0 to 65535');
  }
  if (marketCadence !== undefined && !(Number.isSafeInteger(marketCadence) && marketCadence > 0)) {
    refuse('market-cadence', `is ${marketCadence}`, 'must be a whole number of ms above 0');
  }
  const profiles = Object.keys(contents['profiles.yaml'].profiles);
  if (profile !== undefined && !profiles.includes(profile)) {
    refuse('profile', `there is no profile ${profile}`, unknownName(profile, profiles));
  }
  const ids = Object.keys(contents['strategies.yaml'].strategies);
  for (const id of options.strategies ?? []) {
    if (!ids.includes(id)) refuse('strategies', `there is no strategy ${id}`, unknownName(id, ids));
  }
  if (options.strategies?.length === 0) refuse('strategies', 'is empty', 'name at least one');
  const known = Object.keys(contents['venue.yaml'].instruments);
  for (const symbol of options.symbols ?? []) {
    if (known.includes(symbol)) continue;
    refuse('symbols', `${symbol} has no contract data in venue.yaml`, unknownName(symbol, known));
  }
  if (options.symbols?.length === 0) refuse('symbols', 'is empty', 'name at least one');
  return errors;
}
