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

/**
 * Says that people were registered here: a registry that is lost does not turn the home back into
 * one where nobody is asked who they are. It stays, also when the registry is emptied.
 */
const registeredMark = (home: string): string => join(home, '.registered');

export type KnownPeople =
  | { readonly ok: true; readonly registry: Registry }
  /** In words, with what mends it. While it is so nobody is taken for anybody. */
  | { readonly ok: false; readonly text: string };

/** No file, and never one before: nobody is registered. */
export function readPeople(home: string): KnownPeople {
  const path = peopleFile(home);
  if (!existsSync(path)) {
    if (!existsSync(registeredMark(home))) return { ok: true, registry: NOBODY };
    const text = `people were registered on this home and ${path} is not there: put it back, or the owner of the home says septet people reset`;
    return { ok: false, text };
  }
  const file = readPrivateFile(path, BYTES_MAX);
  if (!file.ok) return { ok: false, text: file.error };
  const read = readRegistry(file.text);
  if (read.ok) {
    if (read.registry.people.length > 0) markRegistered(home);
    return read;
  }
  const more = read.problems.length - PROBLEMS_SHOWN;
  const shown = read.problems.slice(0, PROBLEMS_SHOWN).join('; ');
  const text = `${path} cannot be used: ${shown}${more > 0 ? `; and ${more} more` : ''}. Put back the file of before, or the owner of the home says septet people reset`;
  return { ok: false, text };
}

export function writePeople(home: string, registry: Registry): void {
  if (registry.people.length > 0) markRegistered(home);
  writePrivateFile(peopleFile(home), registryText(registry));
}

/** Where the home cannot be written now the next look does it. */
function markRegistered(home: string): void {
  const path = registeredMark(home);
  if (existsSync(path)) return;
  try {
    writePrivateFile(path, 'People were registered on this home: see septet people --help.\n');
  } catch {
    return;
  }
}
