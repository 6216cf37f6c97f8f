/** A copy of the default configuration with single figures changed, for short tests. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CONFIG, temporaryFolder } from './program.ts';

/** In `file`, every `from` becomes `to`; a `from` that is not there is a mistake of the test. */
export type Edit = readonly [file: string, from: string, to: string];

export function configCopy(...edits: readonly Edit[]): string {
  const folder = temporaryFolder('config');
  cpSync(DEFAULT_CONFIG, folder, { recursive: true });
  for (const [file, from, to] of edits) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${file} does not hold "${from}"`);
    writeFileSync(path, text.replaceAll(from, to));
  }
  return folder;
}

/** Launch phases of two minutes: the same runbook, sooner done. */
export const SHORT_PHASES: Edit = ['launch.yaml', 'duration: 15m', 'duration: 2m'];

/** The hour the generated market begins at, for example `06`. */
export const startingAtHour = (hour: string): Edit => [
  'market.yaml',
  'startsAt: 2025-01-06T09:00:00Z',
  `startsAt: 2025-01-06T${hour}:00:00Z`,
];
