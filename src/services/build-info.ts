import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface BuildInfo {
  /** `<version>+<content hash>`; `development` when run from source without a build. */
  readonly build: string;
  /** Folder of the built program. */
  readonly folder: string;
}

/** Folder of the configuration that this build comes with. */
export const defaultFolder = (): string => join(buildInfo().folder, '..', 'config');

/** What build this is; read once. */
let known: BuildInfo | null = null;

export function buildInfo(): BuildInfo {
  if (known !== null) return known;
  const folder = dirname(fileURLToPath(import.meta.url));
  let build = 'development';
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8'));
    const stated = (value as { readonly build?: unknown }).build;
    if (typeof stated === 'string' && stated !== '') build = stated;
  } catch {
    // No build beside this file: run from source.
  }
  known = { build, folder };
  return known;
}
