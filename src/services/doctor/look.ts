/** Looks at an installation and its home; changes nothing there. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { buildInfo } from '../../bus/build-info.ts';
import { socketPath } from '../../bus/socket-path.ts';
import { formatConfigErrors } from '../../config/errors.ts';
import { type LoadedConfig, loadConfig } from '../../config/load.ts';
import { readPeople } from '../../people/people-file.ts';
import { haltLatch } from '../halt-latch.ts';
import type { Home } from '../home.ts';
import { lockHolder } from '../process-lock.ts';
import { livingProcesses } from '../process-table.ts';
import type { Facts } from './findings.ts';

const PROGRAMS = [
  'cli.js',
  'executor.cjs',
  'feed.cjs',
  'orchestrator.cjs',
  'worker.cjs',
  'api.cjs',
];
const DATABASE_MARK = 'SQLite format 3\0';
const OTHERS = 0o077;

/** `folder`: where configuration is taken from when the home has none. */
export async function lookAt(home: Home, folder: string): Promise<Facts> {
  const { build, folder: program } = buildInfo();
  const living = livingProcesses(home).map(({ name }) => name);
  const own = existsSync(join(home.versions, 'septet.yaml')) ? home.versions : folder;
  const loaded = loadConfig(own);
  const people = readPeople(home.path);
  const halt = haltLatch(home);
  return {
    node: process.versions.node,
    build,
    missingPrograms: PROGRAMS.filter((name) => !existsSync(join(program, name))),
    databaseError: await databaseError(),
    home: homeFacts(home.path),
    freeDiskBytes: freeDisk(home.path),
    freeMemoryBytes: freeMemory(),
    supervisor: lockHolder(home.lock)?.pid ?? null,
    living,
    socketError: socketError(home.path),
    port: await portFacts(loaded, living.length > 0),
    configuration: {
      folder: own,
      version: loaded.ok ? loaded.version : null,
      errors: loaded.ok ? [] : formatConfigErrors(loaded.errors),
    },
    peopleProblem: people.ok ? null : people.text,
    haltLeftBy: halt === undefined ? null : `${halt.actor}: ${halt.reason}`,
    journals: journalsOf(home),
  };
}

async function databaseError(): Promise<string | null> {
  try {
    const { default: Database } = await import('libsql');
    const memory = new Database(':memory:');
    memory.prepare('SELECT 1').get();
    memory.close();
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

function homeFacts(path: string): Facts['home'] {
  const nobody = { path, open: null, own: true, writable: true };
  if (!existsSync(path)) return { ...nobody, state: 'absent' };
  const { mode, uid } = statSync(path);
  if (!statSync(path).isDirectory()) return { ...nobody, state: 'other' };
  const self = userInfo().uid;
  const others = mode & OTHERS;
  let writable = true;
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    writable = false;
  }
  const open = others === 0 ? null : others.toString(8).padStart(2, '0');
  return { path, state: 'folder', open, own: self < 0 || uid === self, writable };
}

/** Of the file system that the home is on, or will be. */
function freeDisk(path: string): number | null {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** Linux says what could be freed as well; elsewhere nothing is known that means the same. */
function freeMemory(): number | null {
  try {
    const line = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'));
    return line === null ? null : Number(line[1]) * 1_024;
  } catch {
    return null;
  }
}

/** A path that is too long for a socket is replaced by one that others could have taken. */
function socketError(home: string): string | null {
  const folder = dirname(socketPath(home, 'executor'));
  if (!existsSync(folder)) return null;
  const stat = lstatSync(folder);
  const self = userInfo().uid;
  if (stat.isDirectory() && (self < 0 || stat.uid === self)) return null;
  return `${folder} is not a folder of this user`;
}

async function portFacts(loaded: LoadedConfig, running: boolean): Promise<Facts['port']> {
  if (!loaded.ok) return null;
  const number = loaded.config.runtime.apiPort;
  return { number, taken: number !== 0 && !running && (await isTaken(number)) };
}

/** Listens there itself for a moment. */
const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(true));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () =>
      server.close(() => resolve(false)),
    );
  });

function journalsOf(home: Home): Facts['journals'] {
  const paths = [home.executorJournal, home.orchestratorJournal, home.changes];
  return paths.filter(existsSync).map((path) => ({
    name: path.slice(home.path.length + 1),
    bytes: statSync(path).size,
    isDatabase: beginsAsDatabase(path),
  }));
}

/** Read without opening it as a database: its owner may live. An empty one was just made. */
function beginsAsDatabase(path: string): boolean {
  const bytes = Buffer.alloc(DATABASE_MARK.length);
  const file = openSync(path, 'r');
  try {
    const count = readSync(file, bytes, 0, bytes.length, 0);
    return count === 0 || bytes.toString('latin1') === DATABASE_MARK;
  } finally {
    closeSync(file);
  }
}
