import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from './home.ts';
import { readJson, writeJson } from './json-file.ts';

const path = (home: Home): string => join(home.run, 'api.json');

/** Where the page of this home answers, for whoever wants to open it. */
export const writeApiAddress = (home: Home, url: string): void => writeJson(path(home), { url });
export const removeApiAddress = (home: Home): void => rmSync(path(home), { force: true });

export function apiAddress(home: Home): string | undefined {
  const { url } = (readJson(path(home)) ?? {}) as { readonly url?: unknown };
  return typeof url === 'string' ? url : undefined;
}
