import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Everything one running portfolio keeps on disk lies under its home directory. */
export interface Home {
  readonly path: string;
  readonly run: string;
  readonly logs: string;
  /** What market this home was made with. */
  readonly identity: string;
  /** Where market time stands; a second start goes on from there. */
  readonly clock: string;
  /** Processes of this home with their start times. */
  readonly processes: string;
  readonly lock: string;
  /** The validated configuration as handed to the processes. */
  readonly config: string;
  /** Repository of the configuration's versions; its working tree is where people edit. */
  readonly versions: string;
  /** Journal of the change office: which version is in force, and why. */
  readonly changes: string;
  readonly executorJournal: string;
  readonly orchestratorJournal: string;
  readonly venueState: string;
  /** Up to where each channel has been served. */
  readonly channels: string;
  /** Daily and acceptance reports; the journal has them as well. */
  readonly reports: string;
}

export const DEFAULT_HOME = '.septet';

export function homeAt(path: string): Home {
  const root = resolve(path);
  const run = join(root, 'run');
  return {
    path: root,
    run,
    logs: join(root, 'log'),
    identity: join(root, 'home.json'),
    clock: join(root, 'clock.json'),
    processes: join(run, 'processes.json'),
    lock: join(run, 'supervisor.lock'),
    config: join(run, 'config.json'),
    versions: join(root, 'config'),
    changes: join(root, 'changes.db'),
    executorJournal: join(root, 'executor.db'),
    orchestratorJournal: join(root, 'orchestrator.db'),
    venueState: join(root, 'venue.db'),
    channels: join(root, 'channels.json'),
    reports: join(root, 'reports'),
  };
}

/** Makes the directories, for this user alone. */
export function makeHome(home: Home): void {
  for (const directory of [home.path, home.run, home.logs]) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }
}
