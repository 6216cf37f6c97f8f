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

/** S2 buys what falls, from the first phase on, and holds it to its stop. */
export const EAGER_S2: readonly Edit[] = [
  [
    'strategies.yaml',
    'phase: C\n    symbols: all\n    timeframe: 1m',
    'phase: A\n    symbols: all\n    timeframe: 1m',
  ],
  ['strategies.yaml', 'stop: 2.2%', 'stop: 6%'],
  ['strategies.yaml', 'adxMax: 22 ', 'adxMax: 100 '],
  ['strategies.yaml', 'emaChangeMax: 0.05% ', 'emaChangeMax: 100% '],
  ['strategies.yaml', 'zEntry: 2.1 ', 'zEntry: 0.5 '],
  ['strategies.yaml', 'rsiLongMax: 24 ', 'rsiLongMax: 100 '],
];

/** The hour the generated market begins at, for example `06`. */
export const startingAtHour = (hour: string): Edit => [
  'market.yaml',
  'startsAt: 2025-01-06T09:00:00Z',
  `startsAt: 2025-01-06T${hour}:00:00Z`,
];
