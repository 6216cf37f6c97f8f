/** Builds the program before the first test that runs it, unless it is up to date. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export function setup(): void {
  // Another build is to be tested: that one is not ours to renew.
  if (process.env['SEPTET_TEST_PROGRAM'] !== undefined) return;
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bin', 'septet.mjs'), '--version'],
    { encoding: 'utf8', timeout: 120_000 },
  );
  if (status !== 0) throw new Error(`the program could not be built: ${stderr}`);
}
