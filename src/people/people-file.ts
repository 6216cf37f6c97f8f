/** `people.json` of a home: for its owner alone, written whole or not at all. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from '../secrets/private-file.ts';
import { CHANGES_KEPT, NOBODY, PEOPLE_MAX, type Registry } from './registry.ts';
import { readRegistry, registryText } from './registry-text.ts';

/** What the longest registry of this program takes, with room. */
const BYTES_MAX = PEOPLE_MAX * 1_500 + CHANGES_KEPT * 1_500;
const PROBLEMS_SHOWN = 5;

export const peopleFile = (home: string): string => join(home, 'people.json');

export type KnownPeople =
  | { readonly ok: true; readonly registry: Registry }
  /** In words, with what mends it. While it is so nobody is taken for anybody. */
  | { readonly ok: false; readonly text: string };

/** No file: nobody is registered. */
export function readPeople(home: string): KnownPeople {
  const path = peopleFile(home);
  if (!existsSync(path)) return { ok: true, registry: NOBODY };
  const file = readPrivateFile(path, BYTES_MAX);
  if (!file.ok) return { ok: false, text: file.error };
  const read = readRegistry(file.text);
  if (read.ok) return read;
  const more = read.problems.length - PROBLEMS_SHOWN;
  const shown = read.problems.slice(0, PROBLEMS_SHOWN).join('; ');
  const text = `${path} cannot be used: ${shown}${more > 0 ? `; and ${more} more` : ''}. Put back the file of before, or take it away and register people anew`;
  return { ok: false, text };
}

export const writePeople = (home: string, registry: Registry): void =>
  writePrivateFile(peopleFile(home), registryText(registry));
