import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The configuration files of a folder, for tests. */
export const filesIn = (folder: string): ReadonlyMap<string, Uint8Array> =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
