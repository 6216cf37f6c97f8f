/** The files of one version as names and bytes, and the hash an approval is bound to. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_BYTES_MAX } from '../../config/yaml-source.ts';

/** Name in the configuration folder -> bytes: the `.yaml` files of the folder itself. */
export type ConfigFiles = ReadonlyMap<string, Uint8Array>;

/** SHA-256, hex: of each file's name, length and bytes, in the order of their names. */
export function contentOf(files: ConfigFiles): string {
  const hash = createHash('sha256');
  for (const name of [...files.keys()].sort()) {
    const bytes = files.get(name) ?? new Uint8Array();
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** Of one version; a folder with more is no configuration. */
export const FILES_MAX = 100;

export const isConfigFile = (name: string): boolean => /^[\w-]+\.yaml$/.test(name);

/**
 * The configuration files of a folder. One that is missing, too large or unreadable is left out:
 * loading the rest says so, with the place.
 */
export function filesOfFolder(folder: string): ConfigFiles {
  const files = new Map<string, Uint8Array>();
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    try {
      if (statSync(path).size <= FILE_BYTES_MAX) files.set(name, readFileSync(path));
    } catch {
      // Unreadable, or gone meanwhile.
    }
  }
  return files;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(isConfigFile).sort().slice(0, FILES_MAX);
  } catch {
    return [];
  }
}

/** Names of files that differ: changed, added or gone. */
export function differingFiles(before: ConfigFiles, after: ConfigFiles): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].sort().filter((name) => !sameBytes(before.get(name), after.get(name)));
}

export function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}
