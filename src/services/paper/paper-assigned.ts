import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../home.ts';

export const paperFolder = (home: Home): string => join(home.path, 'paper');
export const assignmentPath = (home: Home): string => join(paperFolder(home), 'assignment.json');

/** Tells one assignment from another; null: none. */
export function isAssigned(home: Home): string | null {
  const stat = statSync(assignmentPath(home), { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.ino} ${stat.mtimeMs}`;
}
