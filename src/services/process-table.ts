import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from './home.ts';
import { readJson, writeJson } from './json-file.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { lockHolder } from './process-lock.ts';
import { fileNameOf } from './supervised-process.ts';

/** The processes of a home as last recorded, so that they are found again without their parent. */
export interface ProcessTable {
  readonly build: string;
  readonly config: string;
  readonly processes: readonly ({
    readonly name: string;
    /** Version of the configuration it runs with, or that differs in nothing it goes by. */
    readonly commit?: string | null;
  } & ProcessIdentity)[];
}

export const writeProcessTable = (home: Home, table: ProcessTable): void =>
  writeJson(home.processes, table);

export function readProcessTable(home: Home): ProcessTable | undefined {
  const value = readJson(home.processes) as Partial<ProcessTable> | undefined;
  if (typeof value?.build !== 'string' || typeof value.config !== 'string') return undefined;
  if (!Array.isArray(value.processes)) return undefined;
  return { build: value.build, config: value.config, processes: value.processes };
}

/** Each service holds this lock while it runs: never two of one name on a home. */
export const processLockPath = (home: Home, name: string): string =>
  join(home.run, `${fileNameOf(name)}.lock`);

/** The living process of this name, by its own lock, else by the table. */
export function livingProcess(home: Home, name: string): ProcessIdentity | undefined {
  const holder = lockHolder(processLockPath(home, name));
  if (holder !== undefined) return holder;
  const recorded = readProcessTable(home)?.processes.find((entry) => entry.name === name);
  if (recorded === undefined || !isAlive(recorded)) return undefined;
  const { pid, startedAt, boot } = recorded;
  return { pid, startedAt, ...(boot === undefined ? {} : { boot }) };
}

/** Everything of this home that lives, the supervisor excepted. */
export function livingProcesses(home: Home): readonly ({ name: string } & ProcessIdentity)[] {
  const found = new Map<number, { name: string } & ProcessIdentity>();
  for (const entry of readProcessTable(home)?.processes ?? []) {
    if (isAlive(entry)) found.set(entry.pid, entry);
  }
  let files: readonly string[] = [];
  try {
    files = readdirSync(home.run);
  } catch {
    // No directory: nothing has ever run here.
  }
  for (const file of files) {
    if (!file.endsWith('.lock') || file === 'supervisor.lock') continue;
    const holder = lockHolder(join(home.run, file));
    if (holder === undefined || found.has(holder.pid)) continue;
    found.set(holder.pid, { name: file.slice(0, -'.lock'.length), ...holder });
  }
  return [...found.values()];
}
