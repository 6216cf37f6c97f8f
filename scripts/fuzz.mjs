// The kernel against hostile input: 100,000 random sequences, or as many as asked for.
// `npm run fuzz [-- CASES [SEED]]`; the figures it prints name the seed that repeats the run.
import { spawnSync } from 'node:child_process';

const [cases = '100000', seed] = process.argv.slice(2);
const run = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'parts', 'src/kernel/kernel.fuzz.test.ts'],
  {
    stdio: 'inherit',
    env: { ...process.env, FUZZ_CASES: cases, ...(seed === undefined ? {} : { FUZZ_SEED: seed }) },
  },
);
process.exit(run.status ?? 1);
