/** Brings the processes that run over to the version in force. */
import { versionInForce } from '../change/book/book.ts';
import type { ChangeOffice } from '../change/office.ts';
import { contentOf, filesOfFolder } from '../change/store/content.ts';
import { formatConfigErrors } from '../config/errors.ts';
import { loadConfigFiles } from '../config/load.ts';
import type { Home } from './home.ts';
import { isConcerned } from './process-parts.ts';
import { readRunFile, writeRunFile } from './run-file.ts';
import { stackSpecs, stackStopOrder } from './stack.ts';
import type { Severity, Supervisor } from './supervisor.ts';

/**
 * Writes the run file and restarts exactly the processes whose part of the configuration differs;
 * the orchestrator always, which comes back through all phases. Done once more after an end at any
 * byte it does the rest: each process is recorded with the version it runs with.
 */
export async function changeOver(
  home: Home,
  office: ChangeOffice,
  supervisor: Supervisor,
  folder: string,
): Promise<readonly string[]> {
  const version = versionInForce(office.book);
  const before = readRunFile(home);
  if (version === null || before === undefined) return [];
  const { commit } = version;
  const files = await office.filesOf(version);
  // What the start was given stays on top. The pace of a run is that of its clock.
  const { speed } = before.config.runtime;
  const options = { ...before.options, ...(before.config.venue.kind === 'paper' ? { speed } : {}) };
  const loaded = loadConfigFiles(files, `version ${commit.slice(0, 10)}`, options);
  if (!loaded.ok) throw new Error(formatConfigErrors(loaded.errors).join('\n'));
  const { config } = loaded;
  if (before.configCommit !== commit) {
    const configFiles = loaded.files.length;
    writeRunFile(home, { ...before, config, configCommit: commit, configFiles });
  }
  const specs = stackSpecs(home, config, folder);
  return supervisor.goOver({
    ...{ specs, stopOrder: stackStopOrder(specs), config: loaded.version, commit },
    concerned: (name, from) => {
      if (from === commit) return false;
      return from !== before.configCommit || isConcerned(name, before.config, config);
    },
  });
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
