/**
 * A copy of a home that can be started from, also while the portfolio runs (requirement OPS-8). The
 * orchestrator's journal is copied before the executor's: so the copy is a state that a crash could
 * have left, with facts that the orchestrator has yet to consume, never the other way round.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { BusClient } from '../../bus/client.ts';
import { messageOf } from '../../bus/server.ts';
import { socketPath } from '../../bus/socket-path.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import { openSqliteJournal } from '../../journal/sqlite-journal.ts';
import { type Home, homeAt } from '../home.ts';
import { readJson, writeFileAtomic } from '../json-file.ts';
import { lockHolder, takeLock } from '../process-lock.ts';
import { livingProcess, livingProcesses } from '../process-table.ts';
import { BACKUP_SCHEMA, describeFile, filesUnder, MANIFEST, type Manifest } from './manifest.ts';
import { proveState } from './state-proof.ts';

export type BackupResult =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly text: string };

/** Of this machine and this run, or made anew by every start. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  run: 'sockets, locks and the run file: every start writes them anew',
  log: 'logs of the processes',
  builds: 'programs: install the build that the manifest names',
  paper: 'tapes of paper validations: large, and their seven days do not survive a restore',
};
/** The orchestrator's journal before the executor's: see above. */
const OWNERS = ['orchestrator', 'executor', 'supervisor'] as const;
const COPY_TIMEOUT_MS = 30_000;
const CONNECT_MS = 2_000;

/** `into` is made; it must not exist, or be empty. What was begun is taken away after a failure. */
export async function makeBackup(
  home: Home,
  into: string,
  build: string,
  madeAt: string,
): Promise<BackupResult> {
  const refused = refusal(home, into);
  if (refused !== null) return { ok: false, text: refused };
  const running = livingProcesses(home).length > 0;
  // While nothing runs, nothing may begin to: the journals are opened here.
  const lock = running ? null : takeLock(home.lock, 'septet supervisor');
  if (lock !== null && !lock.ok) return { ok: false, text: lock.text };
  mkdirSync(into, { recursive: true, mode: 0o700 });
  try {
    const { portfolio } = readJson(home.identity) as { readonly portfolio: string };
    if (running) for (const owner of OWNERS) await askForCopy(home, owner, into);
    else copyStanding(home, into);
    const leftOut = copyFiles(home, into);
    // Looked at before it is summed up: opening a journal writes to its file.
    const proof = proveState(homeAt(into));
    const files = filesUnder(into).map((name) => describeFile(into, name));
    const about = { schema: BACKUP_SCHEMA, madeAt, build, portfolio, running } as const;
    const manifest: Manifest = { ...about, files, ...proof, leftOut };
    writeFileAtomic(join(into, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
    for (const name of [...files.map((file) => file.name), MANIFEST]) {
      chmodSync(join(into, name), 0o400);
    }
    return { ok: true, manifest };
  } catch (error) {
    rmSync(into, { recursive: true, force: true });
    return { ok: false, text: `nothing was backed up: ${messageOf(error)}` };
  } finally {
    lock?.release();
  }
}

function refusal(home: Home, into: string): string | null {
  if (!existsSync(home.identity)) {
    return `${home.path} is no home of a portfolio: name the right one with --home`;
  }
  const inside = relative(home.path, resolve(into));
  if (inside === '' || !inside.startsWith('..')) {
    return `${into} lies inside the home: a backup that is lost with it is none; name a folder elsewhere`;
  }
  if (existsSync(into) && (!statSync(into).isDirectory() || readdirSync(into).length > 0)) {
    return `${into} exists and is not an empty folder: a backup never writes over anything; name a new folder`;
  }
  const needed = sizeOf(home);
  const { bavail, bsize } = statfsSync(existingPart(resolve(into)));
  if (bavail * bsize < needed * 1.1) {
    return `${into}: ${Math.ceil(needed / 1_048_576)} MiB are needed, ${Math.floor((bavail * bsize) / 1_048_576)} MiB are free`;
  }
  return null;
}

function sizeOf(home: Home): number {
  return filesUnder(home.path)
    .filter((name) => LEFT_OUT[name.split(sep)[0] ?? ''] === undefined)
    .reduce((sum, name) => {
      const found = statSync(join(home.path, name), { throwIfNoEntry: false });
      return sum + (found?.size ?? 0);
    }, 0);
}

function existingPart(path: string): string {
  let part = path;
  while (!existsSync(part) && dirname(part) !== part) part = dirname(part);
  return part;
}

async function askForCopy(home: Home, owner: (typeof OWNERS)[number], into: string): Promise<void> {
  const lives = owner === 'supervisor' ? lockHolder(home.lock) : livingProcess(home, owner);
  if (lives === undefined) {
    throw new Error(
      `the ${owner} does not run although others do: wait until it is back (septet status), or stop all with \`septet down\``,
    );
  }
  const client = new BusClient({
    service: owner,
    path: socketPath(home.path, owner),
    peer: `backup:${process.pid}`,
    reconnect: false,
  });
  try {
    if (!(await client.ready(CONNECT_MS))) throw new Error(`the ${owner} does not answer`);
    const reply = await client.request('copy', { into: resolve(into) }, COPY_TIMEOUT_MS);
    if (!reply.ok) throw new Error(reply.text);
  } finally {
    client.close();
  }
}

/** Nothing runs: the journals are opened here, one after the other. */
function copyStanding(home: Home, into: string): void {
  for (const path of [home.orchestratorJournal, home.executorJournal, home.changes]) {
    if (!existsSync(path)) continue;
    const journal = openSqliteJournal(path, {
      build: 'backup',
      config: 'backup',
      mustExist: true,
      verifyTail: 0,
    });
    try {
      journal.copyTo(join(into, relative(home.path, path)));
    } finally {
      journal.close();
    }
  }
  // Nobody has it open, and whoever had closed it or was killed: file and log together are whole.
  for (const suffix of ['', '-wal']) {
    const path = `${home.venueState}${suffix}`;
    if (existsSync(path)) copyFileSync(path, join(into, relative(home.path, path)));
  }
}

/** Everything else; answers with what was left out. */
function copyFiles(home: Home, into: string): string[] {
  const leftOut = Object.entries(LEFT_OUT)
    .filter(([name]) => existsSync(join(home.path, name)))
    .map(([name, why]) => `${name}: ${why}`);
  const secrets = secretFiles(home);
  for (const name of filesUnder(home.path)) {
    const path = join(home.path, name);
    if (LEFT_OUT[name.split(sep)[0] ?? ''] !== undefined) continue;
    if (/\.db(-wal|-shm|-journal)?$/.test(name) || name.endsWith('.tmp')) continue;
    if (secrets.has(path)) {
      leftOut.push(`${name}: a secret; put it there again after a restore`);
      continue;
    }
    const to = join(into, name);
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    copyFileSync(path, to);
  }
  return leftOut;
}

/** Files that the configuration names as secrets: the venue's key, tokens of channels. */
function secretFiles(home: Home): ReadonlySet<string> {
  const run = readJson(home.config) as { readonly config?: SeptetConfig } | undefined;
  const keyFile = run?.config?.venue.keyFile ?? null;
  const named = [...JSON.stringify(run?.config ?? {}).matchAll(/"file:([^"]+)"/g)];
  const paths = [...named.map(([, path]) => path ?? ''), ...(keyFile === null ? [] : [keyFile])];
  return new Set(paths.map((path) => resolve(path)));
}
