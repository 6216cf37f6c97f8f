/**
 * Copies of the program of known-good versions, `<home>/builds/<build>/`: what a rollback to another
 * build starts its orchestrator from (requirement RB-2). Of the whole program only the orchestrator
 * is copied: it alone is restarted by a rollback. It runs with the dependencies it was made with,
 * found where they really lie; after an installation that changed them a copy is not run any more.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, sep } from 'node:path';
import { FROM_SOURCE, ownHello } from '../../bus/build-info.ts';
import type { Home } from '../home.ts';
import { readJson } from '../json-file.ts';

/** Copies of a home, about 3 MB each; the oldest that is not needed goes first. */
export const KEPT_MAX = 3;

const SCHEMA = 'septet.kept-build/1';
const PROGRAM = 'orchestrator.cjs';
const ABOUT = 'kept.json';
/** What the copied program loads from outside of itself; it leads to where all of them lie. */
const DEPENDENCY = 'libsql';

interface Kept {
  readonly schema: string;
  readonly build: string;
  /** SHA-256 of the program. */
  readonly program: string;
  /** Real path of the folder of dependencies, and SHA-256 of the list of what is installed there. */
  readonly modules: string;
  readonly installed: string;
  /** What it speaks with other processes, and how it reads and writes its journal. */
  readonly protocol: string;
  readonly journal: string;
  /** Version of the engine's native interface. */
  readonly abi: string;
}

export type KeptBuild =
  | { readonly ok: true; readonly folder: string }
  /** Why it cannot be run here, in words. */
  | { readonly ok: false; readonly text: string };

const folderOf = (home: Home, build: string): string => join(home.path, 'builds', build);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** As names of folders are; a program that runs from its source has no build. */
const isNamed = (build: string): boolean =>
  /^[0-9A-Za-z][\w.+-]{0,127}$/.test(build) && build !== FROM_SOURCE;

/** `whole`: the bytes of the program too. Without it only what is cheap to look at. */
export function keptBuild(home: Home, build: string, whole = true): KeptBuild {
  const folder = folderOf(home, build);
  const refuse = (why: string): KeptBuild => ({ ok: false, text: `build ${build} ${why}` });
  if (!isNamed(build) || !existsSync(join(folder, ABOUT))) return refuse('was not kept');
  const about = readJson(join(folder, ABOUT)) as Partial<Kept> | undefined;
  if (about?.schema !== SCHEMA || about.build !== build) return refuse('has a copy that is broken');
  const { protocol, journal } = ownHello();
  if (about.protocol !== protocol) {
    return refuse(`speaks ${about.protocol} with the other processes, they speak ${protocol}`);
  }
  if (about.journal !== journal) {
    return refuse(`writes ${about.journal}, the journals of this home are ${journal}`);
  }
  if (about.abi !== process.versions.modules) return refuse('was made for another version of node');
  const modules = about.modules ?? '';
  if (installedAt(modules) !== about.installed) {
    return refuse(`needs the dependencies it was made with, and those of ${modules} have changed`);
  }
  if (!whole) return { ok: true, folder };
  try {
    const bytes = readFileSync(join(folder, PROGRAM));
    if (sha256(bytes) === about.program) return { ok: true, folder };
  } catch {
    // Said as any other damage.
  }
  return refuse('has a copy that is damaged');
}

/**
 * Copies the program of `folder`, whole or not at all; one that is there and good stays. `needed`:
 * builds that are not removed for it. Throws in words.
 */
export function keepBuild(
  home: Home,
  folder: string,
  build: string,
  needed: readonly string[],
): void {
  if (!isNamed(build) || keptBuild(home, build).ok) return;
  const modules = modulesOf(folder);
  const installed = installedAt(modules);
  if (installed === null) throw new Error(`${modules} does not say what is installed there`);
  const program = readFileSync(join(folder, PROGRAM));
  const { protocol, journal } = ownHello();
  const abi = process.versions.modules;
  const hash = sha256(program);
  const about: Kept = {
    ...{ schema: SCHEMA, build, program: hash, modules, installed, protocol, journal, abi },
  };
  const builds = join(home.path, 'builds');
  const fresh = join(builds, '.new');
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  writeSynced(join(fresh, PROGRAM), program);
  writeSynced(join(fresh, 'build.json'), readFileSync(join(folder, 'build.json')));
  symlinkSync(modules, join(fresh, 'node_modules'), 'dir');
  writeSynced(join(fresh, ABOUT), Buffer.from(`${JSON.stringify(about)}\n`));
  const path = folderOf(home, build);
  rmSync(path, { recursive: true, force: true });
  renameSync(fresh, path);
  removeOldest(builds, [build, ...needed]);
}

/** The folder that the program's dependencies are really loaded from. */
function modulesOf(folder: string): string {
  const found = realpathSync(createRequire(join(folder, PROGRAM)).resolve(DEPENDENCY));
  const name = `${sep}node_modules${sep}`;
  return found.slice(0, found.lastIndexOf(name) + name.length - 1);
}

/** Null: nothing is installed there by npm. */
function installedAt(modules: string): string | null {
  try {
    if (basename(modules) !== 'node_modules') return null;
    return sha256(readFileSync(join(modules, '.package-lock.json')));
  } catch {
    return null;
  }
}

function removeOldest(builds: string, needed: readonly string[]): void {
  const there = readdirSync(builds).filter(isNamed);
  const old = there
    .filter((name) => !needed.includes(name))
    .sort((a, b) => statSync(join(builds, a)).mtimeMs - statSync(join(builds, b)).mtimeMs);
  for (const name of old.slice(0, Math.max(0, there.length - KEPT_MAX))) {
    rmSync(join(builds, name), { recursive: true, force: true });
  }
}

function writeSynced(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
