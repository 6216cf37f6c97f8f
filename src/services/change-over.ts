/** Brings the processes that run over to the version in force. */
import { versionInForce } from '../change/book/book.ts';
import type { ChangeOffice } from '../change/office.ts';
import type { OfficePorts } from '../change/office-ports.ts';
import { type ConfigFiles, contentOf, filesOfFolder } from '../change/store/content.ts';
import { completed } from '../config/complete/complete.ts';
import { formatConfigErrors } from '../config/errors.ts';
import { type LoadedConfig, loadConfigFiles } from '../config/load.ts';
import type { ConfigOptions } from '../config/options.ts';
import type { ConfigVersion } from '../domain/change.ts';
import type { SeptetConfig } from '../domain/config.ts';
import { orchestratorFolder } from './builds/home-builds.ts';
import type { Home } from './home.ts';
import { isConcerned } from './process-parts.ts';
import { readProcessTable } from './process-table.ts';
import { type RunFile, readRunFile, writeRunFile } from './run-file.ts';
import { stackSpecs, stackStopOrder } from './stack.ts';
import type { Severity, Supervisor } from './supervisor.ts';

type Loaded = Extract<LoadedConfig, { ok: true }>;

/**
 * A stored version as it runs here: what the start was given stays on top. What one of an older build
 * lacks is as this build has it, and said: a rollback has to be able to go there. Throws in words.
 */
export async function asRunHere(
  { config, options: given }: Pick<RunFile, 'config' | 'options'>,
  office: Pick<ChangeOffice, 'filesOf'> & { readonly ports: Whole },
  version: ConfigVersion,
): Promise<Loaded> {
  const stored = await office.filesOf(version);
  // The pace of a run is that of its clock.
  const { speed } = config.runtime;
  const options = { ...given, ...(config.venue.kind === 'paper' ? { speed } : {}) };
  const name = `version ${version.commit.slice(0, 10)}`;
  const loaded = loadWhole(stored, name, options, office.ports);
  // The first week with real money is that of the home, whichever version it runs.
  const { week } = config.firstLive;
  if (week === undefined) return loaded;
  const { firstLive } = loaded.config;
  return { ...loaded, config: { ...loaded.config, firstLive: { ...firstLive, week } } };
}

type Whole = Pick<OfficePorts, 'defaults' | 'say'>;

function loadWhole(
  stored: ConfigFiles,
  name: string,
  options: ConfigOptions,
  ports: Whole,
): Loaded {
  const loaded = loadConfigFiles(stored, name, options);
  if (loaded.ok) return loaded;
  const { files, done } = completed(stored, ports.defaults());
  const whole = loadConfigFiles(files, name, options);
  if (!whole.ok) throw new Error(formatConfigErrors(loaded.errors).join('\n'));
  ports.say('warning', `${name} lacks ${done.join(', ')}: as this build has it`);
  return whole;
}

/** Writes the run file of the version in force; done again, the same. */
export async function installInForce(home: Home, office: ChangeOffice): Promise<void> {
  const version = versionInForce(office.book);
  const run = readRunFile(home);
  if (version === null || run === undefined) return;
  // Another build may read the same files in another way.
  if (run.configCommit === version.commit && run.build === office.ports.build) return;
  const { config, files } = await asRunHere(run, office, version);
  const { build } = office.ports;
  const about = { configCommit: version.commit, configFiles: files.length };
  writeRunFile(home, { ...run, build, config, ...about });
}

/**
 * Writes the run file and restarts exactly the processes whose part of the configuration differs;
 * the orchestrator always, which comes back through all phases, and those of `anew`. Done once more
 * after an end at any byte it does the rest: each process is recorded with the version it runs with.
 */
export async function changeOver(
  home: Home,
  office: ChangeOffice,
  supervisor: Supervisor,
  folder: string,
  anew: readonly string[] = [],
): Promise<readonly string[]> {
  const version = versionInForce(office.book);
  const before = readRunFile(home);
  if (version === null || before === undefined) return [];
  const { commit } = version;
  await installInForce(home, office);
  const { config } = readRunFile(home) ?? before;
  const runs = await configsThatRun(home, office, before);
  const { say } = office.ports;
  const specs = stackSpecs(home, config, folder, orchestratorFolder({ home, office, folder, say }));
  return supervisor.goOver({
    ...{ specs, stopOrder: stackStopOrder(specs), config: config.kernel.version, commit },
    concerned: (name, from) => {
      if (anew.includes(name)) return true;
      if (from === commit) return false;
      const old = from === null ? undefined : runs.get(from);
      return old === undefined || isConcerned(name, old, config);
    },
  });
}

/** By the commit that processes are recorded with; one that cannot be read is left out. */
async function configsThatRun(
  home: Home,
  office: ChangeOffice,
  before: RunFile,
): Promise<ReadonlyMap<string, SeptetConfig>> {
  const runs = new Map<string, SeptetConfig>();
  if (before.configCommit !== null) runs.set(before.configCommit, before.config);
  const recorded = readProcessTable(home)?.processes.map((each) => each.commit ?? null) ?? [];
  for (const commit of [...recorded, office.book.past[0]?.ref.commit ?? null]) {
    const version = commit === null ? undefined : office.book.versions[commit];
    if (version === undefined || runs.has(version.commit)) continue;
    const loaded = await asRunHere(before, office, version).catch(() => null);
    if (loaded !== null) runs.set(version.commit, loaded.config);
  }
  return runs;
}

const LOOK_MS = 30_000;

/** Tells once whenever the files in the folder begin to differ from what is in force, or another way. */
export function watchDrift(
  office: ChangeOffice,
  say: (severity: Severity, text: string) => void,
): () => void {
  let told = '';
  const look = async (): Promise<void> => {
    const content = contentOf(filesOfFolder(office.folder));
    const same = content === versionInForce(office.book)?.content;
    if (same) told = '';
    if (same || content === told) return;
    told = content;
    const names = await office.drift();
    const text = `${names.join(', ')} in ${office.folder} ${names.length === 1 ? 'differs' : 'differ'} from the version in force and ${names.length === 1 ? 'is' : 'are'} not in force: see \`septet config diff\`, bring it in with \`septet config propose\``;
    say('warning', text);
  };
  const tried = (): void => {
    look().catch((error: unknown) => say('warning', `drift cannot be seen: ${String(error)}`));
  };
  tried();
  const timer = setInterval(tried, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
