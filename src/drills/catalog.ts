/** Which scenarios there are: those that come with the program, and the user's own. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nearestName } from '../config/nearest.ts';

export interface ScenarioFile {
  readonly name: string;
  readonly path: string;
}

/** Scenarios of one folder at most. */
const FOLDER_MAX = 1_000;

/**
 * Scenarios of the folders, by name; one in a later folder takes the place of one with the same
 * name in an earlier. Folders that do not exist have none.
 */
export function scenarioFiles(folders: readonly string[]): readonly ScenarioFile[] {
  const found = new Map<string, string>();
  for (const folder of folders) {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) continue;
    const names = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
    for (const file of names.sort().slice(0, FOLDER_MAX)) {
      found.set(file.replace(/\.ya?ml$/, ''), join(folder, file));
    }
  }
  return [...found]
    .map(([name, path]) => ({ name, path }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Files for what somebody asked for: a name, or a path to a file or a folder. */
export function findScenarios(
  asked: readonly string[],
  folders: readonly string[],
): { readonly files: readonly ScenarioFile[]; readonly errors: readonly string[] } {
  const all = scenarioFiles(folders);
  const files: ScenarioFile[] = [];
  const errors: string[] = [];
  for (const name of asked) {
    const known = all.find((file) => file.name === name);
    if (known !== undefined) files.push(known);
    else if (existsSync(name)) files.push(...filesAt(resolve(name)));
    else {
      const names = all.map((file) => file.name);
      const near = nearestName(name, names);
      const remedy = near === undefined ? 'septet drill --list shows all' : `did you mean ${near}?`;
      errors.push(`there is no drill "${name}" and no such file; ${remedy}`);
    }
  }
  return { files, errors };
}

function filesAt(path: string): readonly ScenarioFile[] {
  if (statSync(path).isDirectory()) return scenarioFiles([path]);
  const file = path.split(/[\\/]/).at(-1) ?? path;
  return [{ name: file.replace(/\.ya?ml$/, ''), path }];
}
