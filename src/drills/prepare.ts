/** A scenario file with the configuration it is run on. */
import type { ConfigError } from '../config/errors.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { ConfigOptions } from '../config/options.ts';
import { EXTERNAL } from '../domain/ids.ts';
import { changedLimitProblem } from './changed-version.ts';
import { type KnownNames, loadScenario } from './read-scenario.ts';
import type { DrillRun } from './run-drill.ts';
import type { Scenario } from './scenario.ts';

export type Prepared =
  | { readonly ok: true; readonly run: DrillRun }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

/** Reads scenarios against one configuration folder. */
export class Preparer {
  private readonly folder: string;
  private readonly build: string;
  private readonly base: LoadedConfig;

  constructor(folder: string, build: string) {
    this.folder = folder;
    this.build = build;
    this.base = loadConfig(folder, { speed: 1 });
  }

  prepare(path: string): Prepared {
    if (!this.base.ok) return this.base;
    const { kernel } = this.base.config;
    const known: KnownNames = {
      symbols: kernel.instruments.map(({ symbol }) => symbol),
      strategies: [...kernel.strategies.map(({ id }) => id), EXTERNAL],
      profiles: kernel.profiles.map(({ name }) => name),
      limitProblem: (key, value) => changedLimitProblem(kernel, key, value),
    };
    const read = loadScenario(path, known);
    if (!read.ok) return read;
    const { scenario } = read;
    const loaded = loadConfig(this.folder, optionsOf(scenario));
    if (!loaded.ok) return loaded;
    const { config, files } = loaded;
    return { ok: true, run: { scenario, config, configFiles: files.length, build: this.build } };
  }
}

/** A drill is a paper market at the pace of the world, whatever the configuration says. */
function optionsOf({ portfolio, market }: Scenario): ConfigOptions {
  const { profile, strategies } = portfolio;
  return {
    ...{ speed: 1, venue: 'paper', marketCadence: market.step },
    ...(profile === null ? {} : { profile }),
    ...(strategies === null ? {} : { strategies }),
  };
}
